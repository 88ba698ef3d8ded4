/**
 * What to do next about a trained model: a pure function of the request, what was seen and the time. It is asked
 * again after everything that was done, until it says that nothing is left to do.
 */
import type { TagMap } from '../../src/private/api-requests';
import { TIMING } from '../../src/private/contract';
import { fingerprintOf, fingerprintText, parseTrainingName, sameModel, trainingName, type Fingerprint } from '../fingerprint';
import { sameVersion, type LedgerEntry, type VersionRef } from '../ledger';
import { decideUnseen } from '../open-intent';
import type { DesiredTrainedModel } from '../properties';
import { MOVED_ON, type Deletion, type Request } from '../request';
import { decideUnheard, type StackDirection } from '../stack-direction';
import { sameTags, tagChanges, type TagChanges } from '../tag-changes';
import { isActive, isCancelling, isDeleting, isOver, isStuck, isTraining, isUsable, newestFirst, versionText, type Version } from './version';

export type TrainedModelRequest = Request<DesiredTrainedModel>;

/** What was seen, and how far was looked. */
export interface Seen {
  readonly ledger: LedgerEntry | undefined;
  /** Trainings that are ours. */
  readonly versions: readonly Version[];
  /** Names of trainings that look like ours and are not. */
  readonly foreignNames: readonly string[];
  /** Whether the whole membership was looked through, and not just what the ledger points to. */
  readonly thorough: boolean;
  /** Tags by ARN, of the models whose tags may have to change. */
  readonly tags: { readonly [arn: string]: TagMap };
  /** What CloudFormation is doing with the stack; unknown until asked. */
  readonly direction?: StackDirection;
  /** Whether a create has just been refused because too many trainings run. */
  readonly quotaExceeded?: boolean;
}

export interface Training {
  readonly name: string;
  readonly fingerprint: Fingerprint;
  readonly parent?: VersionRef;
}

export type Decision = { readonly why: string } & (
  | { readonly do: 'look-thoroughly' }
  | { readonly do: 'ask-stack' }
  /** Write down that everything is to be removed. */
  | { readonly do: 'disown' }
  | { readonly do: 'wait' }
  /** The announced create came through: write down as what. */
  | { readonly do: 'record'; readonly version: Version }
  /** The announced create never came through. */
  | { readonly do: 'withdraw' }
  | { readonly do: 'train'; readonly training: Training }
  | { readonly do: 'cancel'; readonly versions: readonly Version[] }
  /** Cancel what this request began, and remember why. */
  | { readonly do: 'give-up'; readonly version: Version }
  | { readonly do: 'delete-output'; readonly versions: readonly Version[] }
  | { readonly do: 'tag'; readonly changes: readonly ({ readonly arn: string } & TagChanges)[] }
  | { readonly do: 'finish'; readonly version?: Version; readonly fingerprint: string; readonly surplus: readonly Version[] }
  | { readonly do: 'gone' }
  /** The end, with what the service says about a version. */
  | { readonly do: 'fail'; readonly version?: Version }
);

const MINUTE = 60_000;

export function decide(request: TrainedModelRequest | Deletion, seen: Seen, now: number): Decision {
  if (seen.ledger?.request.id !== request.requestId) {
    return { do: 'fail', why: MOVED_ON };
  }
  return resolveIntent(seen, now)
    ?? (request.kind === 'Delete' ? decideDeletion(request, seen, now) : decideModel(request, seen, now));
}

/** Nothing else is decided while the outcome of a create is open. */
function resolveIntent(seen: Seen, now: number): Decision | undefined {
  const intent = seen.ledger?.intent;
  if (intent === undefined) {
    return undefined;
  }
  const version = seen.versions.find(({ name }) => name === intent.name);
  return version === undefined
    ? decideUnseen(intent, seen.thorough, now)
    : { do: 'record', version, why: `the service has accepted ${intent.name}` };
}

