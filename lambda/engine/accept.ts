/**
 * Accepts a request: finds out which owners it is about, and makes it their active request. It changes nothing in the
 * service, so that CloudFormation knows what to delete whatever happens next.
 */
import { ServiceCallError } from './call';
import type { Context } from './context';
import type { Accepted, ResourceEvent, ResourceLocator } from './event';
import { DeploymentFailure } from './failure';
import { claim, type ClaimOptions, type Ledger } from './ledger';
import { ownersOf } from './owners';
import { SUPERSEDED } from './request';
import { requestIdentity } from './request-identity';
import type { ResourceType } from './resource-type';
import { retry } from './retry';
import { explain, type ErrorMeaning } from './service-error';

export async function accept(once: Context, type: ResourceType, event: ResourceEvent): Promise<Accepted> {
  const context = { ...once, ledger: retryingLedger(once) };
  const request = requestIdentity(event.RequestId, event.ResponseURL);
  const makeActive = async (locator: ResourceLocator, options: ClaimOptions) => {
    const since = await claim(context.ledger, locator, request, context.now(), options);
    if (since === undefined) {
      throw new DeploymentFailure(SUPERSEDED);
    }
    return since;
  };
  return retryTransient(context, async () => {
    const { target, replaced, precededBy, orphans, replacements } = await ownersOf(context, type, event);
    const others = orphans.map(({ Owner }) => Owner);
    const known = event.RequestType === 'Update' ? others : replacements;
    if (replaced !== undefined) {
      await makeActive(replaced, { isKnown: true, replacements: () => [...others, target.Owner] });
    }
    // What was to take the target's place before is in the care of what did, or stays on purpose: the target comes back after that.
    const startedAt = await makeActive(target, replaced === undefined
      ? { orphans, isKnown: event.RequestType !== 'Create', isDeletion: event.RequestType === 'Delete', replacements: known && (() => known) }
      : { orphans, precededBy, predecessor: replaced.Owner, replacements: () => [] });
    for (const orphan of orphans) {
      await makeActive(orphan, { isOrphan: true });
    }
    return {
      ...target,
      PhysicalResourceId: event.RequestType === 'Delete' ? event.PhysicalResourceId! : target.Owner,
      ...(replaced === undefined ? {} : { Replaced: replaced }),
      StartedAt: new Date(startedAt).toISOString(),
    };
  });
}

/** Each call is repeated by itself: all that a request needs can take many, and one of them fails again and again. */
function retryingLedger(context: Context): Ledger {
  return {
    read: (owner) => retryTransient(context, () => context.ledger.read(owner)),
    write: (entry) => retryTransient(context, () => context.ledger.write(entry)),
  };
}

/** Not found is the table, as long as it is being created. */
const TRANSIENT: readonly ErrorMeaning[] = ['not-now', 'unknown-outcome', 'not-permitted', 'not-found'];

/**
 * The ledger's table and the permission to use it can be seconds old. A request that is being accepted cannot be looked at
 * later, so this waits itself.
 */
export async function retryTransient<T>(context: Context, run: () => Promise<T>): Promise<T> {
  try {
    return await retry(context, run, { meanings: TRANSIENT, pause: 2_000 });
  } catch (error) {
    throw error instanceof ServiceCallError
      ? new DeploymentFailure(explain(error.operation, error.error), TRANSIENT.includes(error.meaning))
      : error;
  }
}
