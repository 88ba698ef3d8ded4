/** Another team in the same account and membership, whose names look like those of the stacks. */
import { elsewhere, imageUri, MEMBERSHIPS, REGION, roleArn } from './declarations';
import type { TrainingRecord } from '../emulator';
import type { Neighbour } from './invariants/invariant';
import type { Rehearsal } from '../rehearsal/index';
import { OWNER_TAG } from '../src/private/protocol/contract';

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
    await train(rehearsal, { name, tags, accountId: ACCOUNT, membershipIdentifier: MEMBERSHIP });
    await rehearsal.advance({ minutes: 30 });
  }
  const exists = (arn: string) => () => {
    const { algorithms, associations } = emulator.leftBehind();
    return JSON.stringify([...algorithms, ...associations].find((resource) => resource.arn === arn) ?? 'gone');
  };
  return [
    ...emulator.leftBehind().algorithms, ...emulator.leftBehind().associations,
  ].map(({ name, arn }) => neighbour(name, exists(arn))).concat(emulator.trainings.map(trainingOf));
}

interface TheirTraining {
  readonly name: string;
  readonly accountId: string;
  readonly membershipIdentifier: string;
  readonly tags: Record<string, string>;
}

async function train({ emulator }: Rehearsal, { name, accountId, membershipIdentifier, tags }: TheirTraining): Promise<void> {
  const inMembership = (resource: string) => elsewhere(accountId, `membership/${membershipIdentifier}/${resource}`);
  await emulator.client({ accountId, region: REGION }).createTrainedModel({
    name,
    membershipIdentifier,
    configuredModelAlgorithmAssociationArn: inMembership('configured-model-algorithm-association/provided'),
    dataChannels: [{ channelName: 'theirs', mlInputChannelArn: inMembership('ml-input-channel/theirs') }],
    resourceConfig: { instanceType: 'ml.m5.xlarge', volumeSizeInGB: 1 },
    tags,
  });
}

/** Whatever has happened to it but that it was trained. */
function trainingOf(record: TrainingRecord): Neighbour {
  return neighbour(record.name, () => (
    record.history().map(({ status }) => status).filter((status) => !/^(CREATE_PENDING|CREATE_IN_PROGRESS|ACTIVE)$/.test(status)).join(', ')));
}

/**
 * The other team gives a training a name that says it were a resource's of the stacks. Nothing when its quota is used up, or the name.
 *
 * @param isTagged whether its tags say whose it is
 */
export async function imitate(
  rehearsal: Rehearsal, { name, accountId, membershipIdentifier }: TrainingRecord, isTagged: boolean,
): Promise<Neighbour | undefined> {
  const { emulator } = rehearsal;
  const imitation = name.replace(/-[a-z2-7]{21}(-\d+)?$/, `-${FINGERPRINT}`);
  try {
    await train(rehearsal, { name: imitation, accountId, membershipIdentifier, tags: isTagged ? SOMEBODY_ELSE : {} });
  } catch (error) {
    if (/^(ServiceQuotaExceeded|Conflict)Exception$/.test((error as Error).name)) {
      return undefined;
    }
    throw error;
  }
  return trainingOf(emulator.trainings[emulator.trainings.length - 1]);
}

function neighbour(name: string, state: () => string): Neighbour {
  return { name, state, stateBefore: state() };
}
