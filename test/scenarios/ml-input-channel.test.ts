/**
 * The life of an ML input channel: each query costs, takes its time, and cannot be cancelled; models that read the channel train again
 * when another takes its place.
 */
import { AFTER_THE_MODEL, DeploymentHarness, NOTHING, type AppSpec, type InputChannelSettings, type ModelSettings } from './deployment-harness';
import { printSummary } from '../../rehearsal/index';
import { Completion } from '../../src';
import type { MlInputChannelAttributes } from '../../src/private/protocol/contract';

const channel = (Channel: InputChannelSettings = {}): AppSpec => ({ inputChannels: { Channel } });
const withModel = (Channel: InputChannelSettings = {}, settings: ModelSettings = {}): AppSpec => ({
  inputChannels: { Channel }, models: { Model: { reads: 'Channel', completion: Completion.whenActive(), ...settings } },
});
const attributes = (harness: DeploymentHarness) => harness.attributes<MlInputChannelAttributes>('Channel');
const REVISED = { revision: '2' };
const CREATE = 'CreateMLInputChannel';
const DELETE = 'DeleteMLInputChannelData';

describe('a channel', () => {
  test('is deployed when its query has ended, with what came of it', async () => {
    const harness = new DeploymentHarness({ accessBudget: 10 });

    expect(await harness.deploy(channel())).toEqual({ status: 'CREATE_COMPLETE', trained: 0, changes: [CREATE] });

    const [query] = harness.queries;
    expect(query.status()).toBe('ACTIVE');
    expect(attributes(harness)).toEqual({
      MlInputChannelArn: query.mlInputChannelArn,
      Name: query.name,
      ProtectedQueryIdentifier: query.protectedQueryIdentifier,
      NumberOfRecords: expect.stringMatching(/^[0-9]+$/),
      NumberOfFiles: expect.stringMatching(/^[0-9]+$/),
      SizeInGb: expect.stringMatching(/^[0-9.]+$/),
      PrivacyBudgetLeft: '9',
    });
  });

  test('is deleted with its stack, and its entry is what the service keeps', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(channel());
    harness.changes();

    expect(await harness.clear()).toEqual({ status: 'DELETE_COMPLETE', trained: 0, changes: [DELETE], remains: NOTHING });
    expect(harness.queries.map(({ status }) => status())).toEqual(['INACTIVE']);
    expect(printSummary(harness.rehearsal.summary())).toContain('the entry of an ML input channel without data, which no operation deletes');
  });

  test('is tagged in place, and keeps its data when the description changes', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(channel({ tags: { team: 'fraud' }, description: 'one' }));
    const before = attributes(harness);

    expect(await harness.deploy(channel({ tags: { team: 'risk' }, description: 'two' })))
      .toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: ['TagResource'] });

    expect(attributes(harness)).toEqual(before);
  });
});

describe('a query that fails', () => {
  test('fails the deployment with what the service says and the protected query', async () => {
    const harness = new DeploymentHarness();
    harness.emulator.nextQueries.fail('column "amount" does not exist');

    const { status, reason } = await harness.deploy(channel());

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reason).toContain(`is CREATE_FAILED: column "amount" does not exist (protected query ${harness.queries[0].protectedQueryIdentifier})`);
    expect(harness.remains()).toEqual(NOTHING);
    expect(harness.queries).toHaveLength(1);
  });

  test('in an update leaves the earlier channel in use, and pays for nothing twice', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(withModel());
    const before = [attributes(harness), harness.attributes()];
    harness.emulator.nextQueries.fail('no budget');

    expect(await harness.deploy(withModel(REVISED))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 0 });

    expect([attributes(harness), harness.attributes()]).toEqual(before);
    expect(harness.queries.map(({ status }) => status())).toEqual(['ACTIVE', 'INACTIVE']);
  });

  test('is tried again by the next deployment, once', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(channel());
    harness.emulator.nextQueries.fail('no budget');
    await harness.deploy(channel(REVISED));

    expect(await harness.deploy(channel(REVISED))).toMatchObject({ status: 'UPDATE_COMPLETE' });

    expect(harness.queries.map(({ status }) => status())).toEqual(['INACTIVE', 'INACTIVE', 'ACTIVE']);
  });

  test('says nothing of its SQL and its parameters', async () => {
    const harness = new DeploymentHarness();
    const secrets = { sql: 'SELECT * FROM payments WHERE iban = \'DE-9999\'', parameters: { customer: 'Jane Q. Public' } };
    harness.emulator.nextQueries.fail(`cannot run ${secrets.sql} with Jane Q. Public near 'DE-9999'`);

    const { reason } = await harness.deploy(channel(secrets));

    expect(reason).toContain('cannot run *** with *** near \'***\'');
    expect(JSON.stringify(harness.rehearsal.timeline)).not.toMatch(/DE-9999|Jane/);
  });
});

