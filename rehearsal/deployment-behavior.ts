/** How CloudFormation goes about a deployment, where that can be chosen or is not documented. */
export interface DeploymentBehavior {
  /** Seconds that a resource takes which a rehearsal only stands in for. */
  resourceSeconds: number;

  /** Seconds from a request to a custom resource until its provider is invoked. */
  deliverySeconds: number;

  /**
   * What happens in a rollback to a custom resource whose update had succeeded in another physical resource: it is
   * asked to go back, with an update like every other one, or CloudFormation takes the former physical resource
   * without asking. Not documented.
   */
  rollbackOfReplacement: 'update' | 'restore';

  /**
   * The id of a request that asks the same as an earlier one, as when a deployment is tried again: one of its own, or the
   * earlier one. Not documented.
   *
   * @see https://github.com/aws/aws-cdk/issues/35957
   */
  requestIds: 'unique' | 'repeated';
}

export const DEFAULT_DEPLOYMENT_BEHAVIOR: Readonly<DeploymentBehavior> = {
  resourceSeconds: 1,
  deliverySeconds: 1,
  rollbackOfReplacement: 'update',
  requestIds: 'unique',
};
