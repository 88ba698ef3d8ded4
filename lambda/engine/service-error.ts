/**
 * What an error of the service (or of the way to it) means for a reconciler. The rule for everything: an error
 * either means "not yet", or it ends the deployment with a message that a person can act on.
 */
import { meaningFor, serviceOf } from './operation-errors';
import { quotaAdvice } from './quota';

export type ErrorMeaning =
  /** Nothing was done, and the same call can be sent again: throttling, expired credentials, no connection. */
  | 'not-now'
  /** A call that changes something may or may not have had its effect. */
  | 'unknown-outcome'
  | 'quota-exceeded'
  | 'conflict'
  | 'not-found'
  /** Permissions or roles that may still be on their way: IAM is eventually consistent. */
  | 'not-permitted'
  /** The client of the Lambda runtime does not know a member of the request. */
  | 'client-too-old'
  /** An error of the handlers' own, such as a TypeError. */
  | 'handler-error'
  | 'refused';

/**
 * The names that the SDK's retry strategy takes for throttling, whatever the HTTP status. Services differ: CloudFormation
 * answers `Throttling` with 400, DynamoDB `RequestLimitExceeded`.
 *
 * @see https://github.com/smithy-lang/smithy-typescript/blob/main/packages/core/src/submodules/retry/service-error-classification/constants.ts
 */
export const THROTTLING_ERRORS = [
  'BandwidthLimitExceeded', 'EC2ThrottledException', 'LimitExceededException', 'PriorRequestNotComplete', 'ProvisionedThroughputExceededException',
  'RequestLimitExceeded', 'RequestThrottled', 'RequestThrottledException', 'SlowDown', 'ThrottledException', 'Throttling', 'ThrottlingException',
  'TooManyRequestsException', 'TransactionInProgressException',
] as const;

/**
 * A request whose credentials or signature a service does not accept has no effect. The runtime renews its credentials,
 * and a request that is sent again is signed again.
 */
export const CREDENTIAL_ERRORS = [
  'AuthFailure', 'CredentialsProviderError', 'ExpiredToken', 'ExpiredTokenException', 'InvalidClientTokenId', 'InvalidSignatureException',
  'RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed', 'SignatureDoesNotMatch', 'UnrecognizedClientException',
] as const;

const MEANINGS: { readonly [name: string]: ErrorMeaning } = {
  ...Object.fromEntries([...THROTTLING_ERRORS, ...CREDENTIAL_ERRORS].map((name) => [name, 'not-now' as const])),
  // Whoever gave up on a request says nothing about what became of it.
  RequestTimeout: 'unknown-outcome',
  RequestTimeoutException: 'unknown-outcome',
  ServiceQuotaExceededException: 'quota-exceeded',
  ConflictException: 'conflict',
  ResourceNotFoundException: 'not-found',
  AccessDeniedException: 'not-permitted',
  AccessDenied: 'not-permitted',
  ClientTooOldError: 'client-too-old',
  OutOfTimeError: 'not-now',
};

/** What JavaScript itself throws. */
const LANGUAGE_ERRORS: ReadonlySet<string> = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError', 'EvalError', 'URIError', 'AssertionError']);

/** 408 and 499: a server, or something in front of it, gave up on the request or on its client. */
const UNDECIDED_STATUSES: ReadonlySet<number> = new Set([408, 499]);

/** Steps of a connection that come before the first byte of a request. */
const BEFORE_SENDING: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);

/** As much of an error of the SDK as tells its meaning; every member can be missing. */
export interface ServiceErrorLike {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  /** What failed, where it was a system call. */
  readonly syscall?: string;
  /** Of an `AggregateError`: one for each address that was tried. */
  readonly errors?: readonly ServiceErrorLike[];
  readonly quotaName?: string;
  readonly quotaValue?: number | string;
  readonly $fault?: string;
  readonly $retryable?: { readonly throttling?: boolean };
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly reason?: string };
  /** The body that the SDK could not parse; not every version of it keeps that. */
  readonly $responseBodyText?: string;
}

