import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { handlerCode } from './handler-code';
import type { Mutant } from './mutants';
import { play } from './play';
import { scenarioOf } from './scenario-generator';
import { LambdaFiles } from '../rehearsal/index';

/** How many lives of the kind that shows a mutant best come first. */
const DIRECTED = 40;
/** After so many seeds without a violation, a mutant has got away. */
const PATIENCE = 300;

export interface Hunt {
  readonly seeds: number;
  /** The invariant that does not hold; nothing when the mutant got away. */
  readonly found?: string;
}

/** How many seeds it takes until something does not hold, and what that is. */
export async function hunt(root: string, mutant: Mutant): Promise<Hunt> {
  const code = handlerCode(root, LambdaFiles.fromInline(await bundled(root, mutant)));
  const directed = mutant.scenario === undefined ? 0 : DIRECTED;
  for (let played = 1; played <= PATIENCE; played += 1) {
    const scenario = played <= directed ? scenarioOf(played, mutant.scenario) : scenarioOf(played - directed);
    const { violations: [violation] } = await play(scenario, code);
    if (violation !== undefined) {
      return { seeds: played, found: violation.invariant };
    }
  }
  return { seeds: PATIENCE };
}

/** The handlers' bundle with one mistake in it. */
async function bundled(root: string, mutant: Mutant): Promise<string> {
  const mutated = path.join(root, mutant.file);
  const { outputFiles: [bundle] } = await build({
    entryPoints: [path.join(root, 'lambda/index.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['@aws-sdk/*'],
    write: false,
    plugins: [{
      name: 'mutant',
      setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, ({ path: file }) => (
        file === mutated ? { contents: applied(mutant, readFileSync(file, 'utf8')), loader: 'ts' } : undefined
      )),
    }],
  });
  return bundle.text;
}

/** @throws when the mutant is not about what the file is now */
export function applied({ name, file, original, mutation }: Mutant, source: string): string {
  const parts = source.split(original);
  if (parts.length !== 2) {
    throw new Error(`the mutant "${name}" replaces a text that ${file} has ${parts.length - 1} times, not once`);
  }
  return parts.join(mutation);
}
