/** Every resource type that the handlers know. */
import { CONFIGURED_MODEL_ALGORITHM } from './configured-model-algorithm';
import { CONFIGURED_MODEL_ALGORITHM_ASSOCIATION } from './configured-model-algorithm-association';
import { ML_CONFIGURATION } from './ml-configuration';
import { ML_INPUT_CHANNEL } from './ml-input-channel';
import { SAGEMAKER_ALGORITHM } from './sagemaker-algorithm';
import { TRAINED_MODEL } from './trained-model/trained-model';
import { TRAINED_MODEL_EXPORT } from './trained-model-export';
import { TRAINED_MODEL_INFERENCE } from './trained-model-inference';
import { RESOURCE_TYPES } from '../../src/private/protocol/contract';
import type { ResourceType } from '../engine/resource-type';

const TYPES: { readonly [name: string]: ResourceType } = {
  [RESOURCE_TYPES.algorithm]: CONFIGURED_MODEL_ALGORITHM,
  [RESOURCE_TYPES.association]: CONFIGURED_MODEL_ALGORITHM_ASSOCIATION,
  [RESOURCE_TYPES.trainedModel]: TRAINED_MODEL,
  [RESOURCE_TYPES.mlConfiguration]: ML_CONFIGURATION,
  [RESOURCE_TYPES.trainedModelInference]: TRAINED_MODEL_INFERENCE,
  [RESOURCE_TYPES.trainedModelExport]: TRAINED_MODEL_EXPORT,
  [RESOURCE_TYPES.mlInputChannel]: ML_INPUT_CHANNEL,
  [RESOURCE_TYPES.sageMakerAlgorithm]: SAGEMAKER_ALGORITHM,
};

export function resourceTypeOf(name: string): ResourceType {
  const type = TYPES[name];
  if (type === undefined) {
    throw new Error(`ResourceType must be one of ${Object.keys(TYPES).join(', ')}, got ${JSON.stringify(name)}.`);
  }
  return type;
}
