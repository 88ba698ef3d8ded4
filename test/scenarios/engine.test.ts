/** The way of a request from CloudFormation to its answer, and what can go wrong on it. */
import { inspect } from 'node:util';
import { assemblyOf, NOTHING, DeploymentHarness, type AppSpec } from './deployment-harness';
import type { CloudAssembly, FunctionCall, RehearsalOptions, Transit } from '../../rehearsal/index';
import { Completion } from '../../src';
import { LEDGER, RESOURCE_TYPES, TIMING } from '../../src/private/protocol/contract';

const SECRETS = ['hyperparameter-value-1', 'environment "value" 2', 'hyperparameter-value-3'];
const scene = (revision: string): AppSpec => ({
  algorithm: {},
  association: {},
  models: {
    Model: {
      hyperparameters: { seed: SECRETS[0], ...(revision === 'r1' ? {} : { late: SECRETS[2] }) }, environment: { TOKEN: SECRETS[1] }, revision, completion: Completion.whenActive(),
    },
  },
});
const ONE_MODEL: AppSpec = { models: { Model: { hyperparameters: { seed: SECRETS[0] }, environment: { TOKEN: SECRETS[1] } } } };

/** A life with a creation, an update and a deletion. */
async function live(options: RehearsalOptions = {}, sceneOf = scene) {
  const harness = new DeploymentHarness({ trainingSeconds: 20 }, options);
  const created = await harness.deploy(sceneOf('r1'));
  const updated = await harness.deploy(sceneOf('r2'));
  const { status, trained, remains } = await harness.clear();
  return { harness, result: { statuses: [created.status, updated.status, status], trained, remains } };
}

