/**
 * What the service's model says in words, or is known to refuse, beyond what a shape can say.
 */
import { problemsOfTags } from './tags';
import { MAX_CHANNELS } from '../src/private/protocol/api-model';
import type {
  CreateConfiguredModelAlgorithmAssociationRequest, CreateConfiguredModelAlgorithmRequest, CreateTrainedModelRequest, LogsConfigurationPolicy,
} from '../src/private/protocol/api-requests';
import { show, type Problem } from '../src/private/protocol/shape';

export function problemsOfAlgorithm(request: CreateConfiguredModelAlgorithmRequest): Problem[] {
  return [
    ...problemsOfImage(request.trainingContainerConfig?.imageUri, 'trainingContainerConfig.imageUri'),
    ...problemsOfImage(request.inferenceContainerConfig?.imageUri, 'inferenceContainerConfig.imageUri'),
    ...problemsOfTags(request.tags),
  ];
}

export function problemsOfAssociation(request: CreateConfiguredModelAlgorithmAssociationRequest): Problem[] {
  const { trainedModels, trainedModelInferenceJobs } = request.privacyConfiguration?.policies ?? {};
  const policies = 'privacyConfiguration.policies';
  return [
    ...problemsOfLogs(trainedModels?.containerLogs, `${policies}.trainedModels.containerLogs`),
    ...problemsOfLogs(trainedModelInferenceJobs?.containerLogs, `${policies}.trainedModelInferenceJobs.containerLogs`),
    ...problemsOfTags(request.tags),
  ];
}

export function problemsOfTrainedModel(request: CreateTrainedModelRequest): Problem[] {
  const channels = [...request.dataChannels, ...request.incrementalTrainingDataChannels ?? []].map(({ channelName }) => channelName);
  const repeated = channels.filter((name, i) => channels.indexOf(name) !== i);
  return [
    ...(channels.length > MAX_CHANNELS ? [{
      path: 'dataChannels', message: `and incrementalTrainingDataChannels must have at most ${MAX_CHANNELS} entries together, got ${channels.length}`,
    }] : []),
    ...repeated.map((name) => ({ path: 'dataChannels', message: `must have unique channel names, got ${show(name)} twice` })),
    ...problemsOfTags(request.tags),
  ];
}

function problemsOfImage(imageUri: string | undefined, path: string): Problem[] {
  return imageUri?.includes('@') ? [{ path, message: `must be registry/repository[:tag] without a digest, got ${show(imageUri)}` }] : [];
}

function problemsOfLogs(policies: readonly LogsConfigurationPolicy[] | undefined, path: string): Problem[] {
  return (policies ?? []).flatMap(({ logRedactionConfiguration: redaction }, i) => {
    const custom = redaction?.entitiesToRedact.includes('CUSTOM') ?? false;
    const identifiers = redaction?.customEntityConfig !== undefined;
    return custom === identifiers ? [] : [{
      path: `${path}[${i}].logRedactionConfiguration.customEntityConfig`,
      message: custom ? 'is required when entitiesToRedact has CUSTOM' : 'is allowed only when entitiesToRedact has CUSTOM',
    }];
  });
}
