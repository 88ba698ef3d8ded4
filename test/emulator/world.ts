/** What the tests of the emulator start from: a clock that is set by hand, two accounts, and requests to vary. */
import { CleanRoomsMlEmulator, type CleanRoomsMlEmulatorOptions, type Clock } from '../../emulator';
import type { TrainedModelStatus } from '../../src/private/protocol/api-model';
import type { CreateTrainedModelRequest } from '../../src/private/protocol/api-requests';
import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';

export const START = Date.UTC(2026, 0, 1);
export const ACCOUNT = '111111111111';
export const OTHER_ACCOUNT = '222222222222';
export const REGION = 'us-east-1';
export const MEMBERSHIP = '11111111-1111-4111-8111-111111111111';
export const OTHER_MEMBERSHIP = '22222222-2222-4222-8222-222222222222';
export const COLLABORATION = '33333333-3333-4333-8333-333333333333';
export const OTHER_COLLABORATION = '44444444-4444-4444-8444-444444444444';

export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/algorithm`;
export const ALGORITHM = { name: 'algorithm', roleArn: ROLE_ARN, trainingContainerConfig: { imageUri: 'registry/training:v1' } };
export const UNKNOWN_VERSION = '99999999-9999-4999-8999-999999999999';

/** ARNs of things that the emulator never issued. */
export const elsewhere = (membership = MEMBERSHIP, account = ACCOUNT) => {
  const arn = (resource: string) => `arn:aws:cleanrooms-ml:${REGION}:${account}:membership/${membership}/${resource}/elsewhere`;
  return {
    algorithm: `arn:aws:cleanrooms-ml:${REGION}:${account}:configured-model-algorithm/elsewhere`,
    association: arn('configured-model-algorithm-association'),
    inputChannel: arn('ml-input-channel'),
    trainedModel: arn('trained-model'),
  };
};

export function training(overrides: Partial<CreateTrainedModelRequest> = {}): CreateTrainedModelRequest {
  return {
    membershipIdentifier: MEMBERSHIP,
    name: 'model',
    configuredModelAlgorithmAssociationArn: elsewhere().association,
    resourceConfig: { instanceType: 'ml.g5.xlarge', volumeSizeInGB: 10 },
    dataChannels: [{ channelName: 'train', mlInputChannelArn: elsewhere().inputChannel }],
    ...overrides,
  };
}

export class ManualClock implements Clock {
  private time = START;

  public now(): number {
    return this.time;
  }

  public advance(seconds: number): void {
    this.time += seconds * 1000;
  }
}

export interface World {
  readonly clock: ManualClock;
  readonly emulator: CleanRoomsMlEmulator;
  /** The service as the account of `MEMBERSHIP` sees it. */
  readonly client: CleanRoomsMl;
  /** The service as another account sees it. */
  readonly other: CleanRoomsMl;
}

export function world(behavior: CleanRoomsMlEmulatorOptions['behavior'] = {}, seed?: number): World {
  const clock = new ManualClock();
  const emulator = new CleanRoomsMlEmulator({ clock, behavior, seed });
  return {
    clock,
    emulator,
    client: emulator.client({ accountId: ACCOUNT, region: REGION }),
    other: emulator.client({ accountId: OTHER_ACCOUNT, region: REGION }),
  };
}

/** An algorithm and its association. */
export async function associated({ client }: World) {
  const { configuredModelAlgorithmArn } = await client.createConfiguredModelAlgorithm(ALGORITHM);
  const { configuredModelAlgorithmAssociationArn } = await client.createConfiguredModelAlgorithmAssociation({
    membershipIdentifier: MEMBERSHIP, name: 'association', configuredModelAlgorithmArn,
  });
  return { configuredModelAlgorithmArn, configuredModelAlgorithmAssociationArn };
}

/** A version that is trained to its end. */
export async function trained({ client, clock }: World, overrides: Partial<CreateTrainedModelRequest> = {}) {
  const reply = await client.createTrainedModel(training(overrides));
  clock.advance(1260);
  return reply;
}

/** The base version, and two more that are trained incrementally, each from the one before. */
export async function threeVersions(from: World) {
  const { trainedModelArn } = await trained(from, { name: 'first' });
  const second = await trained(from, { name: 'second', incrementalTrainingDataChannels: [{ channelName: 'base', trainedModelArn }] });
  const third = await trained(from, {
    name: 'third',
    incrementalTrainingDataChannels: [{ channelName: 'base', trainedModelArn, versionIdentifier: second.versionIdentifier! }],
  });
  return { trainedModelArn, second: second.versionIdentifier!, third: third.versionIdentifier! };
}

export async function statusOf({ client }: World, trainedModelArn: string): Promise<TrainedModelStatus> {
  const { status } = await client.getTrainedModel({ membershipIdentifier: MEMBERSHIP, trainedModelArn });
  return status;
}

export function failure(name: string, message?: string) {
  return message === undefined
    ? expect.objectContaining({ name }) as Error
    : expect.objectContaining({ name, message: expect.stringContaining(message) }) as Error;
}
