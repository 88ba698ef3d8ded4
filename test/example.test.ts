import { twoParties } from '../examples/two-parties/two-parties';

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
