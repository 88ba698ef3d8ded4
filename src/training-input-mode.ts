/**
 * How training data reaches the container.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_CreateTrainedModel.html
 */
export enum TrainingInputMode {
  /** The data is downloaded before the training starts, and is there as files. */
  FILE = 'File',
  /** The data is streamed from Amazon S3 while the training runs, and looks like files. */
  FAST_FILE = 'FastFile',
  /** The data is streamed through named pipes. */
  PIPE = 'Pipe',
}
