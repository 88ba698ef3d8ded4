/** Clocks that are not right, each in its own way. */
import { Random } from './random';
import type { ClockSkew } from '../emulator';

/** How wrong clocks are: those of all containers of the functions, and the service's. */
export interface ClockPlan {
  readonly seed: number;
  /** The most that a clock is off, in seconds. */
  readonly within: number;
}

/** What the handlers have to live with: nothing may change. Beyond that, deadlines can come early or late. */
export const HARMLESS_SECONDS = 30;

const HOUR = 3_600_000;

/** The clock of a host: it is off by so much, and drifts away and back. */
export function clockOf({ seed, within }: ClockPlan, host: string): ClockSkew {
  const random = new Random(seed + hashOf(host));
  const half = within * 1000 / 2;
  const offset = random.pick([-1, 1, random.next() * 2 - 1]) * half;
  const drift = random.next() * half;
  const period = random.integer(6, 48) * HOUR;
  const phase = random.next();
  return (time) => time + offset + drift * triangle((time / period + phase) % 1);
}

/** From -1 to 1 and back, over a period of 1. */
function triangle(phase: number): number {
  return 1 - 4 * Math.abs(phase - 0.5);
}

function hashOf(text: string): number {
  return [...text].reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) % 1_000_003, 7);
}
