/**
 * How the data of a channel is spread over the instances of a training.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_ModelTrainingDataChannel.html
 */
export enum DataDistribution {
  /** Every instance gets all the data. */
  FULLY_REPLICATED = 'FullyReplicated',
  /** Every instance gets its share of the data. Means something with two or more instances only. */
  SHARDED_BY_S3_KEY = 'ShardedByS3Key',
}
