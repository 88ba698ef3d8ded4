/** Observes an immutable resource and does what was decided about it, one call at a time. */
import { decide, type ObservedState, type Step, type Tagged } from './decide';
import type { Found, Kind } from './kind';
import { OWNER_TAG } from '../../../src/private/protocol/contract';
import { ServiceCallError, unlessNotFound } from '../../engine/call';
import type { Context } from '../../engine/context';
import { DeploymentFailure } from '../../engine/failure';
import {
  activeEntry, announced, createFailed, createOutcomeUnknown, createSucceeded, deleted, lookedInVain, save, type LedgerEntry,
} from '../../engine/ledger';
import { waiting, type Outcome } from '../../engine/outcome';
import type { Deletion, Request } from '../../engine/request';
import { takeSteps, type OwnStep, type Progress } from '../../engine/steps';
import { applyTags } from '../../engine/tag-changes';

export async function reconcileImmutable<D extends Tagged, A>(
  kind: Kind<D, A>, context: Context, request: Request<D> | Deletion, membership: string | undefined,
): Promise<Outcome<A>> {
  const first = await observe(kind, context, request, membership, false);
  return takeSteps(context, request, first, {
    decide: (state) => decide(request, state),
    perform: (state, step) => perform(kind, context, request, membership, state, step),
    shown: ({ found }) => found?.arn,
  });
}

async function perform<D extends Tagged, A>(
  kind: Kind<D, A>, context: Context, request: Request<D> | Deletion, membership: string | undefined, state: ObservedState, step: OwnStep<Step>,
): Promise<Progress<ObservedState, A>> {
  const { ledger } = state;
  const goOnWith = async (entry: LedgerEntry): Promise<Progress<ObservedState, A>> => {
    const saved = await save(context.ledger, entry);
    return saved === undefined ? waiting(step.why) : { observed: { ...state, ledger: saved } };
  };
  const done = (found: Found, entry = ledger): Outcome<A> => (
    { state: 'done', ledger: entry, attributes: kind.attributes(found, (request as Request<D>).desired) });
  switch (step.do) {
    case 'list-all':
      return { observed: await observe(kind, context, request, membership, true) };
    case 'wait':
      if (ledger.pendingCreate !== undefined) {
        await save(context.ledger, lookedInVain(ledger, [ledger.pendingCreate.name]));
      }
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
  const ledger = await activeEntry(context.ledger, request);
  if (ledger === undefined) {
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
