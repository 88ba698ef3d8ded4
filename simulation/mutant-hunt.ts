import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { handlerBundle } from './handler-bundle';
import { handlerCode } from './handler-code';
import { knownLives } from './known-lives';
import type { Change, Mutant, TestedMutant } from './mutants';
import { play } from './play';
import type { Scenario } from './scenario';
import { scenarioOf } from './scenario-generator';
import { LambdaFiles } from '../rehearsal/index';

/** How many lives of the kind that shows a mutant best come first. */
const DIRECTED = 40;
/** After so many further lives without a violation, a mutant has got away. */
const PATIENCE = 60;

export interface Hunt {
  /** How many lives it took. */
  readonly lives: number;
  /** The invariant that does not hold; nothing when the mutant got away. */
  readonly found?: string;
}

/** How many lives it takes until something does not hold that holds with the handlers as they are, and what that is. */
export async function hunt(root: string, mutant: Mutant): Promise<Hunt> {
  const shipped = handlerCode(root);
  const mutated = handlerCode(root, LambdaFiles.fromInline(await bundled(root, mutant)));
  const scenarios = [...knownLives(root).map(({ scenario }) => () => scenario), ...newLives(mutant)];
  for (const [index, scenarioAt] of scenarios.entries()) {
    const scenario = scenarioAt();
    const { violations: [violation] } = await play(scenario, mutated);
    if (violation !== undefined && (await play(scenario, shipped)).violations.length === 0) {
      return { lives: index + 1, found: violation.invariant };
    }
  }
  return { lives: scenarios.length };
}

function newLives({ scenario: kind }: Mutant): (() => Scenario)[] {
  const directed = kind === undefined ? 0 : DIRECTED;
  return Array.from({ length: PATIENCE }, (_, i) => () => (i < directed ? scenarioOf(i + 1, kind) : scenarioOf(i + 1 - directed)));
}

/** What the tests of the handlers need of the project. */
const TESTED_PARTS = ['package.json', 'tsconfig.json', 'assets', 'emulator', 'lambda', 'rehearsal', 'simulation', 'src', 'test'];

/** Whether a test fails with a mistake that is made in a copy of the project. A test that does not compile is none that fails. */
export async function failsTest(root: string, { test, ...mutant }: TestedMutant): Promise<boolean> {
  const { name, also = [], ...change } = mutant;
  const copy = mkdtempSync(path.join(tmpdir(), 'mutant-'));
  try {
    TESTED_PARTS.forEach((part) => cpSync(path.join(root, part), path.join(copy, part), { recursive: true }));
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    for (const each of [change, ...also]) {
      const mutated = path.join(copy, each.file);
      writeFileSync(mutated, applied(name, each, readFileSync(mutated, 'utf8')));
    }
    writeFileSync(path.join(copy, 'assets/lambda/index/index.js'), await bundled(root, mutant));
    const jest = require.resolve('jest/bin/jest', { paths: [root] });
    const { stdout } = spawnSync(process.execPath, [jest, '--ci', '--json', '--silent', test], { cwd: copy, encoding: 'utf8' });
    return (JSON.parse(stdout) as { numFailedTests: number }).numFailedTests > 0;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** The handlers' bundle with one mistake in it. */
export async function bundled(root: string, { name, also = [], ...change }: Mutant): Promise<string> {
  const changes = [change, ...also];
  return handlerBundle(root, (file) => {
    const own = changes.filter((each) => path.join(root, each.file) === file);
    return own.length === 0 ? undefined : own.reduce((source, each) => applied(name, each, source), readFileSync(file, 'utf8'));
  });
}

/** @throws when the mutant is not about what the file is now */
export function applied(name: string, { file, original, mutation }: Change, source: string): string {
  const parts = source.split(original);
  if (parts.length !== 2) {
    throw new Error(`the mutant "${name}" replaces a text that ${file} has ${parts.length - 1} times, not once`);
  }
  return parts.join(mutation);
}
