/**
 * The way to AWS: the clients of the Lambda runtime (or of a layer), each handed out as the narrow interface
 * that the handlers are written against. Nothing is decided here.
 */
import { CleanRoomsML } from '@aws-sdk/client-cleanroomsml';
import { version } from '@aws-sdk/client-cleanroomsml/package.json';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { call, namingFailures } from './call';
import type { CleanRoomsMl } from './clean-rooms-ml';
import { guardVersion } from './client-version';
import type { Context } from './context';
import { DynamoDbLedger } from './dynamodb-ledger';
import { logToConsole } from './log';
import { completeReplies } from './replies';
import { ENVIRONMENT } from '../src/private/contract';

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

export function contextInAws(): Context {
  const config = { requestHandler: TIMEOUTS };
  const client = timeLimited(new CleanRoomsML(config));
  // A retry that the handlers do not know of could train twice.
  const creating = timeLimited(new CleanRoomsML({ requestHandler: ONE_REQUEST_PER_CONNECTION, maxAttempts: 1 }));
  const cloudFormation = timeLimited(new CloudFormation(config));
  const ledger = new DynamoDbLedger(timeLimited(new DynamoDB(config)), process.env[ENVIRONMENT.ledgerTable]!);
  return {
    client: namingFailures(completeReplies(guardVersion(creatingOnce(client, creating), version))),
    ledger: {
      read: (owner) => call('GetItem', () => ledger.read(owner)),
      write: (entry) => call('PutItem', () => ledger.write(entry)),
    },
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
  };
}

/** A status that an answer lacks is not one that there is none of. */
function known(status: string | undefined, subject: string): string {
  if (status === undefined) {
    throw new Error(`the answer has no status of ${subject}`);
  }
  return status;
}

/** Creates go through a client of their own; everything else can be sent again as often as it takes. */
function creatingOnce(client: CleanRoomsMl, creating: CleanRoomsMl): CleanRoomsMl {
  return new Proxy(client, {
    get: (_, operation: string & keyof CleanRoomsMl) => {
      const target = operation.startsWith('create') ? creating : client;
      return (target[operation] as (request: unknown) => Promise<unknown>).bind(target);
    },
  });
}

/** The client, with every call ended after a time. It is aborted, so that nothing of it arrives later. */
function timeLimited<T extends object>(client: T): T {
  return new Proxy(client, {
    get: (target, operation) => async (request: unknown) => {
      const send = target[operation as keyof T] as (request: unknown, options: { abortSignal: AbortSignal }) => Promise<unknown>;
      if (typeof send !== 'function') {
        throw new TypeError(`${String(operation)} is not an operation of the client`);
      }
      return send.call(target, request, { abortSignal: AbortSignal.timeout(CALL_MILLISECONDS) });
    },
  });
}
