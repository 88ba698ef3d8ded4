/**
 * Policy: which version should be in use after a request. The rules are those of the table in docs/architecture.md, in the
 * same order.
 */
import { baseNameOf } from './base-name';
import { fingerprintOf, fingerprintText, parseFingerprint, parseTrainingName, sameModel, trainingName, type Fingerprint } from './fingerprint';
import type { DesiredTrainedModel } from './properties';
import { isUpToDate, listed, type ObservedState, type Step, type TrainedModelRequest } from './state';
import { isActive, isCancelling, isDeleting, isStuck, isTraining, isUsable, newestFirst, versionText, type Version } from './version';
import { TIMING } from '../../../src/private/protocol/contract';
import { sameVersion, type Deployment, type VersionRef } from '../../engine/ledger';
import { MAX_UNRESOLVED } from '../../engine/pending-create';
import { CHECK_STACK, NOT_DEPLOYING, operationOf, type StackOperation } from '../../engine/stack-operation';

/** Or what has to be done before the target is known. */
export type Target = TargetVersion | Step;

export interface TargetVersion {
  readonly version: Version;
  /** The one before it. */
  readonly replaces?: Version;
  /** It was never deployed for these inputs, nor trained with them. */
  readonly isSubstitute?: true;
}

/** What is constant for a request, and where its versions are. */
interface Facts {
  readonly wanted: Fingerprint;
  /** The version that CloudFormation was given for what the request asks for now. */
  readonly deployed?: Version;
  /** CloudFormation was given one for it, and the ledger may have lost which. */
  readonly wasDeployed: boolean;
  /** The version that CloudFormation was given for what was asked for before. */
  readonly inUse?: Version;
  /** The version in use; or, where what was asked for before failed and was not taken back, the one that was deployed last. */
  readonly replaced?: Version;
  /** Nothing that the user retrains on has changed. */
  readonly isUnchanged: boolean;
  /** What was trained with exactly these properties, the latest first. */
  readonly exact: readonly Version[];
  /** What was trained with the wanted inputs, the best first. */
  readonly candidates: readonly Version[];
}

export function resolveTarget(request: TrainedModelRequest, state: ObservedState, now: number): Target {
  const facts = factsOf(request, state);
  const { deployed, replaced, isUnchanged, candidates } = facts;
  const operation = () => operationOf(request, state, isFirstTime(request, state));

  if (isUnchanged) {
    return keep(request, state, facts, now, operation);
  }
  const usable = candidates.find(isUsable);
  if (usable !== undefined && (usable === deployed || deployed === undefined || wasStartedBy(request, state, usable))) {
    return { version: usable, replaces: replaced };
  }
  const quota = awaitQuota(state, now);
  if (quota !== undefined) {
    return quota;
  }
  if (!state.fullListing) {
    // Nothing is listed in looks that only wait: a listing takes many calls, and each can fail.
    const step = operation();
    return typeof step === 'object' && step.do === 'await-status' ? step : { do: 'list-all', why: 'no version in the ledger matches these inputs' };
  }
  const cancelling = candidates.find(isCancelling);
  if (cancelling !== undefined) {
    return { do: 'wait', why: versionText(cancelling) };
  }
  const started = candidates.find((version) => !isUsable(version) && wasStartedBy(request, state, version));
  if (started !== undefined) {
    return onTrainingEnded(state, started);
  }
  const current = operation();
  if (typeof current === 'object') {
    return current;
  }
  if (current === 'rollingBack' && request.kind === 'Update') {
    return rollBackTarget(request, state, facts, now);
  }
  if (current !== 'deploying') {
    return { do: 'fail', why: NOT_DEPLOYING };
  }
  return usable === undefined ? retrain(request, state, facts, now) : { version: usable, replaces: replaced };
}

function factsOf(request: TrainedModelRequest, { ledger, versions }: ObservedState): Facts {
  const { desired, previous } = request;
  const wanted = fingerprintOf(desired);
  const before = previous && fingerprintOf(previous);
  const deploymentOf = (asked: Fingerprint) => ledger.history.find((entry) => entry.fingerprint === fingerprintText(asked));
  const versionIn = (deployment: Deployment | undefined) => deployment && versions.find((version) => sameVersion(version, deployment.version));
  const last = ledger.history[ledger.history.length - 1];
  const isSame = (a: Fingerprint, b: Fingerprint) => fingerprintText(a) === fingerprintText(b);
  // Attempts are numbered; their times can be those of different clocks.
  const trainedWith = (asked: Fingerprint) => (
    newestFirst(versions.filter(({ fingerprint }) => isSame(fingerprint, asked))).sort((a, b) => b.attempt - a.attempt));
  // Another attempt is made where the one before is not usable. A ledger that has lost the latest can still know an earlier one.
  const givenFor = (asked: Fingerprint, deployment: Deployment | undefined) => {
    const known = versionIn(deployment);
    const attempts = trainedWith(asked);
    return known !== undefined && isUsable(known) ? known : attempts.find(isUsable) ?? (known && (attempts[0] ?? known));
  };
  const regular = deploymentOf(wanted);
  const deployed = givenFor(wanted, regular?.isSubstitute ? undefined : regular);
  const matching = newestFirst(versions.filter(({ fingerprint }) => sameModel(desired.retrainOn, fingerprint, wanted)));
  // After an update that failed and was not rolled back, the earlier properties are those of the failed attempt.
  const isRetry = ledger.precededBy === 'failed' && last !== undefined && before !== undefined && last.fingerprint !== fingerprintText(before)
    && !sameModel(desired.retrainOn, parseFingerprint(last.fingerprint), wanted);
  const deployedBefore = before && deploymentOf(before);
  const inUse = deployedBefore && givenFor(before, deployedBefore);
  return {
    wanted,
    deployed,
    wasDeployed: regular !== undefined,
    exact: trainedWith(wanted),
    inUse,
    replaced: inUse ?? versionIn(last),
    isUnchanged: before !== undefined && sameModel(desired.retrainOn, before, wanted) && !isRetry,
    candidates: deployed === undefined ? matching : [deployed, ...matching.filter((version) => version !== deployed)],
  };
}

