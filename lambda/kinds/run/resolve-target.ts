/**
 * Policy: which run should be in use after a request. The rules are those of the table in docs/architecture.md, in the same
 * order.
 */
import { isSame, isUpToDate, type RunRequest } from './request';
import { isActive, isCancelling, isDeleting, isRunning, isStuck, isUsable, latestAttemptFirst, listed, newestFirst, refOf, runText, type Run } from './run';
import { parseRunName, runName } from './run-name';
import type { ObservedState, Step } from './state';
import { awaitUses, refuseUses } from './use';
import { TIMING } from '../../../src/private/protocol/contract';
import { sameVersion, type Deployment, type VersionRef } from '../../engine/ledger';
import { MAX_UNRESOLVED } from '../../engine/pending-create';
import { CHECK_STACK, NOT_DEPLOYING, operationOf, type StackOperation } from '../../engine/stack-operation';

export interface Target {
  readonly run: Run;
  /** The one before it. */
  readonly replaces?: Run;
  /** It was never deployed for these inputs, nor started with them. */
  readonly isSubstitute?: true;
}

/** What is constant for a request, and where its runs are. */
interface Facts {
  /** The run that CloudFormation was given for what the request asks for now. */
  readonly deployed?: Run;
  /** CloudFormation was given one for it, and the ledger may have lost which. */
  readonly wasDeployed: boolean;
  /** The run that CloudFormation was given for what was asked for before. */
  readonly inUse?: Run;
  /** The run in use; or, where what was asked for before failed and was not taken back, the one that was deployed last. */
  readonly replaced?: Run;
  /** Nothing that the user wants another run for has changed. */
  readonly isUnchanged: boolean;
  /** What was started with exactly these properties, the latest first. */
  readonly exact: readonly Run[];
  /** What was started with the wanted inputs, the best first. */
  readonly candidates: readonly Run[];
}

