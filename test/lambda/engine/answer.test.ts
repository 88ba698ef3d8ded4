import { assert, property, record, string } from 'fast-check';
import { answerBody } from '../../../lambda/engine/answer';
import type { ResourceEvent } from '../../../lambda/engine/event';

const EVENT = {
  RequestType: 'Create', RequestId: 'request-1', StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Test/6e1a', LogicalResourceId: 'Model',
} as ResourceEvent;

test('a success has the attributes', () => {
  expect(JSON.parse(answerBody(EVENT, 'Model-1', { attributes: { Name: 'one' } }, 'logs'))).toEqual({
    Status: 'SUCCESS', PhysicalResourceId: 'Model-1', StackId: EVENT.StackId, RequestId: 'request-1', LogicalResourceId: 'Model', Data: { Name: 'one' },
  });
});

test('a failure has the reason, and the log group of the function', () => {
  expect(JSON.parse(answerBody(EVENT, 'Model-1', { failure: 'It failed.' }, 'logs'))).toMatchObject({ Status: 'FAILED', Reason: 'It failed. Log group: logs' });
});

test('whatever the reason, an answer fits into 4,096 bytes, and names the log group', () => {
  assert(property(
    record({ failure: string({ minLength: 0, maxLength: 6_000, unit: 'grapheme' }), physicalId: string({ maxLength: 300 }) }),
    ({ failure, physicalId }) => {
      const body = answerBody(EVENT, physicalId, { failure }, 'logs');
      return Buffer.byteLength(body) <= 4_096 && (JSON.parse(body) as { Reason: string }).Reason.endsWith(' Log group: logs');
    },
  ), { numRuns: 200 });
  expect(Buffer.byteLength(answerBody(EVENT, 'Model-1', { failure: '"\n\u0001😀'.repeat(2_000) }, 'logs'))).toBeGreaterThan(4_080);
});
