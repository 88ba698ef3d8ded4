import { decodeModelJob, startedFrom, usedVersion, usesOf, versionOf, type DesiredModelJob } from './model-job';
import { START_TRAINED_MODEL_EXPORT_JOB, UUID } from '../../src/private/protocol/api-model';
import type { StartTrainedModelExportJobRequest } from '../../src/private/protocol/api-requests';
import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';
import type { TrainedModelExportAttributes, TrainedModelExportProperties } from '../../src/private/protocol/contract';
import { unlessNotFound } from '../engine/call';
import { allPages } from '../engine/pages';
import { Decoder, type Raw } from '../engine/properties';
import { fingerprintOf } from '../kinds/run/run-name';
import { runs } from '../kinds/run/runs';

interface DesiredExport extends DesiredModelJob<Omit<StartTrainedModelExportJobRequest, 'name'>> {
  readonly collaborationIdentifier?: string;
}

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
    notUsable: 'deploy again when it is ACTIVE, or use Completion.whenActive() for the trained model',
  },
  decode: (raw) => decode(raw),
  membership: ({ request }) => request.membershipIdentifier,
  spec: ({ request, revision, completion }) => ({
    fingerprint: fingerprintOf([revision ?? '', versionOf(request), request.outputConfiguration]),
    references: versionOf(request),
    completion,
    uses: usesOf(request),
  }),

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
  used: (client, _, { request }) => usedVersion(client, request),
  start: async (client, { desired, name }) => {
    await client.startTrainedModelExportJob({ ...desired.request, name });
    return { arn: name };
  },

  attributes: ({ name, status }) => ({ Status: status, Name: name }),
});

function decode(raw: Raw<TrainedModelExportProperties>): DesiredExport {
  const decoder = new Decoder(raw);
  const collaborationIdentifier = decoder.optionalText('CollaborationIdentifier', raw.CollaborationIdentifier, UUID);
  return { ...decodeModelJob(decoder, raw, START_TRAINED_MODEL_EXPORT_JOB), collaborationIdentifier };
}

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
