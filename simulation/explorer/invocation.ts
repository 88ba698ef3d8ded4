import type { Call, Disturbance } from './disturbance';
import type { StackRequest } from './explored-stack';
import { ServiceError, TransportError } from '../../emulator';

/** How an invocation has come to its end, or to where it is. */
export type InvocationEnd =
  | { readonly state: 'done'; readonly result: unknown }
  | { readonly state: 'failed'; readonly error: Error }
  | { readonly state: 'dead' }
  | { readonly state: 'held' };

const NEVER = new Promise<never>(() => {});

/** A run of one of the two functions. */
export class Invocation {
  public readonly calls: Call[] = [];
  /** Whether CloudFormation was at work on the request when the function asked last, or had been within the age of the statuses that it was shown. */
  public sawDeploying = false;
  /** Whether no later request had been accepted when the function announced a create. */
  public announcedInTime = false;
  private isDead = false;
  private release?: () => void;
  private ended?: Promise<InvocationEnd>;
  private stop!: (end: InvocationEnd) => void;

  constructor(public readonly request: StackRequest, public readonly startedAt: number, private readonly disturbance?: Disturbance) {}

  /** Milliseconds that the clock of its function is off. */
  public get clockError(): number {
    return this.disturbance !== undefined && 'clock' in this.disturbance ? this.disturbance.clock * 1000 : 0;
  }

  /** Milliseconds that the statuses are old that it is shown. */
  public get statusAge(): number {
    return this.disturbance !== undefined && 'statusAge' in this.disturbance ? this.disturbance.statusAge * 1000 : 0;
  }

  /** Runs until it is over, or stands still. */
  public async run(handler: () => Promise<unknown>): Promise<InvocationEnd> {
    const stopped = this.untilStopped();
    this.ended = handler().then((result) => ({ state: 'done', result }), (error: Error) => ({ state: 'failed', error }));
    return this.end(stopped);
  }

  /** Goes on after it has stood still. */
  public async resume(): Promise<InvocationEnd> {
    const stopped = this.untilStopped();
    this.release!();
    return this.end(stopped);
  }

  /** Nothing of it happens any more. */
  public kill(): void {
    this.isDead = true;
  }

  public async call<T>(operation: string, mutating: boolean, perform: () => Promise<T>): Promise<T> {
    const record: Call = { operation, mutating };
    const index = this.calls.length;
    if (this.isDead) {
      return NEVER;
    }
    this.calls.push(record);
    switch (this.faultAt(index)) {
      case 'error':
        record.outcome = 'error';
        throw new ServiceError({ name: 'InternalServerError', message: 'An internal error occurred.', httpStatusCode: 500, fault: 'server' });
      case 'lost':
        await perform().catch(() => undefined);
        record.outcome = 'reply lost';
        throw new TransportError('Connection timed out after 20000 ms');
      case 'dies':
        await perform().catch(() => undefined);
        record.outcome = 'died';
        this.isDead = true;
        this.stop({ state: 'dead' });
        return NEVER;
      case 'held':
        await new Promise<void>((resolve) => {
          this.release = resolve;
          this.stop({ state: 'held' });
        });
        if (this.isDead) {
          return NEVER;
        }
        break;
      case undefined:
    }
    try {
      const reply = await perform();
      record.outcome = 'ok';
      return this.isDead ? await NEVER : reply;
    } catch (error) {
      record.outcome = (error as Error).name;
      throw error;
    }
  }

  private faultAt(index: number) {
    return this.disturbance !== undefined && 'fault' in this.disturbance && this.disturbance.call === index ? this.disturbance.fault : undefined;
  }

  private untilStopped(): Promise<InvocationEnd> {
    return new Promise((resolve) => {
      this.stop = resolve;
    });
  }

  private async end(stopped: Promise<InvocationEnd>): Promise<InvocationEnd> {
    const end = await Promise.race([this.ended!, stopped]);
    // Calls that were made at the same time come to their end as well.
    await new Promise((resolve) => setImmediate(resolve));
    return end;
  }
}
