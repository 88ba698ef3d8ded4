/**
 * What declaring a model costs, beside the alternatives. Every measurement has a process of its own, and the
 * alternatives take turns, so that whatever else the machine does hits all of them.
 *
 * Usage: npm run bench -- [rounds]
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Import } from './import';
import type { RehearsedLife } from './rehearse';
import { fit, spreadOf, type Spread } from './statistics';
import type { Synthesis } from './synthesize';
import { table } from './table';
import type { WorkloadName } from './workloads';

const ROOT = join(__dirname, '..');
const SIZES = [1, 10, 100, 400];
const ALTERNATIVES: readonly WorkloadName[] = ['TrainedModel', 'AwsCustomResource', 'L1'];
const DEFAULT_ROUNDS = 5;
/** Of that many measurements in a round the shortest counts: what else the machine does only ever makes one longer. */
const ATTEMPTS = 3;

type Measurements = { readonly [A in WorkloadName]: { readonly [size: number]: readonly Synthesis[] } };

function main(rounds: number): void {
  if (!(Number.isInteger(rounds) && rounds > 0)) {
    throw new Error('the number of rounds must be a whole number above 0');
  }
  console.log(`Node.js ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${rounds} rounds of ${ATTEMPTS} attempts; medians of the rounds, with the lowest and highest\n`);
  reportSynthesis(measureSynthesis(rounds), rounds);
  reportImport(rounds * ATTEMPTS);
  reportRehearsal(rounds);
  reportSizes();
}

function measureSynthesis(rounds: number): Measurements {
  const measured = Object.fromEntries(ALTERNATIVES.map((alternative) => (
    [alternative, Object.fromEntries(SIZES.map((size) => [size, [] as Synthesis[]]))]
  ))) as { [A in WorkloadName]: { [size: number]: Synthesis[] } };
  for (let round = 0; round < rounds; round += 1) {
    for (const size of SIZES) {
      const attempts = Array.from({ length: ATTEMPTS }, () => (
        ALTERNATIVES.map((alternative) => child<Synthesis>('synthesize.ts', alternative, String(size)))
      ));
      ALTERNATIVES.forEach((alternative, i) => {
        measured[alternative][size].push(shortest(attempts.map((attempt) => attempt[i])));
      });
    }
  }
  return measured;
}

function shortest(attempts: readonly Synthesis[]): Synthesis {
  return attempts.reduce((best, attempt) => (attempt.milliseconds < best.milliseconds ? attempt : best));
}

function reportSynthesis(measured: Measurements, rounds: number): void {
  console.log('Synthesis, from new App() to the assembly on disk. L1 is CfnConfiguredModelAlgorithm: a trained model has none.\n');
  console.log(table([
    ['', 'models', 'milliseconds', 'template bytes', 'resources', 'stacks'],
    ...ALTERNATIVES.flatMap((alternative) => SIZES.map((size) => {
      const runs = measured[alternative][size];
      const [{ templateBytes, resources, stacks }] = runs;
      const milliseconds = spreadOf(runs.map((run) => run.milliseconds));
      return [alternative, String(size), figure(milliseconds, 0), String(templateBytes), String(resources), String(stacks)];
    })),
  ]));

  const lines = Object.fromEntries(ALTERNATIVES.map((alternative) => [alternative, {
    rounds: Array.from({ length: rounds }, (_, round) => fit(SIZES.map((size) => [size, measured[alternative][size][round].milliseconds]))),
    bytes: fit(SIZES.map((size) => [size, measured[alternative][size][0].templateBytes])),
    resources: fit(SIZES.map((size) => [size, measured[alternative][size][0].resources])),
  }])) as { [A in WorkloadName]: { rounds: ReturnType<typeof fit>[]; bytes: ReturnType<typeof fit>; resources: ReturnType<typeof fit> } };
  console.log('\nEach further model, and what is there once (the line that fits the sizes best, for each round)\n');
  console.log(table([
    ['', 'ms for each model', 'ms once', 'bytes for each model', 'bytes once', 'resources for each model'],
    ...ALTERNATIVES.map((alternative) => {
      const { rounds: fits, bytes, resources } = lines[alternative];
      return [
        alternative, figure(spreadOf(fits.map(({ marginal }) => marginal)), 2), figure(spreadOf(fits.map(({ fixed }) => fixed)), 0),
        bytes.marginal.toFixed(0), bytes.fixed.toFixed(0), resources.marginal.toFixed(2),
      ];
    }),
  ]));

  const ratio = (other: WorkloadName) => (
    spreadOf(lines.TrainedModel.rounds.map(({ marginal }, round) => marginal / lines[other].rounds[round].marginal))
  );
  const toL1 = ratio('L1');
  const toCustomResource = ratio('AwsCustomResource');
  console.log();
  report('synthesis of a further model, as a multiple of an L1', figure(toL1, 2), 'at most 1.5', toL1.median <= 1.5);
  report('synthesis of a further model, as a multiple of an AwsCustomResource', figure(toCustomResource, 2), 'at most 0.33', toCustomResource.median <= 1 / 3);
  const { marginal } = lines.TrainedModel.resources;
  report('resources in the template for each model', marginal.toFixed(2), 'one', Math.abs(marginal - 1) < 1e-9);
}

