import { createHash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** The first characters (five bits each) of a value's SHA-256, in lower-case base 32: short and fit for names. */
export function digest(value: unknown, length: number): string {
  const bytes = createHash('sha256').update(canonicalJson(value)).digest();
  let text = '';
  for (let bit = 0; text.length < length; bit += 5) {
    const pair = bytes.readUInt16BE(Math.floor(bit / 8));
    text += ALPHABET[Math.floor(pair / 2 ** (11 - bit % 8)) % 32];
  }
  return text;
}

/** JSON in which the order of keys does not matter and absent members leave no trace. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