const FINE = { statuses: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE'], trained: 2, remains: NOTHING };

/** What happens to the calls of both functions, by their number. */
const atCall = (number: number, transit: Transit) => {
  let calls = 0;
  return { disturbances: { onCall: () => (calls++ === number ? transit : undefined) } };
};

const oneModel = (revision: string): AppSpec => ({ models: { Model: { revision } } });
/** An update replaces both. */
const nothingTrained = (revision: string): AppSpec => ({ algorithm: { imageTag: revision }, association: {} });

async function callsOfALife(sceneOf: typeof scene, expected: object): Promise<FunctionCall[]> {
  const calls: FunctionCall[] = [];
  expect((await live({ disturbances: { onCall: (call) => void calls.push(call) } }, sceneOf)).result).toEqual(expected);
  return calls;
}

describe.each([
  ['a model', oneModel, FINE],
  ['an algorithm and its association', nothingTrained, { ...FINE, trained: 0 }],
])('in the life of %s, a function that dies once', (_, sceneOf, expected) => {
  test.each<Transit['crash']>(['before', 'after'])('%s a call costs no deployment and no training, whichever call it is', async (crash) => {
    const calls = await callsOfALife(sceneOf, expected);
    expect(new Set(calls.map(({ module }) => module)).size).toBe(5);
    expect(new Set(calls.map(({ functionArn }) => functionArn)).size).toBe(2);
    const failed: object[] = [];
    for (const [number, { module, method }] of calls.entries()) {
      const { result } = await live(atCall(number, { crash }), sceneOf);
      if (JSON.stringify(result) !== JSON.stringify(expected)) {
        failed.push({ number, module, method, result });
      }
    }
    expect(failed).toEqual([]);
  });
});

test('values of properties and response addresses are in no history, log, event, answer or reason', async () => {
  const addresses = new Set<string>();
  const shown: string[] = [];
  const { harness: { rehearsal } } = await live({
    disturbances: {
      onCall: ({ cause, module, request }) => {
        addresses.add((cause as { ResponseURL: string }).ResponseURL);
        if (module === 'https') {
          shown.push((request as { body: string }).body);
        }
        return undefined;
      },
      onLog: (_, parts) => void shown.push(inspect(parts, { depth: null })),
    },
  });
  const histories = rehearsal.executions.flatMap(({ name, history }) => [name, ...history]);
  expect(histories.length).toBeGreaterThan(20);
  expect(addresses.size).toBeGreaterThan(5);

  const everything = [...shown, ...histories, JSON.stringify(rehearsal.timeline.events)].join('\n');
  const written = [...SECRETS, ...addresses].flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  expect(written.filter((secret) => everything.includes(secret))).toEqual([]);
  // All that Step Functions knows is an owner, the identity of a request, and seconds.
  const states = rehearsal.executions.flatMap(({ history }) => history.map((text) => JSON.parse(text) as object));
  const names = new Set(states.flatMap((state) => [...Object.keys(state), ...Object.keys((state as { look?: object }).look ?? {})]));
  expect([...names].sort()).toEqual(['age', 'done', 'idle', 'look', 'owner', 'request', 'wait', 'waited']);
});

test('an execution is started with the owner and the identity of the request, and nothing else', async () => {
  const harness = new DeploymentHarness();
  await harness.deploy(ONE_MODEL);
  const [{ name, input }] = harness.rehearsal.executions;
  expect(JSON.parse(input)).toEqual({ owner: harness.physicalId(), request: expect.stringMatching(/^[a-z2-7]{16}$/) });
  expect(name).toMatch(/^[\w-]{1,80}$/);
});

test('a request that has been answered leaves neither properties nor an address in the table', async () => {
  const harness = new DeploymentHarness({}, { disturbances: { onDelivery: () => ({ again: 900 }) } });
  await harness.deploy(ONE_MODEL);
  await harness.rehearsal.advance({ minutes: 60 });
  const [{ items }] = harness.rehearsal.dynamoDb.tables;
  const contents = [...items].filter(([key]) => key.includes('/')).map(([, item]) => (item[LEDGER.entry] as { S: string }).S);
  expect(contents).toEqual(['null']);
  expect(JSON.stringify([...items.values()])).not.toContain(SECRETS[0]);
});

describe('a state machine', () => {
  const STEP_FUNCTIONS = '@aws-sdk/client-sfn';
  const isStart = ({ module }: FunctionCall) => module === STEP_FUNCTIONS;

  test.each<[string, (harness: DeploymentHarness) => void, RehearsalOptions]>([
    ['whose start is sent twice', () => {}, { disturbances: { onCall: (call) => (isStart(call) ? { again: 0.1 } : undefined) } }],
    ['whose start is sent again when it has ended', () => {}, { disturbances: { onCall: (call) => (isStart(call) ? { again: 19 } : undefined) } }],
    ['whose start gets no reply', ({ rehearsal }) => rehearsal.stepFunctionsFaults.add({ operation: 'StartExecution', fault: 'lost-reply', times: 3 }), {}],
    ['that is not allowed to start yet', ({ rehearsal }) => rehearsal.stepFunctionsFaults.add({ operation: 'StartExecution', fault: 'access-denied', times: 3 }), {}],
    ['whose start is throttled', ({ rehearsal }) => rehearsal.stepFunctionsFaults.add({ operation: 'StartExecution', fault: 'throttle', times: 3 }), {}],
    ['whose event is delivered twice', () => {}, { disturbances: { onDelivery: () => ({ again: 5 }) } }],
    ['whose event is delivered again after the answer', () => {}, { disturbances: { onDelivery: () => ({ again: 600 }) } }],
    ['that calls each look twice', () => {}, { disturbances: { onTask: () => ({ again: 0 }) } }],
  ])('%s works on a request once', async (_, disturb, options) => {
    const harness = new DeploymentHarness({}, options);
    disturb(harness);
    expect(await harness.deploy(ONE_MODEL)).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    await harness.rehearsal.advance({ minutes: 60 });
    expect(harness.rehearsal.executions).toHaveLength(1);
    expect(harness.rehearsal.executions[0].status).toBe('SUCCEEDED');
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', trained: 1, remains: NOTHING });
  });

  test('that cannot be started is reported under the id of the resource, and nothing is left', async () => {
    const harness = new DeploymentHarness();
    const end = harness.rehearsal.now().getTime() + 480_000;
    harness.rehearsal.stepFunctionsFaults.onCall = () => (harness.rehearsal.now().getTime() < end ? 'access-denied' : undefined);

    const { status, reason, trained } = await harness.deploy(ONE_MODEL);

    expect({ status, trained }).toEqual({ status: 'ROLLBACK_COMPLETE', trained: 0 });
    expect(reason).toMatch(/TrainedModel "Model\w+" \(Create\): StartExecution: AccessDeniedException: .* Log group: \S*AcceptLogs/);
    // CloudFormation deletes under the id that it was given.
    const requests = harness.rehearsal.timeline.events.filter(({ kind, resource }) => kind === 'request' && resource === 'Test/Model').map(({ text }) => text);
    expect(requests).toEqual(['Create', expect.stringMatching(/^Delete Test-Model-[0-9A-F]{8}-[a-z2-7]{7}-[a-z2-7]{5}$/)]);
    expect(harness.remains()).toEqual(NOTHING);
  });

  test('that was started before its creation is reported as failed leaves no training behind', async () => {
    let starts = 0;
    const harness = new DeploymentHarness({ trainingSeconds: 3_000 }, {
      disturbances: { onCall: (call) => (isStart(call) && starts++ === 0 ? { crash: 'after' } : undefined) },
    });
    // Lambda delivers the event again after a minute, and the ledger cannot be reached then.
    const begun = harness.rehearsal.now().getTime();
    const seconds = () => (harness.rehearsal.now().getTime() - begun) / 1000;
    harness.rehearsal.dynamoDb.faults.onCall = () => (seconds() > 50 && seconds() < 480 ? 'error-before' : undefined);

    const { status, reason, trained } = await harness.deploy({ models: { Model: { completion: Completion.whenActive() } } });

    expect({ status, reason, trained }).toEqual({ status: 'ROLLBACK_COMPLETE', reason: expect.stringContaining('GetItem: InternalServerError'), trained: 1 });
    await harness.rehearsal.settle();
    expect(harness.remains()).toEqual(NOTHING);
  });

  test('whose function dies in each look answers with the reason, and the stack is rolled back', async () => {
    const harness = new DeploymentHarness({}, {
      disturbances: {
        onCall: ({ module, cause }) => (
          module === '@aws-sdk/client-cleanroomsml' && (cause as { RequestType: string }).RequestType === 'Create' ? { crash: 'before' } : undefined),
      },
    });
    const { status, reason, trained } = await harness.deploy(ONE_MODEL);
    expect({ status, trained }).toEqual({ status: 'ROLLBACK_COMPLETE', trained: 0 });
    expect(reason).toMatch(/TrainedModel "Model\w+" \(Create\): The function that manages the resource failed repeatedly \(Runtime\.ExitError\).* Log group: \S*LookLogs/);
    expect(harness.remains()).toEqual(NOTHING);
  });
});

describe('an answer', () => {
  test.each(['error-before', 'error-after', 'lost-reply', 'reset'] as const)('that goes wrong (%s) is given again, and nothing is done again', async (fault) => {
    const harness = new DeploymentHarness();
    harness.rehearsal.responseFaults.add({ operation: 'PutResponse', fault, times: 7 });
    expect(await harness.deploy(ONE_MODEL)).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1, changes: ['CreateTrainedModel'] });
    harness.rehearsal.responseFaults.clear();
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', trained: 1, remains: NOTHING });
  });

  test('that CloudFormation never accepts ends after the timeout of CloudFormation', async () => {
    const harness = new DeploymentHarness();
    harness.rehearsal.responseFaults.add({ operation: 'PutResponse', fault: 'error-before', times: Infinity, when: () => harness.rehearsal.now().getTime() < Date.UTC(2026, 0, 1, 1, 1) });
    const { status, reason } = await harness.deploy(ONE_MODEL);
    expect({ status, reason }).toEqual({ status: 'ROLLBACK_COMPLETE', reason: expect.stringContaining('did not receive a response') });
    await harness.rehearsal.settle();
    expect(harness.rehearsal.executions.map((execution) => execution.status)).not.toContain('RUNNING');
    expect(harness.remains()).toEqual(NOTHING);
  });

  test('to a request that a newer one supersedes is a failure', async () => {
    const answers: { Status: string; Reason?: string }[] = [];
    const harness = new DeploymentHarness({ trainingSeconds: 600 }, {
      disturbances: {
        onCall: ({ module, request }) => void (module === 'https' && answers.push(JSON.parse((request as { body: string }).body))),
      },
    });
    await harness.deploy({ models: { Model: { completion: Completion.whenActive() } } }, { 'Test/Bystander': { reason: 'locked by another team', afterSeconds: 100 } });
    await harness.rehearsal.settle();
    expect(answers).toContainEqual(expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining('a newer CloudFormation request for the same resource supersedes this one') }));
    expect(harness.rehearsal.executions.map(({ status }) => status)).not.toContain('RUNNING');
  });
});

