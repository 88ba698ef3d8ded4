/** What a rehearsal comes to, for a program and for a person. */
import { printSummary, printVersionChart, Rehearsal, type RehearsalSummary, type TrainingSummary } from '../../rehearsal/index';
import { promiseOutcomes } from '../../rehearsal/promises';
import { ASSOCIATION_ARN, CHANNEL_ARN, ENVIRONMENT, MEMBERSHIP_ID } from '../collaboration';
import { assemblyOf } from '../scenarios/deployment-harness';

const NOTHING = new Rehearsal().summary().leftBehind;

const training = (name: string, more: Partial<TrainingSummary> & Pick<TrainingSummary, 'history'>): TrainingSummary => ({
  name, trainedModelArn: 'arn:1', acceptedAfter: more.history[0].after, status: 'ACTIVE', outcome: 'usable', ...more,
});

const summary: RehearsalSummary = {
  trainings: [
    training('model-1', {
      status: 'INACTIVE',
      outcome: 'trainedAndDeleted',
      history: [
        { status: 'CREATE_PENDING', after: 0 }, { status: 'CREATE_IN_PROGRESS', after: 10 }, { status: 'ACTIVE', after: 100 },
        { status: 'DELETE_PENDING', after: 700 }, { status: 'INACTIVE', after: 710 },
      ],
    }),
    training('model-2', {
      versionIdentifier: 'v2',
      parent: { trainedModelArn: 'arn:1' },
      history: [{ status: 'CREATE_PENDING', after: 300 }, { status: 'ACTIVE', after: 500 }],
    }),
    training('model-3', {
      versionIdentifier: 'v3',
      status: 'CREATE_FAILED',
      outcome: 'cancelled',
      history: [{ status: 'CREATE_PENDING', after: 600 }, { status: 'CANCEL_PENDING', after: 700 }, { status: 'CREATE_FAILED', after: 720 }],
    }),
  ],
  inferenceJobs: [],
  exportJobs: [],
  queries: [],
  validations: [],
  inUse: { ...NOTHING, associations: [{ arn: 'b', name: 'b', tags: {} }] },
  leftBehind: { ...NOTHING, algorithms: [{ arn: 'a', name: 'a', tags: {} }] },
  retained: [{ path: 'Demo/Key', type: 'AWS::KMS::Key', physicalId: 'key-1' }],
  deployments: [{ title: 'deploy Demo', after: 0 }, { title: 'deploy Demo', after: 300 }, { title: 'deploy Demo', after: 305 }],
  expectations: [
    { deployment: 1, resource: 'Demo/Model', expected: 'trains its first version', happened: 'trained v1; CREATE_COMPLETE' },
    { deployment: 2, resource: 'Demo/Model', happened: 'trained v2; UPDATE_COMPLETE' },
  ],
  promises: [
    { promise: 'The same inputs are trained once', happened: '3 trainings, 0 of inputs that had a version', kept: true },
    { promise: 'No usable version is left behind', happened: '1 usable version that no stack has', kept: false },
  ],
  calls: { ListTrainedModels: 12, CreateTrainedModel: 3 },
  seconds: 1000,
};

test('jobs are listed with the version that they use, and with what the service keeps of them', () => {
  const text = printSummary({
    ...summary,
    inferenceJobs: [
      { name: 'score-1', trainedModelArn: 'arn:1', acceptedAfter: 120, status: 'ACTIVE', outcome: 'ended' },
      { name: 'score-2', trainedModelArn: 'arn:1', trainedModelVersionIdentifier: 'v2', acceptedAfter: 520, status: 'INACTIVE', outcome: 'cancelled' },
    ],
    exportJobs: [{ name: 'export-1', trainedModelArn: 'arn:1', trainedModelVersionIdentifier: 'v2', acceptedAfter: 530, status: 'ACTIVE', outcome: 'ended' }],
  }, { columns: 400 });

  expect(text).toContain(`
Inference jobs paid for
  00:02:00  score-1  with v1; ended well
  00:08:40  score-2  with v2; cancelled

Exports
  00:08:50  export-1  with v2; ended well
`);
  expect(text.replace(/ +/g, ' ')).toContain('Kept by the service ' + [
    'the entries of 2 versions without output, which no operation deletes', 'the records of 2 inference jobs', 'the record of an export',
    'the output of an inference job, at its receiver', 'an exported model, at its receiver',
  ].join('; '));
});

