/** What is changed of an algorithm or association under a trained model, and whether that is paid for. */
import { ACCOUNT, keyArn, NOTHING, DeploymentHarness, type AlgorithmSettings, type AssociationSettings } from './deployment-harness';
import { Completion, NoiseLevel } from '../../src';
import type { AssociationAttributes } from '../../src/private/protocol/contract';

const ALGORITHM: AlgorithmSettings = {
  entrypoint: ['python', 'train.py'],
  arguments: ['--epochs', '20'],
  metrics: [{ name: 'auc', regex: 'auc=([0-9.]+)' }],
};
const ASSOCIATION: AssociationSettings = { logAccounts: ['444455556666'] };

const scene = (algorithm: AlgorithmSettings = {}, association: AssociationSettings = {}, revision?: string) => ({
  algorithm: { ...ALGORITHM, ...algorithm },
  association: { ...ASSOCIATION, ...association },
  models: { Model: { completion: Completion.whenActive(), revision } },
});

const associationOf = (harness: DeploymentHarness) => harness.attributes<AssociationAttributes>('Association');

interface Change {
  readonly what: string;
  readonly algorithm?: AlgorithmSettings;
  readonly association?: AssociationSettings;
}

describe('no training is paid for', () => {
  test.each<Change>([
    { what: 'the description of an algorithm', algorithm: { description: 'new' } },
    { what: 'the description of an association', association: { description: 'new' } },
  ])('by $what, which replaces nothing', async ({ algorithm, association }) => {
    const harness = new DeploymentHarness();
    await harness.deploy(scene());
    expect(await harness.deploy(scene(algorithm, association))).toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
    expect(await harness.clear()).toMatchObject({ trained: 1, remains: NOTHING });
  });

  test.each<Change>([
    { what: 'an inference container', algorithm: { inferenceTag: 'v1' } },
    { what: 'another role', algorithm: { roleArn: `arn:aws:iam::${ACCOUNT}:role/other` } },
    { what: 'another key of the algorithm', algorithm: { encryptionKeyArn: keyArn('other') } },
    { what: 'other metric definitions', algorithm: { metrics: [{ name: 'loss', regex: 'loss=([0-9.]+)' }] } },
    { what: 'another name of the algorithm', algorithm: { name: 'other' } },
    { what: 'one more account that reads logs', association: { logAccounts: ['444455556666', '777788889999'] } },
    { what: 'more noise in metrics', association: { noiseLevel: NoiseLevel.MEDIUM } },
    { what: 'another name of the association', association: { name: 'other' } },
  ])('by $what, which replaces the association', async ({ algorithm, association }) => {
    const harness = new DeploymentHarness();
    await harness.deploy(scene());
    const before = { association: associationOf(harness), model: harness.attributes() };
    expect(await harness.deploy(scene(algorithm, association))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(associationOf(harness).ConfiguredModelAlgorithmAssociationArn).not.toBe(before.association.ConfiguredModelAlgorithmAssociationArn);
    expect(associationOf(harness).TrainingDefinition).toBe(before.association.TrainingDefinition);
    expect(harness.attributes()).toEqual(before.model);

    await harness.deploy(scene(algorithm, association, 'next'));
    expect(harness.trainings[1].request.configuredModelAlgorithmAssociationArn).toBe(associationOf(harness).ConfiguredModelAlgorithmAssociationArn);
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });
});

describe('one training is paid for', () => {
  test.each<{ what: string; algorithm: AlgorithmSettings }>([
    { what: 'another image', algorithm: { imageTag: 'v2' } },
    { what: 'another entrypoint', algorithm: { entrypoint: ['python', 'main.py'] } },
    { what: 'no entrypoint', algorithm: { entrypoint: undefined } },
    { what: 'another argument', algorithm: { arguments: ['--epochs', '30'] } },
    { what: 'another order of arguments', algorithm: { arguments: ['20', '--epochs'] } },
  ])('by $what', async ({ algorithm }) => {
    const harness = new DeploymentHarness();
    await harness.deploy(scene());
    expect(await harness.deploy(scene(algorithm))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(await harness.deploy(scene())).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });
});
