/** Runs images with Docker, Finch or Podman, which take the same arguments. */
import { randomBytes } from 'node:crypto';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { runProcess, startProcess } from './child-process';
import type { Container, ContainerSettings, Launcher, Network } from './launcher';
import { INPUT, OPT_ML } from './opt-ml';
import { TryError } from './try-error';

/** What CDK takes first, and then what else there is. */
const ENGINES = ['docker', 'finch', 'podman'];
const ENGINE_VARIABLE = 'CDK_DOCKER';
/** The status with which an engine says that the failure is its own. */
const ENGINE_FAILED = 125;
const PORT = 8080;

export interface EngineOptions {
  /** An image, or a directory with a Dockerfile. */
  readonly image: string;
  /** In place of the image's own. */
  readonly entrypoint?: readonly string[];
  /** In place of `train`. */
  readonly arguments?: readonly string[];
  /** In which the engine runs. */
  readonly environment: NodeJS.ProcessEnv;
}

interface Engine {
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The program that runs containers. @throws TryError when there is none */
export function findEngine(environment: NodeJS.ProcessEnv): string {
  const { [ENGINE_VARIABLE]: chosen, PATH = '' } = environment;
  const found = chosen || ENGINES.find((name) => PATH.split(delimiter).some((directory) => isExecutable(join(directory, name))));
  if (found === undefined) {
    throw new TryError(`there is no ${ENGINES.join(', ')} on the PATH; set ${ENGINE_VARIABLE}, or try the program itself with --command`);
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

export function containerEngine(options: EngineOptions): Launcher {
  const engine: Engine = { program: findEngine(options.environment), environment: options.environment };
  const directory = isDirectory(options.image) ? resolve(options.image) : undefined;
  const image = directory === undefined ? options.image : `cdk-cleanrooms-ml-try:${randomBytes(6).toString('hex')}`;
  return {
    description: `${options.image} with ${engine.program}`,
    prepare: async () => {
      if (directory !== undefined) {
        await engineCommand(engine, ['build', '--tag', image, directory]);
      }
    },
    openNetwork: (hosts, purpose) => openNetwork(engine, image, options, hosts, purpose),
  };
}

/** One container has no network at all. Several have one without a way out. A web server needs one to be reached by. */
async function openNetwork(
  engine: Engine, image: string, options: EngineOptions, hosts: readonly string[], purpose: 'train' | 'serve',
): Promise<Network> {
  const network = hosts.length > 1 ? uniqueName() : undefined;
  if (network !== undefined) {
    await engineCommand(engine, ['network', 'create', '--internal', network]);
  }
  return {
    start: async (settings) => startContainer(engine, image, options, settings, networkArguments(settings.host, network, purpose)),
    attempts: async () => undefined,
    close: async () => {
      if (network !== undefined) {
        await engineCommand(engine, ['network', 'rm', network]);
      }
    },
  };
}

function networkArguments(host: string, network: string | undefined, purpose: 'train' | 'serve'): string[] {
  if (purpose === 'serve') {
    return ['--publish', `127.0.0.1::${PORT}`];
  }
  return network === undefined ? ['--network', 'none'] : ['--network', network, '--network-alias', host, '--hostname', host];
}

function startContainer(
  { program, environment }: Engine, image: string, options: EngineOptions, settings: ContainerSettings, network: readonly string[],
): Container {
  const name = uniqueName();
  const running = startProcess([program, ...runArguments(image, options, settings, name, network)], environment);
  return {
    output: running.output,
    ended: running.ended.then((exit) => {
      if (exit.status === ENGINE_FAILED) {
        throw new TryError(`${program} failed: ${running.output.at(-1)?.text}`);
      }
      return exit;
    }),
    terminate: async () => { await runProcess([program, 'kill', '--signal', 'TERM', name], environment); },
    kill: async () => { await runProcess([program, 'kill', name], environment); },
    endpoint: async () => {
      for (;;) {
        const { status, output } = await runProcess([program, 'port', name, String(PORT)], environment);
        const port = /:(\d+)\s*$/.exec(output[0]?.text ?? '')?.[1];
        if (status === 0 && port !== undefined) {
          return { host: '127.0.0.1', port: Number(port) };
        }
        if (running.child.exitCode !== null) {
          throw new TryError(`the container ended before its port was known: ${running.output.at(-1)?.text ?? `status ${running.child.exitCode}`}`);
        }
        await new Promise((wait) => { setTimeout(wait, 50); });
      }
    },
  };
}

function runArguments(
  image: string,
  { entrypoint, arguments: overrides }: EngineOptions,
  { optMl, argument, environment }: ContainerSettings,
  name: string,
  network: readonly string[],
): string[] {
  const isTraining = argument === 'train';
  const [program, ...rest] = isTraining ? entrypoint ?? [] : [];
  // An entrypoint takes the place of the default instructions, of which "train" is one.
  const words = isTraining ? overrides ?? (program === undefined ? [argument] : []) : [argument];
  return [
    'run', '--rm', '--name', name, ...network,
    '--volume', `${optMl}:${OPT_ML}`,
    ...isTraining ? ['--volume', `${join(optMl, INPUT)}:${OPT_ML}/${INPUT}:ro`] : [],
    ...Object.entries(environment(OPT_ML)).flatMap(([variable, value]) => ['--env', `${variable}=${value}`]),
    ...program === undefined ? [] : ['--entrypoint', program],
    image, ...rest, ...words,
  ];
}

async function engineCommand({ program, environment }: Engine, args: readonly string[]): Promise<void> {
  const { status, output } = await runProcess([program, ...args], environment)
    .catch((error: Error) => ({ status: undefined, output: [{ text: error.message }] }));
  if (status !== 0) {
    throw new TryError(`"${program} ${args[0]}" failed: ${output.slice(-5).map(({ text }) => text).join('\n')}`);
  }
}

const uniqueName = () => `cdk-cleanrooms-ml-try-${randomBytes(6).toString('hex')}`;

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
