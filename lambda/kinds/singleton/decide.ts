/**
 * What to do next about a singleton: a pure function. The service has no mark of who put what is there, so the ledger has it: a
 * digest of each content that this owner has put, or was about to put.
 */
import type { LedgerEntry } from '../../engine/ledger';
import { isCertainlyAbsent } from '../../engine/pending-create';
import { CHECK_STACK, NOT_DEPLOYING, OUTDATED, isStatusCertain, type DeletionScope, type StackOperation } from '../../engine/stack-operation';
import type { BasicStep } from '../../engine/steps';

/** What is asked for, as digests of contents. */
export interface Wanted {
  readonly content: string;
  /** What was asked for before; in an update alone. */
  readonly previous?: string;
  readonly adopt: boolean;
}

export interface ObservedState {
  readonly ledger: LedgerEntry;
  /** A digest of what is there. */
  readonly found?: string;
  /** Another owner of the same stack has put what is there. */
  readonly heldBy?: string;
  /** Another owner of the same stack had put what was there before, and is still deployed. */
  readonly formerHolder?: string;
  /** A digest of what was there before this owner put something else. */
  readonly formerContent?: string;
  /** What a deletion belongs to; absent until it was asked for during this invocation. */
  readonly scope?: DeletionScope;
  /** What CloudFormation does with the stack; absent until it was asked during this invocation. */
  readonly stack?: StackOperation;
}

export type Step = { readonly why: string } & (
  | BasicStep
  | { readonly do: 'put' }
  | { readonly do: 'finish' }
  | { readonly do: 'delete' }
  /** Find out what the deletion belongs to. */
  | { readonly do: 'check-scope' }
  /** Put what the former holder had put. */
  | { readonly do: 'restore' }
  /** It is the former holder's again. */
  | { readonly do: 'give-back' }
);

export function decidePut({ content, previous, adopt }: Wanted, state: ObservedState): Step {
  const { found, ledger, stack } = state;
  const pending = resolvePendingPut(state);
  if (pending !== undefined) {
    return pending;
  }
  if (found === content && (isOwn(state) || adopt)) {
    return { do: 'finish', why: 'it is there as declared' };
  }
  // CloudFormation says what this owner put before, also where the ledger was lost.
  const isForeign = found !== undefined && !isOwn(state) && found !== previous;
  if (isForeign && content === previous) {
    return { do: 'finish', why: 'it was changed by somebody else, and this request changes nothing about it' };
  }
  if (stack === undefined) {
    return CHECK_STACK;
  }
  if (stack === 'idle') {
    return isStatusCertain(ledger) ? { do: 'fail', why: NOT_DEPLOYING } : { do: 'await-status', why: OUTDATED };
  }
  if (isForeign && stack === 'rollingBack') {
    return { do: 'finish', why: 'it was changed by somebody else, and a rollback leaves that alone' };
  }
  return isForeign && !adopt
    ? { do: 'fail', why: 'there is one already that this resource did not put; declare adopt: true to take its place, or remove it first' }
    : { do: 'put', why: found === undefined ? 'it does not exist' : 'it differs from what is declared' };
}

/** Only what still is as this owner put it is removed. */
export function decideRemoval(state: ObservedState): Step {
  const { found, heldBy } = state;
  const pending = resolvePendingPut(state);
  if (pending !== undefined) {
    return pending;
  }
  if (found === undefined) {
    return { do: 'deleted', why: 'it does not exist' };
  }
  if (heldBy !== undefined) {
    return { do: 'deleted', why: `${heldBy} has it, and it stays` };
  }
  return resolveFormerHolder(state) ?? (isOwn(state)
    ? { do: 'delete', why: 'the resource is being deleted' }
    : { do: 'deleted', why: 'what is there is not what this resource put, and it stays' });
}

/** Where the rollback of an update takes this owner away, CloudFormation says nothing to the one that is in use again. */
function resolveFormerHolder(state: ObservedState): Step | undefined {
  const { found, formerHolder, formerContent, scope, ledger } = state;
  if (formerHolder === undefined) {
    return undefined;
  }
  if (scope === undefined) {
    return { do: 'check-scope', why: `${formerHolder} had it before` };
  }
  if (scope === 'unknown' && !isStatusCertain(ledger)) {
    return { do: 'await-status', why: OUTDATED };
  }
  if (scope === 'stack' || scope === 'clean-up') {
    return undefined;
  }
  return scope === 'rollback-clean-up' && isOwn(state) && formerContent !== undefined && formerContent !== found
    ? { do: 'restore', why: `${formerHolder} is in use again, with what it had put` }
    : { do: 'give-back', why: `${formerHolder} has it again, and it stays` };
}

/**
 * Nothing else is decided while a put can still arrive, nor is it sent again: what arrives last stays. One that is there has
 * arrived, since there is never more than one.
 */
function resolvePendingPut({ found, ledger: { pendingCreate } }: ObservedState): Step | undefined {
  if (pendingCreate === undefined || pendingCreate.name === found) {
    return undefined;
  }
  return isCertainlyAbsent(pendingCreate)
    ? { do: 'discard-create', why: 'what was to be put has not shown up' }
    : { do: 'wait', why: 'what was put can still arrive' };
}

function isOwn({ found, ledger: { records, pendingCreate } }: ObservedState): boolean {
  return found !== undefined && (pendingCreate?.name === found || records.some(({ name, terminal }) => name === found && terminal !== 'over'));
}
