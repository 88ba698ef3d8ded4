import type { Cloud } from './cloud';
import { cloudFormationClient } from './cloud-formation-client';
import { type Environment, partitionOf } from './environment';
import { stepFunctionsClient } from './step-functions-client';
import { METHODS, operationOf, type Method } from '../emulator/operations';
import type { CleanRoomsMl } from '../src/private/protocol/clean-rooms-ml';

interface ClientConfig {
  readonly region?: string;
}

/** The service error of a client of the AWS SDK. */
class SdkError extends Error {
  public readonly $fault = 'client';
  public readonly $metadata = { httpStatusCode: 400 };

  constructor(public readonly name: string, message: string) {
    super(message);
  }
}

/**
 * The parts of the AWS SDK that the functions of the engine, of CDK's provider framework and of `AwsCustomResource` use, as a
 * function in this environment finds them.
 */
export function sdkModules(cloud: Cloud, environment: Environment): (name: string) => unknown {
  const callerIn = (config: ClientConfig = {}) => {
    const region = config.region ?? environment.region;
    return { accountId: environment.account, region, partition: partitionOf(region) };
  };
  const modules: { readonly [name: string]: () => unknown } = {
    '@aws-sdk/client-cleanroomsml': () => cleanRoomsMl((config) => cloud.cleanRoomsMl.client(callerIn(config)), environment.region),
    '@aws-sdk/client-cleanroomsml/package.json': () => ({ name: '@aws-sdk/client-cleanroomsml', version: cloud.sdkVersion }),
    '@aws-sdk/client-sagemaker': () => ({ SageMaker: clientClass((config) => cloud.sageMaker.client(callerIn(config))) }),
    '@aws-sdk/client-dynamodb': () => ({ DynamoDB: clientClass((config) => cloud.dynamoDb.client(callerIn(config))) }),
    '@aws-sdk/client-cloudformation': () => ({ CloudFormation: clientClass(() => cloudFormationClient(cloud, environment)) }),
    '@aws-sdk/client-lambda': () => ({ Lambda: clientClass(() => lambda(cloud)), waitUntilFunctionActiveV2: waitUntilFunctionActive(cloud) }),
    '@aws-sdk/client-sfn': () => ({ SFN: clientClass(() => stepFunctionsClient(cloud)) }),
  };
  return (name) => (Object.hasOwn(modules, name) ? modules[name]() : undefined);
}

/** The aggregated client, and the bare one with a class for each command. */
function cleanRoomsMl(clientOf: (config?: ClientConfig) => CleanRoomsMl, region: string): object {
  const commands = METHODS.map((method) => [`${operationOf(method)}Command`, class {
    public readonly method = method;

    constructor(public readonly input: unknown) {}
  }] as const);
  return {
    CleanRoomsML: clientClass(clientOf),
    CleanRoomsMLClient: class {
      public readonly config: object;
      private readonly client: CleanRoomsMl;

      constructor(config: ClientConfig = {}) {
        this.client = clientOf(config);
        this.config = { region: async () => config.region ?? region };
      }

      public async send({ method, input }: { readonly method: Method; readonly input: unknown }): Promise<unknown> {
        return (this.client[method] as (request: unknown) => Promise<unknown>)(input);
      }
    },
    ...Object.fromEntries(commands),
  };
}

/** A class whose instances are what is given; the SDK's clients are made with `new`. */
function clientClass<T extends object>(make: (config?: ClientConfig) => T): new (config?: ClientConfig) => T {
  return class {
    constructor(config?: ClientConfig) {
      return make(config);
    }
  } as new (config?: ClientConfig) => T;
}

function lambda(cloud: Cloud) {
  return {
    invoke: async ({ FunctionName: name, Payload: payload }: { FunctionName: string; Payload: string | Uint8Array }) => {
      if (!cloud.functions.has(name)) {
        throw functionNotFound(name);
      }
      const result = await cloud.invoke(name, typeof payload === 'string' ? payload : Buffer.from(payload).toString());
      return {
        StatusCode: 200,
        ...(result.errorType === undefined ? {} : { FunctionError: 'Unhandled' }),
        Payload: Buffer.from(result.payload),
      };
    },
  };
}

function waitUntilFunctionActive(cloud: Cloud) {
  return async (_: unknown, { FunctionName: name }: { FunctionName: string }) => {
    if (!cloud.functions.has(name)) {
      throw functionNotFound(name);
    }
  };
}

function functionNotFound(name: string): SdkError {
  return new SdkError('ResourceNotFoundException', `Function not found: ${name}`);
}
