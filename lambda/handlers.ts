/**
 * The two halves of a request. `onEvent` says which physical resource it is about and changes nothing in the service.
 * `isComplete` is one look and one step, and is asked again until nothing is left to do.
 */
import { accept } from './accept';
import type { Context } from './context';
import { reporting } from './error-context';
import type { Accepted, ResourceEvent } from './event';
import { DeploymentFailure } from './failure';
import { look, rememberFailure, type AcceptedEvent } from './look';
import { MalformedProperties } from './properties';
import { sentence } from './service-error';
import { TIMING } from '../src/private/contract';

export interface IsCompleteResult {
  readonly IsComplete: boolean;
  readonly Data?: Record<string, string>;
}

export async function onEvent(context: Context, event: ResourceEvent): Promise<Accepted> {
  return reporting(context, event, async (type) => {
    required(event, ['StackId', 'LogicalResourceId', 'RequestId', 'ResponseURL', ...event.RequestType === 'Create' ? [] : ['PhysicalResourceId'] as const]);
    return accept(context, type, event);
  });
}

export async function isComplete(context: Context, event: ResourceEvent & Partial<Accepted>): Promise<IsCompleteResult> {
  const accepted = { value: undefined as AcceptedEvent | undefined };
  try {
    return await reporting(context, event, async (type, reporter) => {
      accepted.value = { ...event, ...required(event, ['Owner', 'StartedAt']) };
      const outcome = await look({ ...reporter, until: context.now() + TIMING.budgetSeconds * 1000 }, type, accepted.value);
      if (outcome.state === 'answered') {
        return { IsComplete: true, ...(Object.keys(outcome.attributes).length === 0 ? {} : { Data: outcome.attributes }) };
      }
      if (context.now() >= Date.parse(accepted.value.StartedAt) + TIMING.deadlineMinutes * 60_000) {
        throw new DeploymentFailure(sentence(`Not done after ${TIMING.deadlineMinutes} minutes: ${outcome.why}`));
      }
      return { IsComplete: false };
    });
  } catch (error) {
    if (accepted.value !== undefined) {
      // Where the ledger cannot be reached either, the next look comes to the same result.
      await rememberFailure(context, accepted.value, (error as Error).message).catch(() => undefined);
    }
    throw error;
  }
}

type Members = Partial<Accepted> & ResourceEvent;
type TextMember = Exclude<keyof Members, 'Replaced' | 'ResourceProperties' | 'OldResourceProperties'>;

/** The members of an event, if it has all of these. */
function required<K extends TextMember>(event: Members, members: readonly K[]): { readonly [member in K]: string } {
  const missing = members.filter((member) => !event[member]);
  if (missing.length > 0) {
    throw new MalformedProperties(missing.map((path) => ({ path, message: 'is required' })));
  }
  return Object.fromEntries(members.map((member) => [member, event[member]])) as { readonly [member in K]: string };
}
