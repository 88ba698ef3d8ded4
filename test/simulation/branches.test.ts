/** Every branch of the handlers is reached by the simulation or the explorer, or listed with a reason. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { counted } from '../../simulation/branch-coverage/branch';
import { budget, playPart } from '../../simulation/branch-coverage/budget';
import { countedHandlers, reachedSince } from '../../simulation/branch-coverage/counted-handlers';
import { findings } from '../../simulation/branch-coverage/findings';
import { UNREACHED } from '../../simulation/branch-coverage/unreached';

const ROOT = resolve(__dirname, '../..');

/** As long as it takes where others use the machine too. */
const PATIENCE_MILLISECONDS = 10 * 60_000;

test('exactly the branches that the list has are reached by nothing', async () => {
  const { code, branches } = await countedHandlers(ROOT);
  for (const part of budget(ROOT)) {
    await playPart(ROOT, code, part);
  }

  const { unlisted, ...others } = findings(branches, new Set(reachedSince()), UNREACHED);
  expect({ unlisted: unlisted.map(({ file, line, key }) => `${file}:${line} ${key}`), ...others })
    .toEqual({ unlisted: [], reached: [], gone: [], repeated: [] });
}, PATIENCE_MILLISECONDS);

test.each(UNREACHED.flatMap((each) => ('test' in each ? [[each.test, each.file] as const] : [])))('a test says "%s" in %s', (title, file) => {
  const titles = readFileSync(resolve(ROOT, file), 'utf8').replace(/\\'/g, '\'');

  expect(titles).toContain(title);
});

describe('the branches of a source', () => {
  const SOURCE = `
    class Ledger {
      read(owner: string, { patient = true }: Options = {}): Entry {
        if (owner === '') {
          throw new Error('none');
        }
        switch (owner.length) {
          case 1: return one;
          default: return owner === 'x' ? (here as Entry) ?? there : nobody;
        }
      }
    }
    export const find = (one?: string) => one && one.length > 1;
  `;
  const keysOf = (source: string) => counted('lambda/source.ts', source).branches.map(({ key }) => key);

  test('are known by their function and their text', () => {
    expect(keysOf(SOURCE)).toEqual([
      'Ledger.read: default of { patient = true }: Options = {}',
      'Ledger.read: default of patient = true',
      'Ledger.read: if (owner === \'\')',
      'Ledger.read: else of if (owner === \'\')',
      'Ledger.read: switch (owner.length) case 1',
      'Ledger.read: switch (owner.length) default',
      'Ledger.read: owner === \'x\' ? (here as Entry) ?? there',
      'Ledger.read: owner === \'x\' ? … : nobody',
      'Ledger.read: here as Entry ?? …',
      'Ledger.read: here as Entry ?? there',
      'find: one && …',
      'find: one && one.length > 1',
    ]);
  });

  test('are known by the same wherever the source is moved to, and whatever is added around it', () => {
    const moved = counted('lambda/elsewhere/other.ts', `import { here } from '../here';\n// A comment.\n${SOURCE.replace(/\n +/g, '\n')}`);

    expect(moved.branches.map(({ key }) => key)).toEqual(keysOf(SOURCE));
  });
});

describe('the findings', () => {
  const SOURCE = 'function open(door: boolean) { if (door) { return a || b; } else if (wall) { return c ?? d; } return e; }';
  const { branches } = counted('lambda/source.ts', SOURCE);
  const found = (reached: readonly string[], listed: readonly string[]) => {
    const ids = new Set(branches.filter(({ key }) => reached.includes(key)).map(({ id }) => id));
    const { unlisted, ...others } = findings(branches, ids, [{ because: 'nobody goes there', branches: listed }]);
    return { unlisted: unlisted.map(({ key }) => key), ...others };
  };
  const NONE = { unlisted: [], reached: [], gone: [], repeated: [] };

  test('have what nothing reaches, without what is within it', () => {
    expect(found(['open: if (door)', 'open: a || …'], [])).toEqual({ ...NONE, unlisted: ['open: else of if (door)', 'open: a || b'] });
  });

  test('have nothing that is listed and not reached', () => {
    expect(found(['open: if (door)', 'open: a || …', 'open: a || b'], ['open: else of if (door)'])).toEqual(NONE);
  });

  test('have what is listed and reached, or listed twice, or not there', () => {
    expect(found(branches.map(({ key }) => key), ['open: if (door)', 'open: if (window)', 'open: if (window)']))
      .toEqual({ unlisted: [], reached: ['open: if (door)'], gone: ['open: if (window)', 'open: if (window)'], repeated: ['open: if (window)'] });
  });
});
