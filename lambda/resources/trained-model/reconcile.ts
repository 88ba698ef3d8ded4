/** Does what was decided about a trained model, one call at a time. */
import { decide, release } from './decide';
import { fingerprintOf, fingerprintText } from './fingerprint';
import { membershipOf, observe } from './observe';
import { versionId } from './properties';
import type { ObservedState, Step, TrainedModelRequest, Training } from './state';
import { isActive, isOver, isStuck, newestFirst, type Version } from './version';
import type { CreateTrainedModelRequest } from '../../../src/private/protocol/api-requests';
import type { TrainedModelVersionRequest } from '../../../src/private/protocol/clean-rooms-ml';
import { FINGERPRINT_TAG, OWNER_TAG, type TrainedModelAttributes } from '../../../src/private/protocol/contract';
import { CallFailure, unlessNotFound } from '../../engine/call';
import type { Context } from '../../engine/context';
import { DeploymentFailure } from '../../engine/failure';
import {
  announced, createFailed, createOutcomeUnknown, createSucceeded, deleted, deployedVersion, lookedInVain, recorded, recordOf,
  sameVersion, save, type LedgerEntry, type ResourceRecord, type VersionRef,
} from '../../engine/ledger';
import { recordDecision, type Outcome, waiting } from '../../engine/outcome';
import { isFinalQuota } from '../../engine/quota';
import { SUPERSEDED, type Deletion } from '../../engine/request';
import { explain } from '../../engine/service-error';
import { isStatusCertain, stackOperation } from '../../engine/stack-operation';
import { applyTags } from '../../engine/tag-changes';

type AnyRequest = TrainedModelRequest | Deletion;

/** More steps than any request takes in one look. */
const MAX_STEPS = 30;

export async function reconcileTrainedModel(context: Context, request: AnyRequest): Promise<Outcome<TrainedModelAttributes>> {
  // Everything of the owner has to go, so a deletion lists everything.
  const look = (fullListing: boolean) => observe(context, request, fullListing);
  return run(context, request, request.kind === 'Delete', look, (state) => decide(request, state, context.now()));
}

/** Cancels the trainings of an owner that is being replaced, as far as they were never deployed. */
export async function releaseTrainedModel(context: Context, request: Deletion): Promise<Outcome<TrainedModelAttributes>> {
  const isUndeployed = (_: AnyRequest, { history }: LedgerEntry) => (record: ResourceRecord) => (
    record.terminal === undefined && !history.some(({ version }) => sameVersion(version, record)));
  const look = (fullListing: boolean) => observe(context, request, fullListing, isUndeployed);
  return run(context, request, false, look, (state) => release(state));
}

async function run(
  context: Context, request: AnyRequest, fullListing: boolean,
  look: (fullListing: boolean) => Promise<ObservedState | undefined>, next: (state: ObservedState) => Step,
): Promise<Outcome<TrainedModelAttributes>> {
  const counted = new Set<string>();
  const lookAt = async (everything: boolean) => upToDate(context, await look(everything), counted);
  try {
    return await runSteps(context, request, await lookAt(fullListing), lookAt, next);
  } catch (error) {
    if (error instanceof LedgerChanged) {
      return waiting(error.message);
    }
    throw error;
  }
}

async function runSteps(
  context: Context, request: AnyRequest, first: ObservedState | undefined,
  lookAt: (fullListing: boolean) => Promise<ObservedState | undefined>, next: (state: ObservedState) => Step,
): Promise<Outcome<TrainedModelAttributes>> {
  let state = first;
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    if (state === undefined) {
      throw new DeploymentFailure(SUPERSEDED);
    }
    const step = next(state);
    recordDecision(context.log, request, step, state.versions.map(({ name, id, status }) => ({ name, id, status })));
    const result = await perform(context, request, state, step, lookAt);
    if ('state' in result) {
      return result;
    }
    state = result.observed;
  }
  throw new Error(`${request.kind} of ${request.owner} has not come to an end in ${MAX_STEPS} steps`);
}

/** Another look, or a newer request, has changed the ledger since it was read. */
class LedgerChanged extends Error {
  constructor() {
    super('the ledger was changed by another look');
  }
}

type Progress = { readonly observed: ObservedState | undefined } | Outcome<TrainedModelAttributes>;

