/** Where the emulators read the time. They never wait: what was due by then has happened when they are next asked. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const SECOND = 1000;
