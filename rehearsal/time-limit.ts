import { runInThisContext, Script } from 'node:vm';

const LIMIT_MILLISECONDS = 5_000;
const SLOT = '__cdkCleanRoomsMlBoundedWork';

/** The global object of Node.js itself: the one at hand can be another, as in a test runner. */
const realm = runInThisContext('globalThis') as Record<string, unknown>;
const call = new Script(`${SLOT}()`);

/**
 * Does something that could be an endless loop, and ends it after some real time. What goes on after an `await` is not
 * part of it.
 */
export function withTimeLimit<T>(work: () => T): T {
  const outer = realm[SLOT];
  realm[SLOT] = work;
  try {
    return call.runInThisContext({ timeout: LIMIT_MILLISECONDS }) as T;
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
      ? new Error(`the code was ended: it ran for ${LIMIT_MILLISECONDS / 1000} seconds of real time without a pause`)
      : error;
  } finally {
    realm[SLOT] = outer;
  }
}
