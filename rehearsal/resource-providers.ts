import { CleanRoomsMlResourceProvider, isCleanRoomsMlType } from './clean-rooms-ml-resource-provider';
import type { Cloud } from './cloud';
import { withNested, type AssemblyStack } from './cloud-assembly';
import { candidatesFor, constructPathOf } from './construct-path';
import { CROSS_REGION_READER, CROSS_REGION_WRITER, CrossRegionReferences } from './cross-region-references';
import { CustomResourceProvider } from './custom-resource-provider';
import type { DeploymentBehavior } from './deployment-behavior';
import { RehearsalError } from './errors';
import type { ResourceProvider } from './resource-provider';
import { isCustomResource } from './resource-types';
import { UnavailableInRehearsal } from './sandbox';
import { SimulatedResourceProvider } from './simulated-resource-provider';
import type { Stack } from './stack';
import { RESOURCE_TYPES } from '../src/private/protocol/contract';

const OWN_TYPES: ReadonlySet<string> = new Set(Object.values(RESOURCE_TYPES));

/** Custom resources of others whose handlers are run: their types, logical ids or construct paths. */
export type ForeignResources = readonly string[];

/**
 * @throws RehearsalError when one is named that none of the stacks has: it would be stood in for without a word
 */
export function checkForeignResources(stacks: readonly AssemblyStack[], run: ForeignResources): void {
  const foreign = stacks.flatMap(withNested).flatMap((stack) => Object.entries(stack.template.Resources ?? {})
    .filter(([, { Type: type }]) => isForeign(type))
    .map(([logicalId, { Type: type }]) => ({ type, logicalId, path: constructPathOf(stack, logicalId) })));
  const unknown = run.find((name) => foreign.every(({ type, logicalId, path }) => ![type, logicalId, path].includes(name)));
  if (unknown !== undefined) {
    throw new RehearsalError(`there is no custom resource "${unknown}" whose handler could be run: ${foreign.length === 0
      ? 'there are no custom resources of others'
      : `it has to be a type, a logical id or a construct path, as ${candidatesFor(unknown, foreign.map(({ path }) => path))}`}`);
  }
}

/** Whether it is a custom resource that the rehearsal knows nothing of. */
function isForeign(type: string): boolean {
  return isCustomResource(type) && !OWN_TYPES.has(type) && type !== CROSS_REGION_WRITER && type !== CROSS_REGION_READER;
}

/** Who takes care of which resource. */
export class ResourceProviders {
  private readonly custom: ResourceProvider;
  private readonly cleanRoomsMl: ResourceProvider;
  private readonly crossRegion: ResourceProvider;
  private readonly simulated: ResourceProvider;

  constructor(private readonly cloud: Cloud, behavior: DeploymentBehavior, private readonly run: ForeignResources) {
    this.custom = new CustomResourceProvider(cloud, behavior);
    this.cleanRoomsMl = new CleanRoomsMlResourceProvider(cloud, behavior.resourceSeconds);
    this.crossRegion = new CrossRegionReferences(cloud, behavior.resourceSeconds);
    this.simulated = new SimulatedResourceProvider(cloud, behavior.resourceSeconds);
  }

  public for(type: string, serviceToken: unknown, where: { readonly stack: Stack; readonly logicalId: string }): ResourceProvider {
    if (isCleanRoomsMlType(type)) {
      return this.cleanRoomsMl;
    }
    if (!isCustomResource(type)) {
      return this.simulated;
    }
    if (OWN_TYPES.has(type)) {
      return this.custom;
    }
    if (type === CROSS_REGION_WRITER || type === CROSS_REGION_READER) {
      return this.crossRegion;
    }
    const resource = where.stack.pathOf(where.logicalId);
    if (![type, where.logicalId, resource].some((name) => this.run.includes(name))) {
      const wayOut = this.cloud.functions.has(String(serviceToken)) ? `; --run ${resource} runs its handler` : '';
      this.cloud.timeline.notice(`${type} is only stood in for, without effect${wayOut}`, { stack: where.stack.name, resource });
      return this.simulated;
    }
    const obstacle = this.obstacleTo(String(serviceToken));
    if (obstacle !== undefined) {
      throw new RehearsalError(`${resource} (${type}) cannot be run, since ${obstacle}. Without --run it is stood in for`);
    }
    return this.custom;
  }

  /** Why a custom resource's provider cannot be run here. */
  private obstacleTo(serviceToken: string): string | undefined {
    const provider = this.cloud.functions.get(serviceToken);
    const handlers = provider?.handlerName === 'framework.onEvent'
      ? ['USER_ON_EVENT_FUNCTION_ARN', 'USER_IS_COMPLETE_FUNCTION_ARN'].flatMap((name) => provider.environment[name] ?? [])
      : [serviceToken];
    for (const arn of handlers) {
      const handler = this.cloud.functions.get(arn);
      if (handler === undefined) {
        return 'the code of its handler is not in the assembly, or not for Node.js';
      }
      this.cloud.foreignFunctions.add(arn);
      try {
        handler.load();
      } catch (error) {
        if (error instanceof UnavailableInRehearsal) {
          return error.message;
        }
        // A handler that does not load fails in AWS too, and for the same reason here when it is invoked.
      }
    }
    return undefined;
  }
}
