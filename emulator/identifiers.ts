import { createHash } from 'node:crypto';

/** 64 hexadecimal digits that depend on nothing but the parts. */
export function digestOf(...parts: (string | number)[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/** A UUID in lower case that depends on nothing but its parts. */
export function uuidOf(...parts: (string | number)[]): string {
  const digits = digestOf(...parts);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

/** The digest of an image that nobody built: the same for the same source. */
export function imageDigestOf(source: string): string {
  return `sha256:${digestOf(source)}`;
}

/** Hands out identifiers that are as good as random and the same in every run with the same seed. */
export class Identifiers {
  private issued = 0;

  constructor(private readonly seed: number | string) {}

  public next(): string {
    return uuidOf(this.seed, this.issued++);
  }
}
