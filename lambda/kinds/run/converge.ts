/** Mechanism: brings everything around the target in order, one step at a time. */
import { isUpToDate, type RunRequest } from './request';
import { isFirstTime, wasStartedBy, type Target } from './resolve-target';
import { isActive, isCancelling, isRunning, isStuck, listed, newestFirst, refOf, runText, type Run } from './run';
import type { ObservedState, Step } from './state';
import { recordOf, sameVersion, type VersionRef } from '../../engine/ledger';
import { operationOf } from '../../engine/stack-operation';
import { sameTags, tagChanges } from '../../engine/tag-changes';

export function converge(request: RunRequest, state: ObservedState, target: Target, now: number): Step {
  const { run } = target;
  return cancelOthers(request, state, run)
    ?? verifyParent(request, state, run)
    ?? awaitActive(request, state, run, now)
    ?? awaitCancellations(state, run)
    ?? applyTags(request, state)
    ?? finish(request, state, target);
}

function cancelOthers({ canCancel }: RunRequest, { runs }: ObservedState, run: Run): Step | undefined {
  const others = runs.filter((other) => canCancel && other !== run && (isRunning(other) || isStuck(other)));
  return others.length > 0 ? { do: 'cancel', runs: others, why: `${listed(others)}: superseded by ${run.name}` } : undefined;
}

/** The service leaves open which version an incremental training starts from when the base version is meant. */
function verifyParent(request: RunRequest, state: ObservedState, run: Run): Step | undefined {
  const { ledger } = state;
  // What was deployed has been verified. What could not be cancelled in time ends well all the same, and would be adopted.
  if (ledger.history.some(({ version }) => sameVersion(version, run))) {
    return undefined;
  }
  const mismatch = parentMismatch(state, run);
  const isOwn = wasStartedBy(request, state, run);
  if (mismatch !== undefined) {
    if (!isRunning(run) || !request.canCancel) {
      return { do: 'fail', run, why: `${mismatch}; change revision to start another ${request.words.run}` };
    }
    // Whoever waits for a run that ends without a result fails, and starts no other one.
    return isOwn || recordOf(ledger, run)?.awaitedBy === request.requestId
      ? { do: 'cancel-and-fail', run, why: `${mismatch}; it was cancelled` }
      : { do: 'await', run, why: mismatch };
  }
  if (!isOwn) {
    return undefined;
  }
  const parent = recordOf(state.ledger, run)?.parent;
  const isUnconfirmed = parent !== undefined && parent.id === undefined && run.startedFrom === undefined && state.unseen.includes(run.name);
  return isUnconfirmed ? { do: 'wait', why: `a listing has to show which version ${run.name} started from` } : undefined;
}

function parentMismatch({ ledger }: ObservedState, run: Run): string | undefined {
  const meant = recordOf(ledger, run)?.parent;
  const taken = run.startedFrom;
  if (meant === undefined || taken === undefined) {
    return undefined;
  }
  // Base versions have no id to tell them apart, but names.
  const meantName = recordOf(ledger, meant)?.name;
  const isMeant = taken.id === meant.id && (meant.id !== undefined || meantName === undefined || meantName === taken.name);
  return isMeant
    ? undefined
    : `the service started ${run.name} from ${taken.id ?? 'the base version'} of ${taken.name}, not from ${meant.id ?? 'the base version'} of ${meantName ?? meant.arn} as asked`;
}

function awaitActive(request: RunRequest, state: ObservedState, run: Run, now: number): Step | undefined {
  const { spec: { completion: { mode, timeoutSeconds } }, words } = request;
  if (mode !== 'WHEN_ACTIVE' || !isRunning(run)) {
    return undefined;
  }
  const isOwn = wasStartedBy(request, state, run);
  const record = recordOf(state.ledger, run);
  if (!isOwn && record !== undefined && record.awaitedBy !== request.requestId) {
    return { do: 'await', run, why: `${runText(run)}, and matches these inputs` };
  }
  if (now < request.startedAt + timeoutSeconds * 1000) {
    return { do: 'wait', why: runText(run) };
  }
  const minutes = timeoutSeconds / 60;
  if (!request.cancelsWhenTooLong) {
    return { do: 'fail', run, why: `${runText(run)} after ${minutes} minutes; ${words.tooLong}` };
  }
  return isOwn
    ? { do: 'cancel-and-fail', run, why: `the ${words.run} was not finished after ${minutes} minutes and was cancelled; ${words.tooLong}` }
    : { do: 'fail', run, why: `${runText(run)} after ${minutes} minutes` };
}

function awaitCancellations({ runs }: ObservedState, run: Run): Step | undefined {
  const cancelling = runs.filter((other) => other !== run && isCancelling(other));
  return cancelling.length > 0 ? { do: 'wait', why: listed(cancelling) } : undefined;
}

function applyTags(request: RunRequest, { tags, fullListing }: ObservedState): Step | undefined {
  const { previous } = request;
  if (previous !== undefined && !sameTags(request.tags, previous.tags) && !fullListing) {
    return { do: 'list-all', why: 'the tags of every version change' };
  }
  const changes = Object.entries(tags)
    .map(([arn, actual]) => ({ arn, ...tagChanges(request.tags, previous?.tags ?? {}, actual) }))
    .filter(({ set, unset }) => Object.keys(set).length > 0 || unset.length > 0);
  return changes.length > 0 ? { do: 'tag', changes, why: 'the tags differ' } : undefined;
}

function finish(request: RunRequest, state: ObservedState, { run, replaces, isSubstitute }: Target): Step {
  const deployment = { fingerprint: request.spec.fingerprint, version: refOf(run), ...(isSubstitute ? { isSubstitute } : {}) };
  const done = { do: 'finish' as const, run, deployment, why: runText(run) };
  const surplus = surplusOf(request, state, run, replaces);
  if (surplus === 'unknown') {
    return { do: 'list-all', why: 'older versions are to be removed' };
  }
  if (surplus.length === 0) {
    return { ...done, surplus };
  }
  // What an update does not need any more can be what its rollback restores.
  const operation = operationOf(request, state, isFirstTime(request, state));
  return typeof operation === 'object' ? operation : { ...done, surplus: operation === 'deploying' ? surplus : [] };
}

/** Usable runs beyond those to keep. Never the one in use, the one before it, or what a kept one was started from. */
function surplusOf(request: RunRequest, { ledger, runs, fullListing }: ObservedState, run: Run, replaces: Run | undefined): Run[] | 'unknown' {
  const { hasOutput, spec: { keepLast } } = request;
  // What a ledger does not know to be in use, a rollback can still go back to.
  if (!hasOutput || keepLast === undefined || !isUpToDate(request, ledger)
    || ledger.records.filter(({ terminal }) => terminal !== 'over').length <= keepLast) {
    return [];
  }
  if (!fullListing) {
    return 'unknown';
  }
  const active = newestFirst(runs.filter(isActive));
  const kept = [...active.slice(0, keepLast), run, ...(replaces === undefined ? [] : [replaces])];
  const parents: (VersionRef | undefined)[] = kept.map((keeps) => recordOf(ledger, keeps)?.parent);
  return active.filter((other) => !kept.includes(other) && !parents.some((parent) => sameVersion(parent, other)));
}
