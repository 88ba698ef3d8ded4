/**
 * Trained models as the service shows them.
 */
import type { EmulatorBehavior } from './behavior';
import { imageDigestOf } from './identifiers';
import { copyOf } from './plain-copy';
import type { ServiceState } from './service-state';
import type { Parent, TrainedModelVersion } from './trained-model-version';
import type { VersionReference } from './training-record';
import type { TrainedModelDetails, TrainedModelSummary } from '../lambda/clean-rooms-ml';

/** What the service shows beyond what the handlers' client declares. */
interface Undeclared {
  description?: string;
  mlModelTrainingPayerAccountId?: string;
}

/** @param asOf when the version had the status that is shown */
export function summaryOf(version: TrainedModelVersion, state: ServiceState, asOf: number): TrainedModelSummary & Undeclared {
  const { behavior, memberships } = state;
  const { membershipIdentifier, request, parent } = version;
  const history = version.history();
  const current = [...history].reverse().find(({ at }) => at <= asOf) ?? history[0];
  const { description, mlModelTrainingPayerAccountId, configuredModelAlgorithmAssociationArn } = request;
  return {
    trainedModelArn: version.trainedModelArn,
    ...shownVersion(version, behavior),
    ...(parent !== undefined && {
      incrementalTrainingDataChannels: [
        { channelName: parent.channelName, modelName: modelNameOf(parent, behavior), ...shownVersion(parent, behavior) },
      ],
    }),
    name: version.name,
    ...(description !== undefined && { description }),
    membershipIdentifier,
    collaborationIdentifier: memberships.collaborationOf(membershipIdentifier),
    // What is gone is in no reply.
    status: current.status as TrainedModelSummary['status'],
    configuredModelAlgorithmAssociationArn,
    ...(mlModelTrainingPayerAccountId !== undefined && { mlModelTrainingPayerAccountId }),
    createTime: state.shown(version.acceptedAt),
    updateTime: state.shown(current.at),
  };
}

export function detailsOf(version: TrainedModelVersion, state: ServiceState): TrainedModelDetails {
  const { status, message } = version.current;
  // A reply tells which version the training started from, not what the request said.
  const { incrementalTrainingDataChannels, ...created } = version.request;
  return {
    ...copyOf(created),
    ...summaryOf(version, state, state.now),
    ...(message !== undefined && { statusDetails: { statusCode: status, message } }),
    ...(version.hasOutput && { trainingContainerImageDigest: imageDigestOf(version.request.configuredModelAlgorithmAssociationArn) }),
    tags: { ...version.model.tagsOf(version) },
  };
}

/** The identifier of a version as replies have it. */
export function shownVersion({ versionIdentifier }: VersionReference, { baseVersion }: EmulatorBehavior): { versionIdentifier?: string | null } {
  if (versionIdentifier !== undefined) {
    return { versionIdentifier };
  }
  switch (baseVersion) {
    case 'absent': return {};
    case 'null': return { versionIdentifier: null };
    case 'NULL': return { versionIdentifier: 'NULL' };
  }
}

/** The name of what a version was trained from; of a model that was trained elsewhere only the ARN is known. */
function modelNameOf({ version, trainedModelArn }: Parent, { parentModelName }: EmulatorBehavior): string {
  if (version === undefined) {
    return trainedModelArn.slice(trainedModelArn.lastIndexOf('/') + 1);
  }
  return parentModelName === 'base' ? version.model.versions[0].name : version.name;
}
