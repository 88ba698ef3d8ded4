import { channel, elsewhere, NOTHING, DeploymentHarness, type AlgorithmSettings, type AssociationSettings, type AppSpec } from './deployment-harness';
import { Completion, NoiseLevel, Retraining } from '../../src';
import type { AssociationAttributes } from '../../src/private/protocol/contract';

const PROVIDER = { stackName: 'Provider', account: '111122223333', membership: '0f1d8b5e-3a52-4a8e-9c3b-5f6d7e8a9b01' };
const TRAINER = { stackName: 'Trainer', account: '444455556666', membership: '6a7b8c9d-0e1f-4a2b-8c3d-4e5f6a7b8c02' };
const COLLABORATION = '7b8c9d0e-1f2a-4b3c-8d4e-5f6a7b8c9d03';

const provided = (algorithm: AlgorithmSettings = {}, association: AssociationSettings = {}): AppSpec => ({ ...PROVIDER, algorithm, association });
const trained = (
  associationArn: string, rate = '1', completion = Completion.whenActive(), trainingDefinition?: string, membership = TRAINER.membership,
): AppSpec => ({
  ...TRAINER,
  membership,
  models: {
    Model: {
      associationArn,
      trainingDefinition,
      completion,
      hyperparameters: { rate },
      channels: [channel('train', { membership, account: TRAINER.account })],
      retraining: Retraining.incremental({ channelName: 'base' }),
    },
  },
});

/** Two accounts, each with its membership of one collaboration, or of two. */
function accounts(otherCollaboration = COLLABORATION): DeploymentHarness {
  const harness = new DeploymentHarness();
  const register = ({ account: accountId, membership: membershipIdentifier }: typeof PROVIDER, collaborationIdentifier: string) => (
    harness.emulator.registerMembership({ membershipIdentifier, accountId, collaborationIdentifier }));
  register(PROVIDER, COLLABORATION);
  register(TRAINER, otherCollaboration);
  return harness;
}

const associationOf = (harness: DeploymentHarness) => harness.attributes<AssociationAttributes>('Association', 'Provider').ConfiguredModelAlgorithmAssociationArn;
const definitionOf = (harness: DeploymentHarness) => harness.attributes<AssociationAttributes>('Association', 'Provider').TrainingDefinition;
const model = (harness: DeploymentHarness) => harness.attributes('Model', 'Trainer');

describe('one party provides the algorithm, and another trains', () => {
  test('each in its account: the model is the trainer\'s own', async () => {
    const harness = accounts();
    expect(await harness.deploy(provided())).toMatchObject({ status: 'CREATE_COMPLETE', trained: 0 });
    expect(await harness.deploy(trained(associationOf(harness))))
      .toMatchObject({ status: 'CREATE_COMPLETE', trained: 1, changes: ['CreateTrainedModel'] });
    expect(harness.trainings[0]).toMatchObject({ accountId: TRAINER.account, membershipIdentifier: TRAINER.membership });
    expect(model(harness).TrainedModelArn).toContain(`:${TRAINER.account}:membership/${TRAINER.membership}/trained-model/`);
    const callersOf = (what: string) => (
      new Set(harness.emulator.calls.filter(({ operation }) => operation.includes(what)).map(({ accountId }) => accountId)));
    expect(callersOf('TrainedModel')).toEqual(new Set([TRAINER.account]));
    expect(callersOf('ConfiguredModelAlgorithm')).toEqual(new Set([PROVIDER.account]));
    expect(await harness.clear()).toMatchObject({ trained: 1, remains: NOTHING });
  });

  test('and replaces it: the trainer, which has its ARN alone, trains when the new association reaches it, and not before', async () => {
    const harness = accounts();
    await harness.deploy(provided());
    await harness.deploy(trained(associationOf(harness)));
    const before = model(harness);
    expect(await harness.deploy(provided({}, { noiseLevel: NoiseLevel.LOW }))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(model(harness)).toEqual(before);
    expect(await harness.deploy(trained(associationOf(harness)))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });

  test.each<{ what: string; after: AppSpec; trainings: number }>([
    { what: 'another policy', after: provided({}, { noiseLevel: NoiseLevel.LOW }), trainings: 0 },
    { what: 'another image', after: provided({ imageTag: 'v2' }), trainings: 1 },
  ])('and replaces it for $what: the trainer, which knows its training definition, trains $trainings times', async ({ after, trainings }) => {
    const harness = accounts();
    const reached = () => trained(associationOf(harness), '1', undefined, definitionOf(harness));
    await harness.deploy(provided());
    await harness.deploy(reached());
    const before = associationOf(harness);
    await harness.deploy(after);
    expect(associationOf(harness)).not.toBe(before);
    expect(await harness.deploy(reached())).toMatchObject({ status: 'UPDATE_COMPLETE', trained: trainings });
    expect(await harness.clear()).toMatchObject({ trained: 1 + trainings, remains: NOTHING });
  });

  test('and goes away while the other trains: it is refused until the training has ended', async () => {
    const harness = accounts();
    await harness.deploy(provided());
    const association = associationOf(harness);
    await harness.deploy(trained(association, '1', Completion.whenSubmitted()));
    const { status, changes } = await harness.destroy(provided());
    expect(status).toBe('DELETE_COMPLETE');
    const deletion = 'DeleteConfiguredModelAlgorithmAssociation';
    expect(changes).toEqual(expect.arrayContaining([`${deletion} (ConflictException)`, deletion]));
    expect(harness.trainings[0].status()).toBe('ACTIVE');
    expect(await harness.clear()).toMatchObject({ trained: 1, remains: NOTHING });
  });

  test('and deletes the trainer\'s model, as any member can: the trainer goes on from what there is', async () => {
    const harness = accounts();
    await harness.deploy(provided());
    await harness.deploy(trained(associationOf(harness)));
    const provider = harness.emulator.client({ accountId: PROVIDER.account, region: 'us-east-1' });
    await provider.deleteTrainedModelOutput({ membershipIdentifier: PROVIDER.membership, trainedModelArn: model(harness).TrainedModelArn });
    expect(await harness.deploy(trained(associationOf(harness), '2'))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(harness.trainings[1].parent).toBeUndefined();
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });

  test('in another collaboration: refused, and nothing is left', async () => {
    const harness = accounts('8c9d0e1f-2a3b-4c4d-8e5f-6a7b8c9d0e04');
    await harness.deploy(provided());
    expect(await harness.deploy(trained(associationOf(harness)))).toMatchObject({
      status: 'ROLLBACK_COMPLETE',
      trained: 0,
      reason: expect.stringMatching(/CreateTrainedModel: AccessDeniedException: .*is in no collaboration with the owner of/),
    });
    expect(await harness.clear()).toMatchObject({ trained: 0, remains: NOTHING });
  });

  test('as the other\'s membership: refused', async () => {
    const harness = accounts();
    const association = elsewhere('configured-model-algorithm-association', 'provided', PROVIDER.membership);
    expect(await harness.deploy(trained(association, undefined, undefined, undefined, PROVIDER.membership))).toMatchObject({
      trained: 0, changes: [], reason: expect.stringMatching(/ListTrainedModels: AccessDeniedException: .*does not own membership/),
    });
  });
});
