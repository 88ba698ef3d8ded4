/**
 * The two halves of a request. `onEvent` says which physical resource it is about and changes nothing in the
 * service, so that CloudFormation knows what to delete whatever happens next. `isComplete` is one look and one
 * step, and is asked again until nothing is left to do.
 */
import { TIMING } from '../src/private/contract';
import { CallFailure } from './call';
import type { Context } from './context';
import type { ResourceEvent } from './event';
import { DeploymentFailure } from './failure';
import { speakFor } from './ledger';
import { waiting, type Outcome } from './outcome';
import { originIn, originOf, physicalId } from './physical-id';
import { MalformedProperties, membershipIn } from './properties';
import { redaction } from './redaction';
import type { Deletion } from './request';
import { legible, resourceTypeOf, type RawRequest, type ResourceType } from './resource-type';
import { explain } from './service-error';

export interface OnEventResult {
  readonly PhysicalResourceId: string;
  readonly StartedAt: string;
}

export interface IsCompleteResult {
  readonly IsComplete: boolean;
  readonly Data?: Record<string, string>;
}

export async function onEvent(context: Context, event: ResourceEvent): Promise<OnEventResult> {
  return reporting(context, event, async (type) => {
    const owner = physicalIdOf(type, event);
    await patiently(context, () => speakFor(context.ledger, owner, event.RequestId));
    return { PhysicalResourceId: owner, StartedAt: new Date(context.now()).toISOString() };
  });
}

export async function isComplete(context: Context, event: ResourceEvent): Promise<IsCompleteResult> {
  return reporting(context, event, async (type, reporter) => {
    const request = requestOf(event);
    const outcome = await step(type, reporter, request);
    if (outcome.state === 'done') {
      return { IsComplete: true, ...(outcome.attributes === undefined ? {} : { Data: outcome.attributes }) };
    }
    if (context.now() >= request.startedAt + TIMING.deadlineMinutes * 60_000) {
      throw new DeploymentFailure(`Not done after ${TIMING.deadlineMinutes} minutes: ${outcome.why}.`);
    }
    return { IsComplete: false };
  });
}

function physicalIdOf(type: ResourceType, event: ResourceEvent): string {
  const current = event.PhysicalResourceId;
  if (event.RequestType === 'Delete') {
    return required(event, 'PhysicalResourceId');
  }
  const { label, identity } = type.idParts(event.ResourceProperties);
  if (event.RequestType === 'Create' || current === undefined) {
    return physicalId(label, originOf(required(event, 'StackId'), required(event, 'LogicalResourceId')), identity);
  }
  const replacement = physicalId(label, originIn(current), identity);
  return unchanged(type, event, current, replacement) ? current : replacement;
}

/**
 * Whether an update leaves the resource what it is. Earlier properties are compared with the new ones, both as
 * they are understood today; what an earlier release made of them counts only where they are illegible.
 */
function unchanged(type: ResourceType, event: ResourceEvent, current: string, replacement: string): boolean {
  const identityPart = (id: string) => id.slice(id.lastIndexOf('-'));
  const previous = legible((raw) => type.idParts(raw), event.OldResourceProperties);
  return identityPart(previous === undefined ? current : physicalId('', '', previous.identity)) === identityPart(replacement);
}

function requestOf(event: ResourceEvent): RawRequest | Deletion {
  const common = {
    owner: required(event, 'PhysicalResourceId'),
    logicalId: event.LogicalResourceId,
    stackId: required(event, 'StackId'),
    requestId: required(event, 'RequestId'),
    startedAt: Date.parse(required(event, 'StartedAt')),
  };
  if (event.RequestType === 'Delete') {
    const { Name: name } = event.ResourceProperties;
    return { ...common, kind: 'Delete', membership: membershipIn(event.ResourceProperties), name: typeof name === 'string' ? name : undefined };
  }
  return { ...common, kind: event.RequestType, desired: event.ResourceProperties, previous: event.OldResourceProperties };
}

/** One look and one step, in which an error of the service either means "not yet" or is the end. */
async function step(type: ResourceType, context: Context, request: RawRequest | Deletion): Promise<Outcome<Record<string, string>>> {
  try {
    return await type.reconcile(context, request);
  } catch (error) {
    if (!(error instanceof CallFailure)) {
      throw error;
    }
    const notYet = patienceFor(error, request, context.now());
    context.log({
      level: notYet ? 'WARN' : 'ERROR',
      resource: request.owner,
      logicalId: request.logicalId,
      request: request.kind,
      decision: notYet ? 'wait' : 'fail',
      why: explain(error.operation, error.error),
    });
    if (notYet) {
      return waiting(explain(error.operation, error.error));
    }
    const holder = error.meaning === 'conflict' && request.kind === 'Delete'
      ? ` It may be held by ${type.dependants}: remove that, then delete the stack again.`
      : '';
    throw new DeploymentFailure(`${explain(error.operation, error.error)}${holder}`);
  }
}

function patienceFor({ meaning }: CallFailure, request: RawRequest | Deletion, now: number): boolean {
  const since = now - request.startedAt;
  switch (meaning) {
    case 'throttled':
    case 'unknown-outcome':
    case 'quota-exceeded':
      return true;
    case 'conflict':
      return request.kind === 'Delete' && since < TIMING.dependencyMinutes * 60_000;
    case 'not-permitted':
      return since < TIMING.iamPropagationSeconds * 1000;
    default:
      return false;
  }
}

/**
 * The ledger's table and the permission to use it can be seconds old. There is no "not yet" for `onEvent`, so
 * it waits itself, for as long as an invocation can take.
 */
async function patiently(context: Context, run: () => Promise<void>): Promise<void> {
  const end = context.now() + (TIMING.invocationSeconds - 20) * 1000;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof CallFailure) || error.meaning === 'refused' || context.now() >= end) {
        throw error instanceof CallFailure ? new DeploymentFailure(explain(error.operation, error.error)) : error;
      }
      await context.pause(5_000);
    }
  }
}

/** Whatever fails says which resource it was, and nothing that is said has a secret in it. */
async function reporting<T>(context: Context, event: ResourceEvent, run: (type: ResourceType, reporter: Context) => Promise<T>): Promise<T> {
  const type = resourceTypeOf(event.ResourceType);
  const redact = redaction(event);
  try {
    return await run(type, { ...context, log: (record) => context.log({ ...record, why: redact(record.why) }) });
  } catch (error) {
    throw new DeploymentFailure(redact(`${type.noun} "${event.LogicalResourceId}" (${event.RequestType}): ${(error as Error).message}`));
  }
}

function required(event: ResourceEvent, property: 'PhysicalResourceId' | 'StackId' | 'LogicalResourceId' | 'RequestId' | 'StartedAt'): string {
  const value = event[property];
  if (value === undefined || value === '') {
    throw new MalformedProperties([{ path: property, message: 'is required' }]);
  }
  return value;
}
