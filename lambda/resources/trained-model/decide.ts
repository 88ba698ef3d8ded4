/**
 * What to do next about a trained model: a pure function of the request, the observed state and the time. It is asked again
 * after everything that was done, until nothing is left to do.
 */
import { converge } from './converge';
import { resolveTarget } from './resolve-target';
import { listed, type ObservedState, type Step, type TrainedModelRequest } from './state';
import { isCancelling, isDeleting, isOver, isStuck, isTraining, versionText } from './version';
import { TIMING } from '../../../src/private/protocol/contract';
import { sameVersion, type VersionRef } from '../../engine/ledger';
import { decideUnseenCreate } from '../../engine/pending-create';
import type { Deletion } from '../../engine/request';

export function decide(request: TrainedModelRequest | Deletion, state: ObservedState, now: number): Step {
  const pending = resolvePendingCreate(state);
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
function resolvePendingCreate({ ledger, versions, fullListing }: ObservedState): Step | undefined {
  const { pendingCreate } = ledger;
  if (pendingCreate === undefined) {
    return undefined;
  }
  const version = versions.find(({ name }) => name === pendingCreate.name);
  return version === undefined
    ? decideUnseenCreate(pendingCreate, fullListing)
    : { do: 'confirm-create', version, why: `the service has accepted ${pendingCreate.name}` };
}

/** Cancels what runs and deletes every output. */
function drain({ startedAt }: Deletion, { ledger, versions }: ObservedState, now: number): Step {
  const left = versions.filter((version) => !isOver(version));
  if (left.length === 0) {
    return { do: 'deleted', why: 'no training runs and no output is left' };
  }
  if (ledger.records.some((record) => !record.deletionRequested)) {
    return { do: 'request-deletion', why: `${listed(left)}: the model is being deleted` };
  }
  const refusing = left.find(({ status }) => status === 'DELETE_FAILED' || status === 'CANCEL_FAILED');
  if (refusing !== undefined && now >= startedAt + TIMING.dependencyMinutes * 60_000) {
    return { do: 'fail', version: refusing, why: `${versionText(refusing)}; cancel it or delete its output by hand, then delete the stack again` };
  }
  const running = left.filter((version) => isTraining(version) || isStuck(version));
  if (running.length > 0) {
    return { do: 'cancel', versions: running, why: `${listed(running)}: a deleted model does not go on training` };
  }
  const stored = left.filter((version) => !isCancelling(version) && !isDeleting(version));
  return stored.length > 0
    ? { do: 'delete-output', versions: stored, why: `${listed(stored)}: a deleted model leaves no output` }
    : { do: 'wait', why: listed(left) };
}

/**
 * What is left to do for an owner whose place an update takes: cancel trainings that were never deployed. Nobody wants them,
 * and CloudFormation can take the resource back without asking. What was deployed stays.
 */
export function release({ ledger, ...state }: ObservedState): Step {
  const pending = resolvePendingCreate({ ledger, ...state });
  if (pending !== undefined) {
    return pending;
  }
  const wasDeployed = (version: VersionRef) => ledger.history.some((deployment) => sameVersion(deployment.version, version));
  const running = state.versions.filter((version) => isTraining(version) && !wasDeployed(version));
  return running.length > 0
    ? { do: 'cancel', versions: running, why: `${listed(running)}: never deployed, and being replaced` }
    : { do: 'released', why: 'nothing runs that was never deployed' };
}
