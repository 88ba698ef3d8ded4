/** What jobs on a version of a trained model have in common: inference jobs and exports. */
import { versionId } from './trained-model/properties';
import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';
import { TIMING, type CompletionMode, type ModelJobProperties } from '../../src/private/protocol/contract';
import type { StructureShape } from '../../src/private/protocol/shape';
import { unlessNotFound } from '../engine/call';
import type { VersionRef } from '../engine/ledger';
import { allPages } from '../engine/pages';
import { Decoder, type Desired, type Raw } from '../engine/properties';
import type { ShownRun } from '../kinds/run/run';
import type { RunSpec } from '../kinds/run/run-type';

/** What every job says about the version that it is about, and who asks for it. */
interface ModelJobRequest {
  membershipIdentifier: string;
  trainedModelArn: string;
  trainedModelVersionIdentifier?: string;
}

export interface DesiredModelJob<R extends ModelJobRequest> extends Desired<R> {
  readonly revision?: string;
  readonly completion: { readonly mode: CompletionMode; readonly timeoutSeconds: number };
}

/** @param given members of the request that properties of their own have */
export function decodeModelJob<R extends ModelJobRequest>(
  decoder: Decoder, raw: Raw<ModelJobProperties>, shape: StructureShape, given: { readonly [member: string]: unknown } = {},
): DesiredModelJob<R> {
  const completion = decoder.members('Completion', raw.Completion);
  const trainedModelVersionIdentifier = versionId(decoder.optionalText('TrainedModelVersionIdentifier', raw.TrainedModelVersionIdentifier));
  const decoded = {
    revision: decoder.optionalText('Revision', raw.Revision),
    completion: {
      mode: decoder.oneOf<CompletionMode>('Completion.Mode', completion.Mode, ['WHEN_SUBMITTED', 'WHEN_ACTIVE']),
      timeoutSeconds: decoder.optionalNumber('Completion.TimeoutSeconds', completion.TimeoutSeconds) ?? TIMING.maxActiveMinutes * 60,
    },
  };
  return { ...decoder.common<R>(shape, { ...given, trainedModelVersionIdentifier }), ...decoded };
}

/** The version that a job is about. */
export function versionOf({ trainedModelArn: arn, trainedModelVersionIdentifier: id }: ModelJobRequest): VersionRef {
  return id === undefined ? { arn } : { arn, id };
}

/** The version as what has to be ACTIVE first. Nothing can be seen of a version of another membership. */
export function usesOf(request: ModelJobRequest): RunSpec['uses'] {
  const { arn, id } = versionOf(request);
  return arn.includes(`:membership/${request.membershipIdentifier}/`)
    ? { version: versionOf(request), text: `${id === undefined ? 'the base version' : `version ${id}`} of ${arn}` }
    : undefined;
}

/** The version that a job is about, as the service shows it. */
export async function usedVersion(
  client: CleanRoomsMl, { membershipIdentifier, trainedModelArn, trainedModelVersionIdentifier }: ModelJobRequest,
): Promise<Pick<ShownRun, 'status'> | undefined> {
  const versions = await unlessNotFound(allPages(
    (page) => client.listTrainedModelVersions({ ...page, membershipIdentifier, trainedModelArn }), ({ trainedModels }) => trainedModels));
  return versions?.find(({ versionIdentifier }) => versionId(versionIdentifier) === trainedModelVersionIdentifier);
}

/** Which version a job is said to use. The base version has no identifier, so that nothing tells it from one that is not said. */
export function startedFrom(
  { trainedModelArn, trainedModelVersionIdentifier }: { trainedModelArn: string; trainedModelVersionIdentifier?: string | null },
): Pick<ShownRun, 'startedFrom'> {
  const id = versionId(trainedModelVersionIdentifier);
  return id === undefined ? {} : { startedFrom: { name: trainedModelArn, id } };
}
