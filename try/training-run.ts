import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProcess } from './child-process';
import { differences, type FileObservation, filesBelow } from './file-tree';
import type { Container, Exit, Launcher, OutputLine } from './launcher';
import { channelPath, configurationFiles, FAILURE, INPUT, MODEL, OUTPUT_DATA, TRAINING_DIRECTORIES, trainingEnvironment } from './opt-ml';
import { PipeChannel } from './pipe-channel';
import { type Channel, hostsOf, type Parent, type TrainingJob } from './training-job';
import { TryError } from './try-error';

export interface TrainingRunOptions {
  readonly launcher: Launcher;
  /** An empty directory. */
  readonly directory: string;
  /** After this time the containers are killed. */
  readonly timeoutSeconds: number;
  /** When SIGTERM is sent, and how long the containers then have. @default - it is not sent */
  readonly stop?: {
    readonly afterSeconds: number;
    /** Whether it is not sent before every container has written something: only then is it certain to be at work. */
    readonly afterOutput: boolean;
    readonly timeoutSeconds: number;
  };
}

/** What one host did. */
export interface HostObservation {
  readonly host: string;
  readonly exit: Exit;
  readonly output: readonly OutputLine[];
  /** What is in the failure file. @default - there is none */
  readonly failure?: string;
  /** Files of the input that are not any more what they were. */
  readonly inputChanges: readonly string[];
  /** How many epochs of each channel were read, in Pipe mode. */
  readonly epochsRead: Readonly<Record<string, number>>;
}

/** What a training did. */
export interface TrainingObservation {
  readonly job: TrainingJob;
  readonly hosts: readonly HostObservation[];
  readonly seconds: number;
  /** Whether the containers were killed since they took too long. */
  readonly timedOut: boolean;
  /** Where the model of all hosts is. */
  readonly modelDirectory: string;
  readonly model: readonly FileObservation[];
  readonly outputFiles: readonly FileObservation[];
  /** How often containers tried to reach the network. @default - it cannot be counted */
  readonly networkAttempts?: number;
  /** @default - SIGTERM was not sent, or the training was over by then */
  readonly stop?: { readonly sentAfterSeconds: number; readonly tookSeconds: number; readonly killed: boolean };
}

/** Trains once, as the service does. */
export async function runTraining(job: TrainingJob, options: TrainingRunOptions): Promise<TrainingObservation> {
  const { launcher, directory } = options;
  const hosts = await Promise.all(hostsOf(job).map((host) => layOut(job, host, join(directory, host))));
  const network = await launcher.openNetwork(hostsOf(job), 'train');
  try {
    const started = performance.now();
    const running = await Promise.all(hosts.map(async (host) => ({
      ...host, container: await network.start({ optMl: host.optMl, argument: 'train', environment: (root) => trainingEnvironment(job, root), host: host.host }),
    })));
    const containers = running.map(({ container }) => container);
    const { timedOut, stop } = await untilEnded(containers, options, started);
    const seconds = secondsSince(started);
    const observed = await Promise.all(running.map(async ({ host, optMl, container, before, pipes }): Promise<HostObservation> => ({
      host,
      exit: await container.ended,
      output: container.output,
      failure: await readFile(join(optMl, FAILURE), 'utf8').catch(() => undefined),
      inputChanges: differences(before, await filesBelow(join(optMl, INPUT))),
      epochsRead: Object.fromEntries(await Promise.all(pipes.map(async ({ name, channel }) => [name, await channel.close()]))),
    })));
    const modelDirectory = await together(hosts.map(({ optMl }) => join(optMl, MODEL)), join(directory, 'model'));
    return {
      job,
      hosts: observed,
      seconds,
      timedOut,
      stop,
      modelDirectory,
      model: await filesBelow(modelDirectory),
      outputFiles: await filesBelow(await together(hosts.map(({ optMl }) => join(optMl, OUTPUT_DATA)), join(directory, 'output'))),
      networkAttempts: await network.attempts(),
    };
  } finally {
    await network.close();
  }
}

const POLL_SECONDS = 0.05;