function reportImport(rounds: number): void {
  // Every app uses these two.
  const parts = ['App', 'Stack'];
  const imports = Array.from({ length: rounds }, () => ({ alone: child<Import>('import.ts'), inApp: child<Import>('import.ts', ...parts) }));
  const added = spreadOf(imports.map(({ alone }) => alone.packageMilliseconds));
  const milliseconds = (values: readonly number[]) => `${figure(spreadOf(values), 1)} ms`;
  report(`import of the package after aws-cdk-lib, which takes ${milliseconds(imports.map(({ alone }) => alone.cdkMilliseconds))}`,
    `${figure(added, 1)} ms`, 'under 30 ms', added.median < 30);
  report(`  the same after ${parts.join(' and ')} of aws-cdk-lib, which take ${milliseconds(imports.map(({ inApp }) => inApp.cdkMilliseconds))}`,
    milliseconds(imports.map(({ inApp }) => inApp.packageMilliseconds)));
}

function reportRehearsal(rounds: number): void {
  const [models, changes] = [100, 3];
  const lives = Array.from({ length: rounds }, () => child<RehearsedLife>('rehearse.ts', String(models), String(changes)));
  const seconds = spreadOf(lives.map(({ milliseconds }) => milliseconds / 1000));
  report(`rehearsal of ${models} models with ${changes} changes each, from their creation to their deletion (${lives[0].trainings} trainings)`,
    `${figure(seconds, 1)} s`, 'under 10 s', seconds.median < 10);
}

function reportSizes(): void {
  const bundle = join(ROOT, 'assets/lambda/index/index.js');
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;
  const { size } = statSync(bundle);
  report(`bundle of the handlers (${kilobytes(gzipSync(readFileSync(bundle)).length)} compressed)`, kilobytes(size), 'under 60 KB', size < 60 * 1024);
  const [{ size: packed, unpackedSize }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  })) as [{ size: number; unpackedSize: number }];
  report(`packed tarball (${kilobytes(unpackedSize)} unpacked)`, kilobytes(packed));
}

function report(what: string, measured: string, aim?: string, met?: boolean): void {
  console.log(`${what}: ${measured}${aim === undefined ? '' : `; aim: ${aim}, ${met ? 'met' : 'MISSED'}`}`);
}

function figure({ median: middle, min, max }: Spread, digits: number): string {
  return `${middle.toFixed(digits)} (${min.toFixed(digits)}..${max.toFixed(digits)})`;
}

/** Runs one measurement in a process of its own. */
function child<T>(script: string, ...args: string[]): T {
  return JSON.parse(execFileSync('node', ['--require', 'ts-node/register/transpile-only', join(__dirname, script), ...args], {
    cwd: ROOT, env: { ...process.env, TS_NODE_PROJECT: join(ROOT, 'test/tsconfig.json') }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'],
  })) as T;
}

main(process.argv[2] === undefined ? DEFAULT_ROUNDS : Number(process.argv[2]));
