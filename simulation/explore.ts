/** The command: every order of a small set of events, up to a depth. */
import * as path from 'node:path';
import { readArguments } from './command-line';
import { explore, type Bounds, type Violation } from './explorer/explorer';
import { SUBJECTS } from './explorer/subjects';
import { handlerCode } from './handler-code';

const ROOT = path.resolve(__dirname, '../..');
const USAGE = 'usage: npm run explore -- [--depth <events>] [--faults <at most>] [--seconds <at most, for each resource>] [--only model|association|ml-configuration|input-channel|inference|export|sagemaker-algorithm]';

function explain({ rule, text, path: events, steps }: Violation): string {
  return [
    `VIOLATED: ${rule}`,
    `  ${text}`,
    ...steps.flatMap((step, i) => [
      ...i === events.length ? ['then, until everything has settled:'] : [],
      `${String(i + 1).padStart(3)}. ${step.text}`,
      ...step.calls.filter(({ mutating, outcome }) => mutating || outcome !== 'ok').map(({ operation, outcome = 'held' }) => `       ${operation}: ${outcome}`),
      ...step.log.map((line) => `       ${decisionIn(line)}`),
    ]),
  ].join('\n');
}

function decisionIn(line: string): string {
  const { decision, why } = JSON.parse(line) as { readonly decision: string; readonly why: string };
  return `${decision}: ${why}`;
}

async function main(): Promise<void> {
  const { depth: deepest = 5, faults = 1, seconds, only } = readArguments(process.argv.slice(2), {
    depth: 'number', faults: 'number', seconds: 'number', only: SUBJECTS.map(({ name }) => name),
  }, USAGE);
  const bounds: Bounds = { depth: deepest, disturbances: faults };
  const code = handlerCode(ROOT);
  for (const subject of SUBJECTS.filter(({ name }) => only === undefined || name === only)) {
    const from = Date.now();
    const { states, paths, depth, complete, violation } = await explore(subject, code, { ...bounds, until: seconds && from + seconds * 1000 });
    const took = ((Date.now() - from) / 1000).toFixed(1);
    console.log(`${subject.name}: ${states} states, ${paths} paths, all to depth ${complete}${depth > complete ? `, some to depth ${depth}` : ''}, ${bounds.disturbances} faults at most, ${took} s`);
    if (violation !== undefined) {
      console.log(explain(violation));
      process.exitCode = 1;
    }
  }
}

main().catch((error: Error) => {
  console.error(error.message === USAGE ? USAGE : error);
  process.exitCode = 2;
});