function decideDeletion(request: Deletion, seen: Seen, now: number): Decision {
  const left = seen.versions.filter((version) => !isOver(version));
  if (left.length === 0) {
    return { do: 'gone', why: 'no training runs and no output is left' };
  }
  if (seen.ledger!.accepted.some((entry) => !entry.unwanted)) {
    return { do: 'disown', why: `${list(left)}: the model is deleted` };
  }
  const patient = now < request.startedAt + TIMING.dependencyMinutes * MINUTE;
  const refusing = left.find(({ status }) => status === 'DELETE_FAILED' || status === 'CANCEL_FAILED');
  if (refusing !== undefined && !patient) {
    return { do: 'fail', version: refusing, why: `${versionText(refusing)}; cancel it or delete its output by hand, then delete the stack again` };
  }
  const running = left.filter((version) => isTraining(version) || isStuck(version));
  if (running.length > 0) {
    return { do: 'cancel', versions: running, why: `${list(running)}: a deleted model must not go on training` };
  }
  const stored = left.filter((version) => !isCancelling(version) && !isDeleting(version));
  return stored.length > 0
    ? { do: 'delete-output', versions: stored, why: `${list(stored)}: a deleted model leaves no output` }
    : { do: 'wait', why: `${list(left)}` };
}

function decideModel(request: TrainedModelRequest, seen: Seen, now: number): Decision {
  const { desired, previous } = request;
  const scope = desired.retrainOn;
  const wanted = fingerprintOf(desired);
  const before = previous && fingerprintOf(previous);
  const answeredTo = (fingerprint: Fingerprint | undefined) => {
    const served = fingerprint && seen.ledger!.served.find((entry) => entry.fingerprint === fingerprintText(fingerprint));
    return served && seen.versions.find((version) => sameVersion(version, served.version));
  };
  const matching = newestFirst(seen.versions.filter(({ fingerprint }) => sameModel(scope, fingerprint, wanted)));
  const answer = answeredTo(wanted);
  const candidates = answer === undefined ? matching : [answer, ...matching];
  const usable = candidates.find(isUsable);

  // Earlier properties that were never answered to are those of an attempt that failed and was not rolled back.
  const answered = seen.ledger!.served.length === 0 || seen.ledger!.served.some((entry) => before && entry.fingerprint === fingerprintText(before));
  if (before !== undefined && sameModel(scope, before, wanted) && answered) {
    // Nothing changed that the user retrains on, so nothing is trained, whatever became of the version.
    const inUse = answeredTo(before);
    if (answer !== undefined && inUse !== undefined && answer !== inUse && seen.direction === undefined) {
      return { do: 'ask-stack', why: 'a rollback gives the version back that was given for these properties, and an update keeps the one in use' };
    }
    const kept = (seen.direction === 'forward' ? inUse ?? answer : answer ?? inUse) ?? usable ?? candidates[0] ?? newestFirst(seen.versions).find(isUsable);
    return kept === undefined && !seen.thorough
      ? { do: 'look-thoroughly', why: 'the version in use is not in the ledger' }
      : withVersion(request, seen, now, kept, kept);
  }

  // Another version than the one that was given for these inputs is no way back.
  if (usable !== undefined && (usable === answer || answer === undefined || seen.direction === 'forward')) {
    return withVersion(request, seen, now, usable, answeredTo(before));
  }
  if (!seen.thorough) {
    return { do: 'look-thoroughly', why: 'no version is known that was trained like this' };
  }
  const leaving = candidates.find(isCancelling);
  if (leaving !== undefined) {
    return { do: 'wait', why: versionText(leaving) };
  }
  const ended = candidates.find((version) => begunBy(request, seen, version) || (version.updatedAt > request.startedAt && isAwaited(seen, version)));
  if (ended === undefined && seen.quotaExceeded) {
    const others = seen.versions.filter(isTraining);
    return others.length > 0
      ? { do: 'cancel', versions: others, why: `${list(others)}: no longer wanted, and its place is needed` }
      : { do: 'wait', why: 'as many trainings are running as the quota allows' };
  }
  if (seen.direction === undefined) {
    return { do: 'ask-stack', why: 'only a stack that goes forward trains, so it is asked about before a training starts' };
  }
  if (seen.direction === 'none') {
    return decideUnheard(request, now);
  }
  if (seen.direction === 'back' && request.kind === 'Create') {
    return { do: 'fail', why: 'the stack is not being created or updated any more' };
  }
  if (seen.direction === 'back') {
    const kept = answer ?? candidates[0];
    return withVersion(request, seen, now, kept, kept);
  }
  if (ended !== undefined) {
    return afterTheEnd(seen, ended);
  }
  return train(request, seen, wanted, candidates);
}

