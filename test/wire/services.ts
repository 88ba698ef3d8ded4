/** The services as they answer over HTTP, with the emulators behind them. */
import { ROUTES } from './clean-rooms-ml-api';
import type { HttpReply, HttpRequest, Protocol } from './http-service';
import type { DynamoDbClient } from '../../emulator/dynamodb';
import { METHODS, OPERATIONS, operationOf, type Method } from '../../emulator/operations';
import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';
import type { SageMaker } from '../../src/private/protocol/sagemaker';

interface EmulatedError {
  readonly name: string;
  readonly message: string;
  readonly quotaName?: string;
  readonly quotaValue?: number;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What the emulator throws, as the service writes it. */
async function answering(protocol: Protocol, perform: () => Promise<HttpReply>): Promise<HttpReply> {
  try {
    return await perform();
  } catch (error) {
    const { name, message, quotaName, quotaValue, $metadata: metadata } = error as EmulatedError;
    return protocol.error(name, message, metadata?.httpStatusCode ?? 500, { quotaName, quotaValue });
  }
}

/** restJson1: members in the path, in the query and in a body of JSON; the error's name in a header. */
export function cleanRoomsMlProtocol(client: CleanRoomsMl): Protocol {
  const routes = METHODS.map((method) => ({ method, ...matcherOf(method) }));
  const routeOf = ({ method: httpMethod, path }: HttpRequest) => (
    routes.find(({ method, pattern }) => ROUTES[method].httpMethod === httpMethod && pattern.test(path)));
  const protocol: Protocol = {
    operationOf: (request) => {
      const route = routeOf(request);
      return route === undefined ? 'unknown' : operationOf(route.method);
    },
    perform: (request) => answering(protocol, async () => {
      const { method, pattern, labels } = routeOf(request)!;
      const values = pattern.exec(request.path)!.slice(1).map(decodeURIComponent);
      const input = {
        ...Object.fromEntries(labels.map((label, i) => [label, values[i]])),
        ...queryMembers(method, request.query),
        ...JSON.parse(request.body || '{}'),
      };
      const output = await (client[method] as (input: unknown) => Promise<object>)(input);
      return json(200, output);
    }),
    error: (name, message, status, members) => ({
      ...json(status, { message, ...members }), headers: { 'content-type': 'application/json', 'x-amzn-errortype': `${name}:http://internal.amazon.com/` },
    }),
  };
  return protocol;
}

function matcherOf(method: Method): { readonly pattern: RegExp; readonly labels: readonly string[] } {
  const { uri } = ROUTES[method];
  const labels = [...uri.matchAll(/{(\w+)}/g)].map(([, label]) => label);
  return { pattern: new RegExp(`^${uri.replace(/{\w+}/g, '([^/]+)')}$`), labels };
}

function queryMembers(method: Method, query: URLSearchParams): object {
  const { members } = OPERATIONS[method].request;
  return Object.fromEntries([...new Set(query.keys())].map((name) => {
    const shape = members[name];
    return [name, shape?.type === 'list' ? query.getAll(name) : shape?.type === 'integer' ? Number(query.get(name)) : query.get(name)];
  }));
}

/** JSON 1.1: the operation in a header, the error's name in the body, times in seconds. */
export function sageMakerProtocol(client: SageMaker): Protocol {
  const protocol: Protocol = {
    operationOf: ({ headers }) => String(headers['x-amz-target']).replace('SageMaker.', ''),
    perform: (request) => answering(protocol, async () => {
      const operation = protocol.operationOf(request);
      const method = `${operation[0].toLowerCase()}${operation.slice(1)}` as keyof SageMaker;
      const output = await (client[method] as (input: unknown) => Promise<unknown>)(JSON.parse(request.body));
      return json(200, withSeconds(output), '1.1');
    }),
    error: (name, message, status) => json(status, { __type: name, message }, '1.1'),
  };
  return protocol;
}

function withSeconds(value: unknown): unknown {
  if (value instanceof Date) {
    return value.getTime() / 1000;
  }
  if (Array.isArray(value)) {
    return value.map(withSeconds);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withSeconds(member)]))
    : value;
}