async function perform(
  context: Context, request: AnyRequest, state: ObservedState, step: Step, lookAt: (fullListing: boolean) => Promise<ObservedState | undefined>,
): Promise<Progress> {
  const { ledger, stack } = state;
  /** Goes on with a changed ledger, or in the next look when somebody else has changed it. */
  const goOnWith = async (entry: LedgerEntry): Promise<Progress> => {
    const saved = await save(context.ledger, entry);
    return saved === undefined ? waiting(step.why) : { observed: { ...state, ledger: saved } };
  };
  const lookAgain = async (fullListing: boolean): Promise<Progress> => {
    const observed = await lookAt(fullListing);
    return { observed: observed && { ...observed, stack } };
  };
  switch (step.do) {
    case 'list-all':
      return lookAgain(true);
    case 'check-stack': {
      const operation = await stackOperation(context, request);
      // What was asked late enough does not change for this request, and is not asked again.
      const isConstant = request.kind === 'Update' && operation !== 'idle' && isStatusCertain(ledger);
      const saved = isConstant && ledger.operation === undefined ? await save(context.ledger, { ...ledger, operation }) : ledger;
      return saved === undefined ? waiting(step.why) : { observed: { ...state, ledger: saved, stack: operation } };
    }
    case 'wait':
      return waiting(step.why);
    case 'await-status':
      return waiting(step.why);
    case 'confirm-create': {
      const saved = await save(context.ledger, recorded(createSucceeded(ledger, step.version), [step.version], { seen: true }));
      return saved === undefined ? waiting(step.why) : lookAgain(false);
    }
    case 'discard-create':
      return goOnWith(createOutcomeUnknown(ledger));
    case 'request-deletion':
      return goOnWith(recorded(ledger, ledger.records, { deletionRequested: true }));
    case 'await':
      return goOnWith(recorded(ledger, [step.version], { awaitedBy: request.requestId }));
    case 'train': {
      const refusal = await train(context, request as TrainedModelRequest, ledger, step);
      return refusal === undefined ? lookAgain(false) : waiting(refusal);
    }
    case 'cancel':
      await cancelAll(context, request, ledger, step.versions);
      return waiting(step.why);
    case 'cancel-and-fail': {
      const saved = await save(context.ledger, recorded(ledger, [step.version], { cancelReason: step.why }));
      if (saved !== undefined) {
        await cancelAll(context, request, saved, [step.version]);
      }
      return waiting(step.why);
    }
    case 'delete-output':
      await deleteOutputs(context, request, ledger, step.versions);
      return waiting(step.why);
    case 'tag':
      for (const { arn, ...changes } of step.changes) {
        await applyTags(context.client, arn, changes);
      }
      return { observed: { ...state, tags: {} } };
    case 'finish':
      return finish(context, request as TrainedModelRequest, state, step);
    case 'deleted':
      return { state: 'done', ledger: deleted(ledger) };
    case 'released':
      return { state: 'done', ledger };
    case 'fail':
      throw new DeploymentFailure(await reason(context, request, step));
  }
}

/**
 * Brings the ledger up to what was observed: looks that found nothing are counted, once in each invocation, versions that the
 * ledger has lost are recorded again, and what is over is recorded as such.
 */
async function upToDate(
  context: Context, state: ObservedState | undefined, counted: Set<string>,
): Promise<ObservedState | undefined> {
  if (state === undefined) {
    return undefined;
  }
  const { ledger, versions } = state;
  const unseen = state.unseen.filter((name) => !counted.has(name));
  const lost = versions.filter((version) => recordOf(ledger, version) === undefined && version.name !== ledger.pendingCreate?.name);
  // What is over is not asked about again: of a model with hundreds of versions, one look could not do that.
  const over = versions.filter((version) => isOver(version) && !version.isInferred && recordOf(ledger, version)?.terminal !== 'over');
  if (unseen.length === 0 && lost.length === 0 && over.length === 0) {
    return state;
  }
  unseen.forEach((name) => counted.add(name));
  const records = [...ledger.records, ...lost.map((version) => recoveredRecord(version, versions))];
  const saved = await save(context.ledger, recorded(lookedInVain({ ...ledger, records }, unseen), over, { terminal: 'over' }));
  if (saved !== undefined) {
    return { ...state, ledger: saved };
  }
  // What was observed goes with the entry as it was: with a changed one, a training that another look has just started would
  // be overlooked.
  throw new LedgerChanged();
}

function recoveredRecord({ name, createdAt, arn, id, startedFrom }: Version, versions: readonly Version[]): ResourceRecord {
  const parent = startedFrom && versions.find((other) => (
    other.id === startedFrom.id && (other.id !== undefined || other.name === startedFrom.modelName)));
  return {
    name,
    startedBy: '',
    at: createdAt,
    seen: true,
    arn,
    ...(id === undefined ? {} : { id }),
    ...(parent === undefined ? {} : { parent: parent.id === undefined ? { arn: parent.arn } : { arn: parent.arn, id: parent.id } }),
  };
}

