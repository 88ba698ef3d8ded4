/** Every order of a few events up to a small depth; `npm run explore` goes as deep as one likes. */
import { resolve } from 'node:path';
import { LambdaFiles } from '../../rehearsal/index';
import type { Event } from '../../simulation/explorer/explored-world';
import { explore, replay, type Bounds } from '../../simulation/explorer/explorer';
import { ASSOCIATION, ML_CONFIGURATION, MODEL, SUBJECTS, type Subject } from '../../simulation/explorer/subjects';
import { handlerCode } from '../../simulation/handler-code';
import { bundled } from '../../simulation/mutant-hunt';
import { FOUND_BY_TESTS, MUTANTS } from '../../simulation/mutants';

const ROOT = resolve(__dirname, '../..');
const code = handlerCode(ROOT);

/** Long orders in which nothing goes wrong, and short ones in which one thing does. */
const CALM: Bounds = { depth: 5, disturbances: 0 };
const DISTURBED: Bounds = { depth: 3, disturbances: 1 };
const LONG_AND_DISTURBED: Bounds = { depth: 5, disturbances: 1 };

describe.each(SUBJECTS.map((subject) => [subject.name, subject] as const))('%s', (_, subject) => {
  test.each([CALM, DISTURBED])('nothing is violated by any order of $depth events with $disturbances faults', async (bounds) => {
    const { violation, complete, states } = await explore(subject, code, bounds);

    expect(violation).toBeUndefined();
    expect(complete).toBe(bounds.depth);
    expect(states).toBeGreaterThan(50);
  });
});

test('a path replays exactly', async () => {
  const first: Event[] = [{ do: 'send', purpose: 'create' }, { do: 'look', request: 1 }];
  const { steps: [, look] } = await replay(MODEL, code, first);
  const call = look.calls.findIndex(({ operation }) => operation === 'CreateTrainedModel');
  const path: Event[] = [first[0], { do: 'look', request: 1, with: { fault: 'lost', call } }, { do: 'send', purpose: 'delete' }];

  const [one, other] = [await replay(MODEL, code, path), await replay(MODEL, code, path)];

  expect(one.steps[1].text).toContain('(CreateTrainedModel) is lost');
  expect(one.breach).toBeUndefined();
  expect(other.steps).toEqual(one.steps);
});

test.each<[string, Subject, Bounds, number]>([
  ['retry after a lost reply', MODEL, DISTURBED, 0],
  ['a create is not announced', MODEL, DISTURBED, 0],
  ['no time to settle', MODEL, DISTURBED, 0],
  ['a request goes on when another one is active', ASSOCIATION, DISTURBED, 0],
  ['a request goes on when another one is active', MODEL, DISTURBED, 0],
  ['a superseded request becomes active', MODEL, DISTURBED, 0],
  ['training while the stack is being deleted', ASSOCIATION, DISTURBED, 0],
  ['a rollback counts as a deployment', MODEL, CALM, 0],
  ['cancel skipped on rollback', MODEL, CALM, 0],
  ['a clean-up removes what took the place of another, whatever the status', ASSOCIATION, DISTURBED, 0],
  ['delete without waiting', MODEL, DISTURBED, 0],
  ['a put does not wait until the one before has arrived', ML_CONFIGURATION, LONG_AND_DISTURBED, 0],
])('the mutant "%s" is found, by a path that the handlers pass', async (name, subject, bounds, place) => {
  const mutant = [...MUTANTS, ...FOUND_BY_TESTS].find((each) => each.name === name)!;
  const mutated = handlerCode(ROOT, LambdaFiles.fromInline(await bundled(ROOT, mutant, place)));

  const { violation } = await explore(subject, mutated, bounds);

  expect(violation).toBeDefined();
  expect((await replay(subject, code, violation!.path)).breach).toBeUndefined();
});
