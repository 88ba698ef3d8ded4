import { Match, Template } from 'aws-cdk-lib/assertions';
import { ACCOUNT, assemblyOf, NOTHING, REGION, DeploymentHarness, type AppSpec } from './deployment-harness';
import { Completion } from '../../src';
import type { AlgorithmAttributes, AssociationAttributes } from '../../src/private/protocol/contract';

const ALL: AppSpec = {
  algorithm: { tags: { team: 'fraud' } },
  association: { tags: { team: 'fraud' } },
  models: { Model: { tags: { team: 'fraud' }, completion: Completion.whenActive() } },
};

const tagged = (tags: { readonly [key: string]: string }): AppSpec => ({
  algorithm: { ...ALL.algorithm, tags }, association: { ...ALL.association, tags }, models: { Model: { ...ALL.models!.Model, tags } },
});

function arnsOf(harness: DeploymentHarness): string[] {
  return [
    harness.attributes<AlgorithmAttributes>('Algorithm').ConfiguredModelAlgorithmArn,
    harness.attributes<AssociationAttributes>('Association').ConfiguredModelAlgorithmAssociationArn,
    harness.attributes().TrainedModelArn,
  ];
}

async function tagsOf(harness: DeploymentHarness, arns = arnsOf(harness)): Promise<object[]> {
  const client = harness.emulator.client({ accountId: ACCOUNT, region: REGION });
  return Promise.all(arns.map(async (resourceArn) => (await client.listTagsForResource({ resourceArn })).tags));
}

test('an app with an algorithm, its association and a model: each is made once, and all of it goes', async () => {
  const harness = new DeploymentHarness();
  expect(await harness.deploy(ALL)).toEqual({
    status: 'CREATE_COMPLETE',
    trained: 1,
    changes: ['CreateConfiguredModelAlgorithm', 'CreateConfiguredModelAlgorithmAssociation', 'CreateTrainedModel'],
  });
  const [algorithm, association, model] = arnsOf(harness);
  const TrainingDefinition = expect.stringMatching(/^[a-z2-7]{26}$/);
  expect(harness.attributes('Algorithm')).toEqual({ ConfiguredModelAlgorithmArn: algorithm, Name: harness.physicalId('Algorithm'), TrainingDefinition });
  expect(harness.attributes('Association'))
    .toEqual({ ConfiguredModelAlgorithmAssociationArn: association, Name: harness.physicalId('Association'), TrainingDefinition });
  expect(harness.attributes()).toEqual({
    TrainedModelArn: model,
    VersionIdentifier: '',
    ParentVersionIdentifier: '',
    TrainingContainerImageDigest: expect.stringMatching(/^sha256:/),
    Status: 'ACTIVE',
    Name: harness.trainings[0].name,
  });
  expect(harness.trainings[0].request.configuredModelAlgorithmAssociationArn).toBe(association);
  expect(await harness.clear()).toEqual({
    status: 'DELETE_COMPLETE',
    trained: 1,
    changes: ['DeleteTrainedModelOutput', 'DeleteConfiguredModelAlgorithmAssociation', 'DeleteConfiguredModelAlgorithm'],
    remains: NOTHING,
  });
});

test('under whenSubmitted the deployment is done as soon as the training is accepted', async () => {
  const harness = new DeploymentHarness();
  await harness.deploy({ models: { Model: {} } });
  expect(harness.attributes()).toMatchObject({ Status: 'CREATE_PENDING', TrainingContainerImageDigest: '' });
  expect(harness.rehearsal.summary().seconds).toBeLessThan(60);
});

describe('tags', () => {
  test.each<{ what: string; tags: { [key: string]: string }; changes: string[] }>([
    { what: 'one more', tags: { team: 'fraud', stage: 'prod' }, changes: Array(3).fill('TagResource') },
    { what: 'another value', tags: { team: 'risk' }, changes: Array(3).fill('TagResource') },
    { what: 'one less', tags: {}, changes: Array(3).fill('UntagResource') },
    { what: 'one for another', tags: { stage: 'prod' }, changes: Array(3).fill(['UntagResource', 'TagResource']).flat() },
  ])('$what: nothing is made, trained or replaced, and tags of others stay', async ({ tags, changes }) => {
    const harness = new DeploymentHarness();
    await harness.deploy(ALL);
    const arns = arnsOf(harness);
    const attributes = harness.attributes();
    const client = harness.emulator.client({ accountId: ACCOUNT, region: REGION });
    for (const resourceArn of arns) {
      await client.tagResource({ resourceArn, tags: { costs: 'shared' } });
    }
    harness.changes();

    expect(await harness.deploy(tagged(tags))).toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes });
    expect(arnsOf(harness)).toEqual(arns);
    expect(harness.attributes()).toEqual(attributes);
    for (const { 'cdk-cleanrooms-ml:owner': owner, 'cdk-cleanrooms-ml:fingerprint': _, ...rest } of await tagsOf(harness) as Record<string, string>[]) {
      expect(owner).toMatch(/^Test-/);
      expect(rest).toEqual({ ...tags, costs: 'shared' });
    }
  });

  test('come back in a rollback', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(ALL);
    const before = await tagsOf(harness);
    expect(await harness.deploy(tagged({ team: 'risk', stage: 'prod' }), { 'Test/Consumer': 'locked' }))
      .toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 0 });
    expect(await tagsOf(harness)).toEqual(before);
  });
});

describe('a deployment that changes nothing here', () => {
  test('is not even asked about, when no property changes', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(ALL);
    const calls = harness.emulator.calls.length;
    await harness.deploy(ALL);
    // The same app with a resource that fails: CloudFormation looks at everything, and takes nothing back.
    expect(await harness.deploy(ALL, { 'Test/Consumer': 'locked' })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', changes: [] });
    expect(harness.emulator.calls).toHaveLength(calls);
  });

  test('makes no call that changes something, when a property changes that is about the next deployment', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(ALL);
    const submitted = { ...ALL, models: { Model: { ...ALL.models!.Model, completion: Completion.whenSubmitted() } } };
    expect(await harness.deploy(submitted)).toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
  });
});

test('what is rehearsed is what ships: a stack has one provider, however many resources it serves', () => {
  const { stacks: [{ template }] } = assemblyOf(ALL);
  const custom = Object.entries(template.Resources!).filter(([, { Type }]) => Type.startsWith('Custom::CleanRoomsML'));
  expect(custom).toHaveLength(3);
  expect(new Set(custom.map(([, { Properties }]) => JSON.stringify(Properties!.ServiceToken))).size).toBe(1);
  Template.fromJSON(template as object).resourcePropertiesCountIs('AWS::Lambda::Function', { Handler: Match.stringLikeRegexp('^index\\.') }, 2);
});