/**
 * Sends the one create of a training. Because it is announced first, nobody sends another while the outcome is not known, and
 * a superseded request does not get as far as sending.
 *
 * @returns why it was not accepted; nothing when it was
 */
async function train(
  context: Context, request: TrainedModelRequest, ledger: LedgerEntry, { training: { name, fingerprint, parent }, why }: Extract<Step, { do: 'train' }>,
): Promise<string | undefined> {
  const entry = await save(context.ledger, announced(ledger, { name, startedBy: request.requestId, at: context.now(), parent }));
  if (entry === undefined) {
    return why;
  }
  let created: { trainedModelArn: string; versionIdentifier?: string | null };
  try {
    created = await context.client.createTrainedModel(createRequest(request, { name, fingerprint, parent }));
  } catch (error) {
    if (error instanceof CallFailure && error.meaning !== 'unknown-outcome') {
      return await onRefused(context, request, entry, error) ?? why;
    }
    throw error;
  }
  const id = versionId(created.versionIdentifier);
  const version: VersionRef = id === undefined ? { arn: created.trainedModelArn } : { arn: created.trainedModelArn, id };
  // The identifier is optional in a reply: without one, what was added to a model looks like its base version. A listing tells.
  if (recordOf(entry, version) === undefined) {
    await save(context.ledger, createSucceeded(entry, version));
  }
  return undefined;
}

/**
 * The service has answered that it created nothing.
 *
 * @returns what is waited for, where that has a reason of its own
 */
async function onRefused(context: Context, request: TrainedModelRequest, entry: LedgerEntry, error: CallFailure): Promise<string | undefined> {
  const now = context.now();
  const { pendingCreate } = entry;
  if (error.meaning === 'conflict') {
    // The name identifies the owner, so what has it is the owner's, and may not be listed yet. Once a create of this request was
    // waited for, what is alive has been listed, and another name that is taken is used up.
    if (entry.unresolvedNames.some(({ startedBy }) => startedBy === request.requestId)) {
      await save(context.ledger, createOutcomeUnknown(entry, true));
    }
    return undefined;
  }
  if (error.meaning === 'quota-exceeded' && !isFinalQuota(error.error, request.desired.request.resourceConfig)) {
    const refusals = (entry.quota?.refusals ?? 0) + 1;
    const why = explain(error.operation, error.error);
    await save(context.ledger, { ...createFailed(entry), quota: { why, refusals, at: now } });
    return why;
  }
  await save(context.ledger, createFailed(entry));
  throw error.meaning === 'refused' && pendingCreate?.parent !== undefined && pendingCreate.parent.id === undefined
    ? new DeploymentFailure(`${explain(error.operation, error.error)} The training was to start from a base version, which no request can name. `
      + 'Where the service takes another version for it, use Retraining.fromScratch() for one deployment.')
    : error;
}

function createRequest({ owner, desired }: TrainedModelRequest, { name, fingerprint, parent }: Training): CreateTrainedModelRequest {
  return {
    ...desired.request,
    name,
    tags: { ...desired.tags, [OWNER_TAG]: owner, [FINGERPRINT_TAG]: fingerprintText(fingerprint) },
    ...(parent === undefined ? {} : {
      incrementalTrainingDataChannels: [{
        trainedModelArn: parent.arn,
        ...(parent.id === undefined ? {} : { versionIdentifier: parent.id }),
        channelName: desired.retraining.channelName!,
      }],
    }),
  };
}

/**
 * One that refuses does not keep the others from being stopped or removed. What was trained from others goes first. What an
 * invocation has no time for goes on in the next look.
 */
async function forEachOf(
  { now, until = Infinity }: Context, versions: readonly Version[], apply: (version: Version) => Promise<unknown>,
): Promise<void> {
  let failure: CallFailure | undefined;
  for (const version of newestFirst(versions)) {
    if (now() >= until) {
      break;
    }
    try {
      await apply(version);
    } catch (error) {
      if (!(error instanceof CallFailure)) {
        throw error;
      }
      failure ??= error;
    }
  }
  if (failure !== undefined) {
    throw failure;
  }
}

/** What the service has accepted the cancellation of is recorded, since it may not show the training afterwards. */
async function cancelAll(context: Context, request: AnyRequest, ledger: LedgerEntry, versions: readonly Version[]): Promise<void> {
  await recordingAccepted(context, ledger, versions, { cancelled: true }, (version) => cancel(context, membershipOf(request)!, version));
}

async function deleteOutputs(context: Context, request: AnyRequest, ledger: LedgerEntry, versions: readonly Version[]): Promise<void> {
  await recordingAccepted(context, ledger, versions, { removed: true }, async (version) => (
    await unlessNotFound(context.client.deleteTrainedModelOutput(versionRequest(membershipOf(request)!, version)).then(() => true)) ?? false));
}

