import { assignment, parseOptions, positive, UsageError, whole } from '../command-line/options';
import type { SizeCaps } from './checks/artifacts';
import type { Redaction } from './redaction';
import { COLUMN_KINDS, type ColumnKind, DEFAULT_COLUMNS } from './sample-data';
import { TRAINING_TRIALS } from './training-trials';
import {
  CHANNEL_NAME, CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION, CREATE_TRAINED_MODEL, ENTITY_TYPES, EXPORT_FILES, START_TRAINED_MODEL_INFERENCE_JOB,
} from '../src/private/protocol/api-model';
import { problemsOf, type Shape, type StructureShape } from '../src/private/protocol/shape';

/** What can be selected with `--only`. The first is the training that all others are compared with. */
export const TRIALS = ['training', ...TRAINING_TRIALS, 'inference'] as const;
export type Trial = typeof TRIALS[number];

/** What runs: an image or directory with a container engine, or a command of this machine. */
export type Program = { readonly image: string } | { readonly command: string };

export interface TryCommand {
  readonly name: 'try';
  readonly training: Program;
  /** @default - the program of the training */
  readonly inference?: Program;
  readonly specification?: string;
  readonly trials: ReadonlySet<Trial>;
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly stopHyperparameters?: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly inferenceEnvironment: Readonly<Record<string, string>>;
  /** Files and directories, by channel. */
  readonly data: Readonly<Record<string, string>>;
  readonly columns: readonly ColumnKind[];
  readonly rows: number;
  /** A file with records for inference. @default - generated records, without the first column */
  readonly records?: string;
  /** A directory with a model for inference. @default - the model that is trained */
  readonly model?: string;
  /** @default - 2, where the specification says that the training can be distributed */
  readonly instances?: number;
  readonly incrementalChannel?: string;
  readonly entrypoint?: readonly string[];
  readonly arguments?: readonly string[];
  readonly caps: SizeCaps;
  readonly redaction: Redaction;
  readonly timeoutSeconds: number;
  readonly stopTimeoutSeconds: number;
  readonly startTimeoutSeconds: number;
  readonly maxPayloadMb: number;
  readonly port: number;
  readonly plain: boolean;
  readonly strict: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly keep: boolean;
  readonly color: boolean;
}

export const HELP = `Usage: cdk-cleanrooms-ml try <image | directory> [options]
       cdk-cleanrooms-ml try --command <command> [options]

Runs a training container on this machine as AWS Clean Rooms ML does, then the inference container, and prints a line for each
rule of their contract: pass, fail, warning or not tried, and what to do.

What is tried:
  <image | directory>     an image, or a directory with a Dockerfile, which is built; with the program in CDK_DOCKER, or the
                          first of docker, finch and podman on the PATH
  --command <command>     a program of this machine, without a container engine; "train" or "serve" is added to it.
                          Where the kernel allows it (Linux, with util-linux), it sees /opt/ml, is process 1 and has no network.
                          Elsewhere, or with --plain, the variable OPT_ML has the directory that stands for /opt/ml, the SM_
                          variables point into it, and the network cannot be cut off
  --specification <file>  algorithm.json, as "aws sagemaker describe-algorithm" prints it: hyperparameters with their defaults,
                          channels, content types, input modes, metrics, whether training is distributed, inference
  --inference-image <image | directory>, --inference-command <command>
                          the inference container, where it is another one
  --entrypoint <word>, --argument <word>
                          as of the algorithm's training container; each can be repeated
  --only <a,b>            what to try: ${TRIALS.join(', ')} (default: all)

What it is given:
  --hyperparameter <name=value>      can be repeated, as can all options with a name
  --environment <name=value>         of the training container
  --inference-environment <name=value>
  --data <channel=path>   a file or a directory: CSV without a header, or Parquet (default: generated CSV)
  --columns <a,b>         the columns of generated data: ${COLUMN_KINDS.join(', ')} (default: ${DEFAULT_COLUMNS.join(',')})
  --rows <n>              the rows of generated data (default: 200)
  --records <file>        records for inference, without a header (default: generated, without the first column)
  --model <directory>     a model for inference (default: the one that is trained)
  --instances <n>         also train on so many instances (default: 2 where the specification says it can be distributed)
  --incremental-channel <name>       also train incrementally, with the parent's model under this channel
  --stop-hyperparameter <name=value> makes the training last that is stopped with SIGTERM

What it may take, as in the privacy policy and the jobs:
  --max-artifact-size <GB>, --max-export-size <GB>, --max-inference-output-size <GB>
  --export-files <a,b>    ${EXPORT_FILES.join(', ')} (default: MODEL)
  --redact <a,b>          ${ENTITY_TYPES.join(', ')}
  --redact-pattern <expression>      a custom identifier; can be repeated
  --max-payload <MB>      the largest payload of inference (default: 6)
  --timeout <seconds>     how long a training may take (default: 3600)
  --start-timeout <seconds>          how long the inference container may take to start (default: 300)
  --stop-timeout <seconds>           how long a training may go on after SIGTERM (default: 120)

Other options:
  --port <n>              where the --command listens for inference (default: 8080)
  --plain                 run --command without namespaces
  --strict                exit with status 1 for warnings too
  --json                  print the result as JSON
  --verbose               print what the containers write
  --keep                  keep the temporary directory, and print where it is
  --color, --no-color     color the table (default: when the output is a terminal, unless NO_COLOR is set)
  --help

The exit status is 1 when a check fails, or nothing can be tried, and 2 for a wrong command line.`;

