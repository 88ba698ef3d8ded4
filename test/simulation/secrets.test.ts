import { Random } from '../../simulation/random';
import { secretIn, secretValue, type SecretKind } from '../../simulation/secrets';
import { CREATE_TRAINED_MODEL } from '../../src/private/protocol/api-model';
import { problemsOf } from '../../src/private/protocol/shape';

const MEMBER = { parameter: 'hyperparameters', variable: 'environment' } as const;

describe.each(['parameter', 'variable'] as SecretKind[])('the values of a %s', (kind) => {
  const random = new Random(1);
  const values = [...new Set(Array.from({ length: 200 }, () => secretValue(random, kind, random.integer(1, 4))))];

  test('have every shape, up to the longest', () => {
    expect(values.length).toBeGreaterThan(20);
    expect(Math.max(...values.map(({ length }) => length))).toBe(kind === 'parameter' ? 2500 : 512);
  });

  test('are allowed by the service', () => {
    const shape = CREATE_TRAINED_MODEL.members[MEMBER[kind]];
    expect(values.flatMap((value) => problemsOf(shape, { token: value }))).toEqual([]);
  });

  test('are recognised as they are, in JSON, without their white space, and in every fragment of twelve characters', () => {
    for (const value of values) {
      const fragments = value.startsWith('secret-') ? [] : Array.from({ length: value.length - 11 }, (_, i) => value.slice(i, i + 12));
      for (const text of [value, JSON.stringify({ value }), value.replace(/\s+/g, ' '), ...fragments]) {
        expect(secretIn(text)).toBeDefined();
      }
    }
  });
});

test('what is no secret is not taken for one', () => {
  expect(secretIn('TrainedModel "Model" (Update): fraud-model-ckxdfsyd4eklvde7dwqf6 is INACTIVE')).toBeUndefined();
});
