/**
 * What an export of a trained model contains.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_TrainedModelExportsConfigurationPolicy.html
 */
export enum ExportFile {
  /** The model artifacts: what the container wrote to its model directory. */
  MODEL = 'MODEL',
  /** The other output: what the container wrote to its output directory. */
  OUTPUT = 'OUTPUT',
}
