/** The event of a custom resource, as CloudFormation sends it. */
export interface ResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  /** Where CloudFormation wants its answer. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceProperties: Record<string, unknown>;
  readonly OldResourceProperties?: Record<string, unknown>;
  /** Absent in a Create, until it is accepted. */
  readonly PhysicalResourceId?: string;
}

/** Where to find what an owner has. */
export interface ResourceLocator {
  /** The owner: the physical id of the resource, also where CloudFormation was never told. */
  readonly Owner: string;
  /** Absent for an algorithm. */
  readonly Membership?: string;
  /** The name that the user asked for. */
  readonly Name?: string;
}

/** What is found out when a request is accepted: above all, the owner that it is about. */
export interface Accepted extends ResourceLocator {
  /** Goes back to CloudFormation. */
  readonly PhysicalResourceId: string;
  /** What the request is to take the place of, if that is another owner. */
  readonly Replaced?: ResourceLocator;
  /** When the request arrived, in ISO 8601. */
  readonly StartedAt: string;
}

/** A request that is worked on. */
export type AcceptedEvent = ResourceEvent & Pick<Accepted, 'Owner' | 'StartedAt'> & Partial<Accepted>;
