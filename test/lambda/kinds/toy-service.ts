/** A service with things in it that take their time, for resource types that only tests have. */
import { call } from '../../../lambda/engine/call';

export interface Thing {
  readonly arn: string;
  readonly name: string;
  readonly tags: Record<string, string>;
  readonly content: unknown;
  readonly hasFailed: boolean;
  readonly createdAt: number;
  deletedAt?: number;
}

/** What is late has its effect when its caller has given up. */
export type Fault = 'throttled' | 'reply-lost' | 'failed-before-effect' | 'late';

/** Seconds until something is there, or gone. */
export const SECONDS = 40;
/** Seconds after which a late call has its effect. */
const LATE_SECONDS = 100;

export class ToyService {
  readonly things: Thing[] = [];
  /** By membership. */
  readonly settings = new Map<string, { readonly color: string }>();
  readonly calls: string[] = [];
  /** What goes wrong with the call of that number. */
  fault?: { readonly at: number; readonly kind: Fault };

  /** What is created fails. */
  failing = false;
  /** What is there has lost what made it of use. */
  isInactive = false;
  private readonly late: { readonly at: number; readonly run: () => unknown }[] = [];

  constructor(readonly now: () => number) {}

  /** One call, under the errors that the real clients show. */
  do<T>(operation: string, run: () => T): Promise<T> {
    return call(operation, async () => {
      this.arrive();
      const kind = this.fault?.at === this.calls.length ? this.fault.kind : undefined;
      this.calls.push(operation);
      if (kind === 'throttled' || kind === 'failed-before-effect') {
        throw failure(kind === 'throttled' ? 'ThrottlingException' : 'InternalServerException');
      }
      if (kind === 'late') {
        this.late.push({ at: this.now() + LATE_SECONDS * 1000, run });
        throw failure('TimeoutError');
      }
      const reply = run();
      if (kind === 'reply-lost') {
        throw failure('TimeoutError');
      }
      return reply;
    });
  }

  /** Lets what is late have its effect, as far as its time has come. */
  arrive(): void {
    for (const one of this.late.splice(0)) {
      if (this.now() < one.at) {
        this.late.push(one);
      } else {
        one.run();
      }
    }
  }

  create(operation: string, name: string, tags: Record<string, string>, content: unknown): Promise<string> {
    return this.do(operation, () => {
      if (this.alive().some((thing) => thing.name === name)) {
        throw failure('ConflictException');
      }
      const arn = `arn:aws:toy:us-east-1:111122223333:${operation}/${this.things.length}`;
      this.things.push({ arn, name, tags, content, hasFailed: this.failing, createdAt: this.now() });
      return arn;
    });
  }

  alive(): Thing[] {
    return this.things.filter(({ deletedAt = Infinity }) => this.now() < deletedAt + SECONDS * 1000);
  }

  find(arn: string): Thing {
    const thing = this.alive().find((one) => one.arn === arn);
    if (thing === undefined) {
      throw failure('ResourceNotFoundException');
    }
    return thing;
  }

  isDone({ createdAt }: Thing): boolean {
    return this.now() >= createdAt + SECONDS * 1000;
  }
}

export function failure(name: string): Error {
  return Object.assign(new Error(`${name} of the toy service`), { name });
}
