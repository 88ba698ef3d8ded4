/** An app that declares more than the default quotas of the service allow is told so when it is synthesized. */
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { newInference, newInputChannel, newModel, newStack } from './collaboration';
import { VersionRetention } from '../src';

const quotasIn = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-cleanrooms-ml:\\w*[qQ]uota'))
  .map(({ id, entry }) => `${id} ${/cdk-cleanrooms-ml:(\w+)/.exec(String(entry.data))![1]}`);

const several = (count: number, make: (stack: Stack, id: string) => unknown) => {
  const stack = newStack();
  Array.from({ length: count }, (_, i) => make(stack, `N${i + 1}`));
  return quotasIn(stack);
};

test.each<[string, number, (stack: Stack, id: string) => unknown, string[]]>([
  ['5 inference jobs', 5, (stack, id) => newInference(stack, {}, id), []],
  ['6 inference jobs', 6, (stack, id) => newInference(stack, {}, id), ['/Stack/N6 inferenceJobQuota']],
  ['11 inference jobs', 11, (stack, id) => newInference(stack, {}, id), ['/Stack/N11 inferenceJobQuotaOfAccount', '/Stack/N6 inferenceJobQuota']],
  ['100 channels', 100, (stack, id) => newInputChannel(stack, {}, id), []],
  ['101 channels', 101, (stack, id) => newInputChannel(stack, {}, id), ['/Stack/N101 inputChannelQuota']],
  ['100 versions to keep', 1, (stack, id) => newModel(stack, { versionRetention: VersionRetention.keepLast(100) }, id), []],
  ['101 versions to keep', 1, (stack, id) => newModel(stack, { versionRetention: VersionRetention.keepLast(101) }, id), ['/Stack/N1 versionQuota']],
])('%s', (_, count, make, warnings) => {
  expect(several(count, make).sort()).toEqual(warnings);
});

test('quotas are counted for each membership and each app', () => {
  expect([several(5, (stack, id) => newInference(stack, {}, id)), several(5, (stack, id) => newInference(stack, {}, id))]).toEqual([[], []]);
});
