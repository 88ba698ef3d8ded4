import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { HELP, parseCommand, type RehearseCommand } from './cli-arguments';
import { readCloudAssembly } from './cloud-assembly';
import { RehearsalError } from './errors';
import { Rehearsal } from './rehearsal';
import { checkForeignResources } from './resource-providers';
import { playSteps, type Step } from './steps';
import { readStepsFile } from './steps-file';
import { printSummary } from './summary';
import { printTimeline } from './timeline-printer';
import { UsageError } from '../command-line/options';
import { columnsOf, isColored, type Output } from '../command-line/terminal';

export type { Output } from '../command-line/terminal';

const EXIT = { success: 0, failure: 1, usage: 2, tooManyTrainings: 3 } as const;

/** What tells the story of `demo`, which needs more than a rehearsal does. */
export type Demo = (audience: { readonly color: boolean; readonly columns: number; readonly out: (text: string) => void }) => Promise<void>;

/** Runs the command line; gives the exit status. */
export async function run(args: readonly string[], output: Output, demo: Demo): Promise<number> {
  try {
    const command = parseCommand(args, isColored(output));
    switch (command.name) {
      case 'help':
        output.out(HELP);
        return EXIT.success;
      case 'version':
        output.out(packageVersion());
        return EXIT.success;
      case 'demo':
        await demo({ color: command.color, columns: columnsOf(output), out: (text) => output.out(text) });
        return EXIT.success;
      case 'rehearse':
        return await rehearse(command, output);
    }
  } catch (error) {
    if (error instanceof UsageError) {
      output.error(`cdk-cleanrooms-ml: ${error.message} (see --help)`);
      return EXIT.usage;
    }
    // Anything else than an error of ours is one of the rehearsal itself; a stack trace would help nobody here either.
    output.error(`cdk-cleanrooms-ml: ${error instanceof RehearsalError ? '' : 'internal error: '}${(error as Error).message.split('\n')[0]}`);
    return EXIT.failure;
  }
}

async function rehearse(command: RehearseCommand, output: Output): Promise<number> {
  // What cannot be read, or is misspelt, is said before anything is played.
  const steps = command.steps === undefined ? stepsOf(command) : readStepsFile(command.steps);
  checkForeignResources(steps.flatMap((step) => ('deploy' in step ? step.deploy.stacks : [])), command.run);
  const { trainingMinutes, trainingQuota } = command;
  const rehearsal = new Rehearsal({
    run: command.run,
    gap: command.gapSeconds === undefined ? undefined : { seconds: command.gapSeconds },
    behavior: {
      ...(trainingMinutes === undefined ? {} : { trainingSeconds: trainingMinutes * 60 }),
      ...(trainingQuota === undefined ? {} : { trainingQuota: { membership: trainingQuota, account: trainingQuota } }),
    },
  });
  const { maxTrainings = Infinity } = command;
  const columns = columnsOf(output);
  rehearsal.emulator.nextTrainings.decide = () => (command.failedTrainings.includes(rehearsal.emulator.trainings.length + 1)
    ? { outcome: 'fail', reason: 'The rehearsal was told to let this training fail' }
    : undefined);
  // A deployment that does not wait for its training succeeds all the same.
  const mayFail = (first: number, last: number) => command.failedTrainings.some((number) => number >= first && number <= last);
  const results = await playSteps(rehearsal, steps, mayFail);
  await rehearsal.settle();
  const summary = rehearsal.summary();
  output.out(command.json
    ? JSON.stringify({ deployments: results, summary, timeline: rehearsal.timeline.events }, undefined, 2)
    : `${printTimeline(rehearsal.timeline, { color: command.color, verbose: command.verbose, columns })}\n\n${printSummary(summary, { color: command.color, verbose: command.verbose, columns })}`);
  if (!results.every(({ expected }) => expected)) {
    return EXIT.failure;
  }
  const missing = command.failedTrainings.find((number) => number > summary.trainings.length);
  if (missing !== undefined) {
    output.error(`cdk-cleanrooms-ml: --fail-training ${missing} had no effect, since ${started(summary.trainings.length)}`);
    return EXIT.failure;
  }
  if (summary.trainings.length > maxTrainings) {
    output.error(`cdk-cleanrooms-ml: ${summary.trainings.length} trainings are paid for, more than --max-trainings ${maxTrainings}`);
    return EXIT.tooManyTrainings;
  }
  return EXIT.success;
}

/** What the options of the command line say. */
function stepsOf({ assemblies, stacks, parameters, force, fail, destroy }: RehearseCommand): Step[] {
  const failures = Object.fromEntries((fail?.resources ?? []).map((resource) => [
    resource, { reason: 'The rehearsal was told to let this resource fail', after: fail!.after },
  ]));
  return [
    ...assemblies.map((assembly, i): Step => (
      { deploy: readCloudAssembly(assembly), stacks, parameters, force, fail: fail?.at === i + 1 ? failures : {} })),
    ...destroy ? [{ destroy, stacks } as const] : [],
  ];
}

function started(trainings: number): string {
  return trainings === 1 ? 'only 1 training started' : `only ${trainings} trainings started`;
}

function packageVersion(): string {
  // From the sources as well as from what is built of them.
  const candidates = ['../package.json', '../../package.json'].map((file) => path.join(__dirname, file));
  for (const file of candidates) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')).version;
    } catch {
      continue;
    }
  }
  return 'unknown';
}
