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
import { ENVIRONMENT } from '../src/private/contract';

export function contextInAws(): Context {
  // A request that hangs has to end before the invocation does, and as an error: without the flag it is only logged.
  const requestHandler = { connectionTimeout: 5_000, requestTimeout: 20_000, socketTimeout: 20_000, throwOnRequestTimeout: true };
  const config = { requestHandler };
  const client = new CleanRoomsML(config);
  // A retry that the handlers do not know of could train twice.
  const creating = new CleanRoomsML({ ...config, maxAttempts: 1 });
  const cloudFormation = new CloudFormation(config);
  const ledger = new DynamoDbLedger(new DynamoDB(config), process.env[ENVIRONMENT.ledgerTable]!);
  return {
    client: namingFailures(guardVersion(creatingOnce(client, creating), version)),
    ledger: {
      read: (owner) => call('GetItem', () => ledger.read(owner)),
      write: (entry) => call('PutItem', () => ledger.write(entry)),
    },
    stackStatus: async (stackId) => {
      const { Stacks: stacks } = await cloudFormation.describeStacks({ StackName: stackId });
      if (stacks?.[0]?.StackStatus === undefined) {
        throw new Error(`the answer has no status of ${stackId}`);
      }
      return stacks[0].StackStatus;
    },
    resourceStatus: async (stackId, logicalId) => {
      try {
        const { StackResourceDetail: detail } = await cloudFormation.describeStackResource({ StackName: stackId, LogicalResourceId: logicalId });
        return detail?.ResourceStatus;
      } catch (error) {
        // CloudFormation has no other way to say that there is none.
        if (/does not exist/.test((error as Error).message)) {
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

/** Creates go through a client of their own; everything else can be sent again as often as it takes. */
function creatingOnce(client: CleanRoomsMl, creating: CleanRoomsMl): CleanRoomsMl {
  return new Proxy(client, {
    get: (_, operation: string & keyof CleanRoomsMl) => {
      const target = operation.startsWith('create') ? creating : client;
      return (target[operation] as (request: unknown) => Promise<unknown>).bind(target);
    },
  });
}
