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

test('the body that the SDK kept is shown from its beginning, and not beyond 200 characters', () => {
  const $responseBodyText = `<html>${'x'.repeat(500)}`;
  expect(explain('ListTrainedModels', { name: 'SyntaxError', message: 'Unexpected token', $responseBodyText, $metadata: { httpStatusCode: 502 }, $response: { reason: 'Bad Gateway' } }))
    .toBe(`ListTrainedModels: HTTP 502 Bad Gateway: <html>${'x'.repeat(194)}...`);
});
