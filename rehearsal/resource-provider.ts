import type { Cancellation } from './cancellation';
import type { AssemblyStack } from './cloud-assembly';
import type { LambdaCode } from './lambda-code';
import type { Stack } from './stack';
import type { TemplateResource } from './template';

/** A resource that CloudFormation wants to be made, changed or deleted. */
export interface ResourceRequest {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly definition: TemplateResource;
  /** Evaluated. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** A number that is another one for each physical resource of the same logical id. */
  readonly generation: number;
  /** The stack as the assembly has it. */
  readonly assembly: AssemblyStack;
  /** The code of Lambda functions, by S3 key. */
  readonly assets: ReadonlyMap<string, LambdaCode>;
  /** Requested when the deployment fails elsewhere while this resource is in progress. */
  readonly cancellation: Cancellation;
}

/** The physical resource that a request is about. */
export interface ExistingResource {
  readonly physicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What became of a resource. */
export interface ResourceModel {
  /** What `Ref` gives. Another one after an update is another resource, which replaces the former. */
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Makes, changes and deletes resources of some types. */
export interface ResourceProvider {
  create(request: ResourceRequest): Promise<ResourceModel>;
  update(request: ResourceRequest, existing: ExistingResource): Promise<ResourceModel>;
  delete(request: ResourceRequest, existing: ExistingResource): Promise<void>;
  /** The value of an attribute that the resource's model does not have. */
  missingAttribute(resource: { readonly logicalId: string; readonly physicalId: string; readonly stack: Stack }, name: string): unknown;
}

/** Why a resource could not be made, changed or deleted: what CloudFormation reports, and rolls back for. */
export class ResourceFailure extends Error {
  /** @param physicalId what was made nevertheless */
  constructor(reason: string, public readonly physicalId?: string) {
    super(reason);
  }
}
