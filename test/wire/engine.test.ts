/** The way from CloudFormation to the state machine, and back to the response address, over HTTP. */
import type { Disturbance, WireCall } from './http-service';
import { creation, WireWorld } from './world';
import { modelProperties } from '../lambda/handler-harness';

const PATIENCE = 300;

test('the state machine is started once, and CloudFormation gets one answer', () => WireWorld.run({}, async (world) => {
  const { attributes, physicalId } = await world.createModel(modelProperties());
  expect(attributes).toMatchObject({ Name: world.trained[0] });
  expect([...world.executions.values()].map((input) => JSON.parse(input))).toEqual([{ owner: physicalId, request: expect.stringMatching(/^[a-z2-7]{16}$/) }]);
  expect(world.responses.calls.map(({ operation, request: { headers } }) => [operation, headers['content-type']])).toEqual([['PUT', '']]);
}));

describe.each<[string, (world: WireWorld) => Disturbance, number?]>([
  ['throttled', ({ stepFunctions: { protocol } }) => ({ answer: protocol.error('ThrottlingException', 'Rate exceeded', 400) })],
  ['answered with 500 before it happens', ({ stepFunctions: { protocol } }) => ({ answer: protocol.error('InternalServerError', 'try again', 500) })],
  ['answered with 500 after it happened', ({ stepFunctions: { protocol } }) => ({ effect: true, answer: protocol.error('InternalServerError', 'try again', 500) })],
  ['not permitted yet', ({ stepFunctions: { protocol } }) => ({ answer: protocol.error('AccessDeniedException', 'not authorized', 400) })],
  ['reset', () => ({ answer: 'reset' })],
  ['reset after it happened', () => ({ effect: true, answer: 'reset' })],
  ['without a reply', () => ({ effect: true, answer: 'hang' }), PATIENCE],
  ['without the end of a reply', () => ({ effect: true, answer: 'stall' }), PATIENCE],
])('a start that is %s', (_, disturbance, patience) => {
  test('is repeated, and the model is trained once', () => WireWorld.run({ patience }, async (world) => {
    world.stepFunctions.disturb('StartExecution', disturbance(world), 4);
    const { attributes } = await world.createModel(modelProperties());
    expect(world.trained).toEqual([attributes?.Name]);
    expect(world.executions.size).toBe(1);
  }));
});

test('an execution that exists already is not an error', () => WireWorld.run({}, async (world) => {
  world.stepFunctions.disturbance = ({ count }: WireCall) => (
    count === 1 ? { effect: true, answer: world.stepFunctions.protocol.error('ExecutionAlreadyExists', 'Execution Already Exists', 400) } : undefined);
  const { attributes } = await world.createModel(modelProperties());
  expect(attributes).toBeDefined();
  expect(world.stepFunctions.count()).toBe(1);
}));

describe.each<[string, (world: WireWorld) => Disturbance, number?]>([
  ['refused with 503', ({ responses: { protocol } }) => ({ answer: protocol.error('SlowDown', 'Reduce your request rate.', 503) })],
  ['refused with 403', ({ responses: { protocol } }) => ({ answer: protocol.error('AccessDenied', 'Request has expired', 403) })],
  ['reset', () => ({ answer: 'reset' })],
  ['reset after it arrived', () => ({ effect: true, answer: 'reset' })],
  ['without a reply', () => ({ answer: 'hang' }), PATIENCE],
])('an answer that is %s', (_, disturbance, patience) => {
  test('is given again, and nothing is done again', () => WireWorld.run({ patience }, async (world) => {
    world.responses.disturb('PUT', disturbance(world), 5);
    const { attributes } = await world.createModel(modelProperties());
    expect(world.trained).toEqual([attributes?.Name]);
    expect(world.cleanRoomsMl.count('CreateTrainedModel')).toBe(1);
    expect(world.output.join('\n')).not.toContain('cloudformation-custom-resource-response');
  }));
});

