/** The handlers' bundle, as it ships, with real clients in front of services on loopback addresses. */
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import type { RequestOptions } from 'node:https';
import * as path from 'node:path';
import { types } from 'node:util';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { CleanRoomsML, type ClientConfig } from './clean-rooms-ml-client';
import { HttpService } from './http-service';
import {
  cleanRoomsMlProtocol, cloudFormationProtocol, dynamoDbProtocol, responseProtocol, sageMakerProtocol, stepFunctionsProtocol,
  type CustomResourceAnswer, type StackView,
} from './services';
import { CleanRoomsMlEmulator, DynamoDbEmulator, SageMakerEmulator, type EmulatorBehavior } from '../../emulator';
import type { ResourceEvent } from '../../lambda/engine/event';
import type { ExecutionInput, LookInput, LookResult } from '../../lambda/engine/handlers';
import type { DecisionRecord } from '../../lambda/engine/log';
import { requestIdentity } from '../../lambda/engine/request-identity';
import { ENVIRONMENT, LEDGER, RESOURCE_TYPES, TIMING } from '../../src/private/protocol/contract';
import { asStrings, POLL_SECONDS, requestSentAt } from '../lambda/handler-harness';

const BUNDLE = readFileSync(path.join(__dirname, '../../assets/lambda/index/index.js'), 'utf8');
const CALLER = { accountId: '111122223333', region: 'us-east-1' };
const TABLE = 'Ledger';
const LOG_GROUP = 'engine-logs';
export const START = Date.parse('2026-01-01T00:00:00Z');

/** Nothing of the machine that runs this has a say. */
const AWS_ENVIRONMENT = {
  [ENVIRONMENT.ledgerTable]: TABLE,
  [ENVIRONMENT.stateMachine]: 'arn:aws:states:us-east-1:111122223333:stateMachine:Engine',
  AWS_LAMBDA_LOG_GROUP_NAME: LOG_GROUP,
  AWS_REGION: CALLER.region,
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/**
 * Jest runs tests in a realm of their own, so errors of Node's modules are no instances of what is called Error here, and
 * the SDK would wrap them as it wraps a thrown text. In Lambda there is one realm.
 */
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, error: unknown) {
    return (this === Error && types.isNativeError(error)) || Function.prototype[Symbol.hasInstance].call(this, error);
  },
});

type ClientClass = new (config: ClientConfig & { endpoint: string }) => object;

interface Invocation {
  getRemainingTimeInMillis(): number;
}

interface Handlers {
  accept(event: object, invocation: Invocation): Promise<void>;
  look(input: LookInput, invocation: Invocation): Promise<LookResult>;
}

const INVOCATION: Invocation = { getRemainingTimeInMillis: () => TIMING.invocationSeconds * 1000 };

export interface WireWorldOptions {
  readonly behavior?: Partial<EmulatorBehavior>;
  /**
   * Where something hangs: how many milliseconds stand for the handlers' 20 seconds. The HTTP handler then does not notice a
   * body that stalls, as older ones do not.
   *
   * @default - nothing is shortened
   */
  readonly patience?: number;
  /** What an operation of the Clean Rooms ML client is replaced with; undefined for one that the client lacks. */
  readonly client?: { readonly [method: string]: unknown };
  readonly sdkVersion?: string;
}

export interface Outcome {
  readonly physicalId?: string;
  readonly attributes?: Record<string, string>;
  /** Why it failed. */
  readonly reason?: string;
  readonly polls: number;
  /** Seconds on the handlers' clock. */
  readonly seconds: number;
}

export interface WireRequest {
  readonly RequestType: ResourceEvent['RequestType'];
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly ResourceProperties: object;
  readonly OldResourceProperties?: object;
  readonly PhysicalResourceId?: string;
}

export class WireWorld {
  /** Runs a test in a world of its own. */
  static async run(options: WireWorldOptions, test: (world: WireWorld) => Promise<void>): Promise<void> {
    const world = new WireWorld(options);
    await world.connect();
    try {
      await test(world);
    } finally {
      await world.stop();
    }
  }

