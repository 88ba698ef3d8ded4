/** Another team in the same account and membership, whose names look like those of the stacks. */
import { elsewhere, imageUri, MEMBERSHIPS, REGION, roleArn } from './declarations';
import type { Neighbour } from './invariants/invariant';
import type { Rehearsal } from '../rehearsal/index';
import { OWNER_TAG } from '../src/private/contract';

const ACCOUNT = '111111111111';
const [MEMBERSHIP] = MEMBERSHIPS[ACCOUNT];
/** What a training's name ends with. */
const FINGERPRINT = 'a'.repeat(21);
const SOMEBODY_ELSE = { [OWNER_TAG]: 'Theirs-aaaaaaa-bbbbb', team: 'theirs' };

export async function settleNeighbours(rehearsal: Rehearsal): Promise<Neighbour[]> {
  const { emulator } = rehearsal;
  const client = emulator.client({ accountId: ACCOUNT, region: REGION });
  const { configuredModelAlgorithmArn } = await client.createConfiguredModelAlgorithm({
    name: 'Blue-Algorithm', roleArn: roleArn(ACCOUNT), trainingContainerConfig: { imageUri: imageUri(ACCOUNT, 'theirs') }, tags: SOMEBODY_ELSE,
  });
  await client.createConfiguredModelAlgorithmAssociation({ name: 'Blue-Association', membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmArn });
  for (const [name, tags] of [[`fraud-model-${FINGERPRINT}`, SOMEBODY_ELSE], [`own-name-${FINGERPRINT}`, {}]] as const) {
    await client.createTrainedModel({
      name,
      membershipIdentifier: MEMBERSHIP,
      configuredModelAlgorithmAssociationArn: elsewhere(ACCOUNT, `membership/${MEMBERSHIP}/configured-model-algorithm-association/provided`),
      dataChannels: [{ channelName: 'theirs', mlInputChannelArn: elsewhere(ACCOUNT, `membership/${MEMBERSHIP}/ml-input-channel/theirs`) }],
      resourceConfig: { instanceType: 'ml.m5.xlarge', volumeSizeInGB: 1 },
      tags,
    });
    await rehearsal.advance({ minutes: 30 });
  }
  const exists = (arn: string) => () => {
    const { algorithms, associations } = emulator.leftBehind();
    return JSON.stringify([...algorithms, ...associations].find((resource) => resource.arn === arn) ?? 'gone');
  };
  return [
    ...emulator.leftBehind().algorithms, ...emulator.leftBehind().associations,
  ].map(({ name, arn }) => neighbour(name, exists(arn))).concat(emulator.trainings.map((record) => neighbour(record.name, () => (
    record.history().map(({ status }) => status).filter((status) => !/^(CREATE_PENDING|CREATE_IN_PROGRESS|ACTIVE)$/.test(status)).join(', ')
  ))));
}

function neighbour(name: string, state: () => string): Neighbour {
  return { name, state, stateBefore: state() };
}
