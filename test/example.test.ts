import { twoParties, type Change } from '../examples/two-parties/two-parties';
import { Rehearsal } from '../rehearsal/index';
import { NoiseLevel } from '../src';

const assembly = twoParties().synth();

/** A template without the hashes of its assets: what is in the handlers is not what is in the template. */
function templateOf(stack: string): unknown {
  const template = JSON.stringify(assembly.getStackByName(stack).template);
  return JSON.parse(template.replace(/[0-9a-f]{64}\.zip/g, '<hash>.zip'));
}

describe.each(['Provider', 'Trainer'])('the stack %s', (stack) => {
  test('is what it was', () => {
    expect(templateOf(stack)).toMatchSnapshot();
  });

  test('has no annotations', () => {
    expect(assembly.getStackByName(stack).messages).toEqual([]);
  });
});

test('a changed privacy policy replaces the provider\'s association, and the trainer takes the new one without a training', async () => {
  const rehearsal = new Rehearsal();
  const deploy = async (change: Change) => {
    const { directory } = twoParties(change).synth();
    await rehearsal.deploy(directory, { stacks: ['Provider'] });
    const parameters = rehearsal.describe('Provider').outputs as Record<string, string>;
    return { ...await rehearsal.deploy(directory, { stacks: ['Trainer'], parameters }), association: parameters.AssociationArn };
  };
  const before = await deploy({});
  expect(before).toMatchObject({ succeeded: true, trainings: 1 });
  const after = await deploy({ metricsNoise: NoiseLevel.LOW });
  expect(after).toMatchObject({ succeeded: true, trainings: 0 });
  expect(after.association).not.toBe(before.association);
});
