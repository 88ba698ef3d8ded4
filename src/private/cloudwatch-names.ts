/**
 * The names under which Clean Rooms ML publishes to the members of a collaboration: log groups and namespaces of metrics
 * have the same. An account has one of each in a Region, for all of its memberships.
 *
 * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/custom-model-logs.html
 */
export const CLOUDWATCH_NAMES = {
  all: '/aws/cleanroomsml/*',
  trainings: '/aws/cleanroomsml/TrainedModels',
  inferenceJobs: '/aws/cleanroomsml/TrainedModelInferenceJobs',
};
