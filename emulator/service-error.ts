/** The exceptions of the service, with what the model says of each. */
const EXCEPTIONS = {
  AccessDeniedException: { httpStatusCode: 403, fault: 'client' },
  ConflictException: { httpStatusCode: 409, fault: 'client' },
  InternalServiceException: { httpStatusCode: 500, fault: 'server' },
  ResourceNotFoundException: { httpStatusCode: 404, fault: 'client' },
  ServiceQuotaExceededException: { httpStatusCode: 402, fault: 'client' },
  ThrottlingException: { httpStatusCode: 429, fault: 'client' },
  ValidationException: { httpStatusCode: 400, fault: 'client' },
} as const;

export type ExceptionName = keyof typeof EXCEPTIONS;

/** The metadata that the SDK puts on every error. */
export interface ErrorMetadata {
  readonly httpStatusCode?: number;
  readonly attempts: number;
  readonly totalRetryDelay: number;
}

interface ServiceErrorOptions {
  readonly name: string;
  readonly message: string;
  readonly httpStatusCode: number;
  readonly fault: 'client' | 'server';
}

/** An exception of a service, as the SDK for JavaScript v3 throws it. */
export class ServiceError extends Error {
  public readonly $fault: 'client' | 'server';
  public readonly $metadata: ErrorMetadata;

  constructor(options: ServiceErrorOptions) {
    super(options.message);
    this.name = options.name;
    this.$fault = options.fault;
    this.$metadata = { httpStatusCode: options.httpStatusCode, attempts: 1, totalRetryDelay: 0 };
  }
}

/** Every name under which the services of AWS throttle, as the SDK's own strategy for retries knows them. */
export const THROTTLING_ERRORS = [
  'BandwidthLimitExceeded', 'EC2ThrottledException', 'LimitExceededException', 'PriorRequestNotComplete', 'ProvisionedThroughputExceededException',
  'RequestLimitExceeded', 'RequestThrottled', 'RequestThrottledException', 'SlowDown', 'ThrottledException', 'Throttling', 'ThrottlingException',
  'TooManyRequestsException', 'TransactionInProgressException',
] as const;

/** A service that throttles: under the name that is its own, or under another one. */
export type ThrottlingFault = 'throttle' | `throttle:${typeof THROTTLING_ERRORS[number]}`;

/** What most services answer with when they throttle. */
export const THROTTLING_STATUS = 400;

/** The name that a service throttles under. */
export function throttlingIn(fault: ThrottlingFault, own: string): string {
  return fault === 'throttle' ? own : fault.slice('throttle:'.length);
}

/** What an expired token of a role is answered with; nothing was done. */
export const CREDENTIALS_EXPIRED = {
  name: 'ExpiredTokenException', message: 'The security token included in the request is expired', httpStatusCode: 403, fault: 'client',
} as const;

/** What a service calls the errors that any of its calls can end with. */
export interface CommonErrorNames {
  readonly internal: string;
  readonly throttling: string;
  /** @default - the name that most services use */
  readonly expired?: string;
}

/** The errors that any call of a service can end with. */
export function commonErrors({ internal, throttling, expired = CREDENTIALS_EXPIRED.name }: CommonErrorNames) {
  return (fault: 'error-before' | 'error-after' | 'expired-credentials' | ThrottlingFault): ServiceError => {
    switch (fault) {
      case 'error-before':
      case 'error-after':
        return new ServiceError({ name: internal, message: 'An internal error occurred.', httpStatusCode: 500, fault: 'server' });
      case 'expired-credentials':
        return new ServiceError({ ...CREDENTIALS_EXPIRED, name: expired });
      default:
        return new ServiceError({ name: throttlingIn(fault, throttling), message: 'Rate exceeded', httpStatusCode: THROTTLING_STATUS, fault: 'client' });
    }
  };
}

/** What a service answers to a request that it does not take. */
export function refusal(name: string, message: string): ServiceError {
  return new ServiceError({ name, message, httpStatusCode: 400, fault: 'client' });
}

/** A quota that is used up; the model has its name and value as members of the exception. */
export class QuotaExceededError extends ServiceError {
  constructor(message: string, public readonly quotaName: string, public readonly quotaValue: number) {
    super({ name: 'ServiceQuotaExceededException', message, ...EXCEPTIONS.ServiceQuotaExceededException });
  }
}

/**
 * No reply from the service. The SDK's HTTP handler gives a reset connection and a request that took too long
 * the same name, and the former the code of the socket.
 */
export class TransportError extends Error {
  public readonly $metadata: ErrorMetadata = { attempts: 1, totalRetryDelay: 0 };

  constructor(message: string, public readonly code?: 'ECONNRESET') {
    super(message);
    this.name = 'TimeoutError';
  }
}

/** An exception of Clean Rooms ML. */
export function exception(name: Exclude<ExceptionName, 'ServiceQuotaExceededException'>, message: string): ServiceError {
  return new ServiceError({ name, message, ...EXCEPTIONS[name] });
}

export function notFound(what: string, identifier: string): ServiceError {
  return exception('ResourceNotFoundException', `The ${what} ${identifier} does not exist.`);
}

/** What tells errors apart: a reset connection by its code, everything else by its name. */
export function errorCodeOf(error: unknown): string {
  return error instanceof TransportError && error.code !== undefined ? error.code : (error as Error).name;
}
