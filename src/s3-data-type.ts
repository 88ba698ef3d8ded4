/**
 * What the location of a job's data in Amazon S3 stands for.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html
 */
export enum S3DataType {
  /** All objects whose keys begin with a prefix. */
  S3_PREFIX = 'S3Prefix',
  /** A file that lists objects. */
  MANIFEST_FILE = 'ManifestFile',
  /** A file in the augmented manifest format. Not for transform jobs. */
  AUGMENTED_MANIFEST_FILE = 'AugmentedManifestFile',
  /** Data in the Converse format. */
  CONVERSE = 'Converse',
}
