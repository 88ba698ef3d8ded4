/** Runs the command of a container as a process of this machine, without a container engine. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProcess } from './child-process';
import type { Container, ContainerSettings, Launcher, Network } from './launcher';
import { inContainer, inNetworkOf, NETWORK_COMMAND, problemOfNamespaces } from './namespaces';
import { OPT_ML } from './opt-ml';
import { TryError } from './try-error';

export interface LocalProcessOptions {
  readonly command: string;
  /** Where files that belong to no container go. */
  readonly workspace: string;
  /** Where the web server listens. */
  readonly port: number;
  /** Whether to go without namespaces where the machine has them. */
  readonly plain: boolean;
}

/** The variable that has the place of `/opt/ml` where a process cannot have it as its own. */
export const OPT_ML_VARIABLE = 'OPT_ML';

/** Connects a socket that can be reached from outside of a network with a port in it. */
const RELAY = `
  const net = require('node:net');
  const [socket, port] = process.argv.slice(1);
  net.createServer({ allowHalfOpen: true }, (from) => {
    const to = net.connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true });
    from.pipe(to).pipe(from);
    from.on('error', () => to.destroy());
    to.on('error', () => from.destroy());
  }).listen(socket, () => console.log('ready'));`;

export async function localProcess(options: LocalProcessOptions): Promise<Launcher> {
  const problem = options.plain ? '--plain was given' : await problemOfNamespaces();
  return problem === undefined ? inNamespaces(options) : withoutNamespaces(options, problem);
}

function inNamespaces(options: LocalProcessOptions): Launcher {
  let networks = 0;
  return {
    description: `"${options.command}" in namespaces of this machine`,
    prepare: async () => {},
    openNetwork: async (hosts) => {
      networks += 1;
      const directory = join(options.workspace, `network-${networks}`);
      await mkdir(directory, { recursive: true });
      const hostsFile = join(directory, 'hosts');
      // All hosts share the loopback device, each with an address of its own.
      await writeFile(hostsFile, ['127.0.0.1 localhost', ...hosts.map((host, i) => `127.0.0.${i + 2} ${host}`), ''].join('\n'));
      return openNamespace(options, directory, hostsFile);
    },
  };
}

async function openNamespace({ command, port }: LocalProcessOptions, directory: string, hosts: string): Promise<Network> {
  const { child: holder, output } = startProcess(NETWORK_COMMAND, process.env, 'pipe');
  await ready(output, holder);
  const enter = inNetworkOf(holder.pid!);
  let containers = 0;
  return {
    start: async ({ optMl, argument, environment }) => {
      containers += 1;
      const staging = join(directory, `staging-${containers}`);
      await mkdir(staging);
      const inside = [...enter, ...inContainer({ optMl, hosts, staging }, shellCommand(command, argument))];
      const running = startProcess(inside, { ...inherited(), ...environment(OPT_ML) });
      const socket = join(directory, `http-${containers}`);
      let relay: ReturnType<typeof startProcess> | undefined;
      void running.ended.then(() => relay?.child.kill('SIGKILL'), () => undefined);
      return {
        output: running.output,
        ended: running.ended,
        terminate: () => terminateFirstProcess(running.child.pid!),
        kill: async () => { running.child.kill('SIGKILL'); },
        endpoint: async () => {
          relay = startProcess([...enter, process.execPath, '-e', RELAY, socket, String(port)], process.env);
          await ready(relay.output, relay.child);
          return { socketPath: socket };
        },
      };
    },
    attempts: async () => failedRoutes(await readFile(`/proc/${holder.pid}/net/snmp`, 'utf8')),
    close: async () => { holder.stdin!.end(); },
  };
}

/** Process 1 of the container is the child of the program that made its namespaces, which passes no signals on. */
async function terminateFirstProcess(parent: number): Promise<void> {
  const children = (await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8').catch(() => '')).split(' ').filter((pid) => pid !== '');
  for (const pid of children) {
    try {
      process.kill(Number(pid), 'SIGTERM');
    } catch {
      continue; // It has ended.
    }
  }
}

/** How often there was no way to an address, or nobody at it, as when a name is looked up. */
function failedRoutes(snmp: string): number {
  const valueOf = (protocol: string, counter: string) => {
    const [names, values] = snmp.split('\n').filter((line) => line.startsWith(`${protocol}: `)).map((line) => line.split(' '));
    return Number(values?.[names.indexOf(counter)] ?? 0);
  };
  return valueOf('Ip', 'OutNoRoutes') + valueOf('Udp', 'NoPorts');
}

/** As much as a process without namespaces can have. */
function withoutNamespaces({ command, port }: LocalProcessOptions, problem: string): Launcher {
  const start = async ({ optMl, argument, environment }: ContainerSettings): Promise<Container> => {
    const running = startProcess(shellCommand(command, argument), { ...inherited(), [OPT_ML_VARIABLE]: optMl, ...environment(optMl) });
    return {
      output: running.output,
      ended: running.ended,
      terminate: async () => { running.child.kill('SIGTERM'); },
      kill: async () => { running.child.kill('SIGKILL'); },
      endpoint: async () => ({ host: '127.0.0.1', port }),
    };
  };
  return {
    description: `"${command}" as a plain process, with ${OPT_ML_VARIABLE} in place of ${OPT_ML}`,
    openNetworkReason: problem,
    singleHostReason: problem,
    prepare: async () => {},
    openNetwork: async () => ({ start, attempts: async () => undefined, close: async () => {} }),
  };
}

/** The shell takes the command apart. What the service appends is its last argument. */
function shellCommand(command: string, argument: string): string[] {
  return ['sh', '-c', `exec ${command} "$@"`, 'sh', argument];
}

/** The environment of this program, without what a container of the service would get from elsewhere. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:SM_|SAGEMAKER_|AWS_|FILE_FORMAT$|OPT_ML$)/.test(name)));
}

async function ready(output: readonly { readonly text: string }[], child: { readonly exitCode: number | null }): Promise<void> {
  while (!output.some(({ text }) => text === 'ready')) {
    if (child.exitCode !== null) {
      throw new TryError(`a network could not be made: ${output.map(({ text }) => text).join('; ') || `status ${child.exitCode}`}`);
    }
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}

