/** What is tried, from the command line to the lines of the report. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Program, TryCommand } from './arguments';
import { containerEngine } from './container-engine';
import { filesBelow } from './file-tree';
import { inferenceChecks } from './inference-checks';
import { runInference } from './inference-run';
import type { Launcher, OutputLine } from './launcher';
import { localProcess } from './local-process';
import { CSV, PARQUET } from './opt-ml';
import { rowsOf, writeChannel } from './sample-data';
import { type ChannelSpecification, type InferenceSpecification, readSpecification, type Specification, UNSPECIFIED } from './specification';
import { trainingChecks } from './training-checks';
import type { Channel, TrainingJob } from './training-job';
import { runTraining } from './training-run';
import { succeeded, TRAINING_TRIALS, tryTraining } from './training-trials';
import { type CheckResult, notTried } from './verdict';
import { UsageError } from '../command-line/options';

/** Who follows what happens. */
export interface Follower {
  begin(title: string): void;
  /** What a container wrote, when it has ended. */
  container(title: string, output: readonly OutputLine[]): void;
}

export interface TryResult {
  readonly description: string;
  readonly results: readonly CheckResult[];
}

/** Records of one request, and of the largest a multiple. */
const RECORDS = 10;
const MOST_RECORDS = 100;
const DEFAULT_INFERENCE: InferenceSpecification = { contentTypes: [CSV], responseTypes: [CSV] };

/** @throws UsageError where the command line does not fit the specification; TryError where nothing can be tried */
export async function tryContainers(command: TryCommand, workspace: string, follower: Follower, environment: NodeJS.ProcessEnv): Promise<TryResult> {
  const specification = command.specification === undefined ? UNSPECIFIED : readSpecification(command.specification);
  const hyperparameters = hyperparametersOf(specification, command);
  checkPaths(command);
  const channels = await channelsOf(specification, command, workspace);
  const launcher = await launcherOf(command.training, command, { workspace, environment });
  const place: Place = { launcher, workspace, follower, environment };
  follower.begin('preparing');
  await launcher.prepare();

  const results: CheckResult[] = [];
  let model = command.model;
  if (model === undefined || [...command.trials].some((trial) => trial !== 'inference')) {
    const training = await trainingResults(command, specification, { ...place, hyperparameters, channels });
    results.push(...training.results);
    model ??= training.model;
  }
  results.push(...await inferenceResults(command, specification, { ...place, model }));
  return { description: launcher.description, results };
}

interface Place {
  readonly launcher: Launcher;
  readonly workspace: string;
  readonly follower: Follower;
  readonly environment: NodeJS.ProcessEnv;
}

async function trainingResults(
  command: TryCommand, specification: Specification, { hyperparameters, channels, launcher, workspace, follower }: Place & {
    readonly hyperparameters: Readonly<Record<string, string>>; readonly channels: readonly Channel[];
  },
): Promise<{ readonly results: CheckResult[]; readonly model?: string }> {
  const lists = (mode: 'File' | 'FastFile' | 'Pipe') => specification.channels.every(({ inputModes }) => inputModes.includes(mode));
  const job: TrainingJob = {
    hyperparameters,
    channels,
    inputMode: lists('File') || lists('FastFile') || !lists('Pipe') ? 'File' : 'Pipe',
    instanceCount: 1,
    smVariables: true,
    environment: command.environment,
  };
  let trainings = 0;
  const trials = await tryTraining({
    trials: new Set(TRAINING_TRIALS.filter((trial) => command.trials.has(trial))),
    job,
    instanceCount: launcher.singleHostReason === undefined ? instancesOf(command, specification) : undefined,
    triesPipe: lists('Pipe'),
    incrementalChannel: command.incrementalChannel,
    stopHyperparameters: command.stopHyperparameters,
    stopTimeoutSeconds: command.stopTimeoutSeconds,
  }, async (title, tried, stop) => {
    trainings += 1;
    follower.begin(title);
    const observation = await runTraining(tried, { launcher, directory: join(workspace, `training-${trainings}`), timeoutSeconds: command.timeoutSeconds, stop });
    observation.hosts.forEach(({ host, output }) => follower.container(`${title} (${host})`, output));
    return observation;
  });
  const results = trainingChecks(trials, {
    specification,
    caps: command.caps,
    redaction: command.redaction,
    stopTimeoutSeconds: command.stopTimeoutSeconds,
    rows: await someRows(channels),
    openNetworkReason: launcher.openNetworkReason,
    singleHostReason: launcher.singleHostReason,
  });
  return { results, model: succeeded(trials.first) && trials.first.model.length > 0 ? trials.first.modelDirectory : undefined };
}

/** More than one, where the training can be distributed. */
function instancesOf({ instances }: TryCommand, { isDistributed }: Specification): number | undefined {
  const count = instances ?? (isDistributed ? 2 : 1);
  return count > 1 ? count : undefined;
}

async function inferenceResults(
  command: TryCommand, specification: Specification, { launcher, workspace, follower, environment, model }: Place & { readonly model?: string },
): Promise<CheckResult[]> {
  const isWanted = specification.inference !== undefined || command.inference !== undefined || command.specification === undefined;
  if (!isWanted || !command.trials.has('inference')) {
    return [];
  }
  const inference = specification.inference ?? DEFAULT_INFERENCE;
  const records = recordsOf(command);
  if (model === undefined) {
    return notAtAll('there is no model', 'Give one with --model, or let the training succeed.');
  }
  if (!inference.contentTypes.includes(CSV)) {
    return notAtAll(`only ${CSV} can be sent, and the specification lists ${inference.contentTypes.join(', ')}`);
  }
  const server = command.inference === undefined ? launcher : await launcherOf(command.inference, command, { workspace, environment });
  if (server !== launcher) {
    await server.prepare();
  }
  const [accept] = inference.responseTypes;
  const observation = await runInference({
    launcher: server,
    directory: join(workspace, 'inference'),
    model,
    contentType: CSV,
    accept,
    records,
    maxPayloadMb: command.maxPayloadMb,
    startTimeoutSeconds: command.startTimeoutSeconds,
    environment: command.inferenceEnvironment,
    progress: (title) => follower.begin(title),
  });
  follower.container('inference container', observation.output);
  return inferenceChecks(observation, { accept, contentType: CSV, caps: command.caps });
}

