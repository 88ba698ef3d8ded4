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
