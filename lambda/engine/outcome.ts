import type { LedgerEntry } from './ledger';
import type { DecisionRecord, Log } from './log';

/** How one look at a resource ends, when it does not end the deployment. */
export type Outcome<A> =
  /**
   * The ledger's entry is changed, and not written yet: it is written together with the answer. A deletion can have left what is there on
   * purpose: whoever takes the owner's place looks after it.
   */
  | { readonly state: 'done'; readonly attributes?: A; readonly ledger: LedgerEntry; readonly isLeft?: boolean }
  | Waiting;

export interface Waiting {
  readonly state: 'waiting';
  readonly why: string;
  /** What to do when nothing can be waited for any more. */
  readonly wayOut?: string;
}

export function waiting(why: string, wayOut?: string): Waiting {
  return { state: 'waiting', why, wayOut };
}

export function recordDecision(
  log: Log,
  request: { readonly owner: string; readonly logicalId: string; readonly kind: string },
  decision: { readonly do: string; readonly why: string },
  seen?: unknown,
  level: DecisionRecord['level'] = decision.do === 'fail' ? 'ERROR' : 'INFO',
): void {
  log({ level, resource: request.owner, logicalId: request.logicalId, request: request.kind, decision: decision.do, why: decision.why, seen });
}
