/** What cannot be provoked over HTTP; the rest is in `test/wire`. */
import { explain, classifyError, type ServiceErrorLike } from '../../lambda/engine/service-error';

const refusedConnection = { name: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED', syscall: 'connect' };

test.each<[string, ServiceErrorLike, string]>([
  ['a host that has no address', { name: 'Error', message: 'getaddrinfo ENOTFOUND', code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'not-now'],
  ['a connection that is refused', refusedConnection, 'not-now'],
  ['all of several addresses that refuse', { name: 'AggregateError', message: '', errors: [refusedConnection, refusedConnection] }, 'not-now'],
  ['an address that was reached among others', { name: 'AggregateError', message: '', errors: [refusedConnection, { syscall: 'read' }] }, 'unknown-outcome'],
  ['a connection that broke while it was read', { name: 'TimeoutError', message: 'read ECONNRESET', code: 'ECONNRESET', syscall: 'read' }, 'unknown-outcome'],
  ['a connection that broke while it was written', { name: 'TimeoutError', message: 'write EPIPE', code: 'EPIPE', syscall: 'write' }, 'unknown-outcome'],
  ['credentials that cannot be loaded', { name: 'CredentialsProviderError', message: 'Could not load credentials' }, 'not-now'],
  ['throttling that only the trait tells', { name: 'Busy', message: '', $retryable: { throttling: true }, $metadata: { httpStatusCode: 400 } }, 'not-now'],
  ['a status of 429 alone', { name: 'Busy', message: '', $metadata: { httpStatusCode: 429 } }, 'not-now'],
  ['throttling at 503', { name: 'SlowDown', message: '', $metadata: { httpStatusCode: 503 } }, 'not-now'],
  ['an answer that could not be read at 403', { name: 'SyntaxError', message: '', $metadata: { httpStatusCode: 403 } }, 'refused'],
  ['an answer that could not be read at 200', { name: 'SyntaxError', message: '', $metadata: { httpStatusCode: 200 } }, 'unknown-outcome'],
  ['an answer that broke the SDK', { name: 'TypeError', message: '', $metadata: { httpStatusCode: 200 } }, 'unknown-outcome'],
  ['an error of the language', { name: 'TypeError', message: 'x is not a function' }, 'handler-error'],
  ['an error of the language in the SDK', { name: 'TypeError', message: '', $metadata: {} }, 'handler-error'],
  ['an error with the name of a member of every object', { name: 'constructor', message: '', $metadata: { httpStatusCode: 400 } }, 'refused'],
  ['no name at all', {}, 'unknown-outcome'],
])('%s', (_, error, meaning) => {
  expect(classifyError(error)).toBe(meaning);
});

const invalid = (message: string): ServiceErrorLike => ({ name: 'ValidationException', message, $metadata: { httpStatusCode: 400 } });
const limit = (limits: string): ServiceErrorLike => ({
  name: 'ResourceLimitExceeded', message: `The account-level service limit 'ml.m5.xlarge for training job usage' is ${limits}.`, $metadata: { httpStatusCode: 400 },
});

test.each<[string, string, ServiceErrorLike, string]>([
  ['what does not exist any more', 'DescribeAlgorithm', invalid('Algorithm fraud does not exist.'), 'not-found'],
  ['the tags of what does not exist any more', 'ListTags', invalid('Algorithm fraud does not exist.'), 'not-found'],
  ['a deletion of what does not exist any more', 'DeleteAlgorithm', invalid('Algorithm fraud does not exist.'), 'not-found'],
  ['a request about something that does not exist', 'CreateAlgorithm', invalid('The bucket does not exist.'), 'refused'],
  ['the same of Clean Rooms ML', 'GetTrainedModel', invalid('The model does not exist.'), 'refused'],
  ['a description that is refused for another reason', 'DescribeAlgorithm', invalid('1 validation error detected.'), 'refused'],
  ['a name that is taken', 'CreateAlgorithm', invalid('An algorithm with this name already exists.'), 'conflict'],
  ['the same of Clean Rooms ML', 'CreateTrainedModel', invalid('This name already exists.'), 'refused'],
  ['a resource in use', 'DeleteAlgorithm', { name: 'ResourceInUse', message: '', $metadata: { httpStatusCode: 400 } }, 'conflict'],
  ['instances that others use', 'CreateAlgorithm', limit('4 Instances, with current utilization of 4 Instances and a request delta of 1 Instances'), 'not-now'],
  ['a limit of zero', 'CreateAlgorithm', limit('0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances'), 'quota-exceeded'],
  ['a limit below what is asked for', 'CreateAlgorithm', limit('4 Instances, with current utilization of 1 Instances and a request delta of 5 Instances'), 'quota-exceeded'],
  ['a limit that is told in another way', 'CreateAlgorithm', limit('reached'), 'quota-exceeded'],
  ['a role on its way', 'CreateAlgorithm', invalid('Could not assume role.'), 'not-permitted'],
])('%s (%s)', (_, operation, error, meaning) => {
  expect(classifyError(error, operation)).toBe(meaning);
});

test('the body that the SDK kept is shown from its beginning, and not beyond 200 characters', () => {
  const $responseBodyText = `<html>${'x'.repeat(500)}`;
  expect(explain('ListTrainedModels', { name: 'SyntaxError', message: 'Unexpected token', $responseBodyText, $metadata: { httpStatusCode: 502 }, $response: { reason: 'Bad Gateway' } }))
    .toBe(`ListTrainedModels: HTTP 502 Bad Gateway: <html>${'x'.repeat(194)}...`);
});