describe.each<[string, InputChannelSettings]>([
  ['query', { sql: 'SELECT label FROM payments' }],
  ['parameters', { parameters: { since: '2026-01-01' } }],
  ['retention', { retentionDays: 7 }],
  ['revision', REVISED],
])('another %s', (_title, change) => {
  test('is another channel: it queries once, the model trains once, and the earlier data goes', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(withModel());
    const before = attributes(harness);

    expect(await harness.deploy(withModel(change))).toEqual({
      status: 'UPDATE_COMPLETE', trained: 1, changes: [CREATE, 'CreateTrainedModel', DELETE],
    });

    const after = attributes(harness);
    expect(after.Name).not.toBe(before.Name);
    expect(harness.trainings[1].request.dataChannels).toMatchObject([{ mlInputChannelArn: after.MlInputChannelArn }]);
    expect(harness.remains().channels).toEqual([after.Name]);
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
    expect(harness.queries).toHaveLength(2);
  });
});

test('an association that is replaced takes its channel along', async () => {
  const harness = new DeploymentHarness();
  const scene = (logAccounts?: string[]): AppSpec => ({ ...withModel(), algorithm: {}, association: { logAccounts } });
  await harness.deploy(scene());

  expect(await harness.deploy(scene(['444455556666']))).toEqual({
    status: 'UPDATE_COMPLETE',
    trained: 1,
    changes: ['CreateConfiguredModelAlgorithmAssociation', CREATE, 'CreateTrainedModel', DELETE, 'DeleteConfiguredModelAlgorithmAssociation'],
  });
});

describe('a rollback', () => {
  test.each(['update', 'restore'] as const)('keeps the earlier channel, and pays for nothing twice (%s)', async (rollbackOfReplacement) => {
    const harness = new DeploymentHarness({}, { deploymentBehavior: { rollbackOfReplacement } });
    await harness.deploy(withModel());
    const before = [attributes(harness), harness.attributes()];

    expect(await harness.deploy(withModel(REVISED), AFTER_THE_MODEL)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1 });

    expect([attributes(harness), harness.attributes()]).toEqual(before);
    expect(harness.queries).toHaveLength(2);
    expect(harness.remains().channels).toEqual([before[0].Name]);
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
    expect(harness.queries).toHaveLength(2);
  });

  test('while the query of another channel runs leaves nothing when it has ended', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(channel());
    const before = attributes(harness);

    expect(await harness.deploy(channel(REVISED), { 'Test/Bystander': { reason: 'locked', afterSeconds: 90 } }))
      .toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    await harness.rehearsal.settle();

    expect(attributes(harness)).toEqual(before);
    expect(await harness.clear()).toMatchObject({ remains: NOTHING });
    expect(harness.queries).toHaveLength(2);
  });

  test('of a creation waits for the end of a long query to delete its data', async () => {
    const harness = new DeploymentHarness({ querySeconds: 30 * 60 });

    expect(await harness.deploy(channel(), { 'Test/Bystander': { reason: 'locked', afterSeconds: 90 } })).toMatchObject({ status: 'ROLLBACK_COMPLETE' });

    await harness.rehearsal.settle();
    expect(harness.remains()).toEqual(NOTHING);
    expect(harness.queries).toHaveLength(1);
  });
});

describe('back to what there was before', () => {
  test.each([
    ['INACTIVE', 'live'], ['INACTIVE', 'forever'], ['gone', 'live'], ['gone', 'forever'],
  ] as const)('is another query, where deleted channels are %s and names are unique %s', async (afterDelete, uniqueNames) => {
    const harness = new DeploymentHarness({ afterDelete, uniqueNames });
    await harness.deploy(channel());
    await harness.deploy(channel(REVISED));

    expect(await harness.deploy(channel())).toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: [CREATE, DELETE] });

    expect(harness.queries).toHaveLength(3);
    expect(harness.remains().channels).toEqual([attributes(harness).Name]);
    expect(await harness.clear()).toMatchObject({ remains: NOTHING });
  });
});

describe('data that another member has deleted', () => {
  test.each(['INACTIVE', 'gone'] as const)('is not queried again until something asks for that (%s)', async (afterDelete) => {
    const harness = new DeploymentHarness({ afterDelete });
    await harness.deploy(channel());
    const { MlInputChannelArn: arn } = attributes(harness);
    harness.emulator.deleteDataAsAnotherMember(arn);
    await harness.rehearsal.settle();

    expect(await harness.deploy(channel({ tags: { team: 'fraud' } }))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(attributes(harness).MlInputChannelArn).toBe(arn);
    expect(harness.queries).toHaveLength(1);

    expect(await harness.deploy(channel(REVISED))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(harness.queries).toHaveLength(2);
    expect(await harness.clear()).toMatchObject({ remains: NOTHING });
  });
});

describe('a reply that is lost', () => {
  test.each(['lost-reply', 'error-after', 'error-before', 'reset'] as const)('(%s) is one query', async (fault) => {
    const harness = new DeploymentHarness();
    harness.emulator.faults.add({ operation: CREATE, fault });

    expect(await harness.deploy(channel())).toMatchObject({ status: 'CREATE_COMPLETE' });

    expect(harness.queries).toHaveLength(1);
    expect(await harness.clear()).toMatchObject({ remains: NOTHING });
  });

  test('of a creation whose channel is listed late is one query', async () => {
    const harness = new DeploymentHarness({ listingDelaySeconds: 120 });
    harness.emulator.faults.add({ operation: CREATE, fault: 'lost-reply' });

    expect(await harness.deploy(channel())).toMatchObject({ status: 'CREATE_COMPLETE' });

    expect(harness.queries).toHaveLength(1);
  });
});
