import { setImmediate } from 'node:timers';
import type { Clock } from '../emulator';
import { RehearsalError } from './errors';

interface ScheduledJob {
  readonly at: number;
  readonly job: () => void;
}

/** Takes a job off the schedule; nothing happens when it has run. */
export type Cancel = () => void;

/**
 * The virtual clock, and everything that is going to happen on it. Jobs of the same time run in the order in
 * which they were scheduled. Whatever a job sets going runs until it waits for a later job: the time stands
 * still meanwhile, and no real time ever passes.
 */
export class Scheduler implements Clock {
  /** By time; those of the same time in the order of their coming. */
  private readonly queue: ScheduledJob[] = [];
  /** Work that is waited for and not done, however many wait. */
  private pending = 0;
  private running?: Promise<void>;

  constructor(private time: number) {}

  public now(): number {
    return this.time;
  }

  /** Runs the job after this many seconds. */
  public after(seconds: number, job: () => void): Cancel {
    const scheduled: ScheduledJob = { at: this.time + Math.max(0, seconds) * 1000, job };
    let index = this.queue.length;
    while (index > 0 && this.queue[index - 1].at > scheduled.at) {
      index -= 1;
    }
    this.queue.splice(index, 0, scheduled);
    return () => {
      const position = this.queue.indexOf(scheduled);
      if (position >= 0) {
        this.queue.splice(position, 1);
      }
    };
  }

  public sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => this.after(seconds, resolve));
  }

  /** Runs what is scheduled until the work is done. Several can wait at the same time. */
  public async runUntil<T>(work: Promise<T>): Promise<T> {
    this.pending += 1;
    const done = () => {
      this.pending -= 1;
    };
    work.then(done, done);
    this.running ??= this.runWhilePending().finally(() => {
      this.running = undefined;
    });
    await Promise.race([work, this.running]);
    return work;
  }

  private async runWhilePending(): Promise<void> {
    await quiescence();
    while (this.pending > 0) {
      if (!await this.runNext()) {
        this.pending = 0;
        throw new RehearsalError('Nothing is left to happen, yet a deployment is not done: a handler waits for something outside the rehearsal.');
      }
    }
  }

  /** Runs what is scheduled for the next seconds, and lets them pass. */
  public async advance(seconds: number): Promise<void> {
    const end = this.time + seconds * 1000;
    await quiescence();
    while (await this.runNext(end)) {
      // Each job can schedule further ones.
    }
    this.time = end;
  }

  /** Runs everything that is scheduled. */
  public async settle(): Promise<void> {
    await quiescence();
    while (await this.runNext()) {
      // Each job can schedule further ones.
    }
  }

  private async runNext(until = Infinity): Promise<boolean> {
    const next = this.queue[0];
    if (next === undefined || next.at > until) {
      return false;
    }
    this.queue.shift();
    this.time = next.at;
    next.job();
    await quiescence();
    return true;
  }
}

/** Until no promise is left that could settle without the clock moving: the event loop turns when all of them have. */
function quiescence(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
