import { ServiceCallError } from './call';
import type { Context } from './context';
import type { ErrorMeaning } from './service-error';

export interface RetryOptions {
  /** Of the errors that another attempt can help. */
  readonly meanings: readonly ErrorMeaning[];
  /** Milliseconds between two attempts. */
  readonly pause: number;
  /** @default - as many as there is time for */
  readonly attempts?: number;
}

/** Repeats a call, for as long as its invocation leaves time for another one. The last error is the one that is thrown. */
export async function retry<T>(
  { now, until, pause: sleep }: Pick<Context, 'now' | 'until' | 'pause'>, run: () => Promise<T>, { meanings, pause, attempts = Infinity }: RetryOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const isPassing = error instanceof ServiceCallError && meanings.includes(error.meaning);
      if (!isPassing || attempt >= attempts || now() >= until) {
        throw error;
      }
      await sleep(pause);
    }
  }
}

const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 1_000;

/** Repeats what comes to the same when it is done twice, such as a read. One look needs many calls, and each look begins anew. */
export async function retryIdempotent<T>(context: Pick<Context, 'now' | 'until' | 'pause'>, run: () => Promise<T>): Promise<T> {
  return retry(context, run, { meanings: ['not-now', 'unknown-outcome'], pause: PAUSE_MILLISECONDS, attempts: ATTEMPTS });
}

/** Repeats what must not be done twice: only where it has certainly had no effect. */
export async function retryRefused<T>(context: Pick<Context, 'now' | 'until' | 'pause'>, run: () => Promise<T>): Promise<T> {
  return retry(context, run, { meanings: ['not-now'], pause: PAUSE_MILLISECONDS, attempts: ATTEMPTS });
}