test('a person reads what was expected and promised, what happened, and what there is at the end', () => {
  expect(`\n${printSummary(summary, { columns: 106, verbose: true })}\n`).toBe(`
Versions
  v1  ----------============================================================
  v2                                --------------------==================================================
  v3                                                              ----------xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      1                             23
      x cancelled or failed, - in training, = usable; 00:16:40 in all

Expected, and what happened
  1  Demo/Model  trains its first version: trained v1; CREATE_COMPLETE
  2  Demo/Model  nothing: trained v2; UPDATE_COMPLETE

Promised, and what happened
  kept      The same inputs are trained once  3 trainings, 0 of inputs that had a version
  NOT KEPT  No usable version is left behind  1 usable version that no stack has

Trainings paid for
  v1  00:00:00  model-1  from scratch; trained, and deleted later
  v2  00:05:00  model-2  incremental from v1; usable
  v3  00:10:00  model-3  from scratch; cancelled

At the end
  Trainings paid for   3
  In use               1 association
  Retained             Demo/Key (AWS::KMS::Key key-1)
  Left behind          1 algorithm
  Kept by the service  the entries of 2 versions without output, which no operation deletes
  Virtual time         00:16:40
  API calls            CreateTrainedModel 3, ListTrainedModels 12
`);
});

test('what is short is drawn as well, and no row is wider than it may be', () => {
  const day = printVersionChart({ ...summary, seconds: 86_400 }, { columns: 40 }).split('\n');

  expect(day.slice(0, 3)).toEqual(['  v1  -', '  v2  -==================================', '  v3  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'].map((row) => row.slice(0, 40)));
  expect(printVersionChart(summary, { color: true })).toContain('\u001b[32m=\u001b[39m');
});

describe('of what is promised', () => {
  const deployed = async () => {
    const rehearsal = new Rehearsal();
    await rehearsal.deploy(assemblyOf({ models: { Model: {} } }));
    return rehearsal;
  };
  const kept = (rehearsal: Rehearsal) => rehearsal.summary().promises.map((each) => each.kept);

  test('everything is kept by a life with a rollback and a deletion', async () => {
    const rehearsal = await deployed();
    await rehearsal.deploy(assemblyOf({ models: { Model: { hyperparameters: { epochs: '2' } } } }), { fail: { 'Test/Consumer': 'planned' } });
    await rehearsal.destroy();

    expect(kept(rehearsal)).toEqual([true, true, true, true]);
    expect(rehearsal.summary().promises.map(({ happened }) => happened)).toContain('2 rollbacks and deletions, 0 trainings');
  });

  test.each<[string, boolean]>([
    ['UPDATE_IN_PROGRESS', true],
    ['UPDATE_ROLLBACK_IN_PROGRESS (Model failed)', false],
    ['ROLLBACK_IN_PROGRESS', false],
    ['DELETE_IN_PROGRESS', false],
    ['UPDATE_ROLLBACK_COMPLETE', true],
  ])('a training while a stack is %s is kept: %s', async (status, isKept) => {
    const { timeline, emulator } = await deployed();
    timeline.record({ kind: 'stack', stack: 'Demo', text: 'UPDATE_ROLLBACK_IN_PROGRESS' });
    timeline.record({ kind: 'stack', stack: 'Demo', text: status });
    timeline.record({ kind: 'training', stack: 'Demo', text: 'training 2 starts', training: { number: 2, name: 'm', trainedModelArn: 'a' } });

    expect(promiseOutcomes({ trainings: emulator.trainings, validations: [] }, timeline, { running: 0, usable: 0 })[1].kept).toBe(isKept);
  });

  test.each([['UPDATE_IN_PROGRESS', true], ['DELETE_IN_PROGRESS', false]] as const)('a query while a stack is %s is kept: %s', async (status, isKept) => {
    const { timeline, emulator } = await deployed();
    timeline.record({ kind: 'stack', stack: 'Demo', text: status });
    timeline.record({ kind: 'payment', stack: 'Demo', text: 'query 1 starts, and is paid for: q' });

    expect(promiseOutcomes({ trainings: emulator.trainings, validations: [] }, timeline, { running: 0, usable: 0 })).toContainEqual(
      expect.objectContaining({ promise: 'A rollback or a deletion queries nothing, and starts no job', kept: isKept }));
  });

  test('nothing is kept by somebody who trains the same twice, and forgets both', async () => {
    const rehearsal = await deployed();
    const client = rehearsal.emulator.client({ accountId: ENVIRONMENT.account, region: ENVIRONMENT.region });
    const request = {
      membershipIdentifier: MEMBERSHIP_ID,
      configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN,
      dataChannels: [{ channelName: 'train', mlInputChannelArn: CHANNEL_ARN }],
      resourceConfig: { instanceType: 'ml.m5.2xlarge' as const, volumeSizeInGB: 30 },
    };
    await client.createTrainedModel({ ...request, name: 'one' });
    await client.createTrainedModel({ ...request, name: 'two' });
    expect(kept(rehearsal)).toEqual([false, true, false, true]);

    await rehearsal.advance({ minutes: 60 });
    expect(kept(rehearsal)).toEqual([false, true, true, false]);
  });
});
