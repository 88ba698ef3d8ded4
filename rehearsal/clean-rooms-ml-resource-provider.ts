import { isDeepStrictEqual } from 'node:util';
import type { Cloud } from './cloud';
import { partitionOf } from './environment';
import { type ExistingResource, ResourceFailure, type ResourceModel, type ResourceProvider, type ResourceRequest } from './resource-provider';
import type { CleanRoomsMl } from '../src/private/protocol/clean-rooms-ml';

type Properties = Readonly<Record<string, unknown>>;

interface CleanRoomsMlType {
  /** The attribute that is the ARN, as `Ref` is. */
  readonly arnAttribute: string;
  create(client: CleanRoomsMl, request: never): Promise<string>;
  delete(client: CleanRoomsMl, arn: string, properties: Properties): Promise<unknown>;
  /** Further attributes. */
  attributes(properties: Properties): Readonly<Record<string, unknown>>;
}

const TYPES: { readonly [type: string]: CleanRoomsMlType } = {
  'AWS::CleanRoomsML::ConfiguredModelAlgorithm': {
    create: async (client, request) => (await client.createConfiguredModelAlgorithm(request)).configuredModelAlgorithmArn,
    delete: (client, arn) => client.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn: arn }),
    arnAttribute: 'ConfiguredModelAlgorithmArn',
    attributes: () => ({}),
  },
  'AWS::CleanRoomsML::ConfiguredModelAlgorithmAssociation': {
    create: async (client, request) => (await client.createConfiguredModelAlgorithmAssociation(request)).configuredModelAlgorithmAssociationArn,
    delete: (client, arn, properties) => client.deleteConfiguredModelAlgorithmAssociation({
      configuredModelAlgorithmAssociationArn: arn, membershipIdentifier: String(properties.MembershipIdentifier),
    }),
    arnAttribute: 'ConfiguredModelAlgorithmAssociationArn',
    attributes: ({ MembershipIdentifier }) => ({ MembershipIdentifier }),
  },
};

export function isCleanRoomsMlType(type: string): boolean {
  return Object.hasOwn(TYPES, type);
}

/** CloudFormation's own types of Clean Rooms ML: they exist in the same service as what the handlers make. */
export class CleanRoomsMlResourceProvider implements ResourceProvider {
  constructor(private readonly cloud: Cloud, private readonly seconds: number) {}

  public async create(request: ResourceRequest): Promise<ResourceModel> {
    const type = TYPES[request.definition.Type];
    const arn = await this.ask(request, (client) => type.create(client, apiRequestOf(request.properties) as never));
    return { physicalId: arn, attributes: { [type.arnAttribute]: arn, ...type.attributes(request.properties) } };
  }

  /** Anything but a tag makes another resource. */
  public async update(request: ResourceRequest, existing: ExistingResource): Promise<ResourceModel> {
    if (!isDeepStrictEqual({ ...request.properties, Tags: undefined }, { ...existing.properties, Tags: undefined })) {
      return this.create(request);
    }
    const [before, after] = [existing, request].map(({ properties }) => tagMap(properties.Tags) ?? {});
    const removed = Object.keys(before).filter((key) => !(key in after));
    await this.ask(request, async (client) => {
      await client.tagResource({ resourceArn: existing.physicalId, tags: after });
      await client.untagResource({ resourceArn: existing.physicalId, tagKeys: removed });
    });
    return existing;
  }

  public async delete(request: ResourceRequest, existing: ExistingResource): Promise<void> {
    await this.ask(request, (client) => TYPES[request.definition.Type].delete(client, existing.physicalId, existing.properties));
  }

  public missingAttribute(_: unknown, name: string): never {
    throw new ResourceFailure(`Requested attribute ${name} does not exist in the schema`);
  }

  private async ask<T>({ stack, logicalId }: ResourceRequest, operation: (client: CleanRoomsMl) => Promise<T>): Promise<T> {
    const { account, region } = stack.environment;
    try {
      return await operation(this.cloud.cleanRoomsMl.client({ accountId: account, region, partition: partitionOf(region) }));
    } catch (error) {
      throw new ResourceFailure((error as Error).message);
    } finally {
      this.cloud.observe({ stack: stack.name, resource: stack.pathOf(logicalId) });
      await this.cloud.scheduler.sleep(this.seconds);
    }
  }
}

/** Properties as the API has them: members in camel case, tags as a map. */
function apiRequestOf({ Tags, ...properties }: Properties): object {
  return { ...camelCased(properties) as object, ...(Tags === undefined ? {} : { tags: tagMap(Tags) }) };
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(camelCased);
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [`${key[0].toLowerCase()}${key.slice(1)}`, camelCased(entry)]));
  }
  return value;
}

function tagMap(tags: unknown): Record<string, string> | undefined {
  return (tags as { Key: string; Value: string }[] | undefined)
    && Object.fromEntries((tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]));
}
