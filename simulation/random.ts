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

  /** One of the values, those with more weight more often; the weights are not all 0. */
  public weighted<T>(values: readonly T[], weights: readonly number[]): T {
    let left = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
    return values.find((_, i) => (left -= weights[i]) < 0) ?? values[weights.findIndex((weight) => weight > 0)];
  }

  /** How much weight each of so many choices has, in one life: some none at all, some a lot. */
  public weights(count: number): number[] {
    const weights = Array.from({ length: count }, () => this.pick([0, 1, 1, 1, 4]));
    return weights.some((weight) => weight > 0) ? weights : weights.map(() => 1);
  }

  /** Each value with this probability, in the given order. */
  public some<T>(values: readonly T[], probability: number): T[] {
    return values.filter(() => this.chance(probability));
  }

  public maybe<T>(probability: number, value: () => T): T | undefined {
    return this.chance(probability) ? value() : undefined;
  }
}