function notAtAll(reason: string, advice?: string): CheckResult[] {
  return [{ container: 'inference', check: 'everything', ...notTried(reason, advice) }];
}

async function launcherOf(
  program: Program, command: TryCommand, { workspace, environment }: Pick<Place, 'workspace' | 'environment'>,
): Promise<Launcher> {
  return 'command' in program
    ? localProcess({ command: program.command, workspace, port: command.port, plain: command.plain })
    : containerEngine({ image: program.image, entrypoint: command.entrypoint, arguments: command.arguments, environment });
}

/** Those that are given, over the defaults. */
function hyperparametersOf({ hyperparameters }: Specification, command: TryCommand): Record<string, string> {
  const given = command.hyperparameters;
  if (hyperparameters === undefined) {
    return { ...given };
  }
  const names = hyperparameters.map(({ name }) => name);
  const unknown = Object.keys({ ...given, ...command.stopHyperparameters }).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`the specification has no hyperparameter ${unknown.join(', ')}; it has ${names.join(', ') || 'none'}`);
  }
  const missing = hyperparameters.filter(({ name, isRequired, defaultValue }) => isRequired && (given[name] ?? defaultValue) === undefined);
  if (missing.length > 0) {
    throw new UsageError(`hyperparameters are missing that have no default: ${missing.map(({ name }) => name).join(', ')}; give them with --hyperparameter`);
  }
  const defaults = hyperparameters.flatMap(({ name, defaultValue }) => (defaultValue === undefined ? [] : [[name, defaultValue]]));
  return { ...Object.fromEntries(defaults), ...given };
}

function checkPaths({ data, records, model }: TryCommand): void {
  const paths = [...Object.entries(data).map(([name, path]) => [`--data ${name}=`, path]), ['--records ', records], ['--model ', model]];
  const missing = paths.filter(([, path]) => path !== undefined && !existsSync(path));
  if (missing.length > 0) {
    throw new UsageError(`there is no ${missing.map(([option, path]) => `${option}${path}`).join(', ')}`);
  }
  if (model !== undefined && !statSync(model).isDirectory()) {
    throw new UsageError(`--model must be a directory, got ${model}`);
  }
}

async function channelsOf({ channels }: Specification, command: TryCommand, workspace: string): Promise<Channel[]> {
  const names = channels.map(({ name }) => name);
  const unknown = Object.keys(command.data).filter((name) => command.specification !== undefined && !names.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`the specification has no channel ${unknown.join(', ')}; it has ${names.join(', ')}`);
  }
  // Without a specification, channels are what data is given for.
  const all = command.specification === undefined && Object.keys(command.data).length > 0
    ? Object.keys(command.data).map((name): ChannelSpecification => ({ name, isRequired: true, contentTypes: [CSV, PARQUET], inputModes: ['File'] }))
    : channels;
  const used = all.filter(({ name, isRequired }) => name !== command.incrementalChannel && (isRequired || command.data[name] !== undefined));
  return Promise.all(used.map((channel) => channelOf(channel, command, workspace)));
}

async function channelOf({ name, contentTypes }: ChannelSpecification, { data, columns, rows }: TryCommand, workspace: string): Promise<Channel> {
  const path = data[name];
  if (path !== undefined) {
    const files = statSync(path).isDirectory() ? (await filesBelow(path)).map((file) => file.path) : [path];
    const contentType = files.length > 0 && files.every((file) => extname(file) === '.parquet') ? PARQUET : CSV;
    if (!contentTypes.includes(contentType)) {
      throw new UsageError(`--data ${name}=${path} is ${contentType}, and the channel takes ${contentTypes.join(', ')}`);
    }
    return { name, contentType, path };
  }
  if (!contentTypes.includes(CSV)) {
    throw new UsageError(`only ${CSV} can be generated, and the channel ${name} takes ${contentTypes.join(', ')}; give data with --data ${name}=<path>`);
  }
  return { name, contentType: CSV, path: await writeChannel(join(workspace, 'data', name), columns, rows) };
}

function recordsOf({ records, columns }: TryCommand): string[] {
  if (records === undefined) {
    return rowsOf(columns.slice(1), RECORDS, 2);
  }
  const lines = readFileSync(records, 'utf8').split('\n').map((line) => line.replace(/\r$/, '')).filter((line) => line !== '');
  if (lines.length < 2) {
    throw new UsageError(`--records ${records} must have 2 records or more, got ${lines.length}`);
  }
  return lines.slice(0, MOST_RECORDS);
}

const MOST_ROWS = 100_000;

/** Rows of the data, for finding them in the output. */
async function someRows(channels: readonly Channel[]): Promise<string[]> {
  const rows: string[] = [];
  for (const { path, contentType } of channels.filter((channel) => channel.contentType === CSV)) {
    const files = statSync(path).isDirectory() ? (await filesBelow(path)).map((file) => join(path, file.path)) : [path];
    for (const file of contentType === CSV ? files : []) {
      rows.push(...readFileSync(file, 'utf8').split('\n').slice(0, MOST_ROWS - rows.length));
    }
  }
  return rows.filter((row) => row !== '');
}
