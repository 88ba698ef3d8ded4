/** One path of events: the handlers, the emulated services and CloudFormation, on a clock that moves with the events. */
import type { ExecutionInput, LookResult } from '../../lambda/engine/handlers';
import type { LedgerEntry } from '../../lambda/engine/ledger';
import { seededRandom } from '../../rehearsal/random';
import type { HttpsRequest } from '../../rehearsal/sandbox';
import { LEDGER, TIMING } from '../../src/private/protocol/contract';
import { CLEAN_ROOMS_ML, CLOUD_FORMATION, DYNAMO_DB, SAGEMAKER, STEP_FUNCTIONS } from '../modules';
import { describeDisturbance, type Call, type Disturbance } from './disturbance';
import { ExploredStack, type Purpose, type StackAnswer, type StackRequest } from './explored-stack';
import { Invocation, type InvocationEnd } from './invocation';
import { TABLE, type HandlerPool, type LoadedHandlers } from './loaded-handlers';
import { ACCOUNT, REGION, type Subject } from './subjects';
import {
  CleanRoomsMlEmulator, DynamoDbEmulator, SageMakerEmulator, type ChannelRecord, type DynamoDbClient, type ExportJobRecord,
  type InferenceJobRecord, type Item, type PutItemRequest, type SageMakerAlgorithmRecord, type TrainingRecord,
} from '../../emulator';
import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';
import type { SageMaker } from '../../src/private/protocol/sagemaker';

const CALLER = { accountId: ACCOUNT, region: REGION };
const START = Date.parse('2026-01-01T00:00:00Z');

/** Listings lag behind creates, so that what is not listed may exist all the same. */
const BEHAVIOR = { listingDelaySeconds: 30 };

/** Seconds that pass: a moment, longer than a create can be on its way, and until every training has ended. */
export const SPANS = { 'some seconds': 20, 'four minutes': 240, 'until trainings end': undefined } as const;
export type Span = keyof typeof SPANS;

/** What happens next. */
export type Event =
  | { readonly do: 'send'; readonly purpose: Purpose; readonly with?: Disturbance }
  /** The request that was sent last arrives once more, or the one before it. */
  | { readonly do: 'deliver'; readonly request: number; readonly isDuplicate: boolean; readonly with?: Disturbance }
  /** The state machine of a request looks, after looks that have changed nothing. */
  | { readonly do: 'look'; readonly request: number; readonly after?: number; readonly with?: Disturbance }
  /** The function that stands still goes on. */
  | { readonly do: 'resume' }
  | { readonly do: 'pass'; readonly span: Span };

/** A run of the state machine. */
export interface Execution {
  readonly name: string;
  readonly request: StackRequest;
  readonly input: ExecutionInput;
  look?: LookResult;
  dueAt: number;
  isDone: boolean;
  looks: number;
}

/** A function that stands still. */
export interface Held {
  readonly invocation: Invocation;
  readonly handlers: LoadedHandlers;
  readonly execution?: Execution;
  readonly looks: number;
}

/** A create that the service has accepted. */
export interface Start {
  readonly name: string;
  readonly request: StackRequest;
  readonly sawDeploying: boolean;
  readonly announcedInTime: boolean;
  /** The training, the channel with its query, the job, or the algorithm with its validation: what is paid for. */
  readonly paid?: TrainingRecord | ChannelRecord | InferenceJobRecord | ExportJobRecord | SageMakerAlgorithmRecord;
}

/** What an event did. */
export interface StepReport {
  readonly event: Event;
  readonly text: string;
  readonly calls: readonly Call[];
  readonly log: readonly string[];
}

const METHODS_THAT_READ = /^(get|list|describe)/;

export class ExploredWorld {
  public readonly emulator: CleanRoomsMlEmulator;
  public readonly sageMaker: SageMakerEmulator;
  public readonly stack: ExploredStack;
  public readonly executions: Execution[] = [];
  public readonly starts: Start[] = [];
  public readonly steps: StepReport[] = [];
  public held?: Held;
  public now = START;
  private readonly dynamoDb = new DynamoDbEmulator();
  private readonly ledger: DynamoDbClient;
  private readonly services: CleanRoomsMl & SageMaker;
  private readonly random = seededRandom(1);
  private log: string[] = [];

  constructor(public readonly subject: Subject, private readonly pool: HandlerPool) {
    this.emulator = new CleanRoomsMlEmulator({ clock: { now: () => this.now }, behavior: BEHAVIOR });
    this.sageMaker = new SageMakerEmulator({ clock: { now: () => this.now }, behavior: BEHAVIOR });
    this.dynamoDb.createTable(CALLER, TABLE, LEDGER.key);
    this.ledger = this.dynamoDb.client(CALLER);
    this.services = { ...this.emulator.client(CALLER), ...this.sageMaker.client(CALLER) };
    this.stack = new ExploredStack(subject);
  }