test('a failure names the log group, under the id of the resource', () => WireWorld.run({}, async (world) => {
  world.stepFunctions.disturbance = () => ({ answer: world.stepFunctions.protocol.error('StateMachineDoesNotExist', 'State Machine Does Not Exist', 400) });
  const { reason, physicalId, polls } = await world.createModel(modelProperties());
  expect(reason).toBe('TrainedModel "Model" (Create): StartExecution: StateMachineDoesNotExist: State Machine Does Not Exist.');
  expect([...world.answers.values()][0].Reason).toBe(`${reason} Log group: engine-logs`);
  expect(physicalId).toMatch(/^Fraud-[a-z2-7]{7}-[a-z2-7]{5}$/);
  expect({ polls, trained: world.trained }).toEqual({ polls: 0, trained: [] });
}));

test('a ledger that hangs ends in an answer', () => WireWorld.run({ patience: PATIENCE }, async (world) => {
  // Each call that is waited for takes its thirty seconds.
  world.dynamoDb.disturbance = ({ operation, count }) => {
    world.advance(operation === 'GetItem' && count % 3 === 1 ? 30_000 : 0);
    return { answer: 'hang' };
  };
  const { reason } = await world.request(creation(modelProperties(), 'Model'));
  expect(reason).toMatch(/TrainedModel "Model" \(Create\): GetItem: /);
  expect(world.trained).toEqual([]);
}));

test('no call of a service begins after the budget of an invocation, and what is left goes on in the next look', () => WireWorld.run({}, async (world) => {
  const versions = ['r1', 'r2', 'r3', 'r4', 'r5'].map((Revision) => modelProperties({ Revision, Retraining: { Strategy: 'FROM_SCRATCH' } }));
  const { physicalId } = await world.createModel(versions[0]);
  for (const [i, properties] of versions.slice(1).entries()) {
    world.advance(3_600_000);
    await world.request({
      ...creation(properties, 'Model'), RequestType: 'Update', OldResourceProperties: versions[i], PhysicalResourceId: physicalId,
    });
  }
  world.advance(3_600_000);
  expect(world.trained).toHaveLength(5);

  const deletion = await world.begin({ ...creation(versions[4], 'Model'), RequestType: 'Delete', PhysicalResourceId: physicalId });
  let startedAt = 0;
  const begun: number[] = [];
  world.cleanRoomsMl.disturbance = ({ operation }) => {
    begun.push(world.now - startedAt);
    // Listings are asked for at the same time, deletions one after the other.
    world.advance(operation === 'DeleteTrainedModelOutput' ? 25_000 : 0);
    return undefined;
  };
  let outcome;
  const took: number[] = [];
  while (outcome === undefined) {
    startedAt = world.now;
    outcome = await deletion();
    took.push(world.now - startedAt);
    world.advance(15_000);
  }
  expect(outcome.reason).toBeUndefined();
  expect(Math.max(...begun)).toBeLessThan(80_000);
  expect(Math.max(...took)).toBeLessThan(120_000);
  expect(took.length).toBeGreaterThan(2);
}));

test('nothing is created at the end of an invocation', () => WireWorld.run({}, async (world) => {
  const begun: number[] = [];
  for (const service of [world.cleanRoomsMl, world.cloudFormation]) {
    service.disturbance = ({ operation, count }) => {
      begun.push(world.now);
      world.advance(operation === 'ListTrainedModels' && count === 1 ? 85_000 : 0);
      return undefined;
    };
  }
  const { attributes } = await world.createModel(modelProperties());
  const [first] = begun;
  // The first look has listed for too long, and the second one is made fifteen seconds later.
  expect(begun.filter((at) => at >= first + 80_000 && at < first + 100_000)).toEqual([]);
  expect(world.trained).toEqual([attributes?.Name]);
  expect(world.warnings).toEqual([expect.stringContaining('the invocation has no time left for this call')]);
}));