/** @param operation the name of the operation, as in the API: some errors mean something else for some operations */
export function classifyError(error: ServiceErrorLike, operation = ''): ErrorMeaning {
  const { name = '', message = '' } = error;
  const status = error.$metadata?.httpStatusCode;
  const special = meaningFor(operation, error);
  if (special !== undefined) {
    return special;
  }
  if (Object.hasOwn(MEANINGS, name)) {
    return MEANINGS[name];
  }
  if (status === 429 || error.$retryable?.throttling === true || isUnsent(error)) {
    return 'not-now';
  }
  if (name === 'ValidationException' && /assume|not authorized to perform/i.test(message)) {
    return 'not-permitted';
  }
  // With a status, it is the answer that could not be read.
  if (status === undefined && LANGUAGE_ERRORS.has(name)) {
    return 'handler-error';
  }
  // What answers with a 4xx has decided. Everything else (5xx, a timeout, a reset, no answer at all) has not.
  return status !== undefined && status >= 400 && status < 500 && !UNDECIDED_STATUSES.has(status) ? 'refused' : 'unknown-outcome';
}

/** Whether there never was a connection. */
function isUnsent({ syscall, errors }: ServiceErrorLike): boolean {
  return (syscall !== undefined && BEFORE_SENDING.has(syscall)) || (errors !== undefined && errors.length > 0 && errors.every(isUnsent));
}

const ADVICE: { readonly [meaning in ErrorMeaning]?: string } = {
  'not-permitted': 'Check the permissions of the handlers\' role (and those of a role that was passed), service control policies and permissions boundaries.',
  'client-too-old': 'Give the handlers a newer @aws-sdk/client-cleanroomsml as a Lambda layer.',
  'handler-error': 'This is an error in the handlers of cdk-cleanrooms-ml, or in the AWS SDK that they run with: please report it.',
};

const NAME_TAKEN = 'If the name is taken, choose another one, or none to have one generated.';
const NOT_THE_SERVICE = 'This answer is not one of the service: check proxies, firewalls and VPC endpoints between the handlers and AWS.';

/** An error that ends a deployment: which operation, what the service said, what to do. */
export function explain(operation: string, error: ServiceErrorLike): string {
  const advice = adviceOf(operation, error);
  return `${operation}: ${sentence(whatWasSaid(error))}${advice === undefined ? '' : ` ${advice}`}`;
}

function whatWasSaid(error: ServiceErrorLike): string {
  const status = error.$metadata?.httpStatusCode;
  if (status === undefined || isNamed(error)) {
    return `${error.name ?? 'Error'}: ${error.message || error.code || 'no message'}`;
  }
  const { reason } = error.$response ?? {};
  return `HTTP ${status}${reason ? ` ${reason}` : ''}: ${beginning(bodyOf(error)) || 'an answer without an error name'}`;
}

/** What a body said that names no error. V8 quotes the beginning of what it cannot parse. */
function bodyOf({ name = '', message = '', $responseBodyText: body }: ServiceErrorLike): string {
  return body ?? (LANGUAGE_ERRORS.has(name)
    ? /"([^]*)"(?:\.\.\.)? is not valid JSON/.exec(message)?.[1] ?? ''
    : NO_NAMES.has(message) ? '' : message);
}

function adviceOf(operation: string, error: ServiceErrorLike): string | undefined {
  const meaning = classifyError(error, operation);
  switch (meaning) {
    case 'quota-exceeded':
      return quotaAdvice(error, serviceOf(error));
    case 'conflict':
      return operation.startsWith('Create') ? NAME_TAKEN : undefined;
    case 'refused':
      return isNamed(error) ? undefined : NOT_THE_SERVICE;
    default:
      return ADVICE[meaning];
  }
}

/** Under these, and those of the language, the SDK reports an answer that names no error. */
const NO_NAMES: ReadonlySet<string> = new Set(['', 'Error', 'NotFound', 'Unknown', 'UnknownError', ...LANGUAGE_ERRORS]);

function isNamed({ name = '' }: ServiceErrorLike): boolean {
  return !NO_NAMES.has(name);
}

const LONGEST_BODY = 200;

/** A value that is cut here is recognised by the dots that follow it. */
function beginning(body: string): string {
  const text = body.trim();
  return text.length <= LONGEST_BODY ? text : `${text.slice(0, LONGEST_BODY)}...`;
}

export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
