/** Values that must not come out, in every size and shape that a declaration can have, and how they are recognised. */
import type { Random } from './random';

/** No identifier, digest or message has it; every piece of twelve characters of a long secret does. */
const MARK = 'ZqX';
/** A response address, and its signature alone: digits as long as those of an image's digest. */
const ADDRESS = 'cloudformation-custom-resource-response|X-Amz-Signature|(?<!sha256:)\\b[0-9a-f]{64}\\b';
const SECRET = new RegExp(`secret-\\w+-\\d|${MARK}|${ADDRESS}`);

/** What a text says that it must not; undefined when there is nothing. */
export function secretIn(text: string): string | undefined {
  const index = text.search(SECRET);
  return index < 0 ? undefined : text.slice(index, index + 30);
}

/** The service's limits for the values. */
const LONGEST = { parameter: 2500, variable: 512 } as const;

export type SecretKind = keyof typeof LONGEST;

/** The value of a hyperparameter or of a variable of the environment, in one of the shapes that it can have. */
export function secretValue(random: Random, kind: SecretKind, number: number): string {
  const longest = LONGEST[kind];
  switch (random.pick(['short', 'short', 'short', 'spaced', 'json', 'unicode', 'quoted', 'lines', 'long'] as const)) {
    case 'short': return `secret-${kind}-${number}`;
    // What collapses white space before it looks for a value does not find this one any more.
    case 'spaced': return ` ${MARK}  ${number} \t ${MARK} `;
    case 'json': return JSON.stringify({ [MARK]: number, [`${MARK}"`]: [`${MARK}\\${number}`] });
    case 'unicode': return `${MARK}→${number}é${MARK}😀日本${MARK}`;
    case 'quoted': return `"${MARK}'${number}\`${MARK}$&"`;
    // A hyperparameter has one line.
    case 'lines': return kind === 'parameter' ? `${MARK} ${number}` : `${MARK}\n${number}\r\n\n${MARK}`;
    case 'long': return `${MARK}${number}, "a" `.repeat(longest).slice(0, longest - 1).concat('z');
  }
}
