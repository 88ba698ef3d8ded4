/**
 * The two halves of a request. `onEvent` says which physical resource it is about and changes nothing in the
 * service, so that CloudFormation knows what to delete whatever happens next. `isComplete` is one look and one
 * step, and is asked again until nothing is left to do.
 */
import { CallFailure } from './call';
import type { Context } from './context';
import type { Accepted, ResourceEvent } from './event';
import { DeploymentFailure } from './failure';
import { isLate, speakFor } from './ledger';
import { waiting, type Outcome } from './outcome';
import { identityIn, isPhysicalId, originOf, physicalId, withIdentity } from './physical-id';
import { MalformedProperties, membershipIn } from './properties';
import { redaction } from './redaction';
import { MOVED_ON, type Deletion } from './request';
import { legible, resourceTypeOf, type RawRequest, type ResourceType } from './resource-type';
import { sentRequest } from './sent-request';
import { explain, sentence } from './service-error';
import { TIMING } from '../src/private/contract';

type AnyOutcome = Outcome<Record<string, string>>;

export interface IsCompleteResult {
  readonly IsComplete: boolean;
  readonly Data?: Record<string, string>;
}

export async function onEvent(context: Context, event: ResourceEvent): Promise<Accepted> {
  return reporting(context, event, async (type) => {
    return patiently(context, async () => {
      const request = sentRequestOf(event);
      const owners = await ownersOf(context, type, event);
      const others = [event.PhysicalResourceId, owners.Abandoned].filter((owner) => owner !== undefined && owner !== owners.Owner);
      for (const owner of others) {
        if (isLate(await context.ledger.read(owner!), request)) {
          throw new DeploymentFailure(MOVED_ON);
        }
      }
      const startedAt = await speakFor(context.ledger, owners.Owner, request, context.now());
      if (startedAt === undefined) {
        throw new DeploymentFailure(MOVED_ON);
      }
      if (owners.Abandoned !== undefined) {
        await speakFor(context.ledger, owners.Abandoned, request, context.now());
      }
      return { ...owners, StartedAt: new Date(startedAt).toISOString() };
    });
  });
}

export async function isComplete(context: Context, event: ResourceEvent & Partial<Accepted>): Promise<IsCompleteResult> {
  return reporting(context, event, async (type, reporter) => {
    const request = requestOf(type, event);
    const abandoned = abandonedIn(event);
    const outcome = await settleAll(type, reporter, abandoned === undefined ? [request] : [abandoned, request]);
    if (outcome.state === 'done') {
      return { IsComplete: true, ...(outcome.attributes === undefined ? {} : { Data: outcome.attributes }) };
    }
    if (context.now() >= request.startedAt + TIMING.deadlineMinutes * 60_000) {
      throw new DeploymentFailure(sentence(`Not done after ${TIMING.deadlineMinutes} minutes: ${outcome.why}`));
    }
    return { IsComplete: false };
  });
}

type Owners = Pick<Accepted, 'PhysicalResourceId' | 'Owner' | 'Abandoned'>;

async function ownersOf(context: Context, type: ResourceType, event: ResourceEvent): Promise<Owners> {
  const origin = originOf(required(event, 'StackId'), required(event, 'LogicalResourceId'));
  if (event.RequestType === 'Create') {
    const { label, identity } = type.idParts(event.ResourceProperties);
    const id = physicalId(label, origin, identity);
    return { PhysicalResourceId: id, Owner: id };
  }
  const current = required(event, 'PhysicalResourceId');
  if (event.RequestType === 'Delete') {
    const created = isPhysicalId(current) ? undefined : legible((raw) => type.idParts(raw), event.ResourceProperties);
    return { PhysicalResourceId: current, Owner: created === undefined ? current : physicalId(created.label, origin, created.identity) };
  }
  const wanted = withIdentity(current, type.idParts(event.ResourceProperties).identity);
  const before = legible((raw) => type.idParts(raw), event.OldResourceProperties);
  const formerly = before && withIdentity(current, before.identity);
  const id = await idAfterUpdate(context, current, formerly ?? current, wanted);
  // An update that was to make another resource, and was given up before CloudFormation was told of it.
  const abandoned = formerly !== undefined && ![current, wanted, id].some((other) => identityIn(other) === identityIn(formerly));
  return {
    PhysicalResourceId: id,
    Owner: id,
    ...(abandoned ? { Abandoned: formerly } : {}),
  };
}

