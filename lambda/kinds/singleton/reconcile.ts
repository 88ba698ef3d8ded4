/** Observes a singleton and does what was decided about it, one call at a time. */
import { decidePut, decideRemoval, type ObservedState, type Step, type Wanted } from './decide';
import type { DesiredSingleton, SingletonType } from './singleton-type';
import { ServiceCallError, unlessNotFound } from '../../engine/call';
import type { Context } from '../../engine/context';
import { digest } from '../../engine/digest';
import { DeploymentFailure } from '../../engine/failure';
import { activeEntry, announced, createFailed, deleted, lookedInVain, save, type LedgerEntry } from '../../engine/ledger';
import { waiting, type Outcome } from '../../engine/outcome';
import type { Deletion, Request } from '../../engine/request';
import { takeSteps, type OwnStep, type Progress } from '../../engine/steps';

export async function reconcileSingleton<D extends DesiredSingleton, A>(
  type: SingletonType<D, A>, context: Context, request: Request<D> | Deletion,
): Promise<Outcome<A>> {
  const membership = request.kind === 'Delete' ? request.membership : type.membership(request.desired);
  return takeSteps(context, request, await observe(type, context, request, membership), {
    decide: (state) => (request.kind === 'Delete' ? decideRemoval(state) : decidePut(wantedOf(type, request), state)),
    perform: (state, step) => perform(type, context, request, membership, state, step),
    shown: ({ found }) => found,
  });
}

async function observe<D extends DesiredSingleton, A>(
  type: SingletonType<D, A>, context: Context, request: Request<D> | Deletion, membership: string | undefined,
): Promise<ObservedState | undefined> {
  // Without a legible membership nothing can have been put. What is there is in a ledger that is read after it: a put is
  // announced before it is sent.
  const there = membership === undefined ? undefined : await unlessNotFound(type.get(context.client, membership));
  const ledger = await activeEntry(context.ledger, request);
  if (ledger === undefined || membership === undefined) {
    return ledger && { ledger };
  }
  const holder = await context.ledger.read(holderKey(type, membership));
  return {
    ledger,
    found: there === undefined ? undefined : digestOf(there),
    heldBy: holder?.locator.Owner === request.owner ? await formerHolder(context, holder) : holder?.locator.Owner,
  };
}

/** Whoever held it before, if that is still deployed: where a rename was rolled back, CloudFormation says nothing to the former one. */
async function formerHolder({ ledger }: Context, { predecessor }: LedgerEntry): Promise<string | undefined> {
  const former = predecessor === undefined ? undefined : await ledger.read(predecessor);
  return former?.deployed && !former.deleting ? predecessor : undefined;
}

async function perform<D extends DesiredSingleton, A>(
  type: SingletonType<D, A>, context: Context, request: Request<D> | Deletion, membership: string | undefined,
  state: ObservedState, step: OwnStep<Step>,
): Promise<Progress<ObservedState, A>> {
  const { ledger } = state;
  switch (step.do) {
    case 'wait':
      await save(context.ledger, lookedInVain(ledger, [ledger.pendingCreate!.name]));
      return waiting(step.why);
    case 'discard-create': {
      const saved = await save(context.ledger, createFailed(ledger));
      return saved === undefined ? waiting(step.why) : { observed: { ...state, ledger: saved } };
    }
    case 'put':
      return put(type, context, request as Request<D>, membership!, ledger, step.why);
    case 'finish':
      return hold(type, context, request as Request<D>, membership!, ledger);
    case 'delete':
      await unlessNotFound(type.remove(context.client, membership!));
      return { state: 'done', ledger: deleted(ledger) };
    case 'deleted':
      return await giveBack(type, context, request, membership, state.heldBy) ? { state: 'done', ledger: deleted(ledger) } : waiting(step.why);
    case 'fail':
      throw new DeploymentFailure(step.why);
  }
}

/** Puts it, announced before: whoever finds the announcement knows what can still arrive. */
async function put<D extends DesiredSingleton, A>(
  type: SingletonType<D, A>, context: Context, request: Request<D>, membership: string, ledger: LedgerEntry, why: string,
): Promise<Outcome<A>> {
  const name = digestOf(type.content(request.desired));
  const entry = await save(context.ledger, announced(ledger, { name, startedBy: request.requestId, at: context.now() }));
  if (entry === undefined) {
    return waiting(why);
  }
  try {
    await type.put(context.client, request.desired);
  } catch (error) {
    if (error instanceof ServiceCallError && error.meaning !== 'unknown-outcome') {
      await save(context.ledger, createFailed(entry));
    }
    throw error;
  }
  return hold(type, context, request, membership, entry);
}

/** What is there is this owner's, and nobody else's in the stack: where a resource was renamed, the former one leaves it alone. */
async function hold<D extends DesiredSingleton, A>(
  type: SingletonType<D, A>, context: Context, { owner, requestId, desired }: Request<D>, membership: string, ledger: LedgerEntry,
): Promise<Outcome<A>> {
  const key = holderKey(type, membership);
  const holder = await context.ledger.read(key);
  if (holder?.locator.Owner !== owner) {
    const { request, since } = ledger;
    const locator = { Owner: owner, Membership: membership };
    const nothing = { superseded: [], replacements: [], orphans: [], unresolvedNames: [], records: [], history: [] };
    const entry = { owner: key, revision: holder?.revision ?? 0, request, since, locator, predecessor: holder?.locator.Owner, ...nothing };
    if (await save(context.ledger, entry) === undefined) {
      return waiting('the ledger was changed by another look');
    }
  }
  const record = { name: digestOf(type.content(desired)), startedBy: requestId, at: context.now(), arn: membership };
  return { state: 'done', ledger: { ...createFailed(ledger), records: [record] }, attributes: type.attributes(desired) };
}

/** What an owner leaves behind is that of whoever held it before, so that it goes with that one. False when the ledger has changed. */
async function giveBack<D extends DesiredSingleton, A>(
  type: SingletonType<D, A>, context: Context, { owner }: Request<D> | Deletion, membership: string | undefined, heldBy: string | undefined,
): Promise<boolean> {
  const holder = membership === undefined || heldBy === undefined ? undefined : await context.ledger.read(holderKey(type, membership));
  if (holder?.locator.Owner !== owner) {
    return true;
  }
  const { predecessor: _, ...rest } = holder;
  return await save(context.ledger, { ...rest, locator: { ...holder.locator, Owner: heldBy! } }) !== undefined;
}

function wantedOf<D extends DesiredSingleton>(type: Pick<SingletonType<D, unknown>, 'content'>, { desired, previous }: Request<D>): Wanted {
  return {
    content: digestOf(type.content(desired)),
    previous: previous && digestOf(type.content(previous)),
    adopt: desired.adopt === true,
  };
}

/** The ledger's entry of a place has the owner that has put what is there. */
function holderKey({ noun }: { readonly noun: string }, membership: string): string {
  return `${noun}/${membership}`;
}

const DIGEST_LENGTH = 26;

function digestOf(content: unknown): string {
  return digest(content, DIGEST_LENGTH);
}
