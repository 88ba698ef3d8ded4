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

/** Where what an owner has is to be found. */
export interface Holding {
  /** Whose resource it is: the physical id that it has, also where CloudFormation was never told. */
  readonly Owner: string;
  /** Nothing for an algorithm. */
  readonly Membership?: string;
  /** The name that the user asked for. */
  readonly Name?: string;
}

/** What `onEvent` adds to the event that `isComplete` is polled with: above all, what the request is about. */
export interface Accepted extends Holding {
  /** Goes back to CloudFormation. */
  readonly PhysicalResourceId: string;
  /** What has to go with it, since CloudFormation knows nothing of it. */
  readonly Abandoned?: readonly Holding[];
  /** When the request arrived, in ISO 8601. */
  readonly StartedAt: string;
}
