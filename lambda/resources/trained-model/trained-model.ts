import { sameModel, trainingFingerprint } from './fingerprint';
import { decodeTrainedModel, versionId, type DesiredTrainedModel } from './properties';
import type { InferenceJobStatus } from '../../../src/private/protocol/api-model';
import type {
  CollaborationInferenceJobSummary, TrainedModelDetails, TrainedModelSummary, TrainedModelVersionRequest,
} from '../../../src/private/protocol/clean-rooms-ml';
import type { TrainedModelAttributes } from '../../../src/private/protocol/contract';
import { isInMembership } from '../../../src/private/protocol/membership-arn';
import { sameVersion, type VersionRef } from '../../engine/ledger';
import { allPages } from '../../engine/pages';
import { refOf, type ShownRun } from '../../kinds/run/run';
import { runs } from '../../kinds/run/runs';
import type { Used } from '../../kinds/run/use';
import { channelUse, usedChannel } from '../channel-use';
import { associationInCollaboration, associationUse } from '../collaboration';

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
      uses: [...channelsOf(desired).map(channelUse), ...foreignAssociationOf(desired).map(associationUse)],
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
  used: async (client, desired, now) => {
    const { request: { membershipIdentifier }, collaborationIdentifier } = desired;
    const used: (Used | undefined)[] = [];
    for (const arn of channelsOf(desired)) {
      used.push(await usedChannel(client, membershipIdentifier, arn, now));
    }
    for (const arn of foreignAssociationOf(desired)) {
      used.push(await associationInCollaboration(client, collaborationIdentifier!, arn));
    }
    return used;
  },
  inUse: async (client, { collaborationIdentifier }, versions) => {
    if (collaborationIdentifier === undefined) {
      return [];
    }
    const jobs: CollaborationInferenceJobSummary[] = [];
    for (const trainedModelArn of new Set(versions.map(({ arn }) => arn))) {
      jobs.push(...await allPages(
        (page) => client.listCollaborationTrainedModelInferenceJobs({ ...page, collaborationIdentifier, trainedModelArn }),
        ({ collaborationTrainedModelInferenceJobs }) => collaborationTrainedModelInferenceJobs));
    }
    const running = jobs.filter(({ status }) => !ENDED.includes(status))
      .map(({ trainedModelArn: arn, trainedModelVersionIdentifier }) => refOf({ arn, id: versionId(trainedModelVersionIdentifier) }));
    // One that names no version can be about any of them.
    return versions.filter((version) => running.some((used) => sameVersion(version, used) || (used.id === undefined && used.arn === version.arn)));
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

/** Jobs that need the version no more. */
const ENDED: readonly InferenceJobStatus[] = ['ACTIVE', 'CREATE_FAILED', 'INACTIVE'];

/** Each channel once: several can bring the same data. */
function channelsOf({ request: { dataChannels } }: DesiredTrainedModel): string[] {
  return [...new Set(dataChannels.map(({ mlInputChannelArn }) => mlInputChannelArn))];
}

/** The association where it is another member's, and the collaboration is known that shows it. */
function foreignAssociationOf({ request, collaborationIdentifier }: DesiredTrainedModel): string[] {
  const { configuredModelAlgorithmAssociationArn: arn, membershipIdentifier } = request;
  return collaborationIdentifier === undefined || isInMembership(arn, membershipIdentifier) ? [] : [arn];
}

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
