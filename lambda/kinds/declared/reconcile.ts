/** Observes an immutable resource and does what was decided about it, one call at a time. */
import { decide, isBeingCreated, isGeneratedName, liveRecordIn, wasInUse, type ObservedState, type Step, type Tagged } from './decide';
import type { Details, Found, Kind } from './kind';
import { OWNER_TAG } from '../../../src/private/protocol/contract';
import { ServiceCallError, unlessNotFound } from '../../engine/call';
import type { Context } from '../../engine/context';
import { DeploymentFailure } from '../../engine/failure';
import {
  activeEntry, announced, createFailed, createOutcomeUnknown, createSucceeded, deleted, deletedWithoutOutput, lookedInVain, recorded, recordOf, save,
  type LedgerEntry,
} from '../../engine/ledger';
import { waiting, type Outcome } from '../../engine/outcome';
import type { Deletion, Request } from '../../engine/request';
import { deletionScope } from '../../engine/stack-operation';
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
      await noteLook(context, state, step.awaits && request.requestId);
      return waiting(step.why, step.wayOut);
    case 'check-scope':
      return { observed: { ...state, scope: await deletionScope(context, request.stackId) } };
    case 'confirm-create':
      return goOnWith(createSucceeded(ledger, { arn: step.found.arn }));
    case 'discard-create':
      return goOnWith(createOutcomeUnknown(ledger));
    case 'create':
      return create(kind, context, request as Request<D>, ledger, step);
    case 'tag':
      await (kind.tag ?? applyTags)(context.client, step.found.arn, step);
      return done(step.found, kept(ledger, step.found));
    case 'finish':
      return done(step.found, kept(ledger, step.found));
    case 'delete':
      return removeInSteps(kind, context, membership, ledger, step);
    case 'leave':
      return { state: 'done', ledger: deletedWithoutOutput(ledger), isLeft: true };
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
  const { isGradual = false, leavesNothing = false, goesOnWhenTooLong } = kind;
  const { owner } = request;
  const given = request.kind === 'Delete' ? request.name : request.desired.name;
  const isNamed = ({ name }: Found) => (given === undefined && isGradual ? isGeneratedName(owner, name) : name === (given ?? owner));
  const past = ledger.records.filter(({ terminal }) => terminal === 'over');
  const known = ledger.records.filter((record) => !past.includes(record)).map(({ arn, name }): Found => ({ arn, name })).reverse();
  const listed = fullListing ? (await kind.list(context.client, membership, given ?? owner)).filter(isNamed) : [];
  // What takes its time can be listed when nothing is left of it.
  const leavesEntries = isGradual && !leavesNothing;
  const news = listed.filter(({ arn }) => !known.some((entry) => entry.arn === arn) && !(leavesEntries && past.some((entry) => entry.arn === arn)));
  const usedNames = isGradual ? [...ledger.records, ...ledger.unresolvedNames, ...listed].map(({ name }) => name) : [];
  const state = { ledger, isGradual, goesOnWhenTooLong, usedNames, fullListing };
  const foreign: Found[] = [];
  const inactive: (Found & Details)[] = [];
  for (const candidate of [...known, ...news]) {
    const details = await unlessNotFound(kind.get(context.client, membership, candidate.arn));
    const found = details && { ...candidate, ...details };
    if (found === undefined || (found.tags[OWNER_TAG] !== owner && !known.includes(candidate))) {
      foreign.push(...known.includes(candidate) ? [] : [candidate]);
    } else if (found.status === 'INACTIVE' && !isAwaited(request, ledger, found)) {
      inactive.push(found);
    } else {
      return { ...state, found, nameTaken: false };
    }
  }
  // It was in use when the ledger was lost.
  const isForgotten = request.kind !== 'Delete' && request.previous !== undefined && known.length === 0;
  const isOver = request.kind === 'Delete' && ledger.pendingCreate === undefined;
  return { ...state, ...((isForgotten || isOver) && inactive.length > 0 ? { found: inactive[0] } : {}), nameTaken: foreign.length > 0 };
}

/** Whether what is inactive is what the request is about, and not what is left of something that was removed. */
function isAwaited(request: Request<Tagged> | Deletion, ledger: LedgerEntry, found: Found): boolean {
  const record = recordOf(ledger, found);
  if (record === undefined || ledger.pendingCreate !== undefined) {
    return found.name === ledger.pendingCreate?.name;
  }
  // What an earlier deployment made and did not succeed with can have been removed in the care of another resource.
  return !record.deletionRequested && (request.kind === 'Delete' || wasInUse(request, ledger) || record.startedBy === request.requestId);
}

/** The service has shown it. */
function seen(ledger: LedgerEntry, found: Found & Partial<Details>): LedgerEntry {
  return found.status === undefined || recordOf(ledger, found)?.seen ? ledger : recorded(ledger, [found], { seen: true });
}

/** A deletion that was requested before has not come about. */
function kept(ledger: LedgerEntry, found: Found & Partial<Details>): LedgerEntry {
  const isToGo = recordOf(ledger, found)?.deletionRequested === true;
  return seen(isToGo ? recorded(ledger, [found], { deletionRequested: undefined }) : ledger, found);
}

/**
 * What one more look has shown, or not, is remembered.
 *
 * @param awaitedBy the request that waits for the end of what was found
 */
async function noteLook({ ledger: stored }: Context, { ledger, found, isGradual }: ObservedState, awaitedBy?: string): Promise<void> {
  const record = isGradual ? liveRecordIn(ledger) : undefined;
  const missing = found !== undefined ? [] : [ledger.pendingCreate?.name, record?.name].filter((name) => name !== undefined);
  const noted = found === undefined ? lookedInVain(ledger, missing) : awaited(seen(ledger, found), found, awaitedBy);
  if (missing.length > 0 || noted !== ledger) {
    await save(stored, noted);
  }
}

function awaited(ledger: LedgerEntry, found: Found, awaitedBy: string | undefined): LedgerEntry {
  return awaitedBy === undefined || recordOf(ledger, found)?.awaitedBy === awaitedBy ? ledger : recorded(ledger, [found], { awaitedBy });
}

/** What is removed in the course of time is recorded first: nobody may see the end of it, and it must not count as in use then. */
async function removeInSteps<D extends Tagged, A>(
  kind: Kind<D, A>, context: Context, membership: string | undefined, ledger: LedgerEntry, { found, why }: { found: Found & Details; why: string },
): Promise<Outcome<A>> {
  if (found.status === undefined) {
    await remove(kind, context, membership, found);
    return { state: 'done', ledger: deleted(ledger) };
  }
  const isRecorded = recordOf(ledger, found)?.deletionRequested;
  if (isRecorded || await save(context.ledger, recorded(ledger, [found], { deletionRequested: true })) !== undefined) {
    await remove(kind, context, membership, found);
  }
  return waiting(why);
}

/** What is being created ends by itself, so what is refused because of that is tried again for as long as the request lives. */
async function remove<D extends Tagged, A>(
  kind: Kind<D, A>, context: Context, membership: string | undefined, found: Found & Details,
): Promise<void> {
  try {
    await unlessNotFound(kind.remove(context.client, membership, found.arn, found.name));
  } catch (error) {
    throw error instanceof ServiceCallError && isBeingCreated(found) ? error.endingByItself() : error;
  }
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
