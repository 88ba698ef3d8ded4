import { sameModel, trainingFingerprint } from './fingerprint';
import { decodeTrainedModel, versionId, type DesiredTrainedModel } from './properties';
import type { TrainedModelDetails, TrainedModelSummary, TrainedModelVersionRequest } from '../../../src/private/protocol/clean-rooms-ml';
import type { TrainedModelAttributes } from '../../../src/private/protocol/contract';
import type { VersionRef } from '../../engine/ledger';
import { allPages } from '../../engine/pages';
import { refOf, type ShownRun } from '../../kinds/run/run';
import { runs } from '../../kinds/run/runs';

export const TRAINED_MODEL = runs<DesiredTrainedModel, TrainedModelAttributes>({
  noun: 'TrainedModel',
  dependants: 'an inference job or an export of any member of the collaboration',
  words: {
    run: 'training',
    operation: 'CreateTrainedModel',
    subject: 'trained model',
    nameProperty: 'trainedModelName',
    nothingLeft: 'no version of this model exists any more; change revision to train a new one, and where this is a rollback, continue it without this resource first',
    tooLong: 'use Completion.whenSubmitted() for trainings that can take longer',
  },
  reportsImage: true,
  decode: decodeTrainedModel,
  membership: ({ request }) => request.membershipIdentifier,
  spec: (desired) => {
    const { request, trainingDefinition, retrainOn, retraining: { strategy, startFrom }, completion, keepLast } = desired;
    return {
      fingerprint: trainingFingerprint(desired),
      references: [
        trainingDefinition ?? request.configuredModelAlgorithmAssociationArn,
        request.dataChannels.map(({ mlInputChannelArn }) => mlInputChannelArn).sort(),
        request.kmsKeyArn,
      ],
      isSame: (a, b) => sameModel(retrainOn, a, b),
      completion,
      keepLast,
      continues: strategy === 'INCREMENTAL' ? { first: startFrom } : undefined,
    };
  },

  list: async (client, membershipIdentifier) => (await allPages(
    (page) => client.listTrainedModels({ ...page, membershipIdentifier }), ({ trainedModels }) => trainedModels)).map(shown),
  versions: async (client, membershipIdentifier, trainedModelArn) => (await allPages(
    (page) => client.listTrainedModelVersions({ ...page, membershipIdentifier, trainedModelArn }), ({ trainedModels }) => trainedModels)).map(shown),
  get: async (client, membership, version) => {
    const details = await client.getTrainedModel(versionRequest(membership, version));
    return { ...shown(details), message: details.statusDetails?.message, imageDigest: details.trainingContainerImageDigest };
  },
  // Without a version, the service answers about the latest one; the tags of the base version are those of the ARN.
  tags: async (client, membership, version) => (version.id === undefined
    ? await client.listTagsForResource({ resourceArn: version.arn })
    : await client.getTrainedModel(versionRequest(membership, version))).tags,
  start: async (client, { desired, name, tags, parent }) => {
    const created = await client.createTrainedModel({
      ...desired.request,
      name,
      tags,
      ...(parent === undefined ? {} : {
        incrementalTrainingDataChannels: [{
          trainedModelArn: parent.arn,
          ...(parent.id === undefined ? {} : { versionIdentifier: parent.id }),
          channelName: desired.retraining.channelName!,
        }],
      }),
    });
    return refOf({ arn: created.trainedModelArn, id: versionId(created.versionIdentifier) });
  },
  cancel: (client, membership, version) => client.cancelTrainedModel(versionRequest(membership, version)),
  deleteOutput: (client, membership, version) => client.deleteTrainedModelOutput(versionRequest(membership, version)),

  attributes: (version, record) => ({
    TrainedModelArn: version.arn,
    VersionIdentifier: version.id ?? '',
    ParentVersionIdentifier: record?.parent?.id ?? version.startedFrom?.id ?? '',
    TrainingContainerImageDigest: record?.imageDigest ?? '',
    Status: version.status,
    Name: version.name,
  }),
  quotaNeeds: ({ request }) => request.resourceConfig,
  refusalHint: ({ parent }) => (parent !== undefined && parent.id === undefined
    ? 'The training was to start from a base version, which no request can name. '
      + 'Where the service takes another version for it, use Retraining.fromScratch() for one deployment.'
    : undefined),
});

function shown(summary: TrainedModelSummary | TrainedModelDetails): ShownRun {
  const startedFrom = summary.incrementalTrainingDataChannels?.[0];
  return {
    ...refOf({ arn: summary.trainedModelArn, id: versionId(summary.versionIdentifier) }),
    name: summary.name,
    status: summary.status,
    createdAt: new Date(summary.createTime).getTime(),
    ...(startedFrom === undefined ? {} : { startedFrom: { name: startedFrom.modelName, id: versionId(startedFrom.versionIdentifier) } }),
  };
}

function versionRequest(membershipIdentifier: string, { arn, id }: VersionRef): TrainedModelVersionRequest {
  return { membershipIdentifier, trainedModelArn: arn, ...(id === undefined ? {} : { versionIdentifier: id }) };
}
