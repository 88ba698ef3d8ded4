import { WireWorld } from './world';
import { RESOURCE_TYPES } from '../../src/private/protocol/contract';
import { algorithmProperties } from '../lambda/handler-harness';

test('name and value of a quota arrive, and are named with what to do', () => WireWorld.run({}, async (world) => {
  world.cleanRoomsMl.disturb('CreateConfiguredModelAlgorithm', {
    answer: world.cleanRoomsMl.protocol.error(
      'ServiceQuotaExceededException', 'You have exceeded your service quota.', 402, { quotaName: 'Configured model algorithms per account', quotaValue: 3 }),
  });
  const { reason } = await world.request({
    RequestType: 'Create', ResourceType: RESOURCE_TYPES.algorithm, LogicalResourceId: 'Algorithm', ResourceProperties: algorithmProperties(),
  });
  expect(reason).toBe('ConfiguredModelAlgorithm "Algorithm" (Create): CreateConfiguredModelAlgorithm: ServiceQuotaExceededException: '
    + 'You have exceeded your service quota. The quota "Configured model algorithms per account" is 3. '
    + 'Ask for a higher quota in Service Quotas (AWS Clean Rooms ML, in this Region), or declare fewer of them.');
}));