/** The training that this request waited for has come to another end than it should. */
function afterTheEnd(seen: Seen, version: Version): Decision {
  if (isDeleting(version)) {
    return { do: 'wait', why: versionText(version) };
  }
  if (isStuck(version)) {
    return { do: 'cancel', versions: [version], why: `${versionText(version)}: it may still be running` };
  }
  const givenUp = seen.ledger!.accepted.find((entry) => sameVersion(entry, version))?.givenUp;
  return { do: 'fail', version, why: givenUp === undefined ? versionText(version) : `${givenUp} (${versionText(version)})` };
}

function train(request: TrainedModelRequest, seen: Seen, wanted: Fingerprint, earlier: readonly Version[]): Decision {
  const base = request.desired.name ?? request.owner;
  const names = [...[...earlier, ...seen.ledger!.accepted].map((training) => training.name), ...seen.ledger!.attempted ?? []];
  const attempts = names.map((name) => parseTrainingName(base, name))
    .filter((parsed) => parsed !== undefined && fingerprintText(parsed.fingerprint) === fingerprintText(wanted));
  const next = trainingName(base, wanted, Math.max(0, ...attempts.map((parsed) => parsed!.attempt)) + 1);
  if (seen.foreignNames.includes(next)) {
    return {
      do: 'fail',
      why: `the membership has a trained model "${next}" that this resource does not own; choose another trainedModelName`,
    };
  }
  const parent = parentOf(request.desired, seen.versions);
  return {
    do: 'train',
    training: { name: next, fingerprint: wanted, parent },
    why: `no usable version was trained like this${parent === undefined ? '' : `; it starts from ${parent.id ?? 'the base version'} of ${parent.arn}`}`,
  };
}

/** Incremental training starts from the newest finished version of ours; the first one from where the user says, if anywhere. */
function parentOf({ retraining }: DesiredTrainedModel, versions: readonly Version[]): VersionRef | undefined {
  if (retraining.strategy !== 'INCREMENTAL') {
    return undefined;
  }
  const newest = newestFirst(versions.filter(isActive))[0];
  return newest !== undefined ? { arn: newest.arn, id: newest.id } : retraining.startFrom;
}

/** The version that the request is about is known; bring everything around it in order. */
function withVersion(request: TrainedModelRequest, seen: Seen, now: number, version: Version | undefined, previous: Version | undefined): Decision {
  const { desired } = request;
  const unwanted = seen.versions.filter((other) => other !== version && (isTraining(other) || isStuck(other)));
  if (unwanted.length > 0) {
    return { do: 'cancel', versions: unwanted, why: `${list(unwanted)}: no longer wanted` };
  }
  const strayed = version && strayedFrom(seen, version);
  if (version !== undefined && strayed !== undefined && begunBy(request, seen, version)) {
    return isTraining(version)
      ? { do: 'give-up', version, why: `${strayed}; it was cancelled` }
      : { do: 'fail', version, why: strayed };
  }
  if (version !== undefined && parentIsOpen(request, seen, version, now)) {
    return { do: 'wait', why: `a listing has to show which version ${version.name} started from` };
  }
  if (version !== undefined && isTraining(version) && desired.completion.mode === 'WHEN_ACTIVE') {
    if (!isTimedOut(request, now)) {
      return { do: 'wait', why: versionText(version) };
    }
    const minutes = desired.completion.timeoutSeconds / 60;
    return begunBy(request, seen, version) ? {
      do: 'give-up',
      version,
      why: `the training was not finished after ${minutes} minutes and was cancelled; use Completion.whenSubmitted() for trainings that can take longer`,
    } : { do: 'fail', version, why: `${versionText(version)} after ${minutes} minutes` };
  }
  const leaving = seen.versions.filter((other) => other !== version && isCancelling(other));
  if (leaving.length > 0) {
    return { do: 'wait', why: list(leaving) };
  }
  if (request.previous !== undefined && !sameTags(desired.tags, request.previous.tags) && !seen.thorough) {
    return { do: 'look-thoroughly', why: 'the tags of every version change' };
  }
  const changes = Object.entries(seen.tags)
    .map(([arn, actual]) => ({ arn, ...tagChanges(desired.tags, request.previous?.tags ?? {}, actual) }))
    .filter(({ set, unset }) => Object.keys(set).length > 0 || unset.length > 0);
  if (changes.length > 0) {
    return { do: 'tag', changes, why: 'the tags differ' };
  }
  const surplus = surplusOf(desired, seen, version, previous);
  if (surplus === 'unknown') {
    return { do: 'look-thoroughly', why: 'versions that are no longer needed have to go' };
  }
  if (surplus.length > 0 && seen.direction === undefined) {
    return { do: 'ask-stack', why: 'what an update does not need any more can be what its rollback gives back' };
  }
  return {
    do: 'finish',
    version,
    fingerprint: fingerprintText(fingerprintOf(desired)),
    surplus: seen.direction === 'forward' ? surplus : [],
    why: version === undefined ? 'no version is left' : versionText(version),
  };
}

