/**
 * The way to AWS: the clients of the Lambda runtime (or of a layer), each handed out as the narrow interface
 * that the handlers are written against. Nothing is decided here.
 */
import { CleanRoomsML } from '@aws-sdk/client-cleanroomsml';
import { version } from '@aws-sdk/client-cleanroomsml/package.json';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SFN } from '@aws-sdk/client-sfn';
import { call, withOperationNames } from './engine/call';
import { guardVersion } from './engine/client-version';
import { DynamoDbLedger, DynamoDbRequests } from './engine/dynamodb-ledger';
import type { EngineContext } from './engine/handlers';
import { logToConsole } from './engine/log';
import { completeReplies } from './engine/replies';
import { put } from './engine/response';
import type { Services } from './engine/services';
import { resourceTypeOf } from './resources';
import type { CleanRoomsMl } from '../src/private/protocol/clean-rooms-ml';
import { ENVIRONMENT, TIMING } from '../src/private/protocol/contract';
import { SAGEMAKER_METHODS, type SageMaker } from '../src/private/protocol/sagemaker';

/** A request that hangs has to end before the invocation does, and as an error: without the flag it is only logged. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 20_000, socketTimeout: 20_000, throwOnRequestTimeout: true };

/**
 * Of a call with its retries, up to the last byte of the body: the timeouts above do not cover a body that stalls, before
 * version 4.14.2 of the SDK's HTTP handler.
 */
const CALL_MILLISECONDS = 30_000;

/**
 * While a function is frozen, the other end closes its connections. What can be sent again may run into one of them; a
 * create may not, so it takes a connection of its own. With a limit of sockets, Node.js would hand one on to a request that
 * waits for it.
 */
const NEW_CONNECTION = { keepAlive: false, maxSockets: Infinity };
const ONE_REQUEST_PER_CONNECTION = { ...TIMEOUTS, httpAgent: NEW_CONNECTION, httpsAgent: NEW_CONNECTION };

/** Milliseconds at the end of an invocation in which nothing waits for an answer any more. */
const MARGIN_MILLISECONDS = 2_000;
/** A call with less than this is not worth making. */
const SHORTEST_MILLISECONDS = 1_000;

export interface EngineInAws {
  /** What an invocation gets that has so many milliseconds left. */
  begin(remaining: number): EngineContext;
}

export function engineInAws(): EngineInAws {
  const budget = new Budget();
  const config = { requestHandler: TIMEOUTS };
  // A retry that the handlers do not know of could train twice.
  const once = { requestHandler: ONE_REQUEST_PER_CONNECTION, maxAttempts: 1 };
  const cleanRoomsMl = creatingOnce(budget.limit(new CleanRoomsML(config), 'service'), budget.limit(new CleanRoomsML(once), 'service'));
  const sageMaker = lazily(() => {
    const { SageMaker: Client } = sageMakerModule();
    return creatingOnce(budget.limit(new Client(config), 'service'), budget.limit(new Client(once), 'service'));
  });
  const cloudFormation = budget.limit(new CloudFormation(config), 'service');
  const dynamoDb = budget.limit(new DynamoDB(config), 'engine');
  const stepFunctions = budget.limit(new SFN(config), 'engine');
  const table = process.env[ENVIRONMENT.ledgerTable]!;
  const ledger = new DynamoDbLedger(dynamoDb, table);
  const requests = new DynamoDbRequests(dynamoDb, table, () => Date.now());
  const engine: EngineContext = {
    client: withOperationNames(completeReplies(services(guardVersion(cleanRoomsMl, version), sageMaker))),
    resourceTypeOf,
    ledger: {
      read: (owner) => call('GetItem', () => ledger.read(owner)),
      write: (entry) => call('PutItem', () => ledger.write(entry)),
    },
    requests: {
      read: (owner, request) => call('GetItem', () => requests.read(owner, request)),
      store: (owner, request, event) => call('PutItem', () => requests.store(owner, request, event)),
      remove: (owner, request) => call('PutItem', () => requests.remove(owner, request)),
    },
    startExecution: (name, input) => call('StartExecution', async () => {
      try {
        await stepFunctions.startExecution({ stateMachineArn: process.env[ENVIRONMENT.stateMachine]!, name, input });
      } catch (error) {
        if ((error as Error).name !== 'ExecutionAlreadyExists') {
          throw error;
        }
      }
    }),
    respond: (address, body) => put(address, body, budget.timeFor('engine')),
    stackStatus: async (stackId) => {
      const { Stacks: stacks } = await cloudFormation.describeStacks({ StackName: stackId });
      return known(stacks?.[0]?.StackStatus, stackId);
    },
    resourceStatus: async (stackId, logicalId) => {
      try {
        const { StackResourceDetail: detail } = await cloudFormation.describeStackResource({ StackName: stackId, LogicalResourceId: logicalId });
        return known(detail?.ResourceStatus, logicalId);
      } catch (error) {
        // CloudFormation has no other way to say that there is none.
        if ((error as Error).name === 'ValidationError' && /does not exist/.test((error as Error).message)) {
          return undefined;
        }
        throw error;
      }
    },
    now: () => Date.now(),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    log: logToConsole,
    logGroup: process.env.AWS_LAMBDA_LOG_GROUP_NAME ?? `/aws/lambda/${process.env.AWS_LAMBDA_FUNCTION_NAME}`,
  };
  return {
    begin: (remaining) => {
      budget.begin(remaining);
      return engine;
    },
  };
}

