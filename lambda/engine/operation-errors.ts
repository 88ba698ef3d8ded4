/**
 * What errors mean for some operations alone. Amazon SageMaker has hardly any errors of its own in its model: what it says is in
 * a `ValidationException`, which for every other operation means that a request is wrong.
 */
import type { ErrorMeaning, ServiceErrorLike } from './service-error';

interface OperationError {
  readonly operations: readonly string[];
  readonly names: readonly string[];
  /** @default - whatever it says */
  readonly message?: RegExp;
  readonly meaning: ErrorMeaning | ((message: string) => ErrorMeaning);
}

const ERRORS: readonly OperationError[] = [
  {
    operations: ['DescribeAlgorithm', 'DeleteAlgorithm', 'ListTags'],
    names: ['ValidationException', 'ResourceNotFound'],
    message: /does not exist/i,
    meaning: 'not-found',
  },
  { operations: ['CreateAlgorithm'], names: ['ValidationException'], message: /already exists/i, meaning: 'conflict' },
  { operations: ['CreateAlgorithm', 'DeleteAlgorithm'], names: ['ResourceInUse'], meaning: 'conflict' },
  { operations: ['CreateAlgorithm'], names: ['ResourceLimitExceeded'], meaning: meaningOfLimit },
];

/** What an error means for this operation, where that is not what it means for every other one. */
export function meaningFor(operation: string, { name = '', message = '' }: ServiceErrorLike): ErrorMeaning | undefined {
  const found = ERRORS.find((error) => (
    error.operations.includes(operation) && error.names.includes(name) && (error.message?.test(message) ?? true)));
  return typeof found?.meaning === 'function' ? found.meaning(message) : found?.meaning;
}

/** Whose quota was exceeded. @default - Clean Rooms ML */
export function serviceOf({ name }: ServiceErrorLike): string | undefined {
  return name === 'ResourceLimitExceeded' ? 'Amazon SageMaker' : undefined;
}

const UTILIZATION = /is (\d+) \w+, with current utilization of (\d+) \w+ and a request delta of (\d+)/;

/** Instances that others use now are free again when their jobs have ended. A limit below what is asked for stays one. */
function meaningOfLimit(message: string): ErrorMeaning {
  const [, limit, used, asked] = (UTILIZATION.exec(message) ?? []).map(Number);
  return used > 0 && asked <= limit ? 'not-now' : 'quota-exceeded';
}