/**
 * A rollback asks for what was deployed before. What was never deployed, by somebody who comes from what was deployed last, is
 * asked for by a deployment alone.
 */
export function isFirstTime(request: TrainedModelRequest, { ledger }: ObservedState): boolean {
  const { desired, previous = desired } = request;
  const wanted = fingerprintOf(desired);
  return isUpToDate(request, ledger)
    && hasSameReferences(desired, previous)
    && !ledger.history.some(({ fingerprint }) => sameModel(desired.retrainOn, parseFingerprint(fingerprint), wanted));
}

/** What refers to another resource can be something new in a rollback as well, where that resource had to be made again. */
function hasSameReferences(a: DesiredTrainedModel, b: DesiredTrainedModel): boolean {
  const referencesOf = ({ trainingDefinition, request }: DesiredTrainedModel) => JSON.stringify([
    trainingDefinition ?? request.configuredModelAlgorithmAssociationArn,
    request.dataChannels.map(({ mlInputChannelArn }) => mlInputChannelArn).sort(),
    request.kmsKeyArn,
  ]);
  return referencesOf(a) === referencesOf(b);
}

const LIST_IN_USE: Step = { do: 'list-all', why: 'the version in use is not in the ledger' };

/** Nothing is trained, whatever became of the version. */
function keep(
  request: TrainedModelRequest, state: ObservedState, { deployed, wasDeployed, exact, inUse, candidates }: Facts, now: number,
  operation: () => StackOperation | Step,
): Target {
  const known = inUse ?? deployed;
  const isCertain = inUse === undefined ? deployed !== undefined && isUsable(deployed) : !wasDeployed || deployed === inUse;
  if ((known === undefined || !isUsable(known)) && !state.fullListing) {
    return LIST_IN_USE;
  }
  if (known !== undefined && isCertain) {
    return { version: known, replaces: known };
  }
  if (known === undefined && candidates.length === 0) {
    return noVersion(request, state, now);
  }
  const current = operation();
  if (typeof current === 'object') {
    return current;
  }
  const usable = candidates.find(isUsable);
  // An update keeps the version in use, or one that is usable where the ledger has lost which that is. A rollback restores the
  // version that was deployed for these properties, or else the one that was trained with them.
  const version = (current === 'deploying' ? inUse ?? usable ?? deployed : deployed ?? exact[0] ?? inUse ?? usable) ?? candidates[0];
  return { version, replaces: version };
}

/** A rollback restores what was deployed for the earlier properties, in whatever state it is. */
function rollBackTarget(request: TrainedModelRequest, state: ObservedState, { wanted, deployed, exact, candidates }: Facts, now: number): Target {
  const failed = request.previous && fingerprintText(fingerprintOf(request.previous));
  // A reference can resolve to another ARN after a rollback, so that these properties were never deployed to the letter.
  const before = [...state.ledger.history].reverse().find(({ fingerprint, version }) => version !== undefined && fingerprint !== failed);
  // A ledger that was put back to an earlier time can know another version than the one that was deployed last.
  const isKnown = before?.fingerprint === fingerprintText(wanted);
  const usable = isKnown ? undefined : candidates.find(isUsable);
  const version = (deployed !== undefined && isUsable(deployed) ? deployed : usable) ?? deployed ?? exact[0] ?? candidates[0];
  if (version !== undefined) {
    return { version, replaces: version };
  }
  // What looks like a rollback can also be an update that CloudFormation has given up, and asks for again later.
  const substitute = state.versions.find((other) => sameVersion(other, before?.version));
  return substitute === undefined ? noVersion(request, state, now) : { version: substitute, replaces: substitute, isSubstitute: true };
}