/** Usable versions beyond those to keep. Never the one in use, the one before it, or what a kept one was trained from. */
function surplusOf(desired: DesiredTrainedModel, seen: Seen, version: Version | undefined, previous: Version | undefined): Version[] | 'unknown' {
  if (desired.keepLast === undefined || version === undefined || seen.ledger!.accepted.length <= desired.keepLast) {
    return [];
  }
  if (!seen.thorough) {
    return 'unknown';
  }
  const active = newestFirst(seen.versions.filter(isActive));
  const kept = [...active.slice(0, desired.keepLast), version, ...(previous === undefined ? [] : [previous])];
  const parents = seen.ledger!.accepted.filter((entry) => kept.some((keeps) => sameVersion(keeps, entry))).map(({ parent }) => parent);
  return active.filter((other) => !kept.includes(other) && !parents.some((parent) => sameVersion(parent, other)));
}

/** The service leaves open which version an incremental training starts from when the base is meant; so look. */
function strayedFrom(seen: Seen, version: Version): string | undefined {
  const entryOf = (ref: VersionRef | undefined) => seen.ledger!.accepted.find((entry) => sameVersion(entry, ref));
  const meant = entryOf(version)?.parent;
  const taken = version.startedFrom;
  if (meant === undefined || taken === undefined) {
    return undefined;
  }
  // Base versions have no id to tell them apart, but names.
  const meantName = entryOf(meant)?.name;
  const same = taken.id === meant.id && (meant.id !== undefined || meantName === undefined || meantName === taken.modelName);
  return same
    ? undefined
    : `the service started ${version.name} from ${taken.id ?? 'the base version'} of ${taken.modelName}, not from ${meant.id ?? 'the base version'} of ${meantName ?? meant.arn} as asked`;
}

/** Whether a training was to start from a base version, which no request can name, and nothing shows yet whether it did. */
function parentIsOpen(request: TrainedModelRequest, seen: Seen, version: Version, now: number): boolean {
  const entry = seen.ledger!.accepted.find((training) => sameVersion(training, version));
  return entry?.parent !== undefined && entry.parent.id === undefined && version.startedFrom === undefined
    && begunBy(request, seen, version) && now < entry.at + TIMING.settleSeconds * 1000;
}

/** Whether a training that was begun by an earlier request is one to wait for. What was trained before, or is being removed, is not. */
function isAwaited(seen: Seen, version: Version): boolean {
  return !seen.ledger!.accepted.some((entry) => sameVersion(entry, version) && (entry.settled || entry.unwanted));
}

function begunBy(request: TrainedModelRequest, seen: Seen, version: Version): boolean {
  return seen.ledger!.accepted.some((entry) => sameVersion(entry, version) && entry.at >= request.startedAt && !entry.unwanted);
}

function isTimedOut({ desired: { completion }, startedAt }: TrainedModelRequest, now: number): boolean {
  return completion.mode === 'WHEN_ACTIVE' && now >= startedAt + completion.timeoutSeconds * 1000;
}

function list(versions: readonly Version[]): string {
  return versions.map(versionText).join(', ');
}
