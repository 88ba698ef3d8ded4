/** The sample container, as it is and with mistakes, and the command that tries it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTry } from '../../try/cli';
import type { CheckResult } from '../../try/verdict';

export const SAMPLE = join(__dirname, '..', '..', 'examples', 'containers', 'logistic-regression');

/** A text in a file of the sample, and what takes its place. */
export interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const directory = mkdtempSync(join(tmpdir(), 'try-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

export function temporaryDirectory(): string {
  return mkdtempSync(join(directory, 'd-'));
}

export function requirePython(): void {
  const { error, status } = spawnSync('python3', ['-c', 'import http.server']);
  if (error !== undefined || status !== 0) {
    throw new Error('python3 was not found: the sample container is a Python program, and its tests run it');
  }
}

/** A copy of the sample with mistakes in it. */
export function variant(...patches: readonly Patch[]): string {
  const copy = temporaryDirectory();
  cpSync(SAMPLE, copy, { recursive: true, filter: (source) => !source.endsWith('__pycache__') });
  for (const { file, from, to } of patches) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(from).length !== 2) {
      throw new Error(`the patch of ${file} has to match once: ${from}`);
    }
    writeFileSync(path, text.replace(from, () => to));
  }
  return copy;
}

export interface Tried {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

/** Runs `cdk-cleanrooms-ml try`. */
export async function command(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Promise<Tried> {
  const written = { out: '', error: '' };
  const status = await runTry(args, {
    isTerminal: false,
    columns: 160,
    environment,
    out: (text) => { written.out += `${text}\n`; },
    error: (text) => { written.error += `${text}\n`; },
  });
  return { status, ...written };
}

export function programOf(container: string): string[] {
  return ['--command', `python3 -B ${join(container, 'program.py')}`, '--specification', join(container, 'algorithm.json')];
}

/** What the report says, by the name of the check. */
export function checksOf({ out, error }: Tried): Record<string, CheckResult> {
  if (out === '') {
    throw new Error(`nothing was tried: ${error}`);
  }
  return Object.fromEntries((JSON.parse(out).checks as CheckResult[]).map((result) => [result.check, result]));
}
