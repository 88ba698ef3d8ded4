/** The command: which branches of the handlers neither the simulation nor the explorer reaches, and what would reach them. */
import * as path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { Branch } from './branch-coverage/branch';
import { budget, playPart, type Part } from './branch-coverage/budget';
import { countedHandlers, reachedSince } from './branch-coverage/counted-handlers';
import { findings, isAsListed, outermost, type Findings } from './branch-coverage/findings';
import { UNREACHED } from './branch-coverage/unreached';
import { readArguments } from './command-line';
import { LIFE_KINDS } from './scenario-generator';
import { doTasks, onAllCores } from './workers';

const ROOT = path.resolve(__dirname, '../..');
const USAGE = 'usage: npm run branches -- [--search <lives>] [--from <first seed>]';

interface PlayedPart {
  readonly part: Part;
  readonly reached: readonly string[];
}

const counting = countedHandlers(ROOT);

async function perform(part: Part): Promise<PlayedPart> {
  await playPart(ROOT, (await counting).code, part);
  return { part, reached: reachedSince() };
}

async function main(): Promise<void> {
  // Lives that are played beyond the budget.
  const { search = 0, from = 1 } = readArguments(process.argv.slice(2), { search: 'number', from: 'number' }, USAGE);
  const { branches } = await counting;
  const reached = new Set<string>();
  await onAllCores<Part, PlayedPart>(__filename, budget(ROOT), ({ reached: ids }) => ids.forEach((id) => reached.add(id)));
  const found = findings(branches, reached, UNREACHED);
  print(found);
  console.log(`${branches.length} branches: ${reached.size} are reached, the list has ${UNREACHED.flatMap((each) => each.branches).length}`);
  process.exitCode = isAsListed(found) ? 0 : 1;
  if (search > 0) {
    await searchFor(outermost(branches, reached), search, from);
  }
}

function print({ unlisted, reached, gone, repeated }: Findings): void {
  const say = (title: string, lines: readonly string[]) => lines.length > 0 && console.log(`${[title, ...lines].join('\n')}\n`);
  say('Nothing reaches these. Play what does, or list them with a reason in simulation/branch-coverage/unreached.ts:', unlisted.flatMap(listed));
  say('These are listed, and reached:', reached.map(quoted));
  say('These are listed, and there are none:', gone.map(quoted));
  say('These are listed twice:', repeated.map(quoted));
}

/** Plays other lives of every kind, and says which of them reach something new. */
async function searchFor(missing: readonly Branch[], lives: number, from: number): Promise<void> {
  const left = new Map(missing.map((branch) => [branch.id, branch]));
  const kinds = [...LIFE_KINDS, 'workflow' as const];
  const parts = Array.from({ length: lives }, (_, i): Part => ({ kind: kinds[i % kinds.length], seed: from + Math.floor(i / kinds.length) }));
  await onAllCores<Part, PlayedPart>(__filename, parts, ({ part, reached }) => {
    const news = reached.flatMap((id) => left.get(id) ?? []);
    news.forEach(({ id }) => left.delete(id));
    if (news.length > 0) {
      console.log(`${JSON.stringify(part)} reaches\n${news.flatMap(listed).join('\n')}`);
    }
  });
}

function listed({ file, line, key }: Branch): string[] {
  return [`    // ${file}:${line}`, quoted(key)];
}

/** As the list has it. */
function quoted(key: string): string {
  return `    '${key.replace(/\\/g, '\\\\').replace(/'/g, '\\\'')}',`;
}

if (isMainThread) {
  main().catch((error: Error) => {
    console.error(error.message === USAGE ? USAGE : error);
    process.exitCode = 2;
  });
} else {
  doTasks(perform);
}