/** A status that an answer lacks is not one that there is none of. */
function known(status: string | undefined, subject: string): string {
  if (status === undefined) {
    throw new Error(`the answer has no status of ${subject}`);
  }
  return status;
}

/** The client of another service is loaded by the functions of a stack that has a resource of it, with the first call. */
function sageMakerModule(): typeof import('@aws-sdk/client-sagemaker') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('@aws-sdk/client-sagemaker');
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** All clients as one. */
function services(cleanRoomsMl: CleanRoomsMl, sageMaker: () => SageMaker): Services {
  const isOfSageMaker = (operation: string): operation is keyof SageMaker => (SAGEMAKER_METHODS as readonly string[]).includes(operation);
  return new Proxy(cleanRoomsMl, {
    get: (_, operation: string & keyof CleanRoomsMl) => (isOfSageMaker(operation) ? sageMaker()[operation] : cleanRoomsMl[operation]),
  }) as Services;
}

/** What begins something new goes through a client of its own; everything else can be sent again as often as it takes. */
function creatingOnce<C extends CleanRoomsMl | SageMaker>(client: C, creating: C): C {
  return new Proxy(client, {
    get: (_, operation: string & keyof C) => {
      const target = /^(create|start|put)/.test(operation) ? creating : client;
      return (target[operation] as (request: unknown) => Promise<unknown>).bind(target);
    },
  });
}

/**
 * The time of an invocation. No call is made that could not end in it, and each is aborted in time, so that nothing of it
 * arrives later.
 */
class Budget {
  private beganAt = 0;
  private end = 0;

  begin(remaining: number): void {
    this.beganAt = Date.now();
    this.end = this.beganAt + remaining - MARGIN_MILLISECONDS;
  }

  /**
   * The milliseconds that a call can take now.
   *
   * @param of a call of a service begins while another one, and the answer, still have time after it; the ledger, the state
   * machine and the answer are the engine's own
   */
  timeFor(of: 'service' | 'engine'): number {
    const now = Date.now();
    const left = this.end - now;
    if (left < SHORTEST_MILLISECONDS || (of === 'service' && now >= this.beganAt + TIMING.budgetSeconds * 1000)) {
      throw new OutOfTimeError();
    }
    return Math.min(CALL_MILLISECONDS, left);
  }

  /** The client, with every call ended after a time. */
  limit<T extends object>(client: T, of: 'service' | 'engine'): T {
    return new Proxy(client, {
      get: (target, operation) => async (request: unknown) => {
        const send = target[operation as keyof T] as (request: unknown, options: { abortSignal: AbortSignal }) => Promise<unknown>;
        if (typeof send !== 'function') {
          throw new TypeError(`${String(operation)} is not an operation of the client`);
        }
        return send.call(target, request, { abortSignal: AbortSignal.timeout(this.timeFor(of)) });
      },
    });
  }
}

/** The call was not made. */
class OutOfTimeError extends Error {
  constructor() {
    super('the invocation has no time left for this call');
    this.name = 'OutOfTimeError';
  }
}
