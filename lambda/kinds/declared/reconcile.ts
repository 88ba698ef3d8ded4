/** Observes an immutable resource and does what was decided about it, one call at a time. */
import { decide, type ObservedState, type Step, type Tagged } from './decide';
import type { Found, Kind } from './kind';
import { OWNER_TAG } from '../../../src/private/protocol/contract';
import { ServiceCallError, unlessNotFound } from '../../engine/call';
import type { Context } from '../../engine/context';
import { DeploymentFailure } from '../../engine/failure';
import {
  announced, createFailed, createOutcomeUnknown, createSucceeded, deleted, lookedInVain, save, type LedgerEntry,
} from '../../engine/ledger';
import { recordDecision, waiting, type Outcome } from '../../engine/outcome';
import { SUPERSEDED, type Deletion, type Request } from '../../engine/request';
import { stackOperation } from '../../engine/stack-operation';
import { applyTags } from '../../engine/tag-changes';

/** More steps than any request takes in one look. */
const MAX_STEPS = 10;

export async function reconcileImmutable<D extends Tagged, A>(
  kind: Kind<D, A>, context: Context, request: Request<D> | Deletion, membership: string | undefined,
): Promise<Outcome<A>> {
  let state = await observe(kind, context, request, membership, false);
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    if (state === undefined) {
      throw new DeploymentFailure(SUPERSEDED);
    }
    const step = decide(request, state);
    recordDecision(context.log, request, step, state.found?.arn);
    const result: Progress<A> = await perform(kind, context, request, membership, state, step);
    if ('state' in result) {
      return result;
    }
    state = result.observed;
  }
  throw new Error(`${request.kind} of ${request.owner} has not come to an end in ${MAX_STEPS} steps`);
}

type Progress<A> = { readonly observed: ObservedState | undefined } | Outcome<A>;

async function perform<D extends Tagged, A>(
  kind: Kind<D, A>, context: Context, request: Request<D> | Deletion, membership: string | undefined, state: ObservedState, step: Step,
): Promise<Progress<A>> {
  const { ledger } = state;
  const goOnWith = async (entry: LedgerEntry): Promise<Progress<A>> => {
    const saved = await save(context.ledger, entry);
    return saved === undefined ? waiting(step.why) : { observed: { ...state, ledger: saved } };
  };
  const done = (found: Found, entry = ledger): Outcome<A> => (
    { state: 'done', ledger: entry, attributes: kind.attributes(found, (request as Request<D>).desired) });
  switch (step.do) {
    case 'list-all':
      return { observed: await observe(kind, context, request, membership, true) };
    case 'check-stack':
      return { observed: { ...state, stack: await stackOperation(context, request) } };
    case 'wait':
      if (ledger.pendingCreate !== undefined) {
        await save(context.ledger, lookedInVain(ledger, [ledger.pendingCreate.name]));
      }
      return waiting(step.why);
    case 'await-status':
      return waiting(step.why);
    case 'confirm-create':
      return goOnWith(createSucceeded(ledger, { arn: step.found.arn }));
    case 'discard-create':
      return goOnWith(createOutcomeUnknown(ledger));
    case 'create':
      return create(kind, context, request as Request<D>, ledger, step);
    case 'tag':
      await applyTags(context.client, step.found.arn, step);
      return done(step.found);
    case 'finish':
      return done(step.found);
    case 'delete':
      await unlessNotFound(kind.remove(context.client, membership, step.found.arn));
      return step.found.status === undefined ? { state: 'done', ledger: deleted(ledger) } : waiting(step.why);
    case 'deleted':
      return { state: 'done', ledger: deleted(ledger) };
    case 'fail':
      throw new DeploymentFailure(step.why);
  }
}

async function observe<D extends Tagged, A>(
  kind: Kind<D, A>, context: Context, request: Request<D> | Deletion, membership: string | undefined, fullListing: boolean,
): Promise<ObservedState | undefined> {
  const ledger = await context.ledger.read(request.owner);
  if (ledger?.request.id !== request.requestId) {
    return undefined;
  }
  const name = (request.kind === 'Delete' ? request.name : request.desired.name) ?? request.owner;
  const known = ledger.records.filter(({ terminal }) => terminal !== 'over').map((record): Found => ({ arn: record.arn, name: record.name })).reverse();
  const listed = fullListing ? (await kind.list(context.client, membership)).filter((entry) => entry.name === name) : [];
  const candidates = [...known, ...listed.filter(({ arn }) => !known.some((entry) => entry.arn === arn))];
  for (const candidate of candidates) {
    const details = await unlessNotFound(kind.get(context.client, membership, candidate.arn));
    if (details !== undefined && (details.tags[OWNER_TAG] === request.owner || known.includes(candidate))) {
      return { ledger, found: { ...candidate, ...details }, nameTaken: false, fullListing };
    }
  }
  return { ledger, nameTaken: listed.length > 0, fullListing };
}

/** Sends the one create, announced before it is sent. */
async function create<D extends Tagged, A>(
  kind: Kind<D, A>, context: Context, { owner, requestId, desired }: Request<D>, ledger: LedgerEntry, { name, why }: { name: string; why: string },
): Promise<Outcome<A>> {
  const entry = await save(context.ledger, announced(ledger, { name, startedBy: requestId, at: context.now() }));
  if (entry === undefined) {
    return waiting(why);
  }
  let arn: string;
  try {
    arn = await kind.create(context.client, desired, name, { ...desired.tags, [OWNER_TAG]: owner });
  } catch (error) {
    if (error instanceof ServiceCallError && error.meaning !== 'unknown-outcome') {
      await save(context.ledger, createFailed(entry));
    }
    throw error;
  }
  const created = createSucceeded(entry, { arn });
  if (kind.isGradual) {
    await save(context.ledger, created);
    return waiting(why);
  }
  return { state: 'done', ledger: created, attributes: kind.attributes({ arn, name }, desired) };
}