/** Success without a version would hand an empty ARN to whatever refers to the model. */
function noVersion({ startedAt }: TrainedModelRequest, { fullListing, versions }: ObservedState, now: number): Step {
  if (!fullListing) {
    return LIST_IN_USE;
  }
  const running = versions.filter((version) => isTraining(version) || isStuck(version));
  if (running.length > 0) {
    return { do: 'cancel', versions: running, why: `${listed(running)}: not what was deployed before` };
  }
  return now < startedAt + TIMING.settleSeconds * 1000
    ? { do: 'wait', why: 'no version of this model is found, and a listing may lag' }
    : { do: 'fail', why: 'no version of this model exists any more; change revision to train a new one, and where this is a rollback, continue it without this resource first' };
}

/** A training that this request started or waited for has ended without a usable model. */
function onTrainingEnded({ ledger }: ObservedState, version: Version): Step {
  if (isDeleting(version)) {
    return { do: 'wait', why: versionText(version) };
  }
  if (isStuck(version)) {
    return { do: 'cancel', versions: [version], why: `${versionText(version)}: it may still be running` };
  }
  const reason = ledger.records.find((record) => sameVersion(record, version))?.cancelReason;
  return { do: 'fail', version, why: reason === undefined ? versionText(version) : `${reason} (${versionText(version)})` };
}

/** A training that a quota refused is sent again after a while. Until then nobody is asked anything. */
function awaitQuota({ ledger: { quota }, versions }: ObservedState, now: number): Step | undefined {
  if (quota === undefined) {
    return undefined;
  }
  const others = versions.filter(isTraining);
  if (others.length > 0) {
    return { do: 'cancel', versions: others, why: `${listed(others)}: superseded by this change, and the quota is exhausted` };
  }
  const { first, longest } = TIMING.quotaRetrySeconds;
  return now < quota.at + Math.min(longest, first * 2 ** (quota.refusals - 1)) * 1000 ? { do: 'wait', why: quota.why } : undefined;
}

/** Trains a new version, which costs money. */
function retrain(request: TrainedModelRequest, state: ObservedState, { wanted, candidates }: Facts, now: number): Step {
  const awaited = candidates.find((version) => recordsOf(state, version).some(({ awaitedBy }) => awaitedBy === request.requestId));
  if (awaited !== undefined) {
    return onTrainingEnded(state, awaited);
  }
  const { mode, timeoutSeconds } = request.desired.completion;
  if (mode === 'WHEN_ACTIVE' && now >= request.startedAt + timeoutSeconds * 1000) {
    return { do: 'fail', why: `no training had been started after ${timeoutSeconds / 60} minutes: ${state.ledger.quota?.why ?? 'see the log for what kept it'}` };
  }
  const unresolved = state.ledger.unresolvedNames.filter(({ startedBy, isTaken }) => startedBy === request.requestId && !isTaken);
  if (unresolved.length >= MAX_UNRESOLVED) {
    return { do: 'fail', why: `CreateTrainedModel was sent ${unresolved.length} times, and the service shows no result of it; see the log for its answers` };
  }
  if (state.stack === undefined) {
    return CHECK_STACK;
  }
  if (state.stack !== 'deploying') {
    return { do: 'fail', why: NOT_DEPLOYING };
  }
  const name = nextName(request, state, wanted, candidates);
  if (state.foreignNames.includes(name)) {
    return { do: 'fail', why: `the membership has a trained model "${name}" that this resource does not own; choose another trainedModelName` };
  }
  const parent = parentOf(request.desired, state.versions);
  return {
    do: 'train',
    training: { name, fingerprint: wanted, parent },
    why: parent === undefined
      ? 'no existing version matches these inputs; training from scratch'
      : `no existing version matches these inputs; training incrementally from ${parent.id ?? 'the base version'} of ${parent.arn}`,
  };
}

function nextName({ owner, desired }: TrainedModelRequest, { ledger }: ObservedState, wanted: Fingerprint, earlier: readonly Version[]): string {
  const base = baseNameOf(owner, desired.name);
  const attempts = [...earlier, ...ledger.records, ...ledger.unresolvedNames]
    .map(({ name }) => parseTrainingName(base, name))
    .map((parsed) => (parsed !== undefined && fingerprintText(parsed.fingerprint) === fingerprintText(wanted) ? parsed.attempt : 0));
  return trainingName(base, wanted, Math.max(0, ...attempts) + 1);
}

/** Incremental training starts from the newest finished version; the first one from where the user says, if anywhere. */
function parentOf({ retraining }: DesiredTrainedModel, versions: readonly Version[]): VersionRef | undefined {
  if (retraining.strategy !== 'INCREMENTAL') {
    return undefined;
  }
  const newest = newestFirst(versions.filter(isActive))[0];
  return newest === undefined ? retraining.startFrom : newest.id === undefined ? { arn: newest.arn } : { arn: newest.arn, id: newest.id };
}

export function wasStartedBy({ requestId }: TrainedModelRequest, state: ObservedState, version: Version): boolean {
  return recordsOf(state, version).some(({ startedBy, deletionRequested }) => startedBy === requestId && !deletionRequested);
}

function recordsOf({ ledger }: ObservedState, version: Version) {
  return ledger.records.filter((record) => sameVersion(record, version));
}