/** @param apply says whether the service knows the version, and has accepted what it was asked */
async function recordingAccepted(
  context: Context, ledger: LedgerEntry, versions: readonly Version[], change: Partial<ResourceRecord>, apply: (version: Version) => Promise<boolean>,
): Promise<void> {
  const accepted: Version[] = [];
  try {
    await forEachOf(context, versions, async (version) => {
      if (await apply(version)) {
        accepted.push(version);
      }
    });
  } finally {
    if (accepted.length > 0) {
      await save(context.ledger, recorded(ledger, accepted, change));
    }
  }
}

/** @returns whether the service knows the version, and has accepted to cancel it */
async function cancel(context: Context, membership: string, version: Version): Promise<boolean> {
  try {
    return await unlessNotFound(context.client.cancelTrainedModel(versionRequest(membership, version)).then(() => true)) ?? false;
  } catch (error) {
    if (!(error instanceof CallFailure) || error.meaning !== 'conflict') {
      throw error;
    }
    // It has come to its own end in the meantime, and what it is now is seen the next time. Only where a cancellation failed
    // before is there nothing new to see: then its output is what is left to remove.
    if (isStuck(version)) {
      await unlessNotFound(context.client.deleteTrainedModelOutput(versionRequest(membership, version)));
    }
    return false;
  }
}

async function finish(
  context: Context, request: TrainedModelRequest, state: ObservedState, { version, deployment, surplus }: Extract<Step, { do: 'finish' }>,
): Promise<Outcome<TrainedModelAttributes>> {
  const { ledger, versions, unseen } = state;
  const removed: Version[] = [];
  for (const old of surplus) {
    if (context.now() >= (context.until ?? Infinity)) {
      break;
    }
    try {
      await context.client.deleteTrainedModelOutput(versionRequest(membershipOf(request)!, old));
      removed.push(old);
    } catch (error) {
      // An old version that stays costs storage; a deployment that fails for it would cost more.
      recordDecision(context.log, request, { do: 'keep', why: `${old.name} could not be removed: ${(error as Error).message}` }, undefined, 'WARN');
    }
  }
  const record = recordOf(ledger, version);
  // A version has an image digest once it is trained, and no call is made for less.
  const details = record?.imageDigest === undefined && isActive(version)
    ? await detailsOf(context, membershipOf(request)!, version)
    : undefined;
  const imageDigest = record?.imageDigest ?? details?.trainingContainerImageDigest;
  return {
    state: 'done',
    ledger: [
      (entry: LedgerEntry) => recorded(entry, versions.filter(({ name }) => !unseen.includes(name)), { seen: true, awaited: undefined }),
      (entry: LedgerEntry) => recorded(entry, versions.filter(isActive), { terminal: 'active' }),
      (entry: LedgerEntry) => recorded(entry, versions.filter((other) => isOver(other) && !other.isInferred), { terminal: 'over' }),
      (entry: LedgerEntry) => recorded(entry, removed, { terminal: undefined, removed: true }),
      (entry: LedgerEntry) => (imageDigest === undefined ? entry : recorded(entry, [version], { imageDigest })),
      (entry: LedgerEntry) => deployedVersion(entry, deployment, request.previous && fingerprintText(fingerprintOf(request.previous))),
    ].reduce((entry, change) => change(entry), ledger),
    attributes: {
      TrainedModelArn: version.arn,
      VersionIdentifier: version.id ?? '',
      ParentVersionIdentifier: record?.parent?.id ?? version.startedFrom?.id ?? '',
      TrainingContainerImageDigest: imageDigest ?? '',
      Status: version.status,
      Name: version.name,
    },
  };
}

/** What the service says about one version; it answers about the latest when no version is given, so that is checked. */
async function detailsOf(context: Context, membership: string, version: VersionRef) {
  const details = await unlessNotFound(context.client.getTrainedModel(versionRequest(membership, version)));
  return details !== undefined && versionId(details.versionIdentifier) === version.id ? details : undefined;
}

async function reason(context: Context, request: AnyRequest, { version, why }: { version?: Version; why: string }): Promise<string> {
  const details = version && await detailsOf(context, membershipOf(request)!, version);
  const said = details?.statusDetails?.message;
  return said === undefined ? why : `${why}: ${said}`;
}

function versionRequest(membershipIdentifier: string, { arn, id }: VersionRef): TrainedModelVersionRequest {
  return { membershipIdentifier, trainedModelArn: arn, ...(id === undefined ? {} : { versionIdentifier: id }) };
}
