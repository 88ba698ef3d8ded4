/** What to do next about a resource that can only be created, tagged and deleted: a pure function. */
import type { TagMap } from '../../src/private/api-requests';
import type { LedgerEntry } from '../ledger';
import { decideUnseen } from '../open-intent';
import { MOVED_ON, type Deletion, type Request } from '../request';
import { decideUnheard, type StackDirection } from '../stack-direction';
import { tagChanges, type TagChanges } from '../tag-changes';
import type { Found } from './kind';

/** What can change without making another resource. */
export interface Tagged {
  readonly name?: string;
  readonly tags: TagMap;
}

export interface Seen {
  readonly ledger: LedgerEntry | undefined;
  readonly found?: Found & { readonly tags: TagMap };
  /** Another resource, not ours, has the name. */
  readonly nameTaken: boolean;
  /** Whether everything was listed, or just the ledger's word taken. */
  readonly thorough: boolean;
  /** What CloudFormation is doing with the stack; unknown until asked. */
  readonly direction?: StackDirection;
}

export type Decision = { readonly why: string } & (
  | { readonly do: 'look-thoroughly' }
  | { readonly do: 'ask-stack' }
  | { readonly do: 'wait' }
  | { readonly do: 'record'; readonly found: Found }
  | { readonly do: 'withdraw' }
  | { readonly do: 'create'; readonly name: string }
  | ({ readonly do: 'tag'; readonly found: Found } & TagChanges)
  | { readonly do: 'delete'; readonly found: Found }
  | { readonly do: 'finish'; readonly found: Found }
  | { readonly do: 'gone' }
  | { readonly do: 'fail' }
);

export function decide(request: Request<Tagged> | Deletion, seen: Seen, now: number): Decision {
  const { ledger, found } = seen;
  if (ledger?.request.id !== request.requestId) {
    return { do: 'fail', why: MOVED_ON };
  }
  if (ledger.intent !== undefined) {
    return found === undefined
      ? decideUnseen(ledger.intent, seen.thorough, now)
      : { do: 'record', found, why: 'the service has accepted it' };
  }
  if (found === undefined && !seen.thorough) {
    return { do: 'look-thoroughly', why: 'the ledger knows of none' };
  }
  if (request.kind === 'Delete') {
    return found === undefined ? { do: 'gone', why: 'it does not exist' } : { do: 'delete', found, why: 'it is ours and no longer wanted' };
  }
  if (found !== undefined) {
    const changes = tagChanges(request.desired.tags, request.previous?.tags ?? {}, found.tags);
    return Object.keys(changes.set).length > 0 || changes.unset.length > 0
      ? { do: 'tag', found, ...changes, why: 'the tags differ' }
      : { do: 'finish', found, why: 'it exists as declared' };
  }
  const name = request.desired.name ?? request.owner;
  if (seen.nameTaken) {
    return { do: 'fail', why: `there is a resource named "${name}" already that this one does not own; choose another name, or none to have one generated` };
  }
  if (seen.direction === undefined) {
    return { do: 'ask-stack', why: 'nothing new is wanted unless CloudFormation is at work on the stack' };
  }
  if (seen.direction === 'none') {
    return decideUnheard(request, now);
  }
  // A rollback makes again what has gone meanwhile, and nothing that is not there yet.
  return seen.direction === 'forward' || (request.kind === 'Update' && ledger.accepted.length > 0)
    ? { do: 'create', name, why: 'there is none' }
    : { do: 'fail', why: 'the stack is not being created or updated any more' };
}
