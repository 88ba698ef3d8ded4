/**
 * Synthesizes the example again and again as its trainer changes it, rehearses each deployment, and says what was paid for: with
 * this library, and with what one writes without it.
 */
import { join } from 'node:path';
import { CustomResourceTrainerStack } from './custom-resource-trainer-stack';
import { TrainerStack } from './trainer-stack';
import { twoParties, type Change } from './two-parties';
import { heading, wrapped, type Audience } from '../audience';
import { NoiseLevel } from 'cdk-cleanrooms-ml';
import { printTimeline, printVersionChart, Rehearsal, table, type RehearsalSummary } from 'cdk-cleanrooms-ml/rehearsal';

interface Step {
  readonly title: string;
  /** What both parties declare now; absent where everything is destroyed. */
  readonly change?: Change;
  readonly deploysProvider?: boolean;
  /** The resource that fails. */
  readonly fail?: string;
  /** What is paid for, as the conclusion says it. */
  readonly trains?: string;
  /** What trained nothing, and why. */
  readonly free?: readonly (readonly [what: string, why: string])[];
}

const labels: Change = { team: 'fraud-and-risk', modelDescription: 'Scores of card payments' };
const policy: Change = { ...labels, metricsNoise: NoiseLevel.LOW };

const STEPS: readonly Step[] = [
  {
    title: 'The provider brings its algorithm into the collaboration, and the trainer trains the first model.',
    change: {},
    deploysProvider: true,
    trains: 'the first model',
  },
  {
    title: 'Tags and a description change. The model stays what it is: no training.',
    change: labels,
    free: [['the labels', 'They decide nothing that a model learns. Tags changed in place, the description applies to the next version.']],
  },
  {
    title: 'The provider lowers the noise of its metrics, which replaces the association. The trainer takes the new one: no training.',
    change: policy,
    deploysProvider: true,
    free: [['the new association', 'Its training container is the same, so the model keeps its version.']],
  },
  {
    title: 'The learning rate changes, and after the model is done another resource fails: one new version, and a rollback that trains nothing.',
    change: { ...policy, learningRate: '0.05' },
    fail: 'Trainer/VersionInUse',
    trains: 'learning rate 0.05',
    free: [['the rollback', 'v1 had been kept, so it is in use again. v2 is paid for and stays.']],
  },
  {
    title: 'The same change again, without the failure: the version that was paid for is adopted.',
    change: { ...policy, learningRate: '0.05' },
    free: [['the retry', 'v2 was trained from exactly these inputs, so it is adopted.']],
  },
  {
    title: 'Another change, this time without waiting for the training.',
    change: { ...policy, learningRate: '0.01', wait: false },
    trains: 'learning rate 0.01',
  },
  {
    title: 'Everything is destroyed while that training runs.',
    free: [['the deletion', 'It cancelled v3, which was still in progress, and deleted the output of v1 and v2.']],
  },
];

/** Tells the story. @throws when it ends in another way than it should */
export async function tellTwoParties(audience: Audience, directory: string): Promise<void> {
  const { color, columns, out } = audience;
  // What happens to a training while it runs is part of the story.
  const rehearsal = new Rehearsal({ gap: { seconds: 0 } });
  let shown = 0;

  out(`\n${heading(audience, 'The life of one model')}`);
  for (const [i, step] of STEPS.entries()) {
    out(`\n${heading(audience, `${i + 1}. ${step.title}`)}\n`);
    const { trainings, ended } = await play(rehearsal, step, join(directory, String(i + 1)));
    if (!ended) {
      throw new Error(`step ${i + 1} ended in another way than it should`);
    }
    out(printTimeline(rehearsal.timeline, { from: shown, color, columns }));
    shown = rehearsal.timeline.events.length;
    if (trainings !== (step.trains === undefined ? 0 : 1)) {
      throw new Error(`step ${i + 1} trained ${trainings} models`);
    }
  }
  out(`\n${heading(audience, 'Conclusion')}\n\n${conclusion(rehearsal, color, columns)}`);
  const without = await withoutLibrary(directory);
  out(`\n${heading(audience, 'The same story without this library')}\n\n${comparison(rehearsal, without, color, columns)}`);
}

/**
 * What the story comes to with an `AwsCustomResource`. Its deployments do not wait for trainings, so after each but the last one
 * there is time until the training has ended.
 */
