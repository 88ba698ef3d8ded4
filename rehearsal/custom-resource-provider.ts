import type { Cloud } from './cloud';
import type { CustomResourceOutcome, CustomResourceRequest, RequestType } from './custom-resource-requests';
import type { DeploymentBehavior } from './deployment-behavior';
import { generatedName } from './physical-names';
import { type ExistingResource, ResourceFailure, type ResourceModel, type ResourceProvider, type ResourceRequest } from './resource-provider';

/** CloudFormation's own limit, when a custom resource does not set a shorter one. */
const SERVICE_TIMEOUT_SECONDS = 3600;

/** Custom resources whose provider is a function of the assembly: that, and CDK's provider framework where it is one, run for real. */
export class CustomResourceProvider implements ResourceProvider {
  constructor(private readonly cloud: Cloud, private readonly behavior: DeploymentBehavior) {}

  public async create(request: ResourceRequest): Promise<ResourceModel> {
    const { stack, logicalId, generation } = request;
    const outcome = await this.send('Create', request);
    if (outcome.status === 'FAILED') {
      // A resource that nobody named gets a name, under which its deletion is asked for.
      throw new ResourceFailure(outcome.reason, outcome.physicalId ?? generatedName(stack.id, stack.name, logicalId, generation));
    }
    return { physicalId: outcome.physicalId, attributes: outcome.data };
  }

  public async update(request: ResourceRequest, existing: ExistingResource): Promise<ResourceModel> {
    const outcome = await this.send('Update', request, existing);
    if (outcome.status === 'FAILED') {
      throw new ResourceFailure(outcome.reason, outcome.physicalId);
    }
    return { physicalId: outcome.physicalId, attributes: outcome.data };
  }

  public async delete(request: ResourceRequest, existing: ExistingResource): Promise<void> {
    const outcome = await this.send('Delete', request, existing);
    if (outcome.status === 'FAILED') {
      throw new ResourceFailure(outcome.reason);
    }
  }

  public missingAttribute(resource: { readonly logicalId: string }, name: string): never {
    throw new ResourceFailure(`Vendor response doesn't contain ${name} attribute in object (${resource.logicalId})`);
  }

  private async send(type: RequestType, request: ResourceRequest, existing?: ExistingResource): Promise<CustomResourceOutcome> {
    const { stack, logicalId, definition, properties, cancellation } = request;
    const event: CustomResourceRequest = {
      RequestType: type,
      StackId: stack.id,
      ResourceType: definition.Type,
      LogicalResourceId: logicalId,
      ...(existing === undefined ? {} : { PhysicalResourceId: existing.physicalId }),
      ResourceProperties: properties,
      ...(type === 'Update' ? { OldResourceProperties: existing!.properties } : {}),
    };
    this.cloud.timeline.record({
      kind: 'request', stack: stack.name, resource: stack.pathOf(logicalId), text: existing === undefined ? type : `${type} ${existing.physicalId}`,
    });
    const serviceToken = String(properties.ServiceToken);
    const { deliverySeconds, requestIds } = this.behavior;
    return this.cloud.requests.send(event, {
      deliver: (text) => this.cloud.scheduler.after(deliverySeconds, () => this.cloud.invokeAsynchronously(serviceToken, text)),
      repeatsId: requestIds === 'repeated',
      timeoutSeconds: Number(properties.ServiceTimeout ?? SERVICE_TIMEOUT_SECONDS),
      cancellation: type === 'Delete' ? undefined : cancellation,
      cancelledReason: `Resource ${type === 'Create' ? 'creation' : 'update'} cancelled`,
    });
  }
}
