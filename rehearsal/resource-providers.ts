import { CleanRoomsMlResourceProvider, isCleanRoomsMlType } from './clean-rooms-ml-resource-provider';
import type { Cloud } from './cloud';
import { CustomResourceProvider } from './custom-resource-provider';
import type { DeploymentBehavior } from './deployment-behavior';
import type { ResourceProvider } from './resource-provider';
import { UnavailableInRehearsal } from './sandbox';
import { SimulatedResourceProvider } from './simulated-resource-provider';
import type { Stack } from './stack';
import { RESOURCE_TYPES } from '../src/private/contract';

const OWN_TYPES: ReadonlySet<string> = new Set(Object.values(RESOURCE_TYPES));

export function isCustomResource(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

/** Who takes care of which resource. */
export class ResourceProviders {
  private readonly custom: ResourceProvider;
  private readonly cleanRoomsMl: ResourceProvider;
  private readonly simulated: ResourceProvider;

  constructor(private readonly cloud: Cloud, behavior: DeploymentBehavior) {
    this.custom = new CustomResourceProvider(cloud, behavior);
    this.cleanRoomsMl = new CleanRoomsMlResourceProvider(cloud, behavior.resourceSeconds);
    this.simulated = new SimulatedResourceProvider(cloud, behavior.resourceSeconds);
  }

  public for(type: string, serviceToken: unknown, where: { readonly stack: Stack; readonly logicalId: string }): ResourceProvider {
    if (isCleanRoomsMlType(type)) {
      return this.cleanRoomsMl;
    }
    if (!isCustomResource(type)) {
      return this.simulated;
    }
    const obstacle = OWN_TYPES.has(type) ? undefined : this.obstacleTo(String(serviceToken));
    if (obstacle === undefined) {
      return this.custom;
    }
    this.cloud.timeline.notice(`${type} is skipped, since ${obstacle}`, { stack: where.stack.name, resource: where.stack.pathOf(where.logicalId) });
    return this.simulated;
  }

  /** Why a custom resource's provider cannot be run here. */
  private obstacleTo(serviceToken: string): string | undefined {
    const framework = this.cloud.functions.get(serviceToken);
    if (framework?.handlerName !== 'framework.onEvent') {
      return 'its provider is not CDK\'s provider framework';
    }
    const handlers = ['USER_ON_EVENT_FUNCTION_ARN', 'USER_IS_COMPLETE_FUNCTION_ARN'].flatMap((name) => framework.environment[name] ?? []);
    for (const arn of handlers) {
      const handler = this.cloud.functions.get(arn);
      if (handler === undefined) {
        return 'the code of its handler is not in the assembly, or not for Node.js';
      }
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
