/**
 * The layout of `/opt/ml`, which is the contract between a container and the service.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
 * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/custom-model-guidelines.html
 */
import { hostsOf, type TrainingJob } from './training-job';

export const OPT_ML = '/opt/ml';
/** Of a failure file, this many characters are shown. */
export const FAILURE_CHARACTERS = 1024;

/** Paths below `/opt/ml`. */
export const INPUT = 'input';
export const MODEL = 'model';
export const OUTPUT_DATA = 'output/data';
export const FAILURE = 'output/failure';
export const channelPath = (name: string) => `input/data/${name}`;
export const pipePath = (name: string, epoch: number) => `input/data/${name}_${epoch}`;

/** The directories of a training container that has nothing in it yet. */
export const TRAINING_DIRECTORIES = ['input/config', 'input/data', MODEL, OUTPUT_DATA];

/** The files in `/opt/ml/input/config`, by name. */
export function configurationFiles(job: TrainingJob, host: string): Record<string, unknown> {
  return {
    'hyperparameters.json': job.numbersAsNumbers ? withNumbers(job.hyperparameters) : job.hyperparameters,
    'inputdataconfig.json': Object.fromEntries([
      ...job.channels.map(({ name, contentType }) => [name, channelConfiguration(job, contentType)]),
      // A model is always there as files.
      ...job.parent === undefined ? [] : [[job.parent.channelName, channelConfiguration({ inputMode: 'File' })]],
    ]),
    'resourceconfig.json': { current_host: host, hosts: hostsOf(job), network_interface_name: 'eth0' },
  };
}

function channelConfiguration({ inputMode }: Pick<TrainingJob, 'inputMode'>, contentType?: string) {
  return {
    // To the container, FastFile is File.
    TrainingInputMode: inputMode === 'Pipe' ? 'Pipe' : 'File',
    S3DistributionType: 'FullyReplicated',
    RecordWrapperType: 'None',
    ...(contentType === undefined ? {} : { ContentType: contentType }),
  };
}

function withNumbers(hyperparameters: TrainingJob['hyperparameters']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(hyperparameters).map(([name, value]) => (
    [name, value.trim() === '' || Number.isNaN(Number(value)) ? value : Number(value)])));
}

/** The environment of a training container whose `/opt/ml` is at `root`. */
export function trainingEnvironment(job: TrainingJob, root: string): Record<string, string> {
  const format = job.channels.some(({ contentType }) => contentType === PARQUET) ? 'parquet' : 'csv';
  const names = [...job.channels.map(({ name }) => name), ...job.parent === undefined ? [] : [job.parent.channelName]];
  return {
    ...(job.smVariables ? {
      SM_MODEL_DIR: `${root}/${MODEL}`,
      SM_OUTPUT_DIR: `${root}/output`,
      ...Object.fromEntries(names.map((name) => [channelVariable(name), `${root}/${channelPath(name)}`])),
      FILE_FORMAT: format,
    } : {}),
    ...job.environment,
  };
}

export const CSV = 'text/csv';
export const PARQUET = 'application/x-parquet';

/** The variable that has the directory of a channel. */
export function channelVariable(name: string): string {
  return `SM_CHANNEL_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

/** The environment of an inference container in a batch transform. */
export function inferenceEnvironment(maxPayloadMb: number): Record<string, string> {
  return { SAGEMAKER_BATCH: 'true', SAGEMAKER_BATCH_STRATEGY: 'MULTI_RECORD', SAGEMAKER_MAX_PAYLOAD_IN_MB: String(maxPayloadMb), SAGEMAKER_MAX_CONCURRENT_TRANSFORMS: '1' };
}
