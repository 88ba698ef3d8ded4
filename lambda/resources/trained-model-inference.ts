import { channelUse, usedChannel } from './channel-use';
import { decodeModelJob, madeFrom, startedFrom, usedVersion, versionOf, versionUse, type DesiredModelJob } from './model-job';
import { START_TRAINED_MODEL_INFERENCE_JOB } from '../../src/private/protocol/api-model';
import type { StartTrainedModelInferenceJobRequest } from '../../src/private/protocol/api-requests';
import type { InferenceJobDetails, InferenceJobSummary } from '../../src/private/protocol/clean-rooms-ml';
import type { TrainedModelInferenceAttributes, TrainedModelInferenceProperties } from '../../src/private/protocol/contract';
import { digest } from '../engine/digest';
import { allPages } from '../engine/pages';
import { Decoder, type Raw } from '../engine/properties';
import type { ShownRun } from '../kinds/run/run';
import { FINGERPRINT_LENGTH } from '../kinds/run/run-name';
import { runs } from '../kinds/run/runs';

interface DesiredInference extends DesiredModelJob<Omit<StartTrainedModelInferenceJobRequest, 'name' | 'tags'>> {
  /** That of the association, when it is known. */
  readonly inferenceImage?: string;
}

export const TRAINED_MODEL_INFERENCE = runs<DesiredInference, TrainedModelInferenceAttributes>({
  noun: 'TrainedModelInference',
  dependants: 'nothing that the service documents',
  words: {
    run: 'inference job',
    operation: 'StartTrainedModelInferenceJob',
    subject: 'trained model inference job',
    nameProperty: 'trainedModelInferenceJobName',
    nothingLeft: 'no inference job of this resource exists any more; change revision to run inference again, and where this is a rollback, continue it without this resource first',
    tooLong: 'it goes on unless the deployment is rolled back, and the next deployment adopts it; use Completion.whenSubmitted() for jobs that can take longer',
  },
  reportsImage: true,
  goesOnWhenTooLong: true,
  decode: (raw) => decode(raw),
  membership: ({ request }) => request.membershipIdentifier,
  spec: (desired) => {
    const { request, inferenceImage, completion } = desired;
    const source = madeFrom(desired);
    return {
      fingerprint: fingerprintOf(desired),
      references: [
        versionOf(request), inferenceImage ?? request.configuredModelAlgorithmAssociationArn, request.dataSource.mlInputChannelArn, request.kmsKeyArn,
      ],
      isSame: (a, b) => a.slice(0, 2 * PART) === b.slice(0, 2 * PART),
      completion,
      madeFrom: source,
      uses: [...(source === undefined ? [] : [versionUse(source)]), channelUse(request.dataSource.mlInputChannelArn)],
    };
  },

  list: async (client, membershipIdentifier) => (await allPages(
    (page) => client.listTrainedModelInferenceJobs({ ...page, membershipIdentifier }),
    ({ trainedModelInferenceJobs }) => trainedModelInferenceJobs)).map(shown),
  get: async (client, membershipIdentifier, { arn }) => {
    const details = await client.getTrainedModelInferenceJob({ membershipIdentifier, trainedModelInferenceJobArn: arn });
    return { ...shown(details), message: details.statusDetails?.message, imageDigest: details.inferenceContainerImageDigest };
  },
  tags: async (client, _, { arn }) => (await client.listTagsForResource({ resourceArn: arn })).tags,
  used: async (client, desired, now) => {
    const { membershipIdentifier, configuredModelAlgorithmAssociationArn: association, dataSource: { mlInputChannelArn } } = desired.request;
    const source = madeFrom(desired);
    const version = source === undefined ? [] : [await usedVersion(client, desired, 'trainedModelInferenceJobs', association)];
    return [...version, await usedChannel(client, membershipIdentifier, mlInputChannelArn, now)];
  },
  start: async (client, { desired, name, tags }) => (
    { arn: (await client.startTrainedModelInferenceJob({ ...desired.request, name, tags })).trainedModelInferenceJobArn }),
  cancel: (client, membershipIdentifier, { arn }) => (
    client.cancelTrainedModelInferenceJob({ membershipIdentifier, trainedModelInferenceJobArn: arn })),

  attributes: ({ arn, name, status }, record) => (
    { TrainedModelInferenceJobArn: arn, InferenceContainerImageDigest: record?.imageDigest ?? '', Status: status, Name: name }),
  // A quota counts jobs, and instances of a type.
  quotaNeeds: ({ request }) => request.resourceConfig,
});

function decode(raw: Raw<TrainedModelInferenceProperties>): DesiredInference {
  const decoder = new Decoder(raw);
  const environment = decoder.entries('Environment', raw.Environment, 'Name');
  const inferenceImage = decoder.optionalText('InferenceImage', raw.InferenceImage);
  return { ...decodeModelJob(decoder, raw, START_TRAINED_MODEL_INFERENCE_JOB, { environment }), inferenceImage };
}

const PART = FINGERPRINT_LENGTH / 3;

/** In three parts, as that of a trained model: what a job runs on and who pays for it changes nothing about its output. */
function fingerprintOf({ request, revision, inferenceImage }: DesiredInference): string {
  const parts = [
    revision ?? '',
    {
      version: versionOf(request),
      container: inferenceImage ?? request.configuredModelAlgorithmAssociationArn,
      data: request.dataSource,
      output: request.outputConfiguration,
      environment: request.environment ?? {},
      encryptionKey: request.kmsKeyArn,
    },
    { resources: request.resourceConfig, payload: request.containerExecutionParameters, payer: request.mlModelInferencePayerAccountId },
  ];
  return parts.map((part) => digest(part, PART)).join('');
}

function shown(job: InferenceJobSummary | InferenceJobDetails): ShownRun {
  const { trainedModelInferenceJobArn: arn, name, status, createTime } = job;
  return { arn, name, status, createdAt: new Date(createTime).getTime(), ...startedFrom(job) };
}
