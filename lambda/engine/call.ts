import { DeploymentFailure } from './failure';
import { explain, classifyError, type ErrorMeaning, type ServiceErrorLike } from './service-error';
import type { Services } from './services';

/** A call that failed, with the operation that it was. */
export class ServiceCallError extends Error {
  readonly meaning: ErrorMeaning;

  /** @param endsByItself whether what it was refused for comes to an end without anybody's doing */
  constructor(readonly operation: string, readonly error: ServiceErrorLike, readonly endsByItself = false) {
    super(`${operation}: ${error.message}`);
    this.name = 'ServiceCallError';
    this.meaning = classifyError(error, operation);
  }

  endingByItself(): ServiceCallError {
    return new ServiceCallError(this.operation, this.error, true);
  }
}

/**
 * Runs a call; whatever it throws says which operation failed. An error of the handlers' own is no answer to a call: it
 * ends the deployment, and an announced create stays announced, since nothing says what became of it.
 */
export async function call<T>(operation: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ServiceCallError || error instanceof DeploymentFailure) {
      throw error;
    }
    const failure = new ServiceCallError(operation, error as ServiceErrorLike);
    throw failure.meaning === 'handler-error' ? new DeploymentFailure(explain(operation, failure.error)) : failure;
  }
}

/** The client, with every failure named after its operation. */
export function withOperationNames(client: Services): Services {
  return new Proxy(client, {
    get: (target, method: string & keyof Services) => (request: unknown) => (
      call(method[0].toUpperCase() + method.slice(1), () => (target[method] as (request: unknown) => Promise<unknown>).call(target, request))
    ),
  });
}

/** What a call gives, or nothing when what it is about does not exist. */
export async function unlessNotFound<T>(run: Promise<T>): Promise<T | undefined> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof ServiceCallError && error.meaning === 'not-found') {
      return undefined;
    }
    throw error;
  }
}
