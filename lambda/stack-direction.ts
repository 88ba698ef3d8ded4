import { call } from './call';
import type { Context } from './context';

/**
 * Whether CloudFormation is bringing a stack forward: the only time at which something new is wanted. What asks at any
 * other time is a rollback, or a request that CloudFormation has forgotten and that came late or twice.
 */
export async function isGoingForward(context: Context, stackId: string): Promise<boolean> {
  return /^(CREATE|UPDATE)_IN_PROGRESS$/.test(await call('DescribeStacks', () => context.stackStatus(stackId)));
}
