/** Synthesizes the collaboration again and again as the bank changes it, and rehearses each deployment. */
import { join } from 'node:path';
import { collaboration, type Change } from './collaboration';
import { heading, wrapped, type Audience } from '../audience';
import { printSummary, printTimeline, Rehearsal } from 'cdk-cleanrooms-ml/rehearsal';

interface Step {
  readonly title: string;
  /** What the members declare now; absent where everything is destroyed. */
  readonly change?: Change;
  /** The resource that fails. */
  readonly fail?: string;
  /** What is paid for. */
  readonly pays?: { readonly queries?: number; readonly trainings?: number };
}

const later: Change = { since: '2026-02-01' };

const STEPS: readonly Step[] = [
  {
    title: 'From nothing: a provider brings its algorithm and a table, and a bank queries, trains, scores and exports, all declared in two stacks.',
    change: {},
    pays: { queries: 2, trainings: 1 },
  },
  {
    title: 'The bank wants newer data. One deployment queries it, trains a version on it, and scores and exports with that version.',
    change: later,
    pays: { queries: 2, trainings: 1 },
  },
  {
    title: 'The learning rate changes, and after the training another resource fails. The rollback pays for nothing.',
    change: { ...later, learningRate: '0.05' },
    fail: 'Trainer/VersionInUse',
    pays: { trainings: 1 },
  },
  {
    title: 'The same change again: the version that was paid for is adopted, scored with and exported.',
    change: { ...later, learningRate: '0.05' },
  },
  { title: 'Everything is destroyed.' },
];

/** Tells the story. @throws when it ends in another way than it should */
export async function tellCollaboration(audience: Audience, directory: string): Promise<void> {
  const { color, columns, out } = audience;
  const rehearsal = new Rehearsal({ gap: { seconds: 0 } });
  const { emulator } = rehearsal;
  let shown = 0;

  out(`\n${heading(audience, 'A whole collaboration')}`);
  for (const [i, step] of STEPS.entries()) {
    out(`\n${heading(audience, `${i + 1}. ${step.title}`)}\n`);
    const [queries, trainings] = [emulator.queries.length, emulator.trainings.length];
    const ended = await play(rehearsal, step, join(directory, String(i + 1)));
    out(printTimeline(rehearsal.timeline, { from: shown, color, columns }));
    shown = rehearsal.timeline.events.length;
    const { pays = {} } = step;
    if (!ended || emulator.queries.length !== queries + (pays.queries ?? 0) || emulator.trainings.length !== trainings + (pays.trainings ?? 0)) {
      throw new Error(`step ${i + 1} of the collaboration ended in another way than it should`);
    }
  }
  const { inferenceJobs, exportJobs, queries } = emulator;
  out(`\n${wrapped([
    `${queries.length} queries, ${emulator.trainings.length} trainings, ${inferenceJobs.length} inference jobs and ${exportJobs.length} exports would have been paid for:`,
    'each once for what it was asked for. The rollback and the deletion paid for nothing.',
  ].join(' '), columns)}\n`);
  // The last section of the summary is what there is at the end.
  out(printSummary(rehearsal.summary(), { color, columns }).split('\n\n').pop()!);
}

/** Plays a step, and says whether it ended as it is meant to. */
async function play(rehearsal: Rehearsal, { change, fail }: Step, outdir: string): Promise<boolean> {
  if (change === undefined) {
    return (await rehearsal.destroy()).succeeded;
  }
  const assembly = collaboration(change, { outdir }).synth().directory;
  await rehearsal.deploy(assembly, { stacks: ['Provider'] });
  const { succeeded } = await rehearsal.deploy(assembly, {
    stacks: ['Trainer'],
    // What the provider tells the bank.
    parameters: rehearsal.describe('Provider').outputs as Record<string, string>,
    ...(fail === undefined ? {} : { fail: { [fail]: 'The parameter is locked by another team.' } }),
  });
  return succeeded === (fail === undefined);
}
