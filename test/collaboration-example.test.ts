/** The whole workflow of a collaboration, as the example declares it: from nothing to scores, and back. */
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { collaboration, type Change } from '../examples/collaboration/collaboration';
import { Rehearsal } from '../rehearsal/index';

const stacksOf = (change?: Change) => collaboration(change).node.children.filter(Stack.isStack);

describe('the example of a collaboration', () => {
  test('is synthesized without errors', () => {
    expect(stacksOf().flatMap((stack) => Annotations.fromStack(stack).findError('*', Match.anyValue()))).toEqual([]);
  });

  test('warns of the policy alone that the trainer cannot see', () => {
    const warnings = stacksOf().flatMap((stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-cleanrooms-ml:')));
    expect(warnings.map(({ id, entry }) => `${id} ${/cdk-cleanrooms-ml:(\w+)/.exec(String(entry.data))![1]}`).sort()).toEqual([
      '/Trainer/Model/Export unknownPrivacyPolicy', '/Trainer/Model/Scores unknownPrivacyPolicy',
    ]);
  });

  test('pays once for each query, version, inference and export, also when an update is rolled back in the middle', async () => {
    const rehearsal = new Rehearsal();
    const { emulator } = rehearsal;
    const paid = () => ({
      queries: emulator.queries.length,
      trainings: emulator.trainings.length,
      inferences: emulator.inferenceJobs.length,
      exports: emulator.exportJobs.length,
    });
    const deploy = async (change: Change, fail?: string) => {
      const { directory } = collaboration(change).synth();
      await rehearsal.deploy(directory, { stacks: ['Provider'] });
      const parameters = rehearsal.describe('Provider').outputs as Record<string, string>;
      await rehearsal.deploy(directory, {
        stacks: ['Trainer'], parameters, ...(fail === undefined ? {} : { fail: { [fail]: 'The parameter is locked by another team.' } }),
      });
      return { status: rehearsal.describe('Trainer').status, ...paid() };
    };

    // Everything from nothing: the data to learn from, and the data to score.
    expect(await deploy({})).toEqual({ status: 'CREATE_COMPLETE', queries: 2, trainings: 1, inferences: 1, exports: 1 });
    // New data goes through channels, model, inference and export in one deployment.
    const later = { since: '2026-02-01' };
    expect(await deploy(later)).toEqual({ status: 'UPDATE_COMPLETE', queries: 4, trainings: 2, inferences: 2, exports: 2 });
    expect(await deploy(later)).toEqual({ status: 'UPDATE_COMPLETE', queries: 4, trainings: 2, inferences: 2, exports: 2 });
    // The update fails after the training. What it has paid for is used when it is made again.
    const faster = { ...later, learningRate: '0.05' };
    expect(await deploy(faster, 'Trainer/VersionInUse')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', queries: 4, trainings: 3 });
    expect(await deploy(faster)).toMatchObject({ status: 'UPDATE_COMPLETE', queries: 4, trainings: 3 });
    const [latest] = [...emulator.inferenceJobs].reverse();
    expect(latest.request.trainedModelVersionIdentifier).toBe(emulator.trainings[2].versionIdentifier);

    const before = paid();
    expect(await rehearsal.destroy()).toMatchObject({ succeeded: true, trainings: 0 });
    expect(paid()).toEqual(before);
    const { leftBehind } = rehearsal.summary();
    expect(Object.values(leftBehind).flat()).toEqual([]);
  });
});
