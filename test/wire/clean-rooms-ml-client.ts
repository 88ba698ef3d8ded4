/**
 * A client of Clean Rooms ML that behaves as the published ones of its family do, since it is made of the same parts:
 * their protocol, signing, retry strategy, HTTP handler and errors.
 */
import { getHostHeaderPlugin, resolveHostHeaderConfig } from '@aws-sdk/core/client';
import { AwsSdkSigV4Signer, resolveAwsSdkSigV4Config } from '@aws-sdk/core/httpAuthSchemes';
import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { DefaultIdentityProviderConfig, getHttpAuthSchemeEndpointRuleSetPlugin, getHttpSigningPlugin } from '@smithy/core';
import { Client, Command, createAggregatedClient, NoOpLogger, ServiceException } from '@smithy/core/client';
import { loadConfig, NODE_REGION_CONFIG_OPTIONS, resolveRegionConfig } from '@smithy/core/config';
import { getEndpointPlugin, resolveEndpointConfig } from '@smithy/core/endpoints';
import { getContentLengthPlugin, parseUrl } from '@smithy/core/protocols';
import { DEFAULT_RETRY_MODE, getRetryPlugin, resolveRetryConfig } from '@smithy/core/retry';
import { getSchemaSerdePlugin, TypeRegistry } from '@smithy/core/schema';
import { calculateBodyLength, fromBase64, fromUtf8, Hash, toBase64, toUtf8 } from '@smithy/core/serde';
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler';
import { EXCEPTIONS, REPLIES, requestShapeOf, ROUTES, type ReplyMember } from './clean-rooms-ml-api';
import { METHODS, operationOf, type Method } from '../../emulator/operations';
import type { Shape } from '../../src/private/protocol/shape';

const NAMESPACE = 'com.amazonaws.cleanroomsml';
const SIGNING_NAME = 'cleanrooms-ml';

/** How the SDK's schemas are written; see `StaticSchema` of `@smithy/types`. */
const SCHEMA = { list: 1, map: 2, structure: 3, error: -3, operation: 9 } as const;
const SCALAR = { string: 0, number: 1, boolean: 2, dateTime: 5 } as const;
type Schema = number | readonly unknown[] | (() => Schema);

function structure(name: string, members: { readonly [member: string]: { readonly schema: Schema; readonly traits?: object } }): Schema {
  const all = Object.values(members);
  return [SCHEMA.structure, NAMESPACE, name, 0, Object.keys(members), all.map(({ schema, traits }) => (
    traits === undefined ? typeof schema === 'number' ? schema : () => schema : [schema, traits]))];
}

function requestMember(name: string, shape: Shape): Schema {
  switch (shape.type) {
    case 'string': return SCALAR.string;
    case 'boolean': return SCALAR.boolean;
    case 'integer':
    case 'double': return SCALAR.number;
    case 'list': return [SCHEMA.list, NAMESPACE, name, 0, requestMember(`${name}Member`, shape.member)];
    case 'map': return [SCHEMA.map, NAMESPACE, name, 0, SCALAR.string, requestMember(`${name}Value`, shape.value)];
    case 'structure': return structure(name, Object.fromEntries(
      Object.entries(shape.members).map(([member, of]) => [member, { schema: requestMember(`${name}${member}`, of) }])));
  }
}

function replyMember(name: string, member: ReplyMember): Schema {
  if (member === 'string') {
    return SCALAR.string;
  }
  if (member === 'number') {
    return SCALAR.number;
  }
  if (member === 'timestamp') {
    return SCALAR.dateTime;
  }
  if (member === 'tags') {
    return [SCHEMA.map, NAMESPACE, name, 0, SCALAR.string, SCALAR.string];
  }
  return Array.isArray(member)
    ? [SCHEMA.list, NAMESPACE, name, 0, replyMember(`${name}Member`, member[0])]
    : structure(name, Object.fromEntries(Object.entries(member).map(([key, of]) => [key, { schema: replyMember(`${name}${key}`, of) }])));
}

function operationSchema(method: Method): Schema {
  const { httpMethod, uri, query = [] } = ROUTES[method];
  const { members } = requestShapeOf(method);
  const name = operationOf(method);
  const traits = (member: string) => (
    uri.includes(`{${member}}`) ? { traits: { httpLabel: 1 } } : query.includes(member) ? { traits: { httpQuery: member } } : {});
  const input = structure(`${name}Request`, Object.fromEntries(
    Object.entries(members).map(([member, shape]) => [member, { schema: requestMember(`${name}${member}`, shape), ...traits(member) }])));
  const output = replyMember(`${name}Response`, REPLIES[method]);
  return [SCHEMA.operation, NAMESPACE, name, { http: [httpMethod, uri, 200] }, () => input, () => output];
}

class CleanRoomsMLServiceException extends ServiceException {}

