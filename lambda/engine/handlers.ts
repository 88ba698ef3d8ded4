/**
 * The two functions of the engine. `accept` takes a request of CloudFormation, stores it and starts a state machine. `look` is
 * one look at the stored request and one step towards its end. The state machine calls it until nothing is left to do.
 */
import { accept as acceptOwners, retryTransient } from './accept';
import { answerBody, type Answer } from './answer';
import { ServiceCallError, unlessNotFound } from './call';
import type { Context, Unlimited } from './context';
import { digest } from './digest';
import { countingLedger } from './elapsed';
import { withErrorContext } from './error-context';
import type { Accepted, AcceptedEvent, ResourceEvent } from './event';
import { DeploymentFailure } from './failure';
import type { Ledger } from './ledger';
import { look as lookAt, recordedAnswer, recordFailure, type LookOutcome } from './look';
import { idOfCreation } from './owners';
import { MalformedProperties } from './properties';
import { requestIdentity } from './request-identity';
import { retryIdempotent, retryRefused } from './retry';
import { sentence } from './service-error';
import type { StoredRequests } from './stored-requests';
import { secondsUntilNextLook } from './waits';
import { TIMING } from '../../src/private/protocol/contract';

/** What the engine reaches beyond what a reconciler does. */
export interface EngineContext extends Unlimited {
  readonly requests: StoredRequests;
  /** Starts the state machine. A name that an execution has, or had, starts nothing. */
  readonly startExecution: (name: string, input: string) => Promise<void>;
  /** Puts an answer at a response address. */
  readonly respond: (address: string, body: string) => Promise<void>;
  /** Of the function that runs. */
  readonly logGroup: string;
}

/** All that an execution of the state machine is started with. */
export interface ExecutionInput {
  readonly owner: string;
  /** The identity of the request. */
  readonly request: string;
}

/** All that a look says to the state machine, in seconds. */
export type LookResult = { readonly done: true } | {
  readonly done: false;
  readonly wait: number;
  /** What the state machine will have waited then: in all, and since a look changed something in the service. */
  readonly waited: number;
  readonly idle: number;
  /** With what the looks took, each by the clock of its host: how old the request is, about. */
  readonly age: number;
};

export interface LookInput extends ExecutionInput {
  /** What the look before said. */
  readonly look?: LookResult;
  /** Why the state machine has given up. */
  readonly failure?: { readonly Error?: string };
}

const DONE: LookResult = { done: true };
const NOTHING_WAITED = { waited: 0, idle: 0 } as const;

/** Accepts a request. Whatever keeps it from being started is answered. */
export async function accept(unlimited: EngineContext, event: ResourceEvent): Promise<void> {
  const engine = limited(unlimited);
  let accepted: AcceptedEvent | undefined;
  try {
    accepted = { ...event, ...await acceptRequest(engine, event) };
    const { Owner: owner } = accepted;
    const request = identityOf(event);
    const stored = accepted;
    await withErrorContext(engine, event, () => retryTransient(engine, async () => {
      await engine.requests.store(owner, request, stored);
      await engine.startExecution(executionName(owner, request), JSON.stringify({ owner, request } satisfies ExecutionInput));
    }));
  } catch (error) {
    const failure = (error as Error).message;
    if (error instanceof DeploymentFailure && error.isTransient && isDeliveredAgain(engine, event)) {
      engine.log({ level: 'WARN', resource: '', logicalId: event.LogicalResourceId, request: event.RequestType, decision: 'wait', why: failure });
      throw new UnacceptedError();
    }
    engine.log({
      level: 'ERROR', resource: accepted?.Owner ?? '', logicalId: event.LogicalResourceId, request: event.RequestType, decision: 'refuse', why: failure,
    });
    if (accepted !== undefined) {
      // An execution whose start got no reply can be at work: it finds the request failed.
      const failed = accepted;
      const recording = { ...engine, until: engine.until + RECORDING_MILLISECONDS };
      await retryIdempotent(recording, () => recordFailure(engine, failed, failure)).catch(() => undefined);
    }
    const physicalId = accepted?.PhysicalResourceId ?? event.PhysicalResourceId ?? idOfCreation(engine, event);
    if (!await answer(engine, event, physicalId, { failure })) {
      // Lambda delivers the event again.
      throw new UnansweredError();
    }
    if (accepted !== undefined) {
      await engine.requests.remove(accepted.Owner, identityOf(event)).catch(() => undefined);
    }
  }
}

