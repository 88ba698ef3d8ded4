/**
 * What the service's model says in words, or is known to refuse, beyond what a shape can say.
 */
import { problemsOfTags } from './tags';
import { MAX_CHANNELS, WORKER_TYPES } from '../src/private/protocol/api-model';
import type {
  CreateConfiguredModelAlgorithmAssociationRequest, CreateConfiguredModelAlgorithmRequest, CreateMlInputChannelRequest, CreateTrainedModelRequest,
  LogsConfigurationPolicy,
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

export function problemsOfMlInputChannel({ inputChannel, tags }: CreateMlInputChannelRequest): Problem[] {
  const { sqlParameters, computeConfiguration } = inputChannel.dataSource.protectedQueryInputParameters;
  const path = 'inputChannel.dataSource.protectedQueryInputParameters';
  const sources = [sqlParameters.queryString, sqlParameters.analysisTemplateArn].filter((source) => source !== undefined).length;
  const { type, number } = computeConfiguration?.worker ?? {};
  const limits = type === undefined ? undefined : WORKER_TYPES[type];
  return [
    ...(sources === 1 ? [] : [{ path: `${path}.sqlParameters`, message: 'must have either queryString or analysisTemplateArn' }]),
    ...(limits === undefined || number === undefined || (number >= limits.min && number <= limits.max) ? [] : [{
      path: `${path}.computeConfiguration.worker.number`, message: `must be from ${limits.min} to ${limits.max} for ${type}, got ${number}`,
    }]),
    ...problemsOfTags(tags),
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