  /** Items of the ledger's table, by their key. */
  public get items(): ReadonlyMap<string, Item> {
    return this.dynamoDb.tables[0].items;
  }

  /** When a status of a service changes next. */
  public nextChangeAt(): number | undefined {
    const times = [this.emulator, this.sageMaker].flatMap((service) => service.nextChangeAt() ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  public executionOf(request: StackRequest): Execution | undefined {
    return this.executions.find((execution) => execution.request === request && !execution.isDone);
  }

  public async perform(event: Event): Promise<StepReport> {
    this.log = [];
    const [calls, text] = await this.happen(event);
    const report = { event, text, calls, log: this.log };
    this.steps.push(report);
    return report;
  }

  private async happen(event: Event): Promise<readonly [readonly Call[], string]> {
    switch (event.do) {
      case 'send': {
        // The time in a response address has no more precision than a second.
        this.advanceTo(this.now + 2_000);
        return this.deliver(this.stack.send(event.purpose, this.now), event.with, event.purpose);
      }
      case 'deliver': {
        const request = this.stack.requests[event.request - 1];
        // Lambda waits for a minute until it tries again what has failed.
        this.advanceTo(this.now + (event.isDuplicate ? 5_000 : 60_000));
        return this.deliver(request, event.with, `request ${event.request} (${request.purpose}) is delivered again`);
      }
      case 'look':
        for (let looks = 0; looks < (event.after ?? 0); looks++) {
          await this.look(this.stack.requests[event.request - 1], undefined);
        }
        return this.look(this.stack.requests[event.request - 1], event.with, event.after);
      case 'resume': {
        const { held } = this;
        this.held = undefined;
        const end = await held!.invocation.resume();
        this.conclude(held!, end);
        return [held!.invocation.calls, `request ${held!.invocation.request.number}: what was held goes on`];
      }
      case 'pass': {
        const seconds = SPANS[event.span];
        if (seconds !== undefined) {
          this.advanceTo(this.now + seconds * 1000);
        } else {
          for (let at = this.nextChangeAt(); at !== undefined; at = this.nextChangeAt()) {
            this.advanceTo(at);
          }
        }
        return [[], event.span];
      }
    }
  }

  private async deliver(request: StackRequest, disturbance: Disturbance | undefined, what: string): Promise<readonly [readonly Call[], string]> {
    request.deliveries++;
    const invocation = new Invocation(request, this.now, disturbance);
    const end = await this.invoke(invocation, 'accept', request.event);
    return [invocation.calls, `${what}${describeDisturbance(disturbance, invocation.calls)}: ${describeEnd(end)}`];
  }

  private async look(request: StackRequest, disturbance: Disturbance | undefined, after = 0): Promise<readonly [readonly Call[], string]> {
    const execution = this.executionOf(request)!;
    this.advanceTo(Math.max(this.now, execution.dueAt));
    execution.looks++;
    const invocation = new Invocation(request, this.now, disturbance);
    const end = await this.invoke(invocation, 'look', { ...execution.input, look: execution.look }, execution);
    const subject = `request ${request.number} (${request.purpose}${request === this.stack.current ? '' : ', which is superseded'})`;
    const times = after === 0 ? 'look' : `look, the ${after + 1}th in a row,`;
    return [invocation.calls, `${times} at ${subject}${describeDisturbance(disturbance, invocation.calls)}: ${describeEnd(end)}`];
  }

  private async invoke(invocation: Invocation, handler: 'accept' | 'look', event: unknown, execution?: Execution): Promise<InvocationEnd> {
    const handlers = this.pool.take();
    const end = await invocation.run(() => handlers.invoke(handler, event, {
      now: () => this.now + invocation.clockError,
      sleep: (seconds) => {
        this.now += seconds * 1000;
      },
      random: this.random,
      log: (line) => this.log.push(line),
      call: (module, method, request) => this.call(invocation, module, method, request),
      respond: (request) => this.respond(invocation, request),
    }));
    this.conclude({ invocation, handlers, execution, looks: execution?.looks ?? 0 }, end);
    return end;
  }

  /** What Lambda and the state machine make of the end of an invocation. */
  private conclude(run: Held, end: InvocationEnd): void {
    if (end.state === 'held') {
      this.held = run;
      return;
    }
    this.pool.giveBack(run.handlers);
    const { execution, invocation: { request } } = run;
    if (execution === undefined) {
      request.accepted ||= end.state === 'done';
      return;
    }
    // Of two looks at once, the state machine goes by the one that it began last.
    if (execution.isDone || execution.looks !== run.looks) {
      return;
    }
    if (end.state !== 'done') {
      execution.dueAt = this.now + 1_000;
      return;
    }
    const result = end.result as LookResult;
    execution.look = result;
    execution.isDone = result.done;
    execution.dueAt = result.done ? this.now : this.now + result.wait * 1000;
  }

  private advanceTo(time: number): void {
    const { held } = this;
    const end = held && held.invocation.startedAt + TIMING.invocationSeconds * 1000;
    this.now = Math.max(this.now, time);
    if (held !== undefined && this.now >= end!) {
      this.held = undefined;
      held.invocation.kill();
      this.conclude(held, { state: 'dead' });
    }
  }

  private async call(invocation: Invocation, module: string, method: string, request: unknown): Promise<unknown> {
    const operation = `${method[0].toUpperCase()}${method.slice(1)}`;
    const mutating = !METHODS_THAT_READ.test(method);
    return invocation.call(operation, mutating, async () => {
      switch (module) {
        case CLEAN_ROOMS_ML:
        case SAGEMAKER:
          return this.callService(invocation, method as keyof CleanRoomsMl | keyof SageMaker, request);
        case DYNAMO_DB: {
          const reply = await this.ledger[method as keyof DynamoDbClient](request as never);
          if (mutating) {
            this.noteAnnouncement(invocation, request as PutItemRequest);
          }
          return reply;
        }
        case CLOUD_FORMATION:
          return this.show(invocation, method);
        case STEP_FUNCTIONS:
          return this.startExecution(invocation.request, request as { readonly name: string; readonly input: string });
        default:
          throw new Error(`${module} is not explored`);
      }
    });
  }

  private async callService(invocation: Invocation, method: keyof CleanRoomsMl | keyof SageMaker, request: unknown): Promise<unknown> {
    const paidFor = (): readonly (readonly NonNullable<Start['paid']>[])[] => {
      const { trainings, queries, inferenceJobs, exportJobs } = this.emulator;
      return [trainings, queries, inferenceJobs, exportJobs, this.sageMaker.validations];
    };
    const before = paidFor().map(({ length }) => length);
    const reply = await (this.services[method] as (sent: unknown) => Promise<unknown>)(request);
    if (/^(create|start)/.test(method)) {
      const { sawDeploying, announcedInTime } = invocation;
      const [paid] = paidFor().flatMap((records, i) => records.slice(before[i]));
      const { name, AlgorithmName } = request as { readonly name?: string; readonly AlgorithmName?: string };
      this.starts.push({ name: name ?? AlgorithmName!, request: invocation.request, sawDeploying, announcedInTime, paid });
    }
    return reply;
  }

  /** A create is announced before it is sent. */
  private noteAnnouncement(invocation: Invocation, { Item: item }: PutItemRequest): void {
    const text = item[LEDGER.entry];
    const entry = 'S' in text ? JSON.parse(text.S) as Partial<LedgerEntry> | null : null;
    if (entry?.pendingCreate?.startedBy === invocation.request.id) {
      const { requests } = this.stack;
      invocation.announcedInTime = !requests.slice(invocation.request.number).some(({ accepted }) => accepted);
    }
  }

  private async show(invocation: Invocation, method: string): Promise<unknown> {
    const { request, statusAge } = invocation;
    const { stack, resource } = this.stack.at(this.now - statusAge);
    // Until a rollback is accepted, nothing shows it but a status that is not outdated.
    invocation.sawDeploying = this.stack.wasDeploying(request, this.now, statusAge / 1000);
    return method === 'describeStacks' ? { Stacks: [{ StackStatus: stack }] } : { StackResourceDetail: { ResourceStatus: resource } };
  }

  private async startExecution(request: StackRequest, { name, input }: { readonly name: string; readonly input: string }): Promise<unknown> {
    if (this.executions.some((execution) => execution.name === name)) {
      throw Object.assign(new Error('the execution exists'), { name: 'ExecutionAlreadyExists', $metadata: { httpStatusCode: 400 } });
    }
    this.executions.push({ name, request, input: JSON.parse(input) as ExecutionInput, dueAt: this.now, isDone: false, looks: 0 });
    return {};
  }

  private async respond(invocation: Invocation, { path, body }: HttpsRequest): Promise<number> {
    try {
      return await invocation.call('Respond', true, async () => {
        this.stack.receive(path, JSON.parse(body) as StackAnswer, this.now);
        return 200;
      });
    } catch (error) {
      const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
      if ($metadata?.httpStatusCode !== undefined) {
        return $metadata.httpStatusCode;
      }
      throw error;
    }
  }
}

function describeEnd(end: InvocationEnd): string {
  switch (end.state) {
    case 'failed': return `fails: ${end.error.message}`;
    case 'done': return end.result === undefined ? 'done' : JSON.stringify(end.result);
    default: return end.state;
  }
}