const TEXT = { type: 'string' } as const;
const TEXTS = { type: 'string', multiple: true } as const;
const FLAG = { type: 'boolean' } as const;

const OPTIONS = {
  'command': TEXT,
  'specification': TEXT,
  'inference-image': TEXT,
  'inference-command': TEXT,
  'entrypoint': TEXTS,
  'argument': TEXTS,
  'only': TEXT,
  'hyperparameter': TEXTS,
  'environment': TEXTS,
  'inference-environment': TEXTS,
  'data': TEXTS,
  'columns': TEXT,
  'rows': TEXT,
  'records': TEXT,
  'model': TEXT,
  'instances': TEXT,
  'incremental-channel': TEXT,
  'stop-hyperparameter': TEXTS,
  'max-artifact-size': TEXT,
  'max-export-size': TEXT,
  'max-inference-output-size': TEXT,
  'export-files': TEXT,
  'redact': TEXT,
  'redact-pattern': TEXTS,
  'max-payload': TEXT,
  'timeout': TEXT,
  'start-timeout': TEXT,
  'stop-timeout': TEXT,
  'port': TEXT,
  'plain': FLAG,
  'strict': FLAG,
  'json': FLAG,
  'verbose': FLAG,
  'keep': FLAG,
  'color': FLAG,
  'no-color': FLAG,
  'help': { type: 'boolean', short: 'h' },
} as const;

const HIGHEST_PORT = 65_535;
const DEFAULTS = { rows: '200', timeout: '3600', startTimeout: '300', stopTimeout: '120', maxPayload: '6', port: '8080' } as const;

