/** What to do next about a resource that can only be created, tagged and deleted: a pure function. */
import type { Details, Found } from './kind';
import type { TagMap } from '../../../src/private/protocol/api-requests';
import { TIMING } from '../../../src/private/protocol/contract';
import { recordOf, type LedgerEntry, type ResourceRecord } from '../../engine/ledger';
import { decideUnseenCreate, isCertainlyAbsent, MAX_UNRESOLVED } from '../../engine/pending-create';
import type { Deletion, Request } from '../../engine/request';
import { isStatusCertain, NOT_DEPLOYING, operationOf, OUTDATED, type DeletionScope, type StackOperation } from '../../engine/stack-operation';
import type { BasicStep } from '../../engine/steps';
import { tagChanges, type TagChanges } from '../../engine/tag-changes';

/** What can change without a replacement. */
export interface Tagged {
  readonly name?: string;
  readonly tags: TagMap;
}

type Existing = Found & Details;

export interface ObservedState {
  readonly ledger: LedgerEntry;
  readonly found?: Existing;
  /** Another resource, which the owner does not own, has the name. */
  readonly nameTaken: boolean;
  /** What is created takes its time, costs, and can keep its name when it is gone. */
  readonly isGradual: boolean;
  /** Generated names that the service may not take again. */
  readonly usedNames: readonly string[];
  /** Whether everything was listed, or only looked at what the ledger records. */
  readonly fullListing: boolean;
  /** What to do about what takes too long and cannot be ended. */
  readonly goesOnWhenTooLong?: string;
  /** What a deletion belongs to; asked about what cannot be ended alone. */
  readonly scope?: DeletionScope;
  /** What CloudFormation does with the stack; absent until it was asked during this invocation. */
  readonly stack?: StackOperation;
}

export type Step = { readonly why: string } & (
  | Exclude<BasicStep, { readonly do: 'wait' }>
  | { readonly do: 'list-all' }
  | { readonly do: 'wait'; readonly wayOut?: string; readonly awaits?: Found }
  | { readonly do: 'check-scope' }
  | { readonly do: 'confirm-create'; readonly found: Found }
  | { readonly do: 'create'; readonly name: string }
  | ({ readonly do: 'tag'; readonly found: Found } & TagChanges)
  | { readonly do: 'delete'; readonly found: Existing }
  | { readonly do: 'leave'; readonly found: Existing }
  | { readonly do: 'finish'; readonly found: Found }
);

export function decide(request: Request<Tagged> | Deletion, state: ObservedState): Step {
  const { ledger, found, fullListing } = state;
  if (ledger.pendingCreate !== undefined) {
    return found === undefined
      ? decideUnseenCreate(ledger.pendingCreate, fullListing)
      : { do: 'confirm-create', found, why: 'the service has accepted it' };
  }
  if (found === undefined && !fullListing) {
    return { do: 'list-all', why: 'the ledger records none' };
  }
  const gone = found === undefined && state.isGradual ? liveRecordIn(ledger) : undefined;
  if (gone !== undefined && !gone.seen && !isCertainlyAbsent(gone)) {
    return { do: 'wait', why: `${gone.name} was created, and the service does not show it yet` };
  }
  if (request.kind === 'Delete') {
    return decideLeaving(request, state) ?? decideDeletion(found);
  }
  if (found !== undefined) {
    return awaitActive(request, state, found) ?? decideExisting(request, found);
  }
  return gone === undefined ? decideCreate(request, state) : decideGone(request, state, gone);
}

/** Something that cost has gone. It is not paid for again by itself. */
function decideGone(request: Request<Tagged>, state: ObservedState, gone: ResourceRecord): Step {
  if (wasInUse(request, state.ledger)) {
    return { do: 'finish', found: gone, why: `${gone.name} does not exist any more; another one is made when a property changes that asks for it` };
  }
  return gone.startedBy === request.requestId
    ? { do: 'fail', why: `${gone.name} does not exist any more, though this deployment made it; deploy again to make another one` }
    : decideCreate(request, state);
}

/** What was created last, and was not removed by the handlers. */
export function liveRecordIn({ records }: LedgerEntry): ResourceRecord | undefined {
  return [...records].reverse().find(({ terminal, deletionRequested }) => terminal !== 'over' && !deletionRequested);
}

/** Whether a deployment has succeeded with it. */
export function wasInUse({ previous }: Request<Tagged>, { deployed }: LedgerEntry): boolean {
  return deployed === true || previous !== undefined;
}

function decideDeletion(found: Existing | undefined): Step {
  if (found === undefined || found.status === 'INACTIVE') {
    return { do: 'deleted', why: found === undefined ? 'it does not exist' : 'nothing of it is left' };
  }
  return isDeleting(found) ? { do: 'wait', why: statusText(found) } : { do: 'delete', found, why: 'the resource is being deleted' };
}

/**
 * What has been paid for and cannot be ended is not lost in a rollback: it is left to a later deployment, or handed over to what it was to
 * replace, which removes it when nobody adopts it. What it uses, such as a role, can go with the same rollback once this request is
 * answered, so the end of what nobody takes over is waited for before.
 */
