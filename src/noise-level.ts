/**
 * How much noise the service adds to the metrics that a training container reports.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_MetricsConfigurationPolicy.html
 */
export enum NoiseLevel {
  /** The most noise: the least that a metric tells about the data. */
  HIGH = 'HIGH',
  /** Some noise. */
  MEDIUM = 'MEDIUM',
  /** Little noise. */
  LOW = 'LOW',
  /** No noise: metrics leave the clean room exactly as the container reported them. */
  NONE = 'NONE',
}
