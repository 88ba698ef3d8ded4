/** The handlers' bundle, loaded once, in front of whatever world an invocation belongs to. */
import { LambdaFiles } from '../../rehearsal/index';
import { ModuleLoader } from '../../rehearsal/module-loader';
import { Sandbox, type HttpsRequest } from '../../rehearsal/sandbox';
import { ENVIRONMENT } from '../../src/private/protocol/contract';
import type { HandlerCode } from '../handler-code';
import { CLEAN_ROOMS_ML, CLOUD_FORMATION, DYNAMO_DB, SAGEMAKER, STEP_FUNCTIONS } from '../modules';

export const TABLE = 'Ledger';
const STATE_MACHINE = 'arn:aws:states:us-east-1:111122223333:stateMachine:Requests';
/** A client that has every member of the API. */
const SDK_VERSION = '3.1100.0';
const INVOCATION_MILLISECONDS = 120_000;

/** What the function that runs reaches. */
export interface Surroundings {
  now(): number;
  /** Lets so much time pass. */
  sleep(seconds: number): void;
  random(): number;
  log(line: string): void;
  call(module: string, method: string, request: unknown): Promise<unknown>;
  respond(request: HttpsRequest): Promise<number>;
}

type Handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>;

/** One copy of the functions. It takes one invocation at a time. */
export class LoadedHandlers {
  private surroundings?: Surroundings;
  private readonly exported: Readonly<Record<string, Handler>>;

  constructor({ handlers }: HandlerCode) {
    if (!(handlers instanceof LambdaFiles)) {
      throw new Error('the explorer runs a bundle');
    }
    const current = () => this.surroundings!;
    const sandbox = new Sandbox({
      environment: { [ENVIRONMENT.ledgerTable]: TABLE, [ENVIRONMENT.stateMachine]: STATE_MACHINE, AWS_LAMBDA_LOG_GROUP_NAME: 'Handlers' },
      now: () => current().now(),
      after: (seconds, job) => {
        current().sleep(seconds);
        queueMicrotask(job);
        return () => undefined;
      },
      random: () => current().random(),
      log: ([text]) => current().log(String(text)),
      httpsRequest: (request) => current().respond(request),
      sdkModule: (name) => this.module(name),
    });
    // Each signal would keep a timer of the machine for half a minute.
    Object.assign(sandbox.globals, { AbortSignal: { timeout: () => undefined } });
    this.exported = new ModuleLoader(handlers, sandbox).load('index') as Record<string, Handler>;
  }

  public invoke(handler: 'accept' | 'look', event: unknown, surroundings: Surroundings): Promise<unknown> {
    this.surroundings = surroundings;
    return this.exported[handler](event, { getRemainingTimeInMillis: () => INVOCATION_MILLISECONDS });
  }

  private module(name: string): unknown {
    const client = () => new Proxy({}, {
      get: (_, method: string) => (request: unknown) => this.surroundings!.call(name, method, request),
    });
    const classOf: Readonly<Record<string, string>> = {
      [CLEAN_ROOMS_ML]: 'CleanRoomsML',
      [CLOUD_FORMATION]: 'CloudFormation',
      [DYNAMO_DB]: 'DynamoDB',
      [STEP_FUNCTIONS]: 'SFN',
      [SAGEMAKER]: 'SageMaker',
    };
    return name === `${CLEAN_ROOMS_ML}/package.json`
      ? { version: SDK_VERSION }
      : { [classOf[name]]: class { constructor() { return client(); } } };
  }
}

/** As many copies as run at the same time. */
export class HandlerPool {
  private readonly idle: LoadedHandlers[] = [];

  constructor(private readonly code: HandlerCode) {}

  public take(): LoadedHandlers {
    return this.idle.pop() ?? new LoadedHandlers(this.code);
  }

  public giveBack(handlers: LoadedHandlers): void {
    this.idle.push(handlers);
  }
}