/** Finds out which owners a request is about, and makes it their active request. */
export async function acceptRequest(context: Context, event: ResourceEvent): Promise<Accepted> {
  return withErrorContext(context, event, async (type) => {
    required(event, ['StackId', 'LogicalResourceId', 'RequestId', 'ResponseURL', ...event.RequestType === 'Create' ? [] : ['PhysicalResourceId'] as const]);
    return acceptOwners(context, type, event);
  });
}

/** One look, and the answer to CloudFormation when it is the last one. */
export async function look(unlimited: EngineContext, { owner, request, look: last, failure }: LookInput): Promise<LookResult> {
  const engine = limited(unlimited);
  const begun = engine.now();
  const { waited, idle } = last === undefined || last.done ? NOTHING_WAITED : last;
  let age = last === undefined || last.done ? 0 : last.age;
  const actions = { count: 0 };
  const again = (since = actions.count > 0 ? 0 : idle): LookResult => {
    const now = age + Math.max(0, Math.floor((engine.now() - begun) / 1000));
    const wait = secondsUntilNextLook(since, now);
    return { done: false, wait, waited: waited + wait, idle: since + wait, age: now + wait };
  };
  let event: AcceptedEvent | undefined;
  try {
    event = await withoutValues(() => retryIdempotent(engine, () => unlessNotFound(engine.requests.read(owner, request))));
  } catch (error) {
    // A ledger that cannot be read for a while is waited for. The state machine repeats only what dies.
    if (failure === undefined && age < TIMING.deadlineMinutes * 60) {
      return again();
    }
    throw error;
  }
  if (event === undefined) {
    return DONE;
  }
  if (last === undefined) {
    // It can have been on its way for minutes.
    age = Math.max(0, Math.floor((begun - awaitedSince(event)) / 1000));
  }
  const counted = counting(engine, actions);
  const context = { ...counted, ledger: countingLedger(retryingLedger(counted), request, waited) };
  const outcome = failure === undefined ? await outcomeOf(context, event) : await withoutValues(() => giveUp(context, event, failure));
  if ('why' in outcome) {
    return again();
  }
  const isOver = isBeyond(engine, event, TIMING.cloudFormationMinutes);
  if (!await answer(engine, event, event.PhysicalResourceId!, outcome) && !isOver) {
    if (failure !== undefined) {
      throw new UnansweredError();
    }
    return again(0);
  }
  try {
    await engine.requests.remove(owner, request);
    return DONE;
  } catch (error) {
    // With the stack, its table and the permission to use it go as soon as CloudFormation has the answer.
    const isGone = error instanceof ServiceCallError && (error.meaning === 'not-found' || error.meaning === 'not-permitted');
    return isGone || waited >= 2 * TIMING.cloudFormationMinutes * 60 ? DONE : again();
  }
}

/** Looks at a request, and takes a step towards its end. */
export async function lookAtRequest(context: Context, event: ResourceEvent & Partial<Accepted>): Promise<LookOutcome> {
  const accepted = { value: undefined as AcceptedEvent | undefined };
  try {
    return await withErrorContext(context, event, async (type, reporter) => {
      accepted.value = { ...event, ...required(event, ['Owner', 'StartedAt']) };
      const outcome = await lookAt(reporter, type, accepted.value);
      if (outcome.state === 'waiting' && isBeyond(context, accepted.value, TIMING.deadlineMinutes)) {
        const { why, wayOut } = outcome;
        throw new DeploymentFailure([`Not done after ${TIMING.deadlineMinutes} minutes: ${why}`, ...(wayOut === undefined ? [] : [wayOut])].map(sentence).join(' '));
      }
      return outcome;
    });
  } catch (error) {
    const { value } = accepted;
    // Nobody is told of a failure that is not recorded: a later look could come to another end.
    const isRecorded = value === undefined || await recordFailure(context, value, (error as Error).message).catch(() => false);
    if (isRecorded || isBeyond(context, value, TIMING.giveUpMinutes)) {
      throw error;
    }
    return { state: 'waiting', why: 'the ledger does not take the failure yet' };
  }
}

