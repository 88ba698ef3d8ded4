/**
 * What to do next about a run: a pure function of the request, the observed state and the time. It is asked again after
 * everything that was done, until nothing is left to do.
 */
import { converge } from './converge';
import type { RunDeletion, RunRequest } from './request';
import { resolveTarget } from './resolve-target';
import { isActive, isCancelling, isDeleting, isOver, isRunning, isStuck, listed, runText } from './run';
import type { ObservedState, Step } from './state';
import { TIMING } from '../../../src/private/protocol/contract';
import { sameVersion, type VersionRef } from '../../engine/ledger';
import { decideUnseenCreate } from '../../engine/pending-create';

export function decide(request: RunRequest | RunDeletion, state: ObservedState, now: number): Step {
  // Nothing can be done about what can neither be cancelled nor removed. Who creates the resource anew resolves what is pending.
  const isOutOfReach = request.kind === 'Delete' && !request.canCancel && !request.hasOutput;
  const pending = isOutOfReach ? undefined : resolvePendingCreate(state);
  if (pending !== undefined) {
    return pending;
  }
  if (request.kind === 'Delete') {
    return drain(request, state, now);
  }
  const target = resolveTarget(request, state, now);
  return 'do' in target ? target : converge(request, state, target, now);
}

/** Nothing else is decided while the outcome of a create is not known. */
function resolvePendingCreate({ ledger, runs, fullListing }: ObservedState): Step | undefined {
  const { pendingCreate } = ledger;
  if (pendingCreate === undefined) {
    return undefined;
  }
  const run = runs.find(({ name }) => name === pendingCreate.name);
  return run === undefined
    ? decideUnseenCreate(pendingCreate, fullListing)
    : { do: 'confirm-create', run, why: `the service has accepted ${pendingCreate.name}` };
}

/** Cancels what runs and deletes every output. What the service cannot remove stays in its records. */
function drain({ startedAt, canCancel, hasOutput }: RunDeletion, { ledger, runs }: ObservedState, now: number): Step {
  const left = runs.filter((run) => !isOver(run) && (hasOutput || (canCancel && !isActive(run))));
  if (left.length === 0) {
    return { do: 'deleted', why: 'nothing runs and no output is left' };
  }
  if (ledger.records.some((record) => !record.deletionRequested)) {
    return { do: 'request-deletion', why: `${listed(left)}: the resource is being deleted` };
  }
  const refusing = left.find(({ status }) => status === 'DELETE_FAILED' || status === 'CANCEL_FAILED');
  if (refusing !== undefined && now >= startedAt + TIMING.dependencyMinutes * 60_000) {
    return { do: 'fail', run: refusing, why: `${runText(refusing)}; cancel it or delete its output by hand, then delete the stack again` };
  }
  const running = left.filter((run) => isRunning(run) || isStuck(run));
  if (running.length > 0 && canCancel) {
    return { do: 'cancel', runs: running, why: `${listed(running)}: nothing of a deleted resource goes on running` };
  }
  const stored = left.filter((run) => !isRunning(run) && !isCancelling(run) && !isDeleting(run));
  return stored.length > 0
    ? { do: 'delete-output', runs: stored, why: `${listed(stored)}: a deleted resource leaves no output` }
    : { do: 'wait', why: listed(left) };
}

/**
 * What is left to do for an owner whose place an update takes: cancel what was never deployed. Nobody wants it, and
 * CloudFormation can take the resource back without asking. What was deployed stays.
 */
export function release({ canCancel }: RunDeletion, state: ObservedState): Step {
  const pending = resolvePendingCreate(state);
  if (pending !== undefined) {
    return pending;
  }
  const { ledger, runs } = state;
  const wasDeployed = (run: VersionRef) => ledger.history.some((deployment) => sameVersion(deployment.version, run));
  const running = runs.filter((run) => canCancel && isRunning(run) && !wasDeployed(run));
  return running.length > 0
    ? { do: 'cancel', runs: running, why: `${listed(running)}: never deployed, and being replaced` }
    : { do: 'released', why: 'nothing runs that was never deployed' };
}
