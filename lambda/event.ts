/** The event of a custom resource, as the provider framework hands it to both functions. */
export interface ResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceProperties: Record<string, unknown>;
  readonly OldResourceProperties?: Record<string, unknown>;
  /** Absent in a Create, until `onEvent` has given one. */
  readonly PhysicalResourceId?: string;
  /** Ours, from `onEvent` to `isComplete`: when the request arrived, in ISO 8601. */
  readonly StartedAt?: string;
}