describe('calls come before the answer that follows them in the timeline', () => {
  const timelineOf = ({ rehearsal }: DeploymentHarness) => (
    rehearsal.timeline.events.filter(({ kind, resource }) => resource === 'Test/Algorithm' && /^(call|resource|lateResponse)$/.test(kind)).map(({ text }) => text));
  const CREATED = 'CreateConfiguredModelAlgorithm -> ok';

  test('when CloudFormation has the answer before the function is done', async () => {
    const harness = new DeploymentHarness({}, { disturbances: { onCall: ({ module }) => (module === 'https' ? { back: 5 } : undefined) } });
    await harness.deploy({ algorithm: {} });
    expect(timelineOf(harness)).toEqual(['CREATE_IN_PROGRESS', CREATED, expect.stringMatching(/^CREATE_COMPLETE /)]);
  });

  test('when the answer comes too late', async () => {
    const harness = new DeploymentHarness({}, {
      disturbances: {
        onCall: ({ module }) => (module === 'https' ? { there: 5 } : undefined),
        onDelivery: (payload) => (payload.includes('"RequestType":"Delete"') ? { late: 30 } : undefined),
      },
    });
    await harness.deploy({ algorithm: {} }, { 'Test/Bystander': { reason: 'locked by another team', afterSeconds: 10 } });
    const events = timelineOf(harness);
    expect(events).toContain('CREATE_FAILED Resource creation cancelled');
    expect(events.slice(events.indexOf(CREATED)).slice(0, 2)).toEqual([CREATED, 'SUCCESS, which CloudFormation no longer waits for']);
  });
});