/** Earlier properties are compared as they are understood today; an id can be one that an earlier release made of them. */
async function idAfterUpdate(context: Context, current: string, formerly: string, wanted: string): Promise<string> {
  if (identityIn(formerly) !== identityIn(wanted)) {
    return wanted;
  }
  if (identityIn(current) === identityIn(wanted)) {
    return current;
  }
  // Nothing has changed that makes another resource, and yet the id is another. Either an earlier release made it, or it is
  // that of an update that failed and is being taken back for the second time: then the one to go back to is there.
  const entry = await context.ledger.read(wanted);
  return entry === undefined || entry.removed ? current : wanted;
}

function requestOf(type: ResourceType, event: ResourceEvent & Partial<Accepted>): RawRequest | Deletion {
  const owner = required(event, 'Owner');
  if (event.RequestType === 'Delete') {
    return deletionOf(event, owner, event.ResourceProperties);
  }
  // Where an update makes another resource, the earlier properties are those of the one it takes the place of.
  const identityOf = (raw: Record<string, unknown>) => identityIn(withIdentity(owner, type.idParts(raw).identity));
  const sameResource = legible(identityOf, event.OldResourceProperties) === identityOf(event.ResourceProperties);
  return {
    ...requestBasics(event, owner),
    kind: event.RequestType,
    desired: event.ResourceProperties,
    ...(sameResource ? { previous: event.OldResourceProperties } : {}),
  };
}

function abandonedIn(event: ResourceEvent & Partial<Accepted>): Deletion | undefined {
  return event.Abandoned === undefined ? undefined : deletionOf(event, event.Abandoned, event.OldResourceProperties!);
}

function deletionOf(event: ResourceEvent & Partial<Accepted>, owner: string, properties: Record<string, unknown>): Deletion {
  const { Name: name } = properties;
  return { ...requestBasics(event, owner), kind: 'Delete', membership: membershipIn(properties), name: typeof name === 'string' ? name : undefined };
}

function requestBasics(event: ResourceEvent & Partial<Accepted>, owner: string) {
  return {
    owner,
    logicalId: event.LogicalResourceId,
    stackId: required(event, 'StackId'),
    requestId: sentRequestOf(event).id,
    startedAt: Date.parse(required(event, 'StartedAt')),
  };
}

function sentRequestOf(event: ResourceEvent) {
  return sentRequest(required(event, 'RequestId'), required(event, 'ResponseURL'));
}

/** One after the other; what the last one gives counts. */
async function settleAll(type: ResourceType, context: Context, requests: readonly (RawRequest | Deletion)[]): Promise<AnyOutcome> {
  let outcome: AnyOutcome = { state: 'done' };
  for (const request of requests) {
    outcome = await step(type, context, request);
    if (outcome.state === 'waiting') {
      break;
    }
  }
  return outcome;
}

/** One look and one step, in which an error of the service either means "not yet" or is the end. */
async function step(type: ResourceType, context: Context, request: RawRequest | Deletion): Promise<AnyOutcome> {
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
    throw new DeploymentFailure(`${explain(error.operation, error.error)}${request.kind === 'Delete' ? wayOut(type, error) : ''}`);
  }
}

/** How a deletion that is refused comes to an end all the same. */
function wayOut(type: ResourceType, { meaning }: CallFailure): string {
  switch (meaning) {
    case 'conflict':
      return ` It may be held by ${type.dependants}: remove that, then delete the stack again.`;
    case 'not-permitted':
    case 'refused':
      return ' If the membership is gone, so is what was in it: delete the stack and let it retain this resource.';
    default:
      return '';
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
async function patiently<T>(context: Context, run: () => Promise<T>): Promise<T> {
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

function required(event: ResourceEvent & Partial<Accepted>, property: 'PhysicalResourceId' | 'StackId' | 'LogicalResourceId' | 'RequestId' | 'ResponseURL' | keyof Accepted): string {
  const value = event[property];
  if (value === undefined || value === '') {
    throw new MalformedProperties([{ path: property, message: 'is required' }]);
  }
  return value;
}
