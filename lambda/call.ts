import type { CleanRoomsMl } from './clean-rooms-ml';
import { meaningOf, type ErrorMeaning, type ServiceErrorLike } from './service-error';

/** A call that failed, with the operation that it was. */
export class CallFailure extends Error {
  readonly meaning: ErrorMeaning;

  constructor(readonly operation: string, readonly error: ServiceErrorLike) {
    super(`${operation}: ${error.message}`);
    this.name = 'CallFailure';
    this.meaning = meaningOf(error);
  }
}

/** Runs a call; whatever it throws says which operation failed. */
export async function call<T>(operation: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof CallFailure ? error : new CallFailure(operation, error as ServiceErrorLike);
  }
}

/** The client, with every failure named after its operation. */
export function namingFailures(client: CleanRoomsMl): CleanRoomsMl {
  return new Proxy(client, {
    get: (target, method: string & keyof CleanRoomsMl) => (request: unknown) => (
      call(method[0].toUpperCase() + method.slice(1), () => (target[method] as (request: unknown) => Promise<unknown>).call(target, request))
    ),
  });
}

/** What a call gives, or nothing when what it is about does not exist. */
export async function unlessNotFound<T>(run: Promise<T>): Promise<T | undefined> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof CallFailure && error.meaning === 'not-found') {
      return undefined;
    }
    throw error;
  }
}
