/** Synthesizes the example again and again as its trainer changes it, and rehearses each deployment. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { twoParties, type Change } from './two-parties';
import { printSummary, printTimeline, Rehearsal } from '../../rehearsal/index';
import { NoiseLevel } from '../../src';

const OUT = join(__dirname, '..', '..', 'rehearsal.out');

async function main(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  // What happens to a training while it runs is part of the story.
  const rehearsal = new Rehearsal({ gap: { seconds: 0 } });
  let step = 0;
  let shown = 0;

  const tell = (title: string) => {
    console.log(`\n${++step}. ${title}\n`);
  };
  const show = () => {
    console.log(printTimeline(rehearsal.timeline, { from: shown }));
    shown = rehearsal.timeline.events.length;
  };
  const assemblyOf = (change: Change) => twoParties(change, { outdir: join(OUT, String(step)) }).synth().directory;
  const train = async (change: Change, fail?: string) => {
    const result = await rehearsal.deploy(assemblyOf(change), {
      stacks: ['Trainer'],
      // What the provider tells the trainer.
      parameters: rehearsal.describe('Provider').outputs as Record<string, string>,
      ...(fail === undefined ? {} : { fail: { [fail]: 'The parameter is locked by another team.' } }),
    });
    show();
    if (result.succeeded === (fail !== undefined)) {
      throw new Error(`the deployment of step ${step} ended as ${result.stacks.map(({ status, reason }) => `${status}: ${reason}`).join(', ')}`);
    }
  };

  tell('The provider brings its algorithm into the collaboration, and the trainer trains the first model.');
  await rehearsal.deploy(assemblyOf({}), { stacks: ['Provider'] });
  await train({});

  tell('Tags and a description change. The model stays what it is: no training.');
  const labels: Change = { team: 'fraud-and-risk', modelDescription: 'Scores of card payments' };
  await train(labels);

  tell('The provider lowers the noise of its metrics, which replaces the association. The trainer takes the new one: no training.');
  const policy: Change = { ...labels, metricsNoise: NoiseLevel.LOW };
  await rehearsal.deploy(assemblyOf(policy), { stacks: ['Provider'] });
  await train(policy);

  tell('The learning rate changes, and after the model is done another resource fails: one new version, and a rollback that trains nothing.');
  await train({ ...policy, learningRate: '0.05' }, 'Trainer/VersionInUse');

  tell('The same change again, without the failure: the version that was paid for is adopted.');
  await train({ ...policy, learningRate: '0.05' });

  tell('Another change, this time without waiting for the training.');
  await train({ ...policy, learningRate: '0.01', wait: false });

  tell('Everything is destroyed while that training runs.');
  const destroyed = await rehearsal.destroy();
  show();

  console.log(`\n${printSummary(rehearsal.summary())}`);
  const { leftBehind } = rehearsal.summary();
  if (!destroyed.succeeded || Object.values(leftBehind).some((left) => left.length > 0)) {
    throw new Error('the destruction left something behind');
  }
}

main().catch((error: Error) => {
  console.error(`demo: ${error.message}`);
  process.exitCode = 1;
});
