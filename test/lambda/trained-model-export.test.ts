import { HandlerHarness, MEMBERSHIP, modelProperties } from './handler-harness';
import { PROPERTY_FORMAT, RESOURCE_TYPES, type TrainedModelExportProperties } from '../../src/private/protocol/contract';

const COLLABORATION = '22222222-3333-4444-5555-666666666666';
const THEIRS = { accountId: '777788889999', region: 'us-east-1' };
const THEIR_MEMBERSHIP = '99999999-8888-7777-6666-555555555555';

/** An export of a model that is trained, in a collaboration with another member. */
async function exporting() {
  const harness = new HandlerHarness();
  for (const [membershipIdentifier, accountId] of [[MEMBERSHIP, '111122223333'], [THEIR_MEMBERSHIP, THEIRS.accountId]]) {
    harness.emulator.registerMembership({ membershipIdentifier, collaborationIdentifier: COLLABORATION, accountId });
  }
  const { attributes } = await harness.trainedModel().create(modelProperties({ Completion: { Mode: 'WHEN_ACTIVE' } }));
  const trainedModelArn = attributes.TrainedModelArn;
  const properties: TrainedModelExportProperties = {
    PropertyFormat: PROPERTY_FORMAT,
    Label: 'Export',
    Completion: { Mode: 'WHEN_ACTIVE' },
    Request: { membershipIdentifier: MEMBERSHIP, trainedModelArn, outputConfiguration: { members: [{ accountId: '444455556666' }] } },
  };
  return { harness, trainedModelArn, properties, resource: harness.resource<TrainedModelExportProperties>(RESOURCE_TYPES.trainedModelExport, 'Export') };
}

test('an export of another member under the very name is not taken for one of ours', async () => {
  const first = await exporting();
  const { attributes: { Name: name } } = await first.resource.create(first.properties);
  const { harness, trainedModelArn, properties, resource } = await exporting();
  await harness.emulator.client(THEIRS).startTrainedModelExportJob({
    membershipIdentifier: THEIR_MEMBERSHIP, name, trainedModelArn, outputConfiguration: { members: [{ accountId: '444455556666' }] },
  });

  const { attributes } = await resource.create(properties);

  expect(attributes.Name).toBe(name);
  expect(harness.emulator.exportJobs.map(({ membershipIdentifier }) => membershipIdentifier)).toEqual([THEIR_MEMBERSHIP, MEMBERSHIP]);
});

test('an export is found again by its name when the ledger was lost, and not started twice', async () => {
  const { harness, properties, resource } = await exporting();
  const { attributes } = await resource.create(properties);
  harness.forget();
  harness.stackStatus = 'UPDATE_IN_PROGRESS';

  const updated = await resource.update({ ...properties, Completion: { Mode: 'WHEN_SUBMITTED' } });

  expect(updated.attributes).toEqual(attributes);
  expect(harness.emulator.exportJobs).toHaveLength(1);
});

test('the collaboration is the one that the trained model says, where the properties do not', async () => {
  const { harness, properties, resource } = await exporting();
  await resource.create(properties);

  expect(new Set(harness.emulator.calls.filter(({ operation }) => operation === 'ListCollaborationTrainedModelExportJobs')
    .map(({ request }) => request.collaborationIdentifier))).toEqual(new Set([COLLABORATION]));
});

test('an export that no listing has shown yet is not given up by a request about another model, and adopted when it is wanted again', async () => {
  const { harness, properties, resource } = await exporting();
  await resource.create(properties);
  const other = await harness.trainedModel('Other').create(modelProperties({ Label: 'Other', Completion: { Mode: 'WHEN_ACTIVE' } }));
  const ofOther = { ...properties, Request: { ...properties.Request, trainedModelArn: other.attributes.TrainedModelArn } };
  const revised = { ...properties, Revision: '2' };
  harness.emulator.behavior.listingDelaySeconds = 60;
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const given = await resource.begin('Update', revised, properties);
  for (let waited = 0; harness.emulator.exportJobs.length < 2; waited += 30) {
    await harness.look(given, waited);
    harness.advance(0.5);
  }
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  await resource.run(await resource.begin('Update', properties, revised));

  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await resource.run(await resource.begin('Update', ofOther, properties));
  const { attributes } = await resource.run(await resource.begin('Update', revised, ofOther));

  expect(harness.emulator.exportJobs).toHaveLength(3);
  expect(attributes.Name).toBe(harness.emulator.exportJobs[1].name);
});