test('properties that cannot be read are reported under an id of the engine, and the deletion that follows finds nothing', async () => {
  const assembly = structuredCloneOf(assemblyOf(ONE_MODEL));
  const model = Object.values(assembly.stacks[0].template.Resources!).find(({ Type }) => Type === RESOURCE_TYPES.trainedModel)!;
  (model.Properties as Record<string, unknown>).Retraining = 'unreadable';
  const harness = new DeploymentHarness();
  const { stacks: [{ status, reason }] } = await harness.rehearsal.deploy(assembly);
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(reason).toMatch(/TrainedModel "Model\w+" \(Create\): Malformed properties: Retraining/);
  const requests = harness.rehearsal.timeline.events.filter(({ kind, resource }) => kind === 'request' && resource === 'Test/Model').map(({ text }) => text);
  expect(requests).toEqual(['Create', expect.stringMatching(/^Delete Model\w+-[a-z2-7]{7}-[a-z2-7]{5}$/)]);
});

test('an event that is older than the timeout of CloudFormation is dropped', async () => {
  const harness = new DeploymentHarness({}, { disturbances: { onDelivery: () => ({ late: TIMING.cloudFormationMinutes * 60 + 1 }) } });
  const { status } = await harness.deploy(ONE_MODEL);
  expect(status).toMatch(/FAILED$/);
  await harness.rehearsal.settle();
  expect({ executions: harness.rehearsal.executions, trainings: harness.trainings }).toEqual({ executions: [], trainings: [] });
});

function structuredCloneOf(assembly: CloudAssembly): CloudAssembly {
  return { ...assembly, stacks: [{ ...assembly.stacks[0], template: structuredClone(assembly.stacks[0].template) }] };
}