/** @throws UsageError */
export function parseTry(args: readonly string[], colorByDefault: boolean): TryCommand | { readonly name: 'help' } {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help || args.length === 0) {
    return { name: 'help' };
  }
  const training = programOf(positionals, values.command);
  const whereImage = (option: 'entrypoint' | 'argument') => {
    if (values[option] !== undefined && 'command' in training) {
      throw new UsageError(`--${option} is for an image; put it into --command`);
    }
    return values[option];
  };
  const { policies } = LIMITS;
  return {
    name: 'try',
    training,
    inference: inferenceProgram(values['inference-image'], values['inference-command']),
    specification: values.specification,
    trials: new Set(choices('--only', values.only, TRIALS) ?? TRIALS),
    hyperparameters: limitedMap('--hyperparameter', values.hyperparameter, LIMITS.training.hyperparameters),
    stopHyperparameters: values['stop-hyperparameter'] && limitedMap('--stop-hyperparameter', values['stop-hyperparameter'], LIMITS.training.hyperparameters),
    environment: limitedMap('--environment', values.environment, LIMITS.training.environment),
    inferenceEnvironment: limitedMap('--inference-environment', values['inference-environment'], LIMITS.inference.environment),
    data: Object.fromEntries((values.data ?? []).map((text) => assignment('--data', text))),
    columns: choices('--columns', values.columns, COLUMN_KINDS) ?? DEFAULT_COLUMNS,
    rows: whole('--rows', values.rows ?? DEFAULTS.rows, 1),
    records: values.records,
    model: values.model,
    instances: values.instances === undefined ? undefined : limited('--instances', Number(values.instances), memberOf(LIMITS.training.resourceConfig, 'instanceCount')),
    incrementalChannel: values['incremental-channel'] && limited('--incremental-channel', values['incremental-channel'], CHANNEL_NAME),
    entrypoint: whereImage('entrypoint'),
    arguments: whereImage('argument'),
    caps: {
      maxArtifactSize: gigabytes('--max-artifact-size', values['max-artifact-size'], memberOf(policies, 'trainedModels', 'maxArtifactSize', 'value')),
      maxExportSize: gigabytes('--max-export-size', values['max-export-size'], memberOf(policies, 'trainedModelExports', 'maxSize', 'value')),
      exportFiles: choices('--export-files', values['export-files'], EXPORT_FILES) ?? ['MODEL'],
      maxInferenceOutputSize: gigabytes(
        '--max-inference-output-size', values['max-inference-output-size'], memberOf(policies, 'trainedModelInferenceJobs', 'maxOutputSize', 'value')),
    },
    redaction: { entities: choices('--redact', values.redact, ENTITY_TYPES) ?? [], customIdentifiers: (values['redact-pattern'] ?? []).map(expression) },
    timeoutSeconds: positive('--timeout', values.timeout ?? DEFAULTS.timeout),
    stopTimeoutSeconds: positive('--stop-timeout', values['stop-timeout'] ?? DEFAULTS.stopTimeout),
    startTimeoutSeconds: positive('--start-timeout', values['start-timeout'] ?? DEFAULTS.startTimeout),
    maxPayloadMb: limited(
      '--max-payload', Number(values['max-payload'] ?? DEFAULTS.maxPayload), memberOf(LIMITS.inference.containerExecutionParameters, 'maxPayloadInMB')),
    port: whole('--port', values.port ?? DEFAULTS.port, 1, HIGHEST_PORT),
    plain: values.plain ?? false,
    strict: values.strict ?? false,
    json: values.json ?? false,
    verbose: values.verbose ?? false,
    keep: values.keep ?? false,
    color: values['no-color'] ? false : values.color ?? colorByDefault,
  };
}

function programOf(positionals: readonly string[], command: string | undefined): Program {
  const [image, ...others] = positionals;
  if (others.length > 0) {
    throw new UsageError(`one image or directory can be given, got ${positionals.join(' ')}`);
  }
  if ((image === undefined) === (command === undefined)) {
    throw new UsageError(image === undefined ? 'an image, a directory or --command is missing' : 'an image or directory, or --command, can be given, got both');
  }
  return image === undefined ? { command: command! } : { image };
}

function inferenceProgram(image: string | undefined, command: string | undefined): Program | undefined {
  if (image !== undefined && command !== undefined) {
    throw new UsageError('--inference-image or --inference-command can be given, got both');
  }
  return image === undefined ? command === undefined ? undefined : { command } : { image };
}

/** What the service takes. */
const LIMITS = {
  training: CREATE_TRAINED_MODEL.members,
  inference: START_TRAINED_MODEL_INFERENCE_JOB.members,
  policies: memberOf(CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION, 'privacyConfiguration', 'policies'),
};

function memberOf(shape: Shape, ...path: readonly string[]): Shape {
  return path.reduce((structure, name) => (structure as StructureShape).members[name], shape);
}

/** @throws UsageError where the service would not take the value */
function limited<T>(option: string, value: T, shape: Shape): T {
  const [problem] = problemsOf(shape, value);
  if (problem !== undefined) {
    throw new UsageError(`${option} ${problem.path === '' ? '' : `${problem.path} `}${problem.message}`);
  }
  return value;
}

function limitedMap(option: string, texts: readonly string[] | undefined, shape: Shape): Record<string, string> {
  return limited(option, Object.fromEntries((texts ?? []).map((text) => assignment(option, text))), shape);
}

function gigabytes(option: string, text: string | undefined, shape: Shape): number | undefined {
  return text === undefined ? undefined : limited(option, Number(text), shape);
}

function choices<T extends string>(option: string, text: string | undefined, allowed: readonly T[]): T[] | undefined {
  if (text === undefined) {
    return undefined;
  }
  const values = text.split(',').map((value) => value.trim());
  const wrong = values.find((value) => !allowed.includes(value as T));
  if (wrong !== undefined) {
    throw new UsageError(`${option} must be of ${allowed.join(', ')}, got ${wrong || 'nothing'}`);
  }
  return values as T[];
}

function expression(source: string): string {
  try {
    return new RegExp(source).source;
  } catch (error) {
    throw new UsageError(`--redact-pattern is no regular expression: ${(error as Error).message}`);
  }
}
