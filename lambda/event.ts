/** The event of a custom resource, as the provider framework hands it to both functions. */
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
  /** Absent in a Create, until `onEvent` has given one. */
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

/** What `onEvent` adds to the event that `isComplete` is polled with: above all, the owner that the request is about. */
export interface Accepted extends ResourceLocator {
  /** Goes back to CloudFormation. */
  readonly PhysicalResourceId: string;
  /** What the request is to take the place of, if that is another owner. */
  readonly Replaced?: ResourceLocator;
  /** When the request arrived, in ISO 8601. */
  readonly StartedAt: string;
}
