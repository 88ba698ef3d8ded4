/**
 * The format of the data of an ML input channel.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_ProtectedQueryInputParameters.html
 */
export enum ResultFormat {
  /** Comma-separated values. */
  CSV = 'CSV',
  /** Apache Parquet. */
  PARQUET = 'PARQUET',
}