/** JSON 1.0: the operation in a header, the error's name in the body. */
export function dynamoDbProtocol(client: DynamoDbClient): Protocol {
  const protocol: Protocol = {
    operationOf: ({ headers }) => String(headers['x-amz-target']).replace('DynamoDB_20120810.', ''),
    perform: (request) => answering(protocol, async () => {
      const input = JSON.parse(request.body);
      return json(200, await (protocol.operationOf(request) === 'GetItem' ? client.getItem(input) : client.putItem(input)) as object, '1.0');
    }),
    error: (name, message, status) => json(status, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message }, '1.0'),
  };
  return protocol;
}

/** JSON 1.0 as well. An execution is started once for each name. */
export function stepFunctionsProtocol(executions: Map<string, string>): Protocol {
  const protocol: Protocol = {
    operationOf: ({ headers }) => String(headers['x-amz-target']).replace('AWSStepFunctions.', ''),
    perform: async ({ body }) => {
      const { stateMachineArn, name, input } = JSON.parse(body) as { stateMachineArn: string; name: string; input: string };
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      if (executions.has(name) && executions.get(name) !== input) {
        return protocol.error('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`, 400);
      }
      executions.set(name, input);
      return json(200, { executionArn, startDate: 1_767_225_600 }, '1.0');
    },
    error: (name, message, status) => json(status, { __type: name, message }, '1.0'),
  };
  return protocol;
}

/** What CloudFormation takes as answers, by address. */
export function responseProtocol(answers: Map<string, CustomResourceAnswer>): Protocol {
  return {
    operationOf: ({ method }) => method,
    perform: async ({ path, query, body }) => {
      answers.set(`${path}?${query.toString()}`, JSON.parse(body) as CustomResourceAnswer);
      return { status: 200, body: '' };
    },
    error: (name, message, status) => ({ status, body: `<Error><Code>${name}</Code><Message>${message}</Message></Error>` }),
  };
}

export interface CustomResourceAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Record<string, string>;
}

export interface StackView {
  stackStatus: string;
  resourceStatus: string | undefined;
}

/** AWS Query: forms go in, XML comes out. */
export function cloudFormationProtocol(view: StackView): Protocol {
  const protocol: Protocol = {
    operationOf: ({ body }) => new URLSearchParams(body).get('Action') ?? 'unknown',
    perform: async ({ body }) => {
      const form = new URLSearchParams(body);
      const stack = form.get('StackName')!;
      if (form.get('Action') === 'DescribeStacks') {
        return xml(200, result('DescribeStacks', `<Stacks><member>
          <StackId>${stack}</StackId><StackName>Test</StackName><CreationTime>2026-01-01T00:00:00.000Z</CreationTime><StackStatus>${view.stackStatus}</StackStatus>
        </member></Stacks>`));
      }
      const resource = form.get('LogicalResourceId')!;
      return view.resourceStatus === undefined
        ? protocol.error('ValidationError', `Resource ${resource} does not exist for stack Test`, 400)
        : xml(200, result('DescribeStackResource', `<StackResourceDetail>
          <StackId>${stack}</StackId><LogicalResourceId>${resource}</LogicalResourceId><ResourceType>Custom::Any</ResourceType>
          <LastUpdatedTimestamp>2026-01-01T00:00:00.000Z</LastUpdatedTimestamp><ResourceStatus>${view.resourceStatus}</ResourceStatus>
        </StackResourceDetail>`));
    },
    error: (name, message, status) => xml(status, `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
      <Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`),
  };
  return protocol;
}

function result(operation: string, content: string): string {
  return `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${operation}Result>${content}</${operation}Result>
    <ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></${operation}Response>`;
}

function xml(status: number, body: string): HttpReply {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function json(status: number, value: unknown, version?: '1.0' | '1.1'): HttpReply {
  return { status, headers: { 'content-type': version === undefined ? 'application/json' : `application/x-amz-json-${version}` }, body: JSON.stringify(value) };
}
