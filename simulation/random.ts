/** Numbers that look random, all of which follow from the seed (Steele and Vigna's splitmix, in 32 bits). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** A seed for something that must not depend on how many numbers are drawn elsewhere. */
  public seed(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let mixed = this.state ^ (this.state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  /** From 0 to 1. */
  public next(): number {
    return this.seed() / 2 ** 32;
  }

  public chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number, both limits included. */
  public integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  public pick<T>(values: readonly T[]): T {
    return values[this.integer(0, values.length - 1)];
  }

  /** Each value with this probability, in the given order. */
  public some<T>(values: readonly T[], probability: number): T[] {
    return values.filter(() => this.chance(probability));
  }

  public maybe<T>(probability: number, value: () => T): T | undefined {
    return this.chance(probability) ? value() : undefined;
  }
}