async function untilEnded(containers: readonly Container[], { timeoutSeconds, stop }: TrainingRunOptions, started: number) {
  const kill = () => Promise.all(containers.map((container) => container.kill()));
  // The training is over when a host fails, whatever the others do.
  const ended = Promise.all(containers.map(async (container) => {
    if ((await container.ended).status !== 0 && stop === undefined) {
      await kill();
    }
  })).then(() => true);
  const endsWithin = async (seconds: number) => {
    const patience = new AbortController();
    try {
      return await Promise.race([ended, sleep(seconds * 1000, false, { signal: patience.signal })]);
    } finally {
      patience.abort(); // or the program would last as long as this could have
    }
  };
  if (await endsWithin(stop?.afterSeconds ?? timeoutSeconds)) {
    return { timedOut: false };
  }
  if (stop === undefined) {
    await kill();
    return { timedOut: true };
  }
  const areAtWork = () => !stop.afterOutput || containers.every(({ output }) => output.length > 0);
  while (!areAtWork()) {
    if (await endsWithin(POLL_SECONDS)) {
      return { timedOut: false };
    }
    if (secondsSince(started) > timeoutSeconds) {
      await kill();
      return { timedOut: true };
    }
  }
  const sent = performance.now();
  const sentAfterSeconds = secondsSince(started);
  await Promise.all(containers.map((container) => container.terminate()));
  const killed = !await endsWithin(stop.timeoutSeconds);
  const tookSeconds = secondsSince(sent);
  if (killed) {
    await kill();
  }
  return { timedOut: false, stop: { sentAfterSeconds, tookSeconds, killed } };
}

const secondsSince = (time: number) => (performance.now() - time) / 1000;

/** Makes `/opt/ml` of a host. */
async function layOut(job: TrainingJob, host: string, optMl: string) {
  await Promise.all(TRAINING_DIRECTORIES.map((name) => mkdir(join(optMl, name), { recursive: true })));
  for (const [name, content] of Object.entries(configurationFiles(job, host))) {
    await writeFile(join(optMl, 'input/config', name), JSON.stringify(content, undefined, 2));
  }
  const pipes: { readonly name: string; readonly channel: PipeChannel }[] = [];
  for (const channel of job.channels) {
    if (job.inputMode === 'Pipe') {
      pipes.push({ name: channel.name, channel: new PipeChannel(optMl, channel.name, job.withoutRows ? ['/dev/null'] : await filesOf(channel)) });
    } else {
      await copyChannel(job, channel, join(optMl, channelPath(channel.name)));
    }
  }
  if (job.parent !== undefined) {
    await copyParent(job.parent, join(optMl, channelPath(job.parent.channelName)));
  }
  const before = await filesBelow(join(optMl, INPUT));
  await Promise.all(pipes.map(({ channel }) => channel.open()));
  return { host, optMl, before, pipes };
}

async function copyChannel({ withoutRows }: TrainingJob, { path }: Channel, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  if (withoutRows) {
    return;
  }
  const isDirectory = (await stat(path)).isDirectory();
  await cp(path, isDirectory ? target : join(target, basename(path)), { recursive: true });
}

async function filesOf({ path }: Channel): Promise<string[]> {
  return (await stat(path)).isDirectory() ? (await filesBelow(path)).map((file) => join(path, file.path)) : [path];
}

async function copyParent({ model, form }: Parent, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  if (form === 'files') {
    await cp(model, target, { recursive: true });
    return;
  }
  const { status, output } = await runProcess(['tar', '-czf', join(target, 'model.tar.gz'), '-C', model, ...await readdir(model)]);
  if (status !== 0) {
    throw new TryError(`the model could not be packed: ${output.at(-1)?.text}`);
  }
}

/** One directory with what all hosts wrote, as the service gathers it. */
async function together(directories: readonly string[], target: string): Promise<string> {
  await mkdir(target, { recursive: true });
  for (const directory of directories) {
    await cp(directory, target, { recursive: true }).catch(() => undefined);
  }
  return target;
}
