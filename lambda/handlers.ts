/**
 * The two halves of a request. `onEvent` says which physical resource it is about and changes nothing in the
 * service, so that CloudFormation knows what to delete whatever happens next. `isComplete` is one look and one
 * step, and is asked again until nothing is left to do.
 */
import { CallFailure } from './call';
import type { Context } from './context';
import { reporting } from './error-context';
import type { Accepted, Holding, ResourceEvent } from './event';
import { DeploymentFailure } from './failure';
import { speakFor } from './ledger';
import { waiting, type Outcome } from './outcome';
import { ownersOf } from './owners';
import { identityIn, withIdentity } from './physical-id';
import { MalformedProperties } from './properties';
import { MOVED_ON, type Deletion } from './request';
import { legible, type RawRequest, type ResourceType } from './resource-type';
import { sentRequest, type SentRequest } from './sent-request';
import { explain, sentence } from './service-error';
import { TIMING } from '../src/private/contract';

type AnyOutcome = Outcome<Record<string, string>>;

export interface IsCompleteResult {
  readonly IsComplete: boolean;
  readonly Data?: Record<string, string>;
}

export async function onEvent(context: Context, event: ResourceEvent): Promise<Accepted> {
  return reporting(context, event, async (type) => {
    required(event, ['StackId', 'LogicalResourceId', 'RequestId', 'ResponseURL', ...event.RequestType === 'Create' ? [] : ['PhysicalResourceId'] as const]);
    const request = sentRequest(event.RequestId, event.ResponseURL);
    return patiently(context, async () => {
      const { wanted, replaced, abandoned } = await ownersOf(context, type, event);
      const given = abandoned.map(({ Owner }) => Owner);
      if (replaced !== undefined) {
        await speak(context, replaced, request, () => [...given, wanted.Owner]);
      }
      const startedAt = await speak(context, wanted, request, (remembered) => (
        replaced === undefined ? given : remembered.filter((owner) => owner !== replaced.Owner)));
      for (const left of abandoned) {
        await speak(context, left, request);
      }
      return {
        ...wanted,
        PhysicalResourceId: event.RequestType === 'Delete' ? event.PhysicalResourceId! : wanted.Owner,
        ...(abandoned.length === 0 ? {} : { Abandoned: abandoned }),
        StartedAt: new Date(startedAt).toISOString(),
      };
    });
  });
}

export async function isComplete(context: Context, event: ResourceEvent & Partial<Accepted>): Promise<IsCompleteResult> {
  return reporting(context, event, async (type, reporter) => {
    const request = requestOf(type, event);
    const abandoned = event.Abandoned?.map((left) => deletionOf(event, left)) ?? [];
    const outcome = await settleAll(type, reporter, [...abandoned, request]);
    if (outcome.state === 'done') {
      return { IsComplete: true, ...(outcome.attributes === undefined ? {} : { Data: outcome.attributes }) };
    }
    if (context.now() >= request.startedAt + TIMING.deadlineMinutes * 60_000) {
      throw new DeploymentFailure(sentence(`Not done after ${TIMING.deadlineMinutes} minutes: ${outcome.why}`));
    }
    return { IsComplete: false };
  });
}

async function speak(
  context: Context, holding: Holding, request: SentRequest, replacements?: (remembered: readonly string[]) => readonly string[],
): Promise<number> {
  const since = await speakFor(context.ledger, holding, request, context.now(), replacements);
  if (since === undefined) {
    throw new DeploymentFailure(MOVED_ON);
  }
  return since;
}

function requestOf(type: ResourceType, event: ResourceEvent & Partial<Accepted>): RawRequest | Deletion {
  const { Owner: owner } = required(event, ['Owner']);
  if (event.RequestType === 'Delete') {
    return deletionOf(event, { Owner: owner, Membership: event.Membership, Name: event.Name });
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

function deletionOf(event: ResourceEvent & Partial<Accepted>, { Owner: owner, Membership: membership, Name: name }: Holding): Deletion {
  return { ...requestBasics(event, owner), kind: 'Delete', membership, name };
}

function requestBasics(event: ResourceEvent & Partial<Accepted>, owner: string) {
  const { StartedAt: startedAt } = required(event, ['StartedAt']);
  return {
    owner,
    logicalId: event.LogicalResourceId,
    stackId: event.StackId,
    requestId: sentRequest(event.RequestId, event.ResponseURL).id,
    startedAt: Date.parse(startedAt),
  };
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
    case 'not-now':
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

type Members = Partial<Omit<Accepted, 'Abandoned'>> & ResourceEvent;

/** The event, if it has all of these. */
function required<K extends keyof Members>(event: Members, members: readonly K[]): { readonly [member in K]: string } {
  const missing = members.filter((member) => !event[member]);
  if (missing.length > 0) {
    throw new MalformedProperties(missing.map((path) => ({ path, message: 'is required' })));
  }
  return event as { readonly [member in K]: string };
}
