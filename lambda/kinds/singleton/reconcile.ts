/** Observes a singleton and does what was decided about it, one call at a time. */
import { decidePut, decideRemoval, type ObservedState, type Step, type Wanted } from './decide';
import type { DesiredSingleton, SingletonType } from './singleton-type';
import { ServiceCallError, unlessNotFound } from '../../engine/call';
import type { Context } from '../../engine/context';
import { digest } from '../../engine/digest';
import { DeploymentFailure } from '../../engine/failure';
import { activeEntry, announced, createFailed, deleted, lookedInVain, save, type LedgerEntry } from '../../engine/ledger';
import { waiting, type Outcome } from '../../engine/outcome';
import type { Deletion, Request, RequestBasics } from '../../engine/request';
import { deletionScope } from '../../engine/stack-operation';
import { takeSteps, type OwnStep, type Progress } from '../../engine/steps';

export async function reconcileSingleton<D extends DesiredSingleton, A, C>(
  type: SingletonType<D, A, C>, context: Context, request: Request<D> | Deletion,
): Promise<Outcome<A>> {
  const membership = request.kind === 'Delete' ? request.membership : type.membership(request.desired);
  return takeSteps(context, request, await observe(type, context, request, membership), {
    decide: (state) => (request.kind === 'Delete' ? decideRemoval(state) : decidePut(wantedOf(type, request), state)),
    perform: (state, step) => perform(type, context, request, membership, state, step),
    shown: ({ found }) => found,
  });
}

async function observe<D extends DesiredSingleton, A, C>(
  type: SingletonType<D, A, C>, context: Context, request: Request<D> | Deletion, membership: string | undefined,
): Promise<Observed<C> | undefined> {
  // Without a legible membership nothing can have been put. What is there is in a ledger that is read after it: a put is
  // announced before it is sent.
  const there = membership === undefined ? undefined : await unlessNotFound(type.get(context.client, membership));
  const ledger = await activeEntry(context.ledger, request);
  if (ledger === undefined || membership === undefined) {
    return ledger && { ledger };
  }
  const holder = await context.ledger.read(holderKey(type, membership));
  const isHolder = holder?.locator.Owner === request.owner;
  return {
    ledger,
    there,
    found: there === undefined ? undefined : digestOf(there),
    heldBy: isHolder ? undefined : holder?.locator.Owner,
    formerHolder: isHolder ? await formerHolderOf(context, holder) : undefined,
    formerContent: ledger.formerContent === undefined ? undefined : digestOf(ledger.formerContent),
  };
}

interface Observed<C> extends ObservedState {
  /** What is there. */
  readonly there?: C;
}

/** Whoever held it before, if that is still deployed. */
async function formerHolderOf({ ledger }: Context, { predecessor }: LedgerEntry): Promise<string | undefined> {
  const former = predecessor === undefined ? undefined : await ledger.read(predecessor);
  return former?.deployed && !former.deleting ? predecessor : undefined;
}

async function perform<D extends DesiredSingleton, A, C>(
  type: SingletonType<D, A, C>, context: Context, request: Request<D> | Deletion, membership: string | undefined,
  state: Observed<C>, step: OwnStep<Step>,
): Promise<Progress<Observed<C>, A>> {
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
      return put(type, context, request as Request<D>, membership!, state, step.why);
    case 'check-scope':
      return { observed: { ...state, scope: await deletionScope(context, request.stackId) } };
    case 'restore': {
      const content = ledger.formerContent as C;
      const restored = await putAnnounced(type, context, request, membership!, content, ledger);
      return restored === undefined ? waiting(step.why) : { observed: { ...state, ledger: restored, found: digestOf(content) } };
    }
    case 'give-back':
      return await giveBack(type, context, membership!, state.formerHolder!)
        ? { state: 'done', ledger: deleted(createFailed(ledger)) }
        : waiting(step.why);
    case 'finish':
      return hold(type, context, request as Request<D>, membership!, ledger);
    case 'delete':
      await unlessNotFound(type.remove(context.client, membership!));
      return { state: 'done', ledger: deleted(ledger) };
    case 'deleted':
      return { state: 'done', ledger: deleted(ledger) };
    case 'fail':
      throw new DeploymentFailure(step.why);
  }
}

async function put<D extends DesiredSingleton, A, C>(
  type: SingletonType<D, A, C>, context: Context, request: Request<D>, membership: string, { ledger, there, heldBy }: Observed<C>, why: string,
): Promise<Outcome<A>> {
  const before = heldBy === undefined ? ledger : { ...ledger, formerContent: there };
  const entry = await putAnnounced(type, context, request, membership, type.content(request.desired), before);
  return entry === undefined ? waiting(why) : hold(type, context, request, membership, entry);
}

/**
 * Puts it, announced before: whoever finds the announcement knows what can still arrive.
 *
 * @returns the announcement; nothing when the ledger was changed by another look
 */
async function putAnnounced<D extends DesiredSingleton, A, C>(
  type: SingletonType<D, A, C>, context: Context, { requestId }: RequestBasics, membership: string, content: C, ledger: LedgerEntry,
): Promise<LedgerEntry | undefined> {
  const entry = await save(context.ledger, announced(ledger, { name: digestOf(content), startedBy: requestId, at: context.now() }));
  if (entry === undefined) {
    return undefined;
  }
  try {
    await type.put(context.client, membership, content);
    return entry;
  } catch (error) {
    if (error instanceof ServiceCallError && error.meaning !== 'unknown-outcome') {
      await save(context.ledger, createFailed(entry));
    }
    throw error;
  }
}

/** What is there is this owner's, and nobody else's in the stack: where a resource was renamed, the former one leaves it alone. */
async function hold<D extends DesiredSingleton, A, C>(
  type: SingletonType<D, A, C>, context: Context, { owner, requestId, desired }: Request<D>, membership: string, ledger: LedgerEntry,
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

/** From now on it goes with whoever held it before. False when the ledger has changed. */
async function giveBack(
  { noun }: { readonly noun: string }, context: Context, membership: string, formerHolder: string,
): Promise<boolean> {
  const holder = await context.ledger.read(holderKey({ noun }, membership));
  const { predecessor: _, ...rest } = holder!;
  return await save(context.ledger, { ...rest, locator: { ...rest.locator, Owner: formerHolder } }) !== undefined;
}

function wantedOf<D extends DesiredSingleton>(type: Pick<SingletonType<D, unknown, unknown>, 'content'>, { desired, previous }: Request<D>): Wanted {
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
