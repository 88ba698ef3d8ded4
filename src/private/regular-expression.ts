/**
 * What can be said of a regular expression without knowing the dialect of the service, which it does not document: whether
 * it is one in any of the common dialects, and how many groups it has.
 */

/** What Java and Python have and JavaScript has not, each in a form that JavaScript takes for the same number of groups. */
const OTHER_DIALECTS: readonly (readonly [pattern: RegExp, javascript: string])[] = [
  [/\\Q[^]*?(?:\\E|$)/g, 'x'], // quoted text
  [/\(\?#[^)]*\)/g, ''], // a comment
  [/\(\?P?</g, '(?<'], // a named group; (?<= and (?<! stay as they are
  [/\(\?P=(\w+)\)/g, '\\k<$1>'], // a reference to it
  [/\(\?[a-zA-Z]+(?:-[a-zA-Z]+)?\)/g, ''], // flags for what follows
  [/\(\?[a-zA-Z]+(?:-[a-zA-Z]+)?:/g, '(?:'], // flags for a group
  [/\(\?>/g, '(?:'], // an atomic group
  [/(?<!\\)([*+?}])\+/g, '$1'], // a possessive quantifier
];

/** Why it is no regular expression in any dialect. */
export function problemOfRegularExpression(source: string): string | undefined {
  try {
    compile(source);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^[^]*: /, '');
  }
}

/** The number of groups whose text can be read from a match. */
export function numberOfGroups(source: string): number {
  // With an empty alternative it always matches, and a match has an entry for each group.
  return new RegExp(`${compile(source).source}|`).exec('')!.length - 1;
}

function compile(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    return new RegExp(OTHER_DIALECTS.reduce((text, [pattern, javascript]) => text.replace(pattern, javascript), source));
  }
}