  readonly emulator: CleanRoomsMlEmulator;
  readonly sageMakerEmulator: SageMakerEmulator;
  readonly cleanRoomsMl: HttpService;
  readonly sageMaker: HttpService;
  readonly dynamoDb: HttpService;
  readonly cloudFormation: HttpService;
  readonly stepFunctions: HttpService;
  readonly responses: HttpService;
  /** The inputs of the executions that were started, by name. */
  readonly executions = new Map<string, string>();
  /** The answers that CloudFormation has, by address. */
  readonly answers = new Map<string, CustomResourceAnswer>();
  readonly stack: StackView = { stackStatus: 'CREATE_IN_PROGRESS', resourceStatus: 'CREATE_IN_PROGRESS' };
  /** The modules that the handlers have loaded. */
  readonly required = new Set<string>();
  /** Everything that the handlers wrote to the console. */
  readonly output: string[] = [];
  private time = START;
  private requests = 0;
  private handlers!: Handlers;

  private constructor(private readonly options: WireWorldOptions) {
    this.emulator = new CleanRoomsMlEmulator({ clock: { now: () => this.time }, behavior: options.behavior });
    this.sageMakerEmulator = new SageMakerEmulator({ clock: { now: () => this.time } });
    this.sageMaker = new HttpService(sageMakerProtocol(this.sageMakerEmulator.client(CALLER)));
    const tables = new DynamoDbEmulator();
    tables.createTable(CALLER, TABLE, LEDGER.key);
    this.cleanRoomsMl = new HttpService(cleanRoomsMlProtocol(this.emulator.client(CALLER)));
    this.dynamoDb = new HttpService(dynamoDbProtocol(tables.client(CALLER)));
    this.cloudFormation = new HttpService(cloudFormationProtocol(this.stack));
    this.stepFunctions = new HttpService(stepFunctionsProtocol(this.executions));
    this.responses = new HttpService(responseProtocol(this.answers));
  }

  /** On the clock of the handlers and of the services, which stands still but for pauses and polls. */
  get now(): number {
    return this.time;
  }

  /** What was warned of, and why it was given up. */
  get warnings(): string[] {
    return this.output.map((line) => JSON.parse(line) as DecisionRecord).filter(({ level }) => level !== 'INFO').map(({ why }) => why);
  }

  /** Names of the trainings that the service accepted. */
  get trained(): string[] {
    return this.emulator.trainings.map(({ name }) => name);
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }

  createModel(properties: object, logicalId = 'Model'): Promise<Outcome> {
    return this.request(creation(properties, logicalId));
  }

  /** Sends a request, and does what the state machine does until it is answered. */
  async request(request: WireRequest): Promise<Outcome> {
    const poll = await this.begin(request);
    for (;;) {
      const outcome = await poll();
      if (outcome !== undefined) {
        return outcome;
      }
      this.advance(POLL_SECONDS * 1000);
    }
  }

  /** Lambda delivers an event again when the function fails: after one minute, and after two more. */
  private async deliver(event: object): Promise<void> {
    for (const minutes of [1, 2, undefined]) {
      try {
        return await this.handlers.accept(event, INVOCATION);
      } catch (error) {
        if (minutes === undefined) {
          throw error;
        }
        this.advance(minutes * 60_000);
      }
    }
  }

  /** Sends a request. What comes back is the next look, and says nothing until the request is answered. */
  async begin(request: WireRequest): Promise<() => Promise<Outcome | undefined>> {
    const begun = this.time;
    let polls = 0;
    const sent = requestSentAt(this.time, ++this.requests);
    const ended = (): Outcome | undefined => {
      const { pathname, search } = new URL(sent.ResponseURL);
      const answer = this.answers.get(`${pathname}${search}`);
      return answer && {
        physicalId: answer.PhysicalResourceId,
        ...(answer.Status === 'SUCCESS' ? { attributes: answer.Data } : { reason: answer.Reason!.replace(` Log group: ${LOG_GROUP}`, '') }),
        polls,
        seconds: (this.time - begun) / 1000,
      };
    };
    const event = {
      ...request,
      ...sent,
      StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Test/6e1a',
      ResourceProperties: asStrings(request.ResourceProperties),
      ...(request.OldResourceProperties === undefined ? {} : { OldResourceProperties: asStrings(request.OldResourceProperties) }),
    };
    await this.deliver(event);
    const { id } = requestIdentity(sent.RequestId, sent.ResponseURL);
    const input = [...this.executions.values()].find((text) => (JSON.parse(text) as ExecutionInput).request === id);
    let look: LookResult | undefined;
    return async () => {
      if (ended() === undefined) {
        if (look?.done) {
          throw new Error('the state machine ended without an answer');
        }
        polls++;
        const result = await this.handlers.look({ ...JSON.parse(input!), look }, INVOCATION);
        // Every look waits as long as the one before, for tests that count them.
        look = result.done ? result : { ...result, wait: POLL_SECONDS, waited: result.waited - result.wait + POLL_SECONDS };
      }
      return ended();
    };
  }