async function outcomeOf(context: Context, event: AcceptedEvent): Promise<Answer | { readonly why: string }> {
  try {
    const outcome = await lookAtRequest(context, event);
    return outcome.state === 'waiting' ? { why: outcome.why } : { attributes: outcome.attributes };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}

/** The answer of a request whose looks fail again and again. What was recorded before counts. */
async function giveUp(context: Context, event: AcceptedEvent, { Error: name = 'unknown error' }: { readonly Error?: string }): Promise<Answer> {
  const recorded = await recordedAnswer(context, event);
  if (recorded !== undefined) {
    return recorded;
  }
  const failure = await withErrorContext(context, event, async () => {
    throw new DeploymentFailure(`The function that manages the resource failed repeatedly (${name}). What it has begun goes on until the resource is updated or deleted.`);
  }).catch((error: Error) => error.message);
  if (!await recordFailure(context, event, failure)) {
    throw new Error('the ledger was changed by another look');
  }
  return { failure };
}

const ATTEMPTS = 3;

/** Whether CloudFormation has the answer. */
async function answer(engine: EngineContext, event: ResourceEvent, physicalId: string, content: Answer): Promise<boolean> {
  const body = answerBody(event, physicalId, content, engine.logGroup);
  for (let attempt = 1; ; attempt++) {
    try {
      await engine.respond(event.ResponseURL, body);
      return true;
    } catch (error) {
      // Messages of this kind can quote the address.
      const { name, code, status } = error as { readonly name?: string; readonly code?: string; readonly status?: number };
      const why = `CloudFormation did not take the answer (${status === undefined ? code ?? name : `HTTP ${status}`}).`;
      engine.log({ level: 'ERROR', resource: physicalId, logicalId: event.LogicalResourceId, request: event.RequestType, decision: 'answer', why });
      if (attempt === ATTEMPTS) {
        return false;
      }
      await engine.pause(attempt * 1_000);
    }
  }
}

/** What is left of an invocation when it begins nothing new any more is for what it has begun, and for the answer. */
function limited<C extends Unlimited>(context: C): C & Context {
  return { ...context, until: context.now() + TIMING.budgetSeconds * 1000 };
}

/** Of what is left when an invocation begins nothing new: for recording why a request failed. */
const RECORDING_MILLISECONDS = 15_000;

function retryingLedger({ ledger, ...context }: Context): Ledger {
  return {
    read: (owner) => retryIdempotent(context, () => ledger.read(owner)),
    write: (entry) => retryRefused(context, () => ledger.write(entry)),
  };
}

/** The engine, with the calls counted that change something in the service. */
function counting<C extends Unlimited>(context: C, actions: { count: number }): C {
  const client = new Proxy(context.client, {
    get: (target, operation: string & keyof C['client']) => {
      const method = Reflect.get(target, operation) as unknown;
      if (typeof method !== 'function' || /^(list|get|describe)/.test(operation)) {
        return method;
      }
      return (request: unknown) => {
        actions.count++;
        return method.call(target, request);
      };
    },
  });
  return { ...context, client };
}

/** Whether Lambda delivers the event once more when this delivery fails: it delivers it three times, a minute and two minutes apart. */
function isDeliveredAgain({ now }: Unlimited, { RequestId, ResponseURL }: ResourceEvent): boolean {
  const { signed } = requestIdentity(RequestId, ResponseURL);
  return signed?.by === 'X-Amz-Date' && now() < (signed.at + TIMING.acceptSeconds) * 1000;
}

/** The request is not accepted yet, and Lambda delivers the event again. */
class UnacceptedError extends Error {
  constructor() {
    super('the request could not be accepted');
    this.name = 'UnacceptedError';
  }
}

/** CloudFormation has no answer, and whoever called the function calls it again. */
class UnansweredError extends Error {
  constructor() {
    super('CloudFormation did not take the answer');
    this.name = 'UnansweredError';
  }
}

/** The ledger cannot be used, and whoever called the function calls it again. */
class LedgerError extends Error {
  constructor(why: string) {
    super(`the request cannot be read or recorded: ${why}`);
    this.name = 'LedgerError';
  }
}

/** What a function throws is in the history of the state machine, so it has no text of a service's. */
async function withoutValues<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new LedgerError(error instanceof ServiceCallError ? `${error.operation}: ${error.error.name}` : (error as Error).name);
  }
}

function isBeyond(context: Unlimited, event: AcceptedEvent | undefined, minutes: number): boolean {
  return event !== undefined && context.now() >= awaitedSince(event) + minutes * 60_000;
}

/** CloudFormation waits from when it sends a request. One that arrives when it has given up gets all of its time. */
function awaitedSince({ StartedAt, RequestId, ResponseURL }: AcceptedEvent): number {
  const arrived = Date.parse(StartedAt);
  const { signed } = requestIdentity(RequestId, ResponseURL);
  const late = signed?.by === 'X-Amz-Date' ? arrived - signed.at * 1000 : 0;
  return arrived - (late > 0 && late < TIMING.cloudFormationMinutes * 60_000 ? late : 0);
}

function identityOf({ RequestId, ResponseURL }: ResourceEvent): string {
  return requestIdentity(RequestId, ResponseURL).id;
}

/** A name has up to 80 characters; the digest alone tells one execution from another. */
function executionName(owner: string, request: string): string {
  return `${owner.replace(/[^\w-]/g, '').slice(0, 48)}-${digest([owner, request], 26)}`;
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
