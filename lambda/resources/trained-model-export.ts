import { decodeModelJob, madeFrom, startedFrom, usedVersion, versionOf, versionUse, type DesiredModelJob } from './model-job';
import { START_TRAINED_MODEL_EXPORT_JOB } from '../../src/private/protocol/api-model';
import type { StartTrainedModelExportJobRequest } from '../../src/private/protocol/api-requests';
import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';
import type { TrainedModelExportAttributes, TrainedModelExportProperties } from '../../src/private/protocol/contract';
import { unlessNotFound } from '../engine/call';
import { allPages } from '../engine/pages';
import { Decoder, type Raw } from '../engine/properties';
import { fingerprintOf } from '../kinds/run/run-name';
import { runs } from '../kinds/run/runs';

type DesiredExport = DesiredModelJob<Omit<StartTrainedModelExportJobRequest, 'name'>>;

/** An export has no ARN, so its name stands for it. The service shows it in a listing, and can neither end nor remove it. */
export const TRAINED_MODEL_EXPORT = runs<DesiredExport, TrainedModelExportAttributes>({
  noun: 'TrainedModelExport',
  dependants: 'nothing: an export cannot be deleted',
  words: {
    run: 'export',
    operation: 'StartTrainedModelExportJob',
    subject: 'trained model export job',
    nameProperty: 'trainedModelExportJobName',
    nothingLeft: 'no export of this resource is listed any more; change revision to export again, and where this is a rollback, continue it without this resource first',
    tooLong: 'it goes on, and nothing can end it; deploy again, and it is adopted and not started twice',
  },
  decode: (raw: Raw<TrainedModelExportProperties>) => decodeModelJob(new Decoder(raw), raw, START_TRAINED_MODEL_EXPORT_JOB),
  membership: ({ request }) => request.membershipIdentifier,
  spec: (desired) => {
    const { request, revision, completion } = desired;
    const source = madeFrom(desired);
    return {
      fingerprint: fingerprintOf([revision ?? '', versionOf(request), request.outputConfiguration]),
      references: versionOf(request),
      completion,
      madeFrom: source,
      uses: source && [versionUse(source)],
    };
  },

  list: async (client, membershipIdentifier, desired) => {
    const collaborationIdentifier = await collaborationOf(client, desired!);
    if (collaborationIdentifier === undefined) {
      return [];
    }
    const { trainedModelArn } = desired!.request;
    const jobs = await allPages(
      (page) => client.listCollaborationTrainedModelExportJobs({ ...page, collaborationIdentifier, trainedModelArn }),
      ({ collaborationTrainedModelExportJobs }) => collaborationTrainedModelExportJobs);
    // Those of other members are listed as well.
    return jobs.filter((job) => job.membershipIdentifier === membershipIdentifier).map((job) => ({
      arn: job.name,
      name: job.name,
      status: job.status,
      createdAt: new Date(job.createTime).getTime(),
      message: job.statusDetails?.message,
      ...startedFrom(job),
    }));
  },
  used: async (client, desired) => [await usedVersion(client, desired, 'trainedModelExports')],
  start: async (client, { desired, name }) => {
    await client.startTrainedModelExportJob({ ...desired.request, name });
    return { arn: name };
  },

  attributes: ({ name, status }) => ({ Status: status, Name: name }),
});

/** The collaboration, as the properties or else the trained model say it. */
async function collaborationOf(
  client: CleanRoomsMl, { collaborationIdentifier, request: { membershipIdentifier, trainedModelArn } }: DesiredExport,
): Promise<string | undefined> {
  if (collaborationIdentifier !== undefined) {
    return collaborationIdentifier;
  }
  const versions = await unlessNotFound(client.listTrainedModelVersions({ membershipIdentifier, trainedModelArn, maxResults: 1 }));
  return versions?.trainedModels[0]?.collaborationIdentifier;
}
