import { HandlerHarness, modelProperties } from './handler-harness';
import { isFinalQuota, quotaAdvice } from '../../lambda/engine/quota';
import { explain } from '../../lambda/engine/service-error';

test.each([
  ['a quota of 0', { quotaName: 'ml.g5.xlarge instances for training', quotaValue: 0 }, 1, true],
  ['a quota below 0', { quotaName: 'Anything', quotaValue: -1 }, 1, true],
  ['fewer instances than the request needs', { quotaName: 'ml.m5.4xlarge instances for training', quotaValue: 3 }, 4, true],
  ['as many instances as the request needs', { quotaName: 'ml.m5.4xlarge instances for training', quotaValue: 3 }, 3, false],
  ['fewer instances of all types than the request needs', { quotaName: 'Number of training instances per account', quotaValue: 2 }, 3, true],
  ['an instance type and nothing else in its name', { quotaName: 'ml.p4d.24xlarge', quotaValue: 1 }, 2, true],
  ['a quota of trainings below the number of instances', { quotaName: 'Trained models pending or running per membership', quotaValue: 2 }, 5, false],
  ['versions of a model', { quotaName: 'Active trained model versions per trained model', quotaValue: 100 }, 1, true],
  ['a value that arrives as text', { quotaName: 'Instances', quotaValue: '0' }, 1, true],
  ['no value', { quotaName: 'ml.m5.4xlarge instances for training' }, 5, false],
  ['neither name nor value', {}, 5, false],
])('%s', (_, quota, instanceCount, isFinal) => {
  expect(isFinalQuota(quota, { instanceCount })).toBe(isFinal);
});

test('a request that names no number of instances needs one', () => {
  expect(isFinalQuota({ quotaName: 'Training instances', quotaValue: 1 })).toBe(false);
});

test('the advice names quota, value and how to raise it', () => {
  expect(quotaAdvice({ quotaName: 'Training instances', quotaValue: 3 }))
    .toBe('The quota "Training instances" is 3. Ask for a higher quota in Service Quotas (AWS Clean Rooms ML, in this Region), or declare fewer of them.');
  expect(quotaAdvice({ quotaName: 'Versions per trained model', quotaValue: 100 })).toMatch(/^The quota "Versions per trained model" is 100\. .*VersionRetention\.keepLast/);
  expect(quotaAdvice({})).toMatch(/^Ask for a higher quota/);
  expect(explain('CreateTrainedModel', { name: 'ServiceQuotaExceededException', message: 'Too many', quotaName: 'Training instances', quotaValue: 3 }))
    .toMatch(/^CreateTrainedModel: ServiceQuotaExceededException: Too many\. The quota "Training instances" is 3\. /);
});

test('what a quota refuses is sent again after 30 seconds, and then after twice as long, up to two minutes', async () => {
  const harness = new HandlerHarness({ trainingQuota: { membership: 1, account: 10 } });
  harness.emulator.nextTrainings.hang();
  await harness.trainedModel('Other').create(modelProperties({ Label: 'Other' }));
  harness.emulator.resetCalls();
  const event = await harness.trainedModel().begin('Create', modelProperties());
  for (let seconds = 0; seconds <= 600; seconds += 5) {
    await harness.look(event, seconds);
    harness.advance(5 / 60);
  }
  const sent = harness.emulator.calls.filter(({ operation }) => operation === 'CreateTrainedModel').map(({ at }) => at / 1000);
  expect(sent.slice(1).map((at, i) => Math.round(at - sent[i]))).toEqual([30, 60, 120, 120, 120, 120]);
});
