import type { Cloud } from './cloud';
import { generatedName } from './physical-names';
import { type ExistingResource, ResourceFailure, type ResourceModel, type ResourceProvider, type ResourceRequest } from './resource-provider';

/** The custom resources with which `crossRegionReferences` passes values on, through parameters of the Systems Manager. */
export const CROSS_REGION_WRITER = 'Custom::CrossRegionExportWriter';
export const CROSS_REGION_READER = 'Custom::CrossRegionExportReader';

/** A value that one stack has written into the region of another. */
interface Export {
  readonly value: string;
  /** The names of the stacks that read it. */
  readonly readers: Set<string>;
}

/** What stacks have passed on to other regions, by account, region and name. */
export type CrossRegionExports = Map<string, Export>;

interface Written {
  readonly region: string;
  readonly exports: Readonly<Record<string, string>>;
}

interface Read {
  readonly region: string;
  readonly prefix: string;
  readonly imports: Readonly<Record<string, string>>;
}

const idOf = (account: string, region: string, name: string) => [account, region, name].join(' ');

/** Does what the handlers of CDK's own custom resources do. */
export class CrossRegionReferences implements ResourceProvider {
  constructor(private readonly cloud: Cloud, private readonly seconds: number) {}

  public async create(request: ResourceRequest): Promise<ResourceModel> {
    const { stack, logicalId, generation } = request;
    return this.apply(request, generatedName(stack.id, stack.name, logicalId, generation), undefined);
  }

  public update(request: ResourceRequest, existing: ExistingResource): Promise<ResourceModel> {
    return this.apply(request, existing.physicalId, existing.properties);
  }

  public async delete(request: ResourceRequest, { physicalId }: ExistingResource): Promise<void> {
    const { properties } = request;
    await this.apply({ ...request, properties: emptied(properties) }, physicalId, properties);
  }

  public missingAttribute({ logicalId }: { readonly logicalId: string }, name: string): never {
    throw new ResourceFailure(`Vendor response doesn't contain ${name} attribute in object (${logicalId})`);
  }

  private async apply(request: ResourceRequest, physicalId: string, before: ResourceRequest['properties'] | undefined): Promise<ResourceModel> {
    const { stack: { environment: { account } }, definition: { Type }, properties } = request;
    await this.cloud.scheduler.sleep(this.seconds);
    return {
      physicalId,
      attributes: Type === CROSS_REGION_WRITER
        ? this.write(account, properties.WriterProps as Written, before?.WriterProps as Written | undefined)
        : this.read(account, properties.ReaderProps as Read, before?.ReaderProps as Read | undefined),
    };
  }

  private write(account: string, { region, exports }: Written, before: Written | undefined): ResourceModel['attributes'] {
    const all = this.cloud.crossRegionExports;
    const former = before?.exports ?? {};
    const changed = Object.keys(exports).filter((name) => former[name] !== undefined && former[name] !== exports[name]);
    if (changed.length > 0) {
      throw new ResourceFailure(`Some exports have changed!\n${changed.join('\n')}`);
    }
    const removed = Object.keys(former).filter((name) => exports[name] === undefined);
    for (const name of removed) {
      const readers = all.get(idOf(account, region, name))?.readers ?? new Set();
      if (readers.size > 0) {
        throw new ResourceFailure(`Exports cannot be updated:\n${name} is in use by stack(s) ${[...readers].join(' ')}`);
      }
    }
    removed.forEach((name) => all.delete(idOf(account, region, name)));
    Object.entries(exports).filter(([name]) => former[name] === undefined)
      .forEach(([name, value]) => all.set(idOf(account, region, name), { value, readers: new Set() }));
    return {};
  }

  private read(account: string, { region, prefix, imports }: Read, before: Read | undefined): ResourceModel['attributes'] {
    const exported = (name: string) => this.cloud.crossRegionExports.get(idOf(account, region, name));
    Object.keys(before?.imports ?? {}).filter((name) => imports[name] === undefined).forEach((name) => exported(name)?.readers.delete(prefix));
    return Object.fromEntries(Object.keys(imports).map((name) => {
      const found = exported(name);
      if (found === undefined) {
        throw new ResourceFailure(`Error importing ${name}: the parameter does not exist in ${region}`);
      }
      found.readers.add(prefix);
      return [name, found.value];
    }));
  }
}

function emptied({ WriterProps, ReaderProps }: ResourceRequest['properties']): Record<string, unknown> {
  return { WriterProps: { ...WriterProps as Written, exports: {} }, ReaderProps: { ...ReaderProps as Read, imports: {} } };
}