function decideLeaving({ requestId }: Deletion, { ledger, found, scope, goesOnWhenTooLong }: ObservedState): Step | undefined {
  const isPaidFor = found !== undefined && goesOnWhenTooLong !== undefined && found.isFree !== true;
  if (!isPaidFor || !(isBeingCreated(found) || found.status === 'ACTIVE')) {
    return undefined;
  }
  const isRunning = isBeingCreated(found);
  const isTakenOver = ledger.predecessor !== undefined || ledger.handedOver === true;
  if (isRunning && !isTakenOver && ledger.elapsed!.waited < TIMING.maxActiveMinutes * 60) {
    return { do: 'wait', why: `${statusText(found)}, which cannot be ended`, awaits: found };
  }
  if (scope === undefined) {
    return { do: 'check-scope', why: `${statusText(found)}: a rollback leaves it` };
  }
  if (scope === 'stack' || scope === 'clean-up') {
    return isRunning ? { do: 'wait', why: `${statusText(found)}, which cannot be ended`, wayOut: 'When it has ended, delete it again' } : undefined;
  }
  if (ledger.handedOver) {
    return undefined;
  }
  if (!isStatusCertain(ledger)) {
    return { do: 'wait', why: OUTDATED };
  }
  const isLeft = isRunning || scope === 'rollback-clean-up' || recordOf(ledger, found)?.awaitedBy === requestId;
  return isLeft ? { do: 'leave', found, why: `${statusText(found)}; it has been paid for, and a deployment of the same properties adopts it` } : undefined;
}

/** What has to become active first, or to go. */
function awaitActive(request: Request<Tagged>, { ledger, goesOnWhenTooLong: wayOut }: ObservedState, found: Existing): Step | undefined {
  if (isBeingCreated(found) || isDeleting(found)) {
    return { do: 'wait', why: statusText(found), ...(isBeingCreated(found) && wayOut !== undefined ? { wayOut } : {}) };
  }
  if (found.status !== 'CREATE_FAILED') {
    // What is in use keeps its place, whatever has become of it. What never was is no success.
    return found.status === undefined || found.status === 'ACTIVE' || wasInUse(request, ledger)
      ? undefined
      : { do: 'fail', why: `${statusText(found)}, and it was never in use; deploy again to make another one` };
  }
  // What an earlier request has left is in the way of another attempt.
  return ledger.records.some(({ arn, startedBy }) => arn === found.arn && startedBy === request.requestId)
    ? { do: 'fail', why: statusText(found) }
    : { do: 'delete', found, why: `${statusText(found)}; it is made anew` };
}

export const isBeingCreated = ({ status }: Details) => status === 'CREATE_PENDING' || status === 'CREATE_IN_PROGRESS';
const isDeleting = ({ status }: Existing) => status === 'DELETE_PENDING' || status === 'DELETE_IN_PROGRESS';

function statusText({ name, status, shownStatus = status, message }: Existing): string {
  return `${name} is ${shownStatus}${message === undefined ? '' : `: ${message}`}`;
}

function decideExisting({ desired, previous }: Request<Tagged>, found: Existing): Step {
  const changes = tagChanges(desired.tags, previous?.tags ?? {}, found.tags);
  return Object.keys(changes.set).length > 0 || changes.unset.length > 0
    ? { do: 'tag', found, ...changes, why: 'the tags differ' }
    : { do: 'finish', found, why: 'it exists as declared' };
}

function decideCreate(request: Request<Tagged>, state: ObservedState): Step {
  const name = request.desired.name ?? unusedName(request.owner, state.usedNames);
  if (state.nameTaken) {
    return { do: 'fail', why: `there is a resource named "${name}" already that this one does not own; choose another name, or none to have one generated` };
  }
  const unresolved = state.ledger.unresolvedNames.filter(({ startedBy }) => startedBy === request.requestId).length;
  if (unresolved >= MAX_UNRESOLVED) {
    return { do: 'fail', why: `creating ${name} was requested ${unresolved} times, and the service shows no result of it; see the log for its answers` };
  }
  const wasThere = state.ledger.records.some(({ terminal }) => terminal !== 'over');
  const operation = operationOf(request, state, !wasThere);
  if (typeof operation === 'object') {
    return operation;
  }
  if (state.stack === undefined) {
    return { do: 'check-stack', why: 'checking the stack status: nothing is created unless CloudFormation is at work on the resource' };
  }
  // A rollback creates again what has gone meanwhile, unless that costs, and nothing that was not there before.
  const isRestored = operation === 'rollingBack' && request.kind === 'Update' && wasThere && !state.isGradual;
  // What the request belongs to was found out earlier, and the stack can have gone back since.
  return state.stack === operation && (operation === 'deploying' || isRestored)
    ? { do: 'create', name, why: 'it does not exist' }
    : { do: 'fail', why: NOT_DEPLOYING };
}

function unusedName(owner: string, used: readonly string[]): string {
  for (let attempt = 1; ; attempt++) {
    const name = attemptName(owner, attempt);
    if (!used.includes(name)) {
      return name;
    }
  }
}

/** Attempts count from one. */
function attemptName(owner: string, attempt: number): string {
  return attempt === 1 ? owner : `${owner}-${attempt}`;
}

/** Whether a name was generated for the owner. */
export function isGeneratedName(owner: string, name: string): boolean {
  return name === owner || (name.startsWith(`${owner}-`) && /^[0-9]+$/.test(name.slice(owner.length + 1)));
}