/** @returns the target, or what has to be done before it is known */
export function resolveTarget(request: RunRequest, state: ObservedState, now: number): Target | Step {
  const facts = factsOf(request, state);
  const { deployed, replaced, isUnchanged, candidates } = facts;
  const operation = () => operationOf(request, state, isFirstTime(request, state));

  if (isUnchanged) {
    return keep(request, state, facts, now, operation);
  }
  const usable = candidates.find(isUsable);
  if (usable !== undefined && (usable === deployed || deployed === undefined || wasStartedBy(request, state, usable))) {
    return amongAll(request, state, { run: usable, replaces: replaced });
  }
  const quota = awaitQuota(request, state, now);
  if (quota !== undefined) {
    return quota;
  }
  // What is still being made cannot have been used yet. Where it cannot be used any more, a run can be there that has used it before.
  const unready = usable === undefined && request.spec.madeFrom !== undefined ? awaitUses(request, state, now) : undefined;
  if (unready !== undefined) {
    return unready;
  }
  if (!state.fullListing) {
    // Nothing is listed in looks that only wait: a listing takes many calls, and each can fail.
    const step = operation();
    return typeof step === 'object' && step.do === 'await-status' ? step : { do: 'list-all', why: 'no version in the ledger matches these inputs' };
  }
  const cancelling = candidates.find(isCancelling);
  if (cancelling !== undefined) {
    return { do: 'wait', why: runText(cancelling) };
  }
  const started = candidates.find((run) => !isUsable(run) && wasStartedBy(request, state, run));
  if (started !== undefined) {
    return onEnded(request, state, started);
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
  return usable === undefined ? startNew(request, state, facts, now) : { run: usable, replaces: replaced };
}

function factsOf(request: RunRequest, { ledger, runs }: ObservedState): Facts {
  const wanted = request.spec.fingerprint;
  const before = request.previous?.spec.fingerprint;
  const deploymentOf = (asked: string) => ledger.history.find((entry) => entry.fingerprint === asked);
  const runIn = (deployment: Deployment | undefined) => deployment && runs.find((run) => sameVersion(run, deployment.version));
  const last = ledger.history[ledger.history.length - 1];
  const startedWith = (asked: string) => latestAttemptFirst(runs.filter(({ fingerprint }) => fingerprint === asked));
  // Another run is started where the one before is not usable. A ledger that has lost the latest can still know an earlier one.
  const givenFor = (asked: string, deployment: Deployment | undefined) => {
    const known = runIn(deployment);
    if (known !== undefined && isUsable(known)) {
      return known;
    }
    const attempts = startedWith(asked);
    return attempts.find(isUsable) ?? (known?.fingerprint === asked ? attempts[0] : known);
  };
  const regular = deploymentOf(wanted);
  const deployed = givenFor(wanted, regular?.isSubstitute ? undefined : regular);
  const matching = newestFirst(runs.filter(({ fingerprint }) => isSame(request, fingerprint, wanted)));
  // After an update that failed and was not rolled back, the earlier properties are those of the failed attempt.
  const isRetry = ledger.precededBy === 'failed' && last !== undefined && before !== undefined && last.fingerprint !== before
    && !isSame(request, last.fingerprint, wanted);
  const deployedBefore = before === undefined ? undefined : deploymentOf(before);
  const inUse = before === undefined || deployedBefore === undefined ? undefined : givenFor(before, deployedBefore);
  return {
    deployed,
    wasDeployed: regular !== undefined,
    exact: startedWith(wanted),
    inUse,
    replaced: inUse ?? runIn(last),
    isUnchanged: before !== undefined && isSame(request, before, wanted) && !isRetry,
    candidates: deployed === undefined ? matching : [deployed, ...matching.filter((run) => run !== deployed)],
  };
}

/**
 * A rollback asks for what was deployed before. What was never deployed, by somebody who comes from what was deployed last, is
 * asked for by a deployment alone.
 */
export function isFirstTime(request: RunRequest, { ledger }: ObservedState): boolean {
  const { spec, previous } = request;
  return isUpToDate(request, ledger)
    && JSON.stringify(spec.references) === JSON.stringify((previous?.spec ?? spec).references)
    && !ledger.history.some(({ fingerprint }) => isSame(request, fingerprint, spec.fingerprint));
}

/**
 * Where an earlier version comes back, everything is listed: whatever else runs is cancelled, also what a ledger that was lost, or
 * put back to an earlier time, does not know.
 */
function amongAll(request: RunRequest, state: ObservedState, target: Target): Target | Step {
  const isBack = isActive(target.run) && !wasStartedBy(request, state, target.run);
  return isBack && !state.fullListing ? { do: 'list-all', why: 'an earlier version comes back' } : target;
}

const LIST_IN_USE: Step = { do: 'list-all', why: 'the version in use is not in the ledger' };

/** Nothing is started, whatever became of the run in use. */
function keep(
  request: RunRequest, state: ObservedState, { deployed, wasDeployed, exact, inUse, candidates }: Facts, now: number,
  operation: () => StackOperation | Step,
): Target | Step {
  const known = inUse ?? deployed;
  const isCertain = inUse === undefined ? deployed !== undefined && isUsable(deployed) : !wasDeployed || deployed === inUse;
  if ((known === undefined || !isUsable(known)) && !state.fullListing) {
    return LIST_IN_USE;
  }
  if (known !== undefined && isCertain) {
    return { run: known, replaces: known };
  }
  if (known === undefined && candidates.length === 0) {
    return nothingLeft(request, state, now);
  }
  const current = operation();
  if (typeof current === 'object') {
    return current;
  }
  // An update keeps the run in use, or one that is usable where the ledger has lost which that is. A rollback restores the
  // one that was deployed for these properties. Where the ledger has lost that, it restores one that is usable, if possible one
  // that was not started with what failed; or else the one that was started with them, or any: it has nothing else to give.
  const usable = candidates.filter(isUsable);
  const failed = request.previous?.spec.fingerprint;
  const run = current === 'deploying'
    ? inUse ?? usable[0] ?? deployed
    : deployed ?? usable.find(({ fingerprint }) => fingerprint !== failed) ?? usable[0] ?? exact[0] ?? inUse ?? candidates[0];
  return run === undefined ? nothingLeft(request, state, now) : { run, replaces: run };
}

/** A rollback restores what was deployed for the earlier properties, in whatever state it is. */
function rollBackTarget(request: RunRequest, state: ObservedState, { deployed, exact, candidates }: Facts, now: number): Target | Step {
  const failed = request.previous?.spec.fingerprint;
  // A reference can resolve to another ARN after a rollback, so that these properties were never deployed to the letter.
  const before = lastDeployed(state.ledger.history, failed);
  // A ledger that was put back to an earlier time can know another run than the one that was deployed last.
  const usable = before?.fingerprint === request.spec.fingerprint ? undefined : candidates.find(isUsable);
  const run = usable ?? deployed ?? exact[0] ?? candidates[0];
  if (run !== undefined) {
    return { run, replaces: run };
  }
  // What looks like a rollback can also be an update that CloudFormation has given up, and asks for again later. What was deployed
  // after these properties is not what they stand for: a rollback that is continued comes from them, and not from what failed.
  const { history } = state.ledger;
  const position = history.findIndex(({ fingerprint }) => fingerprint === request.spec.fingerprint);
  const earlier = lastDeployed(position < 0 ? history : history.slice(0, position + 1), failed);
  const substitute = state.runs.find((other) => sameVersion(other, earlier?.version));
  return substitute === undefined ? nothingLeft(request, state, now) : { run: substitute, replaces: substitute, isSubstitute: true };
}

function lastDeployed(history: readonly Deployment[], except: string | undefined): Deployment | undefined {
  return [...history].reverse().find(({ fingerprint, version }) => version !== undefined && fingerprint !== except);
}

/** Success without a run would hand an empty ARN to whatever refers to it. */
function nothingLeft({ startedAt, canCancel, words }: RunRequest, { runs }: ObservedState, now: number): Step {
  const running = runs.filter((run) => canCancel && (isRunning(run) || isStuck(run)));
  if (running.length > 0) {
    return { do: 'cancel', runs: running, why: `${listed(running)}: not what was deployed before` };
  }
  return now < startedAt + TIMING.creationGracePeriodSeconds * 1000
    ? { do: 'wait', why: `no ${words.run} of this resource is found, and a listing may lag` }
    : { do: 'fail', why: words.nothingLeft };
}

/** A run that this request started or waited for has not ended well. */
function onEnded({ canCancel }: RunRequest, { ledger }: ObservedState, run: Run): Step {
  if (isDeleting(run)) {
    return { do: 'wait', why: runText(run) };
  }
  if (isStuck(run) && canCancel) {
    return { do: 'cancel', runs: [run], why: `${runText(run)}: it may still be running` };
  }
  const reason = ledger.records.find((record) => sameVersion(record, run))?.cancelReason;
  return { do: 'fail', run, why: reason === undefined ? runText(run) : `${reason} (${runText(run)})` };
}

/** What a quota refused is sent again after a while. Until then nobody is asked anything. */
function awaitQuota({ canCancel }: RunRequest, { ledger: { quota }, runs }: ObservedState, now: number): Step | undefined {
  if (quota === undefined) {
    return undefined;
  }
  const others = runs.filter((run) => canCancel && isRunning(run));
  if (others.length > 0) {
    return { do: 'cancel', runs: others, why: `${listed(others)}: superseded by this change, and the quota is exhausted` };
  }
  const { first, longest } = TIMING.quotaRetrySeconds;
  return now < quota.at + Math.min(longest, first * 2 ** (quota.refusals - 1)) * 1000 ? { do: 'wait', why: quota.why } : undefined;
}

/** Starts a new run, which costs money. */
function startNew(request: RunRequest, state: ObservedState, { candidates }: Facts, now: number): Step {
  const { spec, words } = request;
  const { completion: { mode, timeoutSeconds } } = spec;
  const awaited = candidates.find((run) => recordsOf(state, run).some(({ awaitedBy }) => awaitedBy === request.requestId));
  if (awaited !== undefined) {
    return onEnded(request, state, awaited);
  }
  const unusable = awaitUses(request, state, now) ?? refuseUses(request, state);
  if (unusable !== undefined) {
    return unusable;
  }
  if (mode === 'WHEN_ACTIVE' && now >= request.startedAt + timeoutSeconds * 1000) {
    return { do: 'fail', why: `no ${words.run} had been started after ${timeoutSeconds / 60} minutes: ${state.ledger.quota?.why ?? 'see the log for what kept it'}` };
  }
  const unresolved = state.ledger.unresolvedNames.filter(({ startedBy, isTaken }) => startedBy === request.requestId && !isTaken);
  if (unresolved.length >= MAX_UNRESOLVED) {
    return { do: 'fail', why: `${words.operation} was sent ${unresolved.length} times, and the service shows no result of it; see the log for its answers` };
  }
  if (state.stack === undefined) {
    return CHECK_STACK;
  }
  if (state.stack !== 'deploying') {
    return { do: 'fail', why: NOT_DEPLOYING };
  }
  const name = nextName(request, state, candidates);
  if (state.foreignNames.includes(name)) {
    return { do: 'fail', why: `the membership has a ${words.subject} "${name}" that this resource does not own; choose another ${words.nameProperty}` };
  }
  const parent = parentOf(request, state);
  const from = parent === undefined ? '' : ` from ${parent.id ?? 'the base version'} of ${parent.arn}`;
  return { do: 'start', name, parent, why: `starting ${name}${from}: no existing ${words.run} matches these inputs` };
}

function nextName({ base, spec: { fingerprint } }: RunRequest, { ledger }: ObservedState, earlier: readonly Run[]): string {
  const attempts = [...earlier, ...ledger.records, ...ledger.unresolvedNames]
    .map(({ name }) => parseRunName(base, name))
    .map((parsed) => (parsed?.fingerprint === fingerprint ? parsed.attempt : 0));
  return runName(base, fingerprint, Math.max(0, ...attempts) + 1);
}

function parentOf({ spec: { continues, madeFrom } }: RunRequest, { runs }: ObservedState): VersionRef | undefined {
  if (madeFrom !== undefined) {
    return madeFrom;
  }
  const newest = continues && newestFirst(runs.filter(isActive))[0];
  return newest === undefined ? continues?.first : refOf(newest);
}

export function wasStartedBy({ requestId }: RunRequest, state: ObservedState, run: Run): boolean {
  return recordsOf(state, run).some(({ startedBy, deletionRequested }) => startedBy === requestId && !deletionRequested);
}

function recordsOf({ ledger }: ObservedState, run: Run) {
  return ledger.records.filter((record) => sameVersion(record, run));
}
