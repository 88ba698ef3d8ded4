import { decodeTrainedModel, type DesiredTrainedModel } from './properties';
import { reconcileTrainedModel, releaseTrainedModel } from './reconcile';
import type { TrainedModelAttributes } from '../../../src/private/protocol/contract';
import { resourceType } from '../../engine/resource-type';

export const TRAINED_MODEL = resourceType<DesiredTrainedModel, TrainedModelAttributes>({
  noun: 'TrainedModel',
  dependants: 'an inference job or an export of any member of the collaboration',
  decode: decodeTrainedModel,
  identity: ({ name, request }) => ({ name, membership: request.membershipIdentifier }),
  reconcile: reconcileTrainedModel,
  release: releaseTrainedModel,
});
