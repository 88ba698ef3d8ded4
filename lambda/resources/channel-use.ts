/** ML input channels of the own membership, as what a training or an inference job reads. */
import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';
import { unlessNotFound } from '../engine/call';
import type { Use, Used } from '../kinds/run/use';

const DAY = 24 * 60 * 60 * 1000;

export function channelUse(arn: string): Use {
  return {
    text: `ML input channel ${arn}`,
    notReady: 'deploy again when it is ACTIVE',
    notUsable: 'query the data again: with MlInputChannel, change its revision',
  };
}

/** An expired channel shows its status for a while, so its age counts too. */
export async function usedChannel(
  client: CleanRoomsMl, membershipIdentifier: string, mlInputChannelArn: string, now: number,
): Promise<Used | undefined> {
  const channel = await unlessNotFound(client.getMLInputChannel({ membershipIdentifier, mlInputChannelArn }));
  if (channel === undefined) {
    return undefined;
  }
  const { status, createTime, retentionInDays } = channel;
  // A reply can lack it.
  const hasExpired = status === 'ACTIVE' && retentionInDays > 0 && now >= new Date(createTime).getTime() + retentionInDays * DAY;
  return { status, ...(hasExpired ? { unusable: `has expired: its data is kept for ${retentionInDays} days` } : {}) };
}
