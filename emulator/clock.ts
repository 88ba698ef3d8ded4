/** Where the emulators read the time. They never wait: what was due by then has happened when they are next asked. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What a clock that is not right shows at a true time, both in milliseconds since the epoch. */
export type ClockSkew = (trueTime: number) => number;

export const SECOND = 1000;
