import { isDeepStrictEqual } from 'node:util';
import type { Cloud } from './cloud';
import { type AssemblyStack, withNested } from './cloud-assembly';
import { RehearsalError } from './errors';
import { fill, generatedName } from './physical-names';
import { type ExistingResource, ResourceFailure, type ResourceModel, type ResourceProvider, type ResourceRequest } from './resource-provider';
import { Stack, type StackSource } from './stack';
import { resolveStackOutputs } from './stack-outputs';
import { uuidOf } from '../emulator/identifiers';

export const NESTED_STACK_TYPE = 'AWS::CloudFormation::Stack';
const MAX_NAME_LENGTH = 128;

/** A deployment of a nested stack: it waits for its parent's before it cleans up, and rolls back when the parent does. */
export interface NestedDeployment {
  /** Creates the stack; gives the reason of a failure. */
  create(source: StackSource): Promise<string | undefined>;
  /** Updates the stack up to its clean-up; gives the reason of a failure, after which a rollback is expected. */
  update(source: StackSource): Promise<string | undefined>;
  /** Takes an update back up to the clean-up; gives the reason of a failure. */
  rollBack(): Promise<string | undefined>;
  /** Cleans up after an update or its rollback. */
  finish(): Promise<void>;
  delete(): Promise<void>;
  /** Ends a creation or an update that is in progress as a failure. */
  giveUp(reason: string): boolean;
  /** Whether the deployment changes something that the template does not show. */
  isPlannedToFail(stack: AssemblyStack): boolean;
}

/** The nested stacks of one stack during one deployment. */
export class NestedStacks implements ResourceProvider {
  /** Updates that still have to be cleaned up after, or to be rolled back, by logical id. */
  private readonly updates = new Map<string, NestedDeployment>();

  constructor(private readonly cloud: Cloud, private readonly deploymentOf: (stack: Stack) => NestedDeployment) {}

  /** The logical ids of those that are to be finished when the stack cleans up. */
  public get unfinished(): Iterable<string> {
    return this.updates.keys();
  }

  public async create(request: ResourceRequest): Promise<ResourceModel> {
    const { stack: parent, logicalId, generation, cancellation } = request;
    const name = generatedName(parent.id, parent.name, logicalId, generation, MAX_NAME_LENGTH);
    const uuid = uuidOf(parent.id, logicalId, generation);
    const arn = fill(`arn:{partition}:cloudformation:{region}:{account}:stack/${name}/${uuid}`, parent.environment);
    const stack = new Stack(arn, name, parent.environment, this.cloud.scheduler, parent);
    const source = this.sourceOf(request, stack);
    this.cloud.stacks.set(stack.id, stack);
    stack.announce(source.stack);
    const deployment = this.deploymentOf(stack);
    cancellation.onRequest(() => deployment.giveUp('Resource creation cancelled'));
    const failure = await deployment.create(source);
    if (failure !== undefined) {
      throw new ResourceFailure(`Embedded stack ${arn} was not successfully created: ${failure}`, arn);
    }
    return modelOf(stack);
  }

  public async update(request: ResourceRequest, existing: ExistingResource): Promise<ResourceModel> {
    const stack = this.stackOf(existing);
    const deployment = this.deploymentOf(stack);
    const source = this.sourceOf(request, stack);
    if (!deployment.isPlannedToFail(source.stack) && isDeepStrictEqual(contentOf(source), contentOf(stack.source!))) {
      return modelOf(stack);
    }
    stack.announce(source.stack);
    this.updates.set(request.logicalId, deployment);
    request.cancellation.onRequest(() => deployment.giveUp('Resource update cancelled'));
    const failure = await deployment.update(source);
    if (failure !== undefined) {
      throw new ResourceFailure(`Embedded stack ${stack.id} was not successfully updated. Currently in ${stack.status} with reason: ${failure}`);
    }
    return modelOf(stack);
  }

  /** Takes the update of a nested stack back. */
  public async rollBack(logicalId: string, existing: ExistingResource): Promise<ResourceModel> {
    const stack = this.stackOf(existing);
    const failure = await this.updates.get(logicalId)?.rollBack();
    if (failure !== undefined) {
      throw new ResourceFailure(`Embedded stack ${stack.id} was not successfully updated. Currently in ${stack.status} with reason: ${failure}`);
    }
    return modelOf(stack);
  }

  public async finish(logicalId: string): Promise<void> {
    await this.updates.get(logicalId)?.finish();
    this.updates.delete(logicalId);
  }

  public async delete(_: ResourceRequest, existing: ExistingResource): Promise<void> {
    const stack = this.stackOf(existing);
    await this.deploymentOf(stack).delete();
    if (stack.status !== 'DELETE_COMPLETE') {
      throw new ResourceFailure(`Embedded stack ${stack.id} was not successfully deleted: ${stack.statusReason}`);
    }
  }

  public missingAttribute({ logicalId }: { readonly logicalId: string }, name: string): never {
    throw new ResourceFailure(`The nested stack ${logicalId} has no ${name}`);
  }

  private stackOf({ physicalId }: ExistingResource): Stack {
    return this.cloud.stacks.get(physicalId)!;
  }

  private sourceOf({ logicalId, properties, assembly, assets }: ResourceRequest, stack: Stack): StackSource {
    const nested = nestedStackOf(assembly, logicalId);
    const parameters = Object.entries((properties.Parameters ?? {}) as Record<string, unknown>);
    const source: StackSource = {
      stack: { assets, ...nested, name: stack.name },
      template: nested.template,
      parameters: Object.fromEntries(parameters.map(([name, value]) => [name, [value].flat().join(',')])),
    };
    return { ...source, stackOutputs: resolveStackOutputs(this.cloud, stack, source) };
  }
}

/** @throws RehearsalError when the template of a nested stack is not known, so that its resources would be left out */
export function checkNestedStacks(stacks: readonly AssemblyStack[]): void {
  stacks.flatMap(withNested).forEach((stack) => Object.entries(stack.template.Resources ?? {})
    .filter(([, { Type }]) => Type === NESTED_STACK_TYPE)
    .forEach(([logicalId]) => nestedStackOf(stack, logicalId)));
}

function nestedStackOf(stack: AssemblyStack, logicalId: string): AssemblyStack {
  return stack.nested?.get(logicalId) ?? unknownTemplate(stack, logicalId);
}

function unknownTemplate({ displayName, name }: AssemblyStack, logicalId: string): never {
  throw new RehearsalError(`${displayName ?? name}.${logicalId}: the template of this nested stack is not in the assembly, so what is in it cannot be `
    + 'rehearsed. Use NestedStack of aws-cdk-lib, or leave the stack out with --stacks');
}

function modelOf({ id, outputs }: Stack): ResourceModel {
  return { physicalId: id, attributes: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [`Outputs.${name}`, value])) };
}

function contentOf({ template, parameters, stackOutputs }: StackSource): unknown {
  return [template, parameters, stackOutputs];
}
