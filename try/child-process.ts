import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Exit, OutputLine } from './launcher';

export interface RunningProcess {
  readonly child: ChildProcess;
  readonly output: readonly OutputLine[];
  readonly ended: Promise<Exit>;
}

/** Starts a program and gathers the lines that it writes. */
export function startProcess(command: readonly string[], environment: NodeJS.ProcessEnv, stdin: 'ignore' | 'pipe' = 'ignore'): RunningProcess {
  const output: OutputLine[] = [];
  const child = spawn(command[0], command.slice(1), { env: environment, stdio: [stdin, 'pipe', 'pipe'] });
  const gather = (stream: OutputLine['stream']) => new Promise<void>((resolve) => {
    createInterface({ input: child[stream]! }).on('line', (text) => output.push({ stream, text })).on('close', resolve);
  });
  const written = Promise.all([gather('stdout'), gather('stderr')]);
  const exited = new Promise<Exit>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status, signal) => resolve({ status: status ?? undefined, signal: signal ?? undefined }));
  });
  // A process that outlives the container can hold its output open.
  const ended = exited.then(async (exit) => {
    await Promise.race([written, after(1_000)]);
    return exit;
  });
  return { child, output, ended };
}

/** Runs a program to its end. */
export async function runProcess(command: readonly string[], environment = process.env): Promise<Exit & { readonly output: readonly OutputLine[] }> {
  const running = startProcess(command, environment);
  return { ...await running.ended, output: running.output };
}

/** Some time later. Nothing waits for it at the end of the program. */
export function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds).unref(); });
}
