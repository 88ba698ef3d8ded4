/**
 * What an error of the service (or of the way to it) means for a reconciler. The rule for everything: an error
 * either means "not yet", or it ends the deployment with a message that a person can act on.
 */
export type ErrorMeaning =
  /** Nothing was done; the same call can be sent again. */
  | 'throttled'
  /** A call that changes something may or may not have had its effect. */
  | 'unknown-outcome'
  | 'quota-exceeded'
  | 'conflict'
  | 'not-found'
  /** Permissions or roles that may still be on their way: IAM is eventually consistent. */
  | 'not-permitted'
  /** The client of the Lambda runtime does not know a member of the request. */
  | 'client-too-old'
  | 'refused';

const MEANINGS: { readonly [name: string]: ErrorMeaning } = {
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  ProvisionedThroughputExceededException: 'throttled',
  ServiceQuotaExceededException: 'quota-exceeded',
  ConflictException: 'conflict',
  ResourceNotFoundException: 'not-found',
  AccessDeniedException: 'not-permitted',
  AccessDenied: 'not-permitted',
  ClientTooOldError: 'client-too-old',
};

export interface ServiceErrorLike {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export function meaningOf(error: ServiceErrorLike): ErrorMeaning {
  const known = MEANINGS[error.name ?? ''];
  if (known !== undefined) {
    return known;
  }
  const status = error.$metadata?.httpStatusCode;
  if (status === 429) {
    return 'throttled';
  }
  if (error.name === 'ValidationException' && /assume|not authorized to perform/i.test(error.message ?? '')) {
    return 'not-permitted';
  }
  // What answers with a 4xx has decided. Everything else (5xx, a timeout, a reset, no answer at all) has not.
  return status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unknown-outcome';
}

const ADVICE: { readonly [meaning in ErrorMeaning]?: string } = {
  'quota-exceeded': 'Ask for a higher quota, or declare fewer trainings at once.',
  'not-permitted': 'Check the permissions of the handlers\' role (and those of a role that was passed), service control policies and permissions boundaries.',
  'client-too-old': 'Give the handlers a newer @aws-sdk/client-cleanroomsml as a Lambda layer.',
};

const NAME_TAKEN = 'If the name is taken, choose another one, or none to have one generated.';

/** An error that ends a deployment: which operation, what the service said, what to do. */
export function explain(operation: string, error: ServiceErrorLike): string {
  const meaning = meaningOf(error);
  const advice = meaning === 'conflict' && operation.startsWith('Create') ? NAME_TAKEN : ADVICE[meaning];
  return `${operation}: ${error.name ?? 'Error'}: ${sentence(error.message ?? error.code ?? 'no message')}${advice === undefined ? '' : ` ${advice}`}`;
}

export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
