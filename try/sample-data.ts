/** Data for channels that are given none: the same at each run. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const COLUMN_KINDS = ['binary', 'integer', 'number', 'text'] as const;
export type ColumnKind = typeof COLUMN_KINDS[number];

/** A label, and what it can be learned from. */
export const DEFAULT_COLUMNS: readonly ColumnKind[] = ['binary', 'number', 'number', 'number', 'number'];
/** A query with several workers gives several files. */
const FILES = 2;

/** Rows without a header. A binary column follows from the numbers of its row, so that there is something to learn. */
export function rowsOf(columns: readonly ColumnKind[], count: number, seed = 1): string[] {
  const random = generator(seed);
  return Array.from({ length: count }, () => {
    const numbers = columns.map(() => random() * 2 - 1);
    const sum = numbers.reduce((total, value) => total + value, 0);
    return columns.map((kind, i) => {
      switch (kind) {
        case 'binary': return sum > 0 ? '1' : '0';
        case 'integer': return String(Math.round(numbers[i] * 100));
        case 'number': return numbers[i].toFixed(6);
        case 'text': return `t${Math.round((numbers[i] + 1) * 5)}`;
      }
    }).join(',');
  });
}

/** Writes the files of a channel, and gives their directory. */
export async function writeChannel(directory: string, columns: readonly ColumnKind[], rows: number): Promise<string> {
  await mkdir(directory, { recursive: true });
  const lines = rowsOf(columns, rows);
  const size = Math.ceil(lines.length / FILES);
  for (let i = 0; i < FILES; i += 1) {
    await writeFile(join(directory, `part-0000${i}.csv`), lines.slice(i * size, (i + 1) * size).map((line) => `${line}\n`).join(''));
  }
  return directory;
}

const MODULUS = 2 ** 32;

/** @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % MODULUS;
    return state / MODULUS;
  };
}