function errorRegistries(): TypeRegistry[] {
  const base = TypeRegistry.for(`smithy.ts.sdk.synthetic.${NAMESPACE}`);
  base.registerError(
    [SCHEMA.error, `smithy.ts.sdk.synthetic.${NAMESPACE}`, 'CleanRoomsMLServiceException', 0, [], []] as never, CleanRoomsMLServiceException as never);
  const registry = TypeRegistry.for(NAMESPACE);
  for (const [name, { status, members = {} }] of Object.entries(EXCEPTIONS)) {
    const fault = status >= 500 ? 'server' : 'client';
    const types = Object.values(members).map((type) => (type === 'string' ? SCALAR.string : SCALAR.number));
    const schema = [SCHEMA.error, NAMESPACE, name, { error: fault, httpError: status }, ['message', ...Object.keys(members)], [SCALAR.string, ...types]];
    registry.registerError(schema as never, class extends CleanRoomsMLServiceException {
      constructor(options: ConstructorParameters<typeof ServiceException>[0]) {
        super({ ...options, name, $fault: fault });
        for (const member of Object.keys(members)) {
          Object.defineProperty(this, member, { value: (options as unknown as Record<string, unknown>)[member], enumerable: true, writable: true });
        }
      }
    } as never);
  }
  return [base, registry];
}

const ERRORS = errorRegistries();

export interface ClientConfig {
  readonly maxAttempts?: number;
  readonly requestHandler?: object;
  readonly retryStrategy?: object;
}

/** What the generated clients resolve from their configuration, in the same order. */
function resolvedConfig(config: ClientConfig): any {
  const defaults = {
    runtime: 'node',
    apiVersion: '2023-09-06',
    serviceId: 'CleanRoomsML',
    logger: new NoOpLogger(),
    urlParser: parseUrl,
    base64Decoder: fromBase64,
    base64Encoder: toBase64,
    utf8Decoder: fromUtf8,
    utf8Encoder: toUtf8,
    bodyLengthChecker: calculateBodyLength,
    streamCollector,
    sha256: Hash.bind(null, 'sha256'),
    region: loadConfig(NODE_REGION_CONFIG_OPTIONS),
    credentialDefaultProvider: defaultProvider,
    retryMode: async () => DEFAULT_RETRY_MODE,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    disableHostPrefix: false,
    endpointProvider: ({ Endpoint, Region }: { Endpoint?: string; Region: string }) => (
      { url: new URL(Endpoint ?? `https://cleanrooms-ml.${Region}.amazonaws.com`), properties: {}, headers: {} }),
    protocol: AwsRestJsonProtocol,
    protocolSettings: { defaultNamespace: NAMESPACE, errorTypeRegistries: ERRORS, version: '2023-09-06', serviceTarget: 'CleanRoomsML' },
    httpAuthSchemes: [{
      schemeId: 'aws.auth#sigv4',
      identityProvider: (providers: { getIdentityProvider(scheme: string): unknown }) => providers.getIdentityProvider('aws.auth#sigv4'),
      signer: new AwsSdkSigV4Signer(),
    }],
    httpAuthSchemeProvider: ({ region }: { region: string }) => [{
      schemeId: 'aws.auth#sigv4',
      signingProperties: { name: SIGNING_NAME, region },
      propertiesExtractor: (clientConfig: object, context: object) => ({ signingProperties: { config: clientConfig, context } }),
    }],
    authSchemePreference: async () => [],
    defaultSigningName: SIGNING_NAME,
    ...config,
    requestHandler: NodeHttpHandler.create(config.requestHandler as never),
  };
  const withRetries = resolveRetryConfig(defaults as never);
  const withRegion = resolveRegionConfig(withRetries as never);
  const withEndpoint = resolveEndpointConfig(resolveHostHeaderConfig(withRegion as never) as never);
  return resolveAwsSdkSigV4Config(withEndpoint as never);
}

class CleanRoomsMLClient extends Client<any, any, any, any> {
  constructor(configuration: ClientConfig = {}) {
    const config = resolvedConfig(configuration);
    super(config);
    for (const plugin of [
      getSchemaSerdePlugin(config),
      getRetryPlugin(config),
      getContentLengthPlugin(config),
      getHostHeaderPlugin(config),
      getHttpAuthSchemeEndpointRuleSetPlugin(config, {
        httpAuthSchemeParametersProvider: async ({ region }: any) => ({ region: await region() }),
        identityProviderConfigProvider: async ({ credentials }: any) => new DefaultIdentityProviderConfig({ 'aws.auth#sigv4': credentials }),
      } as never),
      getHttpSigningPlugin(config),
    ]) {
      this.middlewareStack.use(plugin as never);
    }
  }
}

const ENDPOINT_PARAMETERS = {
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
} as const;

function commandOf(method: Method): unknown {
  return class extends (Command as any).classBuilder()
    .ep(ENDPOINT_PARAMETERS)
    .m((command: any, _: unknown, config: any) => [getEndpointPlugin(config, command.getEndpointParameterInstructions())])
    .s('CleanRoomsML', operationOf(method), {})
    .n('CleanRoomsMLClient', `${operationOf(method)}Command`)
    .sc(operationSchema(method))
    .build() {};
}

export class CleanRoomsML extends CleanRoomsMLClient {}
createAggregatedClient(Object.fromEntries(METHODS.map((method) => [`${operationOf(method)}Command`, commandOf(method)])) as never, CleanRoomsML);
