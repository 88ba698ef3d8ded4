import { call } from './call';
import type { Context } from './context';
import { TIMING } from '../src/private/contract';

/** What CloudFormation is doing with a stack and a resource of it: they are being created or updated, an update is being taken back, or neither. */
export type StackDirection = 'forward' | 'back' | 'none';

/**
 * Something new is wanted while CloudFormation is at work on the resource. What asks for it at another time is a request
 * that CloudFormation has forgotten, and that came late or twice.
 */
export async function stackDirection(
  context: Context, { stackId, logicalId }: { readonly stackId: string; readonly logicalId: string },
): Promise<StackDirection> {
  const direction = directionOf(await call('DescribeStacks', () => context.stackStatus(stackId)));
  if (direction === 'none') {
    return 'none';
  }
  const status = await call('DescribeStackResource', () => context.resourceStatus(stackId, logicalId));
  return status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS' ? direction : 'none';
}

function directionOf(stackStatus: string): StackDirection {
  switch (stackStatus) {
    case 'CREATE_IN_PROGRESS':
    case 'UPDATE_IN_PROGRESS':
      return 'forward';
    case 'UPDATE_ROLLBACK_IN_PROGRESS':
      return 'back';
    default:
      return 'none';
  }
}

/** What to do about something new that nobody asks for now. */
export function decideUnheard({ startedAt }: { readonly startedAt: number }, now: number) {
  return now < startedAt + TIMING.statusSeconds * 1000
    ? { do: 'wait' as const, why: 'CloudFormation does not show that it is at work on the resource' }
    : { do: 'fail' as const, why: 'the stack is not being created or updated any more' };
}

/** Whether CloudFormation has come to the end of an update, or of its rollback, and deletes what is no longer needed. */
export async function isCleaningUp(context: Context, stackId: string): Promise<boolean> {
  return /_CLEANUP_IN_PROGRESS$/.test(await call('DescribeStacks', () => context.stackStatus(stackId)));
}