async function withoutLibrary(directory: string): Promise<Rehearsal> {
  // The API's documentation does not say that names have to be unique. If they have to be, a change of anything fails.
  const rehearsal = new Rehearsal({ gap: { seconds: 0 }, run: ['Custom::AWS'], behavior: { uniqueNames: false } });
  for (const [i, step] of STEPS.entries()) {
    await play(rehearsal, step, join(directory, `without-${i + 1}`), CustomResourceTrainerStack);
    if (step.change !== undefined && step.change.wait !== false) {
      await rehearsal.advance({ minutes: 60 });
    }
  }
  return rehearsal;
}

/** Plays a step: how many trainings it started, and whether it ended as it is meant to. */
async function play(
  rehearsal: Rehearsal, { change, deploysProvider, fail }: Step, outdir: string,
  trainer: typeof TrainerStack | typeof CustomResourceTrainerStack = TrainerStack,
): Promise<{ readonly trainings: number; readonly ended: boolean }> {
  if (change === undefined) {
    const { succeeded, trainings } = await rehearsal.destroy();
    return { trainings, ended: succeeded };
  }
  const assembly = twoParties(change, { outdir }, trainer).synth().directory;
  if (deploysProvider) {
    await rehearsal.deploy(assembly, { stacks: ['Provider'] });
  }
  const { succeeded, trainings } = await rehearsal.deploy(assembly, {
    stacks: ['Trainer'],
    // What the provider tells the trainer.
    parameters: rehearsal.describe('Provider').outputs as Record<string, string>,
    ...(fail === undefined ? {} : { fail: { [fail]: 'The parameter is locked by another team.' } }),
  });
  return { trainings, ended: succeeded === (fail === undefined) };
}

const OUTCOMES = { inProgress: 'still in progress', usable: 'in use', trainedAndDeleted: 'trained; deleted in step 7', cancelled: 'cancelled in step 7', failed: 'failed' };

function conclusion(rehearsal: Rehearsal, color: boolean, columns: number): string {
  const summary = rehearsal.summary();
  const { trainings, leftBehind } = summary;
  if (Object.values(leftBehind).some((left) => left.length > 0)) {
    throw new Error('the destruction left something behind');
  }
  const paid = STEPS.flatMap(({ trains }, i) => (trains === undefined ? [] : [{ step: i + 1, trains }]));
  const free = STEPS.flatMap((step, i) => (step.free ?? []).map(([what, why]) => [`step ${i + 1}`, what, why]));
  return [
    printVersionChart(summary, { color, columns }),
    '',
    `${trainings.length} trainings would have been paid for, one for each real change:`,
    table(trainings.map(({ outcome }, i) => [`v${i + 1}`, `step ${paid[i].step}`, paid[i].trains, OUTCOMES[outcome]]), columns),
    '',
    'Everything else trained nothing:',
    table(free, columns),
    '',
    wrapped('Nothing is left in the service. That no version is usable now is what step 7 asked for.', columns),
  ].join('\n');
}

/** What is left of the story, side by side. */
function comparison(withLibrary: Rehearsal, without: Rehearsal, color: boolean, columns: number): string {
  const rows: readonly (readonly [what: string, figure: (rehearsal: Rehearsal) => string | number])[] = [
    ['Trainings paid for', ({ emulator }) => emulator.trainings.length],
    ['Trainings that still run', ({ emulator }) => emulator.leftBehind().runningTrainings.length],
    ['Versions left behind', ({ emulator }) => usable(emulator.leftBehind()).length],
    ['... that no stack knows any more', (rehearsal) => usable(rehearsal.summary().leftBehind).length],
    ['The stack at the end', (rehearsal) => rehearsal.describeAll().find(({ name }) => name === 'Trainer')!.status],
  ];
  return [
    wrapped('An AwsCustomResource calls CreateTrainedModel for every create and update, and DeleteTrainedModelOutput for every delete.', columns),
    '',
    printVersionChart(without.summary(), { color, columns }),
    '',
    table([
      ['', 'cdk-cleanrooms-ml', 'AwsCustomResource'],
      ...rows.map(([what, figure]) => [what, String(figure(withLibrary)), String(figure(without))]),
    ], columns),
  ].join('\n');
}

/** Those that nobody is deleting. */
function usable({ activeOutputs }: Pick<RehearsalSummary['leftBehind'], 'activeOutputs'>) {
  return activeOutputs.filter(({ status }) => status() === 'ACTIVE');
}
