import { call } from './call';
import type { Context } from './context';
import type { LedgerEntry } from './ledger';
import type { Request } from './request';
import { TIMING } from '../../src/private/protocol/contract';

/** What CloudFormation does with a stack and one of its resources: creates or updates them, rolls an update back, or neither. */
export type StackOperation = 'deploying' | 'rollingBack' | 'idle';

/**
 * Asks CloudFormation. Something new is wanted only while CloudFormation is at work on the resource. A request that asks for
 * it at another time is one that CloudFormation has given up, and that came late or twice.
 */
export async function stackOperation(
  context: Context, { stackId, logicalId }: { readonly stackId: string; readonly logicalId: string },
): Promise<StackOperation> {
  const status = await call('DescribeStackResource', () => context.resourceStatus(stackId, logicalId));
  if (status !== 'CREATE_IN_PROGRESS' && status !== 'UPDATE_IN_PROGRESS') {
    return 'idle';
  }
  // Last, because this alone tells a rollback: a function can stand still between two calls.
  return operationIn(await call('DescribeStacks', () => context.stackStatus(stackId)));
}

function operationIn(stackStatus: string): StackOperation {
  switch (stackStatus) {
    case 'CREATE_IN_PROGRESS':
    case 'UPDATE_IN_PROGRESS':
      return 'deploying';
    case 'UPDATE_ROLLBACK_IN_PROGRESS':
      return 'rollingBack';
    default:
      return 'idle';
  }
}

/** What is known of the stack when something is decided. */
export interface StackView {
  readonly ledger: LedgerEntry;
  /** What CloudFormation answered during this invocation. */
  readonly stack?: StackOperation;
}

/** Why a look does not go on. */
export const OUTDATED = 'CloudFormation can show an outdated status of the stack for a minute';

/** Whether what CloudFormation shows now cannot be older than the active request. */
export function isStatusCertain({ elapsed, request }: LedgerEntry): boolean {
  // The state machine of a request is started when the request has arrived.
  return elapsed?.request === request.id && elapsed.waited >= TIMING.statusSeconds;
}

/** Nothing that costs, or that a rollback would have to remove, is made for a stack that does not go forward. */
export const CHECK_STACK = {
  do: 'check-stack', why: 'checking the stack status: something new is made only while the stack is being created or updated',
} as const;

type Undecided = { readonly why: string } & ({ readonly do: 'check-stack' } | { readonly do: 'await-status' });

/**
 * The operation that a request belongs to, or what to do until it is known.
 *
 * CloudFormation can show a status that is some seconds old. A look is therefore trusted when it was made long enough after
 * the request had arrived. Only a request that cannot be a rollback is trusted earlier, when CloudFormation confirms it.
 *
 * @param isFirstTime whether CloudFormation asks for something that was never deployed, which a rollback does not do
 */
export function operationOf(
  { kind }: Pick<Request<unknown>, 'kind'>, { ledger, stack }: StackView, isFirstTime: boolean,
): StackOperation | Undecided {
  const isCertain = isStatusCertain(ledger);
  const trusted = kind === 'Create' || (isFirstTime && ledger.precededBy === 'succeeded');
  if (ledger.operation !== undefined) {
    return ledger.operation;
  }
  if (stack === undefined) {
    return isCertain || trusted
      ? CHECK_STACK
      : { do: 'await-status', why: OUTDATED };
  }
  return isCertain || (trusted && stack === 'deploying')
    ? stack
    : { do: 'await-status', why: 'CloudFormation does not show yet that it is creating or updating the resource' };
}

/** Why nothing new is made for a request. */
export const NOT_DEPLOYING = 'the stack is not being created or updated any more';

/** What the deletion of a resource belongs to. */
export type DeletionScope =
  /** The stack goes away, or its creation is rolled back: nothing of it may stay. */
  | 'stack'
  /** The end of an update: what is in use stays. */
  | 'clean-up'
  /** The end of the rollback of an update: what was in use before it stays. */
  | 'rollback-clean-up'
  | 'unknown';

/**
 * A stack whose status says that it is being deleted never comes back to life, so an outdated status cannot be mistaken
 * for it.
 */
export async function deletionScope(context: Context, stackId: string): Promise<DeletionScope> {
  const status = await call('DescribeStacks', () => context.stackStatus(stackId));
  if (status === 'DELETE_IN_PROGRESS' || status === 'ROLLBACK_IN_PROGRESS') {
    return 'stack';
  }
  if (status === 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS') {
    return 'rollback-clean-up';
  }
  return status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' ? 'clean-up' : 'unknown';
}
