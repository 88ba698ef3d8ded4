/** What jobs on a version of a trained model have in common: inference jobs and exports. */
import { refusalByPolicy, versionInCollaboration } from './collaboration';
import { versionId } from './trained-model/properties';
import { UUID } from '../../src/private/protocol/api-model';
import type { AssociationPolicy, CleanRoomsMl, TrainedModelSummary } from '../../src/private/protocol/clean-rooms-ml';
import { TIMING, type CompletionMode, type ModelJobProperties } from '../../src/private/protocol/contract';
import { isInMembership } from '../../src/private/protocol/membership-arn';
import type { StructureShape } from '../../src/private/protocol/shape';
import { unlessNotFound } from '../engine/call';
import type { VersionRef } from '../engine/ledger';
import { allPages } from '../engine/pages';
import { Decoder, type Desired, type Raw } from '../engine/properties';
import type { ShownRun } from '../kinds/run/run';
import type { Use, Used } from '../kinds/run/use';

/** What every job says about the version that it is about, and who asks for it. */
interface ModelJobRequest {
  membershipIdentifier: string;
  trainedModelArn: string;
  trainedModelVersionIdentifier?: string;
}

export interface DesiredModelJob<R extends ModelJobRequest> extends Desired<R> {
  /** Where it is known. */
  readonly collaborationIdentifier?: string;
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
    collaborationIdentifier: decoder.optionalText('CollaborationIdentifier', raw.CollaborationIdentifier, UUID),
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

/** The version as what the job is made from, where the service shows it to the membership. */
export function madeFrom<R extends ModelJobRequest>({ request, collaborationIdentifier }: DesiredModelJob<R>): VersionRef | undefined {
  const isShown = isInMembership(request.trainedModelArn, request.membershipIdentifier) || collaborationIdentifier !== undefined;
  return isShown ? versionOf(request) : undefined;
}

export function versionUse({ arn, id }: VersionRef): Use {
  return {
    text: `${id === undefined ? 'the base version' : `version ${id}`} of ${arn}`,
    notReady: 'deploy again when it is ACTIVE, or use Completion.whenActive() for the trained model',
    notUsable: 'use a version that is ACTIVE, of an association that allows it',
  };
}

/** The version that a job is about, and whether the privacy policy of another member's association allows the job. */
export async function usedVersion<R extends ModelJobRequest>(
  client: CleanRoomsMl, { request, collaborationIdentifier }: DesiredModelJob<R>, policy: AssociationPolicy, associationArn?: string,
): Promise<Used | undefined> {
  const { membershipIdentifier, trainedModelArn } = request;
  const version = isInMembership(trainedModelArn, membershipIdentifier)
    ? await ownVersion(client, request)
    : await versionInCollaboration(client, collaborationIdentifier!, versionOf(request));
  if (version === undefined) {
    return undefined;
  }
  const { status, configuredModelAlgorithmAssociationArn } = version;
  const arn = associationArn ?? configuredModelAlgorithmAssociationArn;
  // A policy of the own membership is the user's own, and it is read once there is something to start.
  return status !== 'ACTIVE' || collaborationIdentifier === undefined || isInMembership(arn, membershipIdentifier)
    ? { status }
    : { status, unusable: await refusalByPolicy(client, collaborationIdentifier, arn, policy) };
}

async function ownVersion(
  client: CleanRoomsMl, { membershipIdentifier, trainedModelArn, trainedModelVersionIdentifier }: ModelJobRequest,
): Promise<TrainedModelSummary | undefined> {
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
