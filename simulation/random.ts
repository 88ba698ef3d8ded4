import { seededRandom } from '../rehearsal/random';

/** Spreads seeds that are next to each other, which would begin with numbers next to each other. */
const SPREAD = 1_000_003;
const SEEDS = 2 ** 31;

/** Choices that look random, all of which follow from the seed. */
export class Random {
  /** A number from 0 to 1. */
  public readonly next: () => number;

  constructor(seed: number) {
    this.next = seededRandom(seed * SPREAD);
    this.next();
  }

  /** A seed for something that must not depend on how many numbers are drawn elsewhere. */
  public seed(): number {
    return Math.floor(this.next() * SEEDS);
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