  private async connect(): Promise<void> {
    Object.assign(process.env, AWS_ENVIRONMENT);
    const started = await Promise.all(this.services.map((service) => service.start()));
    const [cleanRoomsMl, dynamoDb, cloudFormation, stepFunctions, responses, sageMaker] = started;
    this.handlers = this.load({
      '@aws-sdk/client-cleanroomsml': { CleanRoomsML: this.connected(CleanRoomsML, cleanRoomsMl, this.options.client) },
      '@aws-sdk/client-cleanroomsml/package.json': { version: this.options.sdkVersion ?? '3.1100.0' },
      '@aws-sdk/client-sagemaker': { SageMaker: this.connected(published('@aws-sdk/client-sagemaker').SageMaker, sageMaker) },
      // What `lambda/` declares of these modules is as narrow as what it calls.
      '@aws-sdk/client-dynamodb': { DynamoDB: this.connected(published('@aws-sdk/client-dynamodb').DynamoDB, dynamoDb) },
      '@aws-sdk/client-sfn': { SFN: this.connected(published('@aws-sdk/client-sfn').SFN, stepFunctions) },
      'https': answeringAt(responses),
      'node:https': answeringAt(responses),
      '@aws-sdk/client-cloudformation': { CloudFormation: this.connected(published('@aws-sdk/client-cloudformation').CloudFormation, cloudFormation) },
    });
  }

  private get services(): readonly HttpService[] {
    return [this.cleanRoomsMl, this.dynamoDb, this.cloudFormation, this.stepFunctions, this.responses, this.sageMaker];
  }

  private async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
  }

  /** The bundle as a function of all that it can reach. Its pauses take no time, and those of the SDK next to none. */
  private load(modules: { readonly [name: string]: unknown }): Handlers {
    const exported = {} as Handlers;
    const clock = this;
    const { patience } = this.options;
    const globals = {
      exports: exported,
      module: { exports: exported },
      require: (name: string) => {
        this.required.add(name);
        return modules[name] ?? jest.requireActual(name);
      },
      console: { log: (line: string) => this.output.push(line) },
      Date: new Proxy(Date, { get: (target, member) => (member === 'now' ? () => clock.now : Reflect.get(target, member)) }),
      setTimeout: (done: () => void, milliseconds: number) => setImmediate(() => {
        this.advance(milliseconds);
        done();
      }),
      AbortSignal: { timeout: (milliseconds: number) => AbortSignal.timeout(patience === undefined ? milliseconds : patience * 1.5) },
    };
    new Function(...Object.keys(globals), BUNDLE)(...Object.values(globals));
    return (globals.module.exports ?? exported) as Handlers;
  }

  /** A client class whose instances differ from the published ones in whom they call and how long they wait, and in nothing else. */
  private connected(clientClass: ClientClass, endpoint: string, replaced: { readonly [method: string]: unknown } = {}): unknown {
    const { patience } = this.options;
    return new Proxy(clientClass, {
      construct: (target, [config]: [ClientConfig]) => new Proxy(new target({
        ...config,
        endpoint,
        requestHandler: patience === undefined
          ? config.requestHandler
          : { ...config.requestHandler, requestTimeout: patience, socketTimeout: 0 },
        retryStrategy: new ConfiguredRetryStrategy(config.maxAttempts ?? 3, () => 1),
      }), { get: (client, member: string) => (member in replaced ? replaced[member] : Reflect.get(client, member)) }),
    });
  }
}

export function creation(properties: object, logicalId: string): WireRequest {
  return { RequestType: 'Create', ResourceType: RESOURCE_TYPES.trainedModel, LogicalResourceId: logicalId, ResourceProperties: properties };
}

function published(module: string): { readonly [name: string]: ClientClass } {
  return jest.requireActual(module);
}

/** Every response address leads to one service, without TLS. */
function answeringAt(endpoint: string): object {
  const { hostname, port } = new URL(endpoint);
  return {
    request: (options: RequestOptions, onResponse: (response: http.IncomingMessage) => void) => (
      http.request({ ...options, hostname, port }, onResponse)),
  };
}
