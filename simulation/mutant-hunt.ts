import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { handlerCode } from './handler-code';
import type { Change, Mutant } from './mutants';
import { play } from './play';
import { scenarioOf } from './scenario-generator';
import { LambdaFiles } from '../rehearsal/index';

/** How many lives of the kind that shows a mutant best come first. */
const DIRECTED = 40;
/** After so many lives without a violation, a mutant has got away. */
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
  const directed = mutant.scenario === undefined ? 0 : DIRECTED;
  for (let lives = 1; lives <= PATIENCE; lives += 1) {
    const scenario = lives <= directed ? scenarioOf(lives, mutant.scenario) : scenarioOf(lives - directed);
    const { violations: [violation] } = await play(scenario, mutated);
    if (violation !== undefined && (await play(scenario, shipped)).violations.length === 0) {
      return { lives, found: violation.invariant };
    }
  }
  return { lives: PATIENCE };
}

/** The handlers' bundle with one mistake in it. */
async function bundled(root: string, { name, also = [], ...change }: Mutant): Promise<string> {
  const changes = [change, ...also];
  const { outputFiles: [bundle] } = await build({
    entryPoints: [path.join(root, 'lambda/index.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['@aws-sdk/*'],
    write: false,
    plugins: [{
      name: 'mutant',
      setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const own = changes.filter((each) => path.join(root, each.file) === file);
        return own.length === 0 ? undefined : { contents: own.reduce((source, each) => applied(name, each, source), readFileSync(file, 'utf8')), loader: 'ts' };
      }),
    }],
  });
  return bundle.text;
}

/** @throws when the mutant is not about what the file is now */
export function applied(name: string, { file, original, mutation }: Change, source: string): string {
  const parts = source.split(original);
  if (parts.length !== 2) {
    throw new Error(`the mutant "${name}" replaces a text that ${file} has ${parts.length - 1} times, not once`);
  }
  return parts.join(mutation);
}
