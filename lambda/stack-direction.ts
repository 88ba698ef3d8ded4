import { call } from './call';
import type { Context } from './context';

/** What CloudFormation is doing with a stack: it is being created or updated, an update is being taken back, or neither. */
export type StackDirection = 'forward' | 'back' | 'none';

/**
 * Something new is wanted while CloudFormation is at work. What asks for it at another time is a request that
 * CloudFormation has forgotten, and that came late or twice.
 */
export async function stackDirection(context: Context, stackId: string): Promise<StackDirection> {
  switch (await call('DescribeStacks', () => context.stackStatus(stackId))) {
    case 'CREATE_IN_PROGRESS':
    case 'UPDATE_IN_PROGRESS':
      return 'forward';
    case 'UPDATE_ROLLBACK_IN_PROGRESS':
      return 'back';
    default:
      return 'none';
  }
}

/** Whether CloudFormation has come to the end of an update, or of its rollback, and deletes what is no longer needed. */
export async function isCleaningUp(context: Context, stackId: string): Promise<boolean> {
  return /_CLEANUP_IN_PROGRESS$/.test(await call('DescribeStacks', () => context.stackStatus(stackId)));
}
