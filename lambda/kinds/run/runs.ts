/**
 * The lifecycle of runs: what is started once for each set of inputs, costs, and ends by itself. Many can be cancelled, and some
 * leave an output.
 */
import { reconcileRun, releaseRuns } from './reconcile';
import type { DesiredRun, RunType } from './run-type';
import { resourceType, type ResourceType } from '../../engine/resource-type';

/** A resource type whose instances are runs. */
export function runs<D extends DesiredRun, A extends Record<string, string>>(type: RunType<D, A>): ResourceType {
  return resourceType<D, A>({
    noun: type.noun,
    dependants: type.dependants,
    decode: (raw) => type.decode(raw),
    identity: (desired) => ({ name: desired.name, membership: type.membership(desired) }),
    reconcile: (context, request) => reconcileRun(type, context, request),
    ...(type.cancel === undefined ? {} : { release: (context, request) => releaseRuns(type, context, request) }),
  });
}
