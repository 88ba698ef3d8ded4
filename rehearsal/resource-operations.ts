import { Cancellation } from './cancellation';
import { isCleanRoomsMlType } from './clean-rooms-ml-resource-provider';
import type { Cloud } from './cloud';
import type { DeploymentBehavior } from './deployment-behavior';
import { NESTED_STACK_TYPE, type NestedStacks } from './nested-stacks';
import type { PlannedFailure } from './planned-failure';
import { ResourceFailure, type ResourceProvider, type ResourceRequest } from './resource-provider';
import { type ForeignResources, ResourceProviders } from './resource-providers';
import { isCustomResource } from './resource-types';
import type { Stack, StackResource, StackSource } from './stack';

/** What a resource is to be. */
export type DesiredResource = Pick<StackResource, 'logicalId' | 'definition' | 'properties'>;

/** Creates, updates and deletes single resources of a stack, and keeps what the stack knows about them up to date. */
export class ResourceOperations {
  private readonly providers: ResourceProviders;

  constructor(
    private readonly cloud: Cloud,
    private readonly stack: Stack,
    private readonly nested: NestedStacks,
    behavior: DeploymentBehavior,
    run: ForeignResources,
  ) {
    this.providers = new ResourceProviders(cloud, behavior, run);
  }

  /** @throws ResourceFailure after which the stack has the resource if something may have been made */
  public async create(desired: DesiredResource, source: StackSource, cancellation: Cancellation): Promise<void> {
    const { logicalId } = desired;
    const remember = (physicalId: string, attributes: StackResource['attributes']) => {
      this.stack.resources.set(logicalId, { ...desired, physicalId, attributes });
    };
    this.say(desired, 'CREATE_IN_PROGRESS');
    await this.reporting(desired, 'CREATE_FAILED', async () => {
      try {
        const { physicalId, attributes } = await this.providerOf(desired).create(this.requestFor(desired, source, cancellation));
        remember(physicalId, attributes);
        this.say(desired, 'CREATE_COMPLETE', physicalId);
      } catch (error) {
        if (error instanceof ResourceFailure && error.physicalId !== undefined) {
          remember(error.physicalId, {});
        }
        throw error;
      }
    });
  }

  /** @throws ResourceFailure after which the stack takes the resource for what it was to be */
  public async update(desired: DesiredResource, existing: StackResource, source: StackSource, cancellation = new Cancellation()): Promise<void> {
    const { logicalId } = desired;
    this.say(desired, 'UPDATE_IN_PROGRESS');
    await this.reporting(desired, 'UPDATE_FAILED', async () => {
      try {
        const { physicalId, attributes } = await this.providerOf(desired).update(this.requestFor(desired, source, cancellation), existing);
        this.stack.resources.set(logicalId, { ...desired, physicalId, attributes });
        this.say(desired, 'UPDATE_COMPLETE', physicalId);
      } catch (error) {
        if (error instanceof ResourceFailure) {
          this.stack.resources.set(logicalId, { ...existing, ...desired, physicalId: error.physicalId ?? existing.physicalId });
        }
        throw error;
      }
    });
  }

  /** Puts a former physical resource, which still exists, in the place of the one that replaced it. */
  public restore(former: StackResource): void {
    this.stack.resources.set(former.logicalId, former);
    this.say(former, 'UPDATE_COMPLETE', former.physicalId);
  }

  /** Takes a resource for rolled back as it is: nobody is asked. */
  public skip(resource: StackResource): void {
    this.stack.resources.set(resource.logicalId, resource);
    this.say(resource, 'UPDATE_COMPLETE', resource.physicalId);
  }

  /** Takes the update of a nested stack back. @throws ResourceFailure */
  public async rollBackNested(before: StackResource): Promise<void> {
    this.say(before, 'UPDATE_IN_PROGRESS');
    await this.reporting(before, 'UPDATE_FAILED', async () => {
      const { attributes } = await this.nested.rollBack(before.logicalId, before);
      this.stack.resources.set(before.logicalId, { ...before, attributes });
      this.say(before, 'UPDATE_COMPLETE', before.physicalId);
    });
  }

