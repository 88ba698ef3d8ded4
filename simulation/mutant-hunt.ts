import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { handlerBundle } from './handler-bundle';
import { handlerCode } from './handler-code';
import { knownLives } from './known-lives';
import type { Mutant, TestedMutant } from './mutants';
import { handlersIn, variantsOf } from './mutation';
import { play } from './play';
import type { Scenario } from './scenario';
import { scenarioOf } from './scenario-generator';
import { workflowOf } from './workflow-generator';
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

/** The functions in which the mistake is made, one after the other. */
export function placesOf(root: string, mutant: Mutant): string[] {
  return variantsOf(handlersIn(root), mutant).map(({ place }) => place);
}

/** How many lives it takes until something does not hold that holds with the handlers as they are, and what that is. */
export async function hunt(root: string, mutant: Mutant, place = 0): Promise<Hunt> {
  const shipped = handlerCode(root);
  const mutated = handlerCode(root, LambdaFiles.fromInline(await bundled(root, mutant, place)));
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
  if (kind === 'workflow') {
    return Array.from({ length: PATIENCE }, (_, i) => () => workflowOf(i + 1));
  }
  const directed = kind === undefined ? 0 : DIRECTED;
  return Array.from({ length: PATIENCE }, (_, i) => () => (i < directed ? scenarioOf(i + 1, kind) : scenarioOf(i + 1 - directed)));
}

/** What the tests of the handlers need of the project. */
const TESTED_PARTS = ['package.json', 'tsconfig.json', 'assets', 'emulator', 'lambda', 'projenrc', 'rehearsal', 'simulation', 'src', 'test'];

/** Whether a test fails with a mistake that is made in a copy of the project. A test that does not compile is none that fails. */
export async function failsTest(root: string, mutant: TestedMutant, place = 0): Promise<boolean> {
  const copy = mkdtempSync(path.join(tmpdir(), 'mutant-'));
  try {
    TESTED_PARTS.forEach((part) => cpSync(path.join(root, part), path.join(copy, part), { recursive: true }));
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    variantsOf(handlersIn(root), mutant)[place].texts.forEach((text, file) => writeFileSync(path.join(copy, file), text));
    writeFileSync(path.join(copy, 'assets/lambda/index/index.js'), await bundled(root, mutant, place));
    const jest = require.resolve('jest/bin/jest', { paths: [root] });
    const { stdout } = spawnSync(process.execPath, [jest, '--ci', '--json', '--silent', mutant.test], { cwd: copy, encoding: 'utf8' });
    return (JSON.parse(stdout) as { numFailedTests: number }).numFailedTests > 0;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** The handlers' bundle with one mistake in it. */
export async function bundled(root: string, mutant: Mutant, place = 0): Promise<string> {
  const { texts } = variantsOf(handlersIn(root), mutant)[place];
  return handlerBundle(root, (file) => texts.get(path.relative(root, file).split(path.sep).join('/')));
}
