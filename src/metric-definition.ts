/**
 * A metric that the service reads from the logs of a training.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_MetricDefinition.html
 */
export interface MetricDefinition {
  /**
   * The metric's name in CloudWatch: 1 to 255 characters, unique within the container.
   */
  readonly name: string;

  /**
   * What a log line looks like that reports the metric, with the value as the first group: a regular expression of
   * 1 to 500 characters, such as `auc=([0-9.]+)`.
   */
  readonly regex: string;
}