  /** @throws ResourceFailure */
  public async delete(resource: StackResource, source: StackSource): Promise<void> {
    this.say(resource, 'DELETE_IN_PROGRESS', resource.physicalId);
    await this.reporting(resource, 'DELETE_FAILED', async () => {
      await this.providerOf(resource).delete(this.requestFor(resource, source, new Cancellation()), resource);
      this.say(resource, 'DELETE_COMPLETE', resource.physicalId);
    });
  }

  public skipDeletion(resource: StackResource): void {
    const { logicalId, definition: { Type: type }, physicalId } = resource;
    this.say(resource, 'DELETE_SKIPPED', physicalId);
    this.cloud.retained.push({ path: this.stack.pathOf(logicalId), type, physicalId });
  }

  /** @throws ResourceFailure always */
  public async failAsPlanned(
    resource: Pick<StackResource, 'logicalId' | 'definition'>, operation: 'CREATE' | 'UPDATE', { reason, afterSeconds = 0 }: PlannedFailure,
  ): Promise<never> {
    this.say(resource, `${operation}_IN_PROGRESS`);
    await this.cloud.scheduler.sleep(afterSeconds);
    return this.reporting(resource, `${operation}_FAILED`, async () => { throw new ResourceFailure(reason); });
  }

  /** @throws ResourceFailure when CloudFormation does not change a resource like this */
  public async refuseImpossibleUpdate(desired: DesiredResource, existing: StackResource): Promise<void> {
    await this.reporting(desired, 'UPDATE_FAILED', async () => {
      const { definition: { Type }, properties, logicalId } = desired;
      if (existing.definition.Type !== Type) {
        throw new ResourceFailure(`Update of resource type is not permitted. The new template modifies resource type of the following resources: [${logicalId}]`);
      }
      if (isCustomResource(Type) && existing.properties.ServiceToken !== properties.ServiceToken) {
        throw new ResourceFailure('Modifying service token is not allowed.');
      }
    });
  }

  /** The value of an attribute that a resource does not have by itself. */
  public missingAttribute(resource: StackResource, name: string): unknown {
    const { logicalId, physicalId } = resource;
    return this.providerOf(resource).missingAttribute({ logicalId, physicalId, stack: this.stack }, name);
  }

  private requestFor({ logicalId, definition, properties }: DesiredResource, { stack }: StackSource, cancellation: Cancellation): ResourceRequest {
    const generation = this.stack.nextGeneration();
    return { stack: this.stack, logicalId, definition, properties, generation, assembly: stack, assets: stack.assets ?? new Map(), cancellation };
  }

  private providerOf({ logicalId, definition, properties }: DesiredResource): ResourceProvider {
    if (definition.Type === NESTED_STACK_TYPE) {
      return this.nested;
    }
    return this.providers.for(definition.Type, properties.ServiceToken, { stack: this.stack, logicalId });
  }

  private async reporting<T>(resource: Pick<StackResource, 'logicalId' | 'definition'>, status: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ResourceFailure) {
        this.say(resource, status, error.message);
      }
      throw error;
    }
  }

  private say({ logicalId, definition: { Type } }: Pick<StackResource, 'logicalId' | 'definition'>, status: string, detail?: string): void {
    this.stack.setResourceStatus(logicalId, status);
    const stoodIn = !isCustomResource(Type) && !isCleanRoomsMlType(Type);
    this.cloud.timeline.record({
      kind: 'resource',
      stack: this.stack.name,
      resource: this.stack.pathOf(logicalId),
      text: detail === undefined ? status : `${status} ${detail}`,
      routine: status.endsWith('_IN_PROGRESS') || (stoodIn && status.endsWith('_COMPLETE')),
    });
  }
}
