/** What only an algorithm of Amazon SageMaker asks of the lifecycle of declared resources: its validation costs, and nothing can end it. */
import { HandlerHarness, sageMakerAlgorithmProperties } from './handler-harness';
import type { ThrottlingFault } from '../../emulator';
import type { Services } from '../../lambda/engine/services';
import { OWNER_TAG } from '../../src/private/protocol/contract';
import type { SageMaker } from '../../src/private/protocol/sagemaker';

const IMAGE = '111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud';

/** The same algorithm with another image. */
function withImage(tag: string) {
  const { Request } = sageMakerAlgorithmProperties();
  return sageMakerAlgorithmProperties({ request: { TrainingSpecification: { ...Request.TrainingSpecification, TrainingImage: `${IMAGE}:${tag}` } } });
}

/** The same algorithm, validated with a hyperparameter that is called as a member of the API is. */
function withHyperparameterDescription(value: string) {
  const { Request } = sageMakerAlgorithmProperties();
  const [profile] = Request.ValidationSpecification!.ValidationProfiles;
  const TrainingJobDefinition = { ...profile.TrainingJobDefinition, HyperParameters: [{ Name: 'Description', Value: value }] };
  return sageMakerAlgorithmProperties({
    request: { ValidationSpecification: { ...Request.ValidationSpecification, ValidationProfiles: [{ ...profile, TrainingJobDefinition }] } },
  });
}

/** A harness in which a request for another algorithm is one of a stack that goes forward. */
async function deployed() {
  const harness = new HandlerHarness();
  const algorithm = harness.sageMakerAlgorithm();
  const { attributes } = await algorithm.create(sageMakerAlgorithmProperties());
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  return { harness, algorithm, attributes };
}

const statuses = ({ sageMaker }: HandlerHarness) => sageMaker.validations.map(({ status }) => status());

test('is created with its validation, and waited for until it has completed', async () => {
  const harness = new HandlerHarness();
  const algorithm = harness.sageMakerAlgorithm();
  const { attributes } = await algorithm.create(sageMakerAlgorithmProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));

  expect(attributes).toEqual({
    AlgorithmArn: `arn:aws:sagemaker:us-east-1:111122223333:algorithm/${algorithm.physicalId}`, Name: algorithm.physicalId, Status: 'Completed',
  });
  expect(harness.sageMaker.algorithms[0].request).toMatchObject({
    AlgorithmName: algorithm.physicalId,
    ValidationSpecification: { ValidationProfiles: [{ TrainingJobDefinition: { HyperParameters: { epochs: '2' }, ResourceConfig: { InstanceCount: 1 } } }] },
    Tags: [{ Key: 'team', Value: 'fraud' }, { Key: OWNER_TAG, Value: algorithm.physicalId }],
  });
  expect(harness.changes()).toEqual(['CreateAlgorithm']);
});

test('tags are changed in place, as SageMaker tags', async () => {
  const { harness, algorithm } = await deployed();
  await algorithm.update(sageMakerAlgorithmProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));
  await algorithm.update(sageMakerAlgorithmProperties({ Tags: [{ Key: 'owner', Value: 'risk' }] }));

  expect(harness.sageMaker.algorithms[0].tags()).toEqual({ owner: 'risk', [OWNER_TAG]: algorithm.physicalId });
  expect(harness.changes()).toEqual(['CreateAlgorithm', 'AddTags', 'DeleteTags', 'AddTags']);
});

test('another role of the validation validates nothing', async () => {
  const { harness, algorithm, attributes } = await deployed();
  const { Request } = sageMakerAlgorithmProperties();
  const ValidationSpecification = { ...Request.ValidationSpecification!, ValidationRole: 'arn:aws:iam::111122223333:role/Other' };
  const updated = await algorithm.update(sageMakerAlgorithmProperties({ request: { ValidationSpecification } }));

  expect(updated.attributes).toEqual(attributes);
  expect(harness.sageMaker.validations).toHaveLength(1);
});

test.each([
  ['an update without it', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
  ['the deletion of its stack', 'DELETE_IN_PROGRESS'],
  ['a deletion of which CloudFormation says nothing', 'UPDATE_IN_PROGRESS'],
])('what has completed is removed by %s', async (_, status) => {
  const { harness, algorithm } = await deployed();
  harness.stackStatus = status;
  await algorithm.delete();

  expect(statuses(harness)).toEqual([undefined]);
});

test('another description, of anything in it, validates nothing', async () => {
  const { harness, algorithm, attributes } = await deployed();
  const { Request } = sageMakerAlgorithmProperties();
  const [channel] = Request.TrainingSpecification.TrainingChannels;
  const updated = await algorithm.update(sageMakerAlgorithmProperties({
    request: {
      AlgorithmDescription: 'Fraud', TrainingSpecification: { ...Request.TrainingSpecification, TrainingChannels: [{ ...channel, Description: 'Cards' }] },
    },
  }));

  expect(updated.attributes).toEqual(attributes);
  expect(harness.sageMaker.validations).toHaveLength(1);
});

test('another value of a hyperparameter is validated, whatever the hyperparameter is called', async () => {
  const harness = new HandlerHarness();
  const algorithm = harness.sageMakerAlgorithm();
  await algorithm.create(withHyperparameterDescription('short'));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await algorithm.update(withHyperparameterDescription('long'));

  expect(harness.sageMaker.validations).toHaveLength(2);
});

test.each([
  ['another image', withImage('v2')],
  ['another revision', sageMakerAlgorithmProperties({ Revision: '2' })],
])('%s is validated, and the former algorithm is deleted', async (_, properties) => {
  const { harness, algorithm } = await deployed();
  const former = algorithm.physicalId!;
  await algorithm.update(properties);
  harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  await algorithm.deleteAs(former, sageMakerAlgorithmProperties());

  expect(statuses(harness)).toEqual([undefined, 'Completed']);
});

describe('at most one validation is paid for', () => {
  test('when a rollback deletes what has completed, and it is deployed again', async () => {
    const { harness, algorithm, attributes } = await deployed();
    harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    await algorithm.delete();
    harness.stackStatus = 'UPDATE_IN_PROGRESS';

    expect((await algorithm.create(sageMakerAlgorithmProperties())).attributes).toEqual(attributes);
    expect(statuses(harness)).toEqual(['Completed']);
  });

  test.each([
    ['adopted when it is wanted again', withImage('v2'), ['Completed', 'Completed']],
    ['removed when it is not', sageMakerAlgorithmProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }), ['Completed', undefined]],
  ])('when a rollback deletes what was to replace another one: it is %s', async (_, next, expected) => {
    const { harness, algorithm } = await deployed();
    const original = algorithm.physicalId!;
    await algorithm.update(withImage('v2'));
    const replacement = algorithm.physicalId!;
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await algorithm.update(sageMakerAlgorithmProperties());
    harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    await algorithm.deleteAs(replacement, withImage('v2'));
    expect(statuses(harness)).toEqual(['Completed', 'Completed']);
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    algorithm.takeOver(Object.assign(harness.sageMakerAlgorithm(), { physicalId: original, properties: sageMakerAlgorithmProperties() }));
    await algorithm.update(next);
    harness.advance(1);

    expect(statuses(harness)).toEqual(expected);
  });

  test('when the update that wanted another one is rolled back, and deployed again', async () => {
    const { harness, algorithm, attributes } = await deployed();
    await algorithm.update(withImage('v2'));
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect((await algorithm.update(sageMakerAlgorithmProperties())).attributes).toEqual(attributes);
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await algorithm.update(withImage('v2'));

    expect(harness.sageMaker.validations).toHaveLength(2);
  });

  test.each(['lost-reply', 'error-after'] as const)('when the outcome of the request is not known: %s', async (fault) => {
    const harness = new HandlerHarness();
    harness.sageMaker.faults.add({ operation: 'CreateAlgorithm', fault });
    await harness.sageMakerAlgorithm().create(sageMakerAlgorithmProperties());

    expect(statuses(harness)).toEqual(['Completed']);
  });

  test('when the listing that is to show the outcome lags behind', async () => {
    const harness = new HandlerHarness();
    harness.sageMaker.behavior.listingDelaySeconds = 100;
    harness.sageMaker.faults.add({ operation: 'CreateAlgorithm', fault: 'lost-reply' });
    await harness.sageMakerAlgorithm().create(sageMakerAlgorithmProperties());

    expect(statuses(harness)).toEqual(['Completed']);
  });

  test('when the request never arrived, which is certain after three minutes', async () => {
    const harness = new HandlerHarness();
    harness.sageMaker.faults.add({ operation: 'CreateAlgorithm', fault: 'error-before' });
    const begun = harness.context.now();
    await harness.sageMakerAlgorithm().create(sageMakerAlgorithmProperties());

    expect(statuses(harness)).toEqual(['Completed']);
    expect(harness.sageMaker.algorithms[0].acceptedAt - begun).toBeGreaterThanOrEqual(180_000);
  });

  test('when the reply is lost under a name that an algorithm had before', async () => {
    const harness = new HandlerHarness();
    const algorithm = harness.sageMakerAlgorithm();
    const named = sageMakerAlgorithmProperties({ Name: 'fraud' });
    await algorithm.create(named);
    await algorithm.delete();
    harness.sageMaker.faults.add({ operation: 'CreateAlgorithm', fault: 'lost-reply' });
    await algorithm.create(named);

    expect(statuses(harness)).toEqual(['Completed', 'Completed'].map((status, i) => (i === 0 ? undefined : status)));
    await algorithm.delete();
    expect(harness.sageMaker.leftBehind()).toEqual([]);
  });

  test('when the ledger is lost', async () => {
    const { harness, algorithm, attributes } = await deployed();
    harness.forget();
    const updated = await algorithm.update(sageMakerAlgorithmProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));

    expect(updated.attributes).toEqual(attributes);
    expect(harness.sageMaker.validations).toHaveLength(1);
  });

  test('when somebody has deleted what was in use', async () => {
    const { harness, algorithm, attributes } = await deployed();
    await harness.context.client.deleteAlgorithm({ AlgorithmName: attributes.Name });
    harness.advance(5);
    const { polls } = await algorithm.update(sageMakerAlgorithmProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));

    expect(polls).toBe(1);
    expect(harness.sageMaker.validations).toHaveLength(1);
  });
});

describe('a validation that takes longer than a deployment can wait', () => {
  async function tooLong(minutes = 80) {
    const harness = new HandlerHarness();
    harness.sageMaker.nextValidations.succeed(minutes * 60);
    const algorithm = harness.sageMakerAlgorithm();
    const creation = algorithm.create(sageMakerAlgorithmProperties());
    await expect(creation).rejects.toThrow(
      /Not done after 55 minutes: \S+ is InProgress: (image scan|validation job) "\S+" is InProgress\. The validation goes on\. When it has ended, deploy the same algorithm again: it is adopted, and not validated a second time\.$/);
    return { harness, algorithm };
  }

  // The role of its jobs goes with the rollback, so that waits as long as it can.
  test.each([
    ['which waits for its end', 80, 'Completed'],
    ['which waits for 45 minutes', 150, 'InProgress'],
  ])('is left by the rollback of an update, %s, and adopted by the next deployment', async (_, minutes, status) => {
    const { harness, algorithm } = await tooLong(minutes);
    harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    await algorithm.delete();
    expect(statuses(harness)).toEqual([status]);
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await algorithm.create(sageMakerAlgorithmProperties());

    expect(statuses(harness)).toEqual(['Completed']);
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    await algorithm.delete();
    expect(harness.sageMaker.leftBehind()).toEqual([]);
  });

  test('that fails while a rollback waits for it is removed', async () => {
    const harness = new HandlerHarness();
    harness.sageMaker.nextValidations.fail('training', 'no such column', 80 * 60);
    const algorithm = harness.sageMakerAlgorithm();
    await expect(algorithm.create(sageMakerAlgorithmProperties())).rejects.toThrow('Not done after 55 minutes');
    harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    await algorithm.delete();

    expect(statuses(harness)).toEqual([undefined]);
  });

  test.each([
    ['a clean-up after an update without it', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
    ['the deletion of the stack', 'DELETE_IN_PROGRESS'],
  ])('is removed by %s', async (_, status) => {
    const { harness, algorithm } = await tooLong();
    harness.stackStatus = status;
    await algorithm.delete();

    expect(statuses(harness)).toEqual([undefined]);
  });

  test('is waited for when the stack goes away', async () => {
    const { harness, algorithm } = await tooLong();
    harness.stackStatus = 'ROLLBACK_IN_PROGRESS';
    await algorithm.delete();

    expect(statuses(harness)).toEqual([undefined]);
  });

  test('is handed over to the algorithm that it was to replace, and adopted when it is wanted again', async () => {
    const { harness, algorithm } = await deployed();
    harness.sageMaker.nextValidations.succeed(100 * 60);
    await expect(algorithm.update(withImage('v2'))).rejects.toThrow('The validation goes on');
    const replacement = algorithm.physicalId!;
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await algorithm.update(sageMakerAlgorithmProperties());
    const original = algorithm.physicalId!;
    harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    await algorithm.deleteAs(replacement, withImage('v2'));
    harness.advance(60);
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    algorithm.physicalId = original;
    await algorithm.update(withImage('v2'));

    expect(statuses(harness)).toEqual(['Completed', 'Completed']);
  });

  test('goes when its stack goes, after it has been handed over', async () => {
    const { harness, algorithm } = await deployed();
    harness.sageMaker.nextValidations.succeed(100 * 60);
    await expect(algorithm.update(withImage('v2'))).rejects.toThrow('The validation goes on');
    const replacement = algorithm.physicalId!;
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await algorithm.update(sageMakerAlgorithmProperties());
    const original = algorithm.physicalId!;
    harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    await algorithm.deleteAs(replacement, withImage('v2'));
    harness.advance(60);
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    await algorithm.deleteAs(original, sageMakerAlgorithmProperties());

    expect(harness.sageMaker.leftBehind()).toEqual([]);
  });
});

describe('a validation that fails', () => {
  test.each([
    ['scan', 'image scan "\\S+" is Failed: CVE-2026-1; change the image, and deploy again'],
    ['training', 'validation job "validation-training" is Failed: CVE-2026-1; the logs of a job are in Amazon CloudWatch Logs, in /aws/sagemaker/TrainingJobs'],
  ] as const)('in its %s says so, and what to do', async (stage, message) => {
    const harness = new HandlerHarness();
    harness.sageMaker.nextValidations.fail(stage, 'CVE-2026-1');

    await expect(harness.sageMakerAlgorithm().create(sageMakerAlgorithmProperties()))
      .rejects.toThrow(new RegExp(`SageMakerAlgorithm "Algorithm" \\(Create\\): \\S+ is Failed: ${message}`));
  });

  test('is removed by the rollback, and validated again by the next deployment alone', async () => {
    const harness = new HandlerHarness();
    const algorithm = harness.sageMakerAlgorithm();
    harness.sageMaker.nextValidations.fail('training', 'no such column');
    await expect(algorithm.create(sageMakerAlgorithmProperties())).rejects.toThrow('no such column');
    harness.stackStatus = 'ROLLBACK_IN_PROGRESS';
    await algorithm.delete();
    expect(harness.sageMaker.leftBehind()).toEqual([]);
    harness.stackStatus = 'CREATE_IN_PROGRESS';
    await algorithm.create(sageMakerAlgorithmProperties());

    expect(statuses(harness)).toEqual([undefined, 'Completed']);
  });

  test('under a name of the user gives the name to the next attempt', async () => {
    const harness = new HandlerHarness();
    const algorithm = harness.sageMakerAlgorithm();
    const named = sageMakerAlgorithmProperties({ Name: 'fraud' });
    harness.sageMaker.nextValidations.fail('training', 'no such column');
    await expect(algorithm.create(named)).rejects.toThrow('no such column');
    // Without a rollback, the next deployment finds what the failed one has left.
    await algorithm.create(named);

    expect(harness.sageMaker.validations.map(({ name }) => name)).toEqual(['fraud', 'fraud']);
    expect(statuses(harness)).toEqual([undefined, 'Completed']);
  });
});

/** The replies of one operation, in the place of those of the service. */
function replaceReply<O extends keyof SageMaker>({ context }: HandlerHarness, operation: O, reply: SageMaker[O]): void {
  const client = new Proxy(context.client, {
    get: (target, name: keyof Services) => (name === operation ? reply : target[name]),
  });
  Object.assign(context, { client });
}

test.each([[undefined], [null], [{}], [{ ValidationStatuses: null, ImageScanStatuses: null }]])('a failure of which the service says %j has no reason', async (AlgorithmStatusDetails) => {
  const harness = new HandlerHarness();
  const { client } = harness.context;
  replaceReply(harness, 'describeAlgorithm', async (request) => (
    { ...await client.describeAlgorithm(request), AlgorithmStatus: 'Failed', AlgorithmStatusDetails } as never));

  await expect(harness.sageMakerAlgorithm().create(sageMakerAlgorithmProperties())).rejects.toThrow(/is Failed: the service says no reason/);
});

test('a status that is not known is waited for, and no success', async () => {
  const harness = new HandlerHarness();
  const { client } = harness.context;
  const isOver = () => harness.sageMaker.validations[0].status() === 'Completed';
  replaceReply(harness, 'describeAlgorithm', async (request) => {
    const details = await client.describeAlgorithm(request);
    return isOver() ? details : { ...details, AlgorithmStatus: 'Reviewing' as never };
  });
  const { attributes } = await harness.sageMakerAlgorithm().create(sageMakerAlgorithmProperties());

  expect(attributes.Status).toBe('Completed');
});

test('every page of tags is read', async () => {
  const { harness, algorithm } = await deployed();
  const { client } = harness.context;
  replaceReply(harness, 'listTags', async ({ NextToken, ...request }) => (
    NextToken === undefined ? { Tags: [{ Key: 'team', Value: 'risk' }], NextToken: 'more' } : client.listTags(request)));
  harness.changes();
  await algorithm.update(sageMakerAlgorithmProperties({ Tags: [{ Key: 'team', Value: 'risk' }] }));

  expect(harness.changes()).toEqual([]);
});

describe('a deletion', () => {
  test('of a stack that takes longer than it can wait says how it comes to an end', async () => {
    const harness = new HandlerHarness();
    harness.sageMaker.nextValidations.succeed(150 * 60);
    const algorithm = harness.sageMakerAlgorithm();
    await harness.look(await algorithm.begin('Create', sageMakerAlgorithmProperties()));
    harness.stackStatus = 'DELETE_IN_PROGRESS';

    await expect(algorithm.deleteAs(algorithm.physicalId!, sageMakerAlgorithmProperties()))
      .rejects.toThrow(/\(Delete\): Not done after 55 minutes: .* is InProgress.*, which cannot be ended\. When it has ended, delete it again\.$/);
  });

  test('waits for a validation in progress when the stack goes, for longer than dependants are waited for', async () => {
    const harness = new HandlerHarness();
    harness.sageMaker.nextValidations.succeed(30 * 60);
    const algorithm = harness.sageMakerAlgorithm();
    await harness.look(await algorithm.begin('Create', sageMakerAlgorithmProperties()));
    harness.stackStatus = 'ROLLBACK_IN_PROGRESS';
    await algorithm.delete();

    expect(statuses(harness)).toEqual([undefined]);
  });

  test('of what does not exist any more is over', async () => {
    const { harness, algorithm, attributes } = await deployed();
    await harness.context.client.deleteAlgorithm({ AlgorithmName: attributes.Name });
    harness.advance(5);
    harness.changes();
    await algorithm.delete();

    expect(harness.changes()).toEqual([]);
  });

  test('leaves what has another owner', async () => {
    const harness = new HandlerHarness();
    const { TrainingSpecification } = harness.sageMaker.algorithms[0]?.request ?? {
      TrainingSpecification: {
        TrainingImage: IMAGE, SupportedTrainingInstanceTypes: [], TrainingChannels: [{ Name: 'a', SupportedContentTypes: [], SupportedInputModes: ['File'] }],
      },
    };
    await harness.context.client.createAlgorithm({ AlgorithmName: 'fraud', TrainingSpecification });
    const algorithm = harness.sageMakerAlgorithm();

    await expect(algorithm.create(sageMakerAlgorithmProperties({ Name: 'fraud' }))).rejects.toThrow('there is a resource named "fraud" already');
    await algorithm.delete();
    expect(harness.sageMaker.leftBehind().map(({ name }) => name)).toEqual(['fraud']);
  });
});

describe('errors of SageMaker', () => {
  test.each<ThrottlingFault | 'expired-credentials' | 'limit-in-use'>([
    'throttle', 'throttle:RequestLimitExceeded', 'throttle:LimitExceededException', 'expired-credentials', 'limit-in-use',
  ])('%s has no effect, and the request is sent again', async (fault) => {
    const harness = new HandlerHarness();
    harness.sageMaker.faults.add({ operation: 'CreateAlgorithm', fault, times: 3 });
    await harness.sageMakerAlgorithm().create(sageMakerAlgorithmProperties());

    expect(statuses(harness)).toEqual(['Completed']);
    expect(harness.sageMaker.calls.filter(({ operation }) => operation === 'CreateAlgorithm')).toHaveLength(4);
  });

  test.each([
    ['limit-too-low', /CreateAlgorithm: ResourceLimitExceeded: .*is 0 Instances.*Ask for a higher quota in Service Quotas/],
    ['in-use', /CreateAlgorithm: ResourceInUse: .*choose another one, or none to have one generated/],
  ] as const)('%s ends the deployment', async (fault, message) => {
    const harness = new HandlerHarness();
    harness.sageMaker.faults.add({ operation: 'CreateAlgorithm', fault, times: Infinity });
    const begun = harness.context.now();

    await expect(harness.sageMakerAlgorithm().create(sageMakerAlgorithmProperties())).rejects.toThrow(message);
    expect(harness.context.now()).toBe(begun);
  });

  test.each(['role-not-assumable', 'access-denied'] as const)('%s is waited for, for two minutes', async (fault) => {
    const harness = new HandlerHarness();
    harness.sageMaker.faults.add({ operation: 'CreateAlgorithm', fault, times: Infinity });
    const begun = harness.context.now();

    await expect(harness.sageMakerAlgorithm().create(sageMakerAlgorithmProperties())).rejects.toThrow('Check the permissions');
    expect((harness.context.now() - begun) / 1000).toBeGreaterThanOrEqual(120);
  });

  test('values that it quotes are not passed on', async () => {
    const harness = new HandlerHarness();
    harness.sageMaker.faults.add({ operation: 'CreateAlgorithm', fault: 'refused' });
    const { Request } = sageMakerAlgorithmProperties();
    const [profile] = Request.ValidationSpecification!.ValidationProfiles;
    const properties = sageMakerAlgorithmProperties({
      request: {
        ValidationSpecification: {
          ...Request.ValidationSpecification,
          ValidationProfiles: [{ ...profile, TrainingJobDefinition: { ...profile.TrainingJobDefinition, HyperParameters: [{ Name: 'key', Value: 'hidden-value' }] } }],
        },
      },
    });
    const creation = harness.sageMakerAlgorithm().create(properties);

    await expect(creation).rejects.toThrow('key=***');
    expect(JSON.stringify(harness.lines)).not.toContain('hidden-value');
  });
});

test('what the properties have wrong is said by its path, without values of maps', async () => {
  const { Request } = sageMakerAlgorithmProperties();
  const [profile] = Request.ValidationSpecification!.ValidationProfiles;
  const properties = sageMakerAlgorithmProperties({
    request: {
      CertifyForMarketplace: 'maybe',
      ValidationSpecification: {
        ...Request.ValidationSpecification,
        ValidationProfiles: [{
          ...profile,
          TrainingJobDefinition: {
            ...profile.TrainingJobDefinition, HyperParameters: [{ Name: 'key', Value: 'hidden\nvalue' }], StoppingCondition: { MaxRuntimeInSeconds: 0 },
          },
        }],
      },
    },
  });
  const creation = new HandlerHarness().sageMakerAlgorithm().create(properties);

  await expect(creation).rejects.toThrow('CertifyForMarketplace must be true or false, got "maybe"');
  await expect(creation).rejects.toThrow(/ValidationProfiles\[0\]\.TrainingJobDefinition\.StoppingCondition\.MaxRuntimeInSeconds must be 1 second to 28 days/);
  await expect(creation).rejects.toThrow(/TrainingJobDefinition\.HyperParameters must be text on one line/);
  await expect(creation).rejects.not.toThrow(/hidden/);
});

test('numbers and booleans of the request are restored', async () => {
  const harness = new HandlerHarness();
  await harness.sageMakerAlgorithm().create(sageMakerAlgorithmProperties({ request: { CertifyForMarketplace: true } }));

  expect(harness.sageMaker.algorithms[0].request).toMatchObject({
    CertifyForMarketplace: true,
    ValidationSpecification: { ValidationProfiles: [{ TrainingJobDefinition: { StoppingCondition: { MaxRuntimeInSeconds: 3600 } } }] },
  });
});

test('an algorithm without a validation is registered, costs nothing, and goes with a rollback', async () => {
  const harness = new HandlerHarness();
  const algorithm = harness.sageMakerAlgorithm();
  const { attributes } = await algorithm.create(sageMakerAlgorithmProperties({ request: { ValidationSpecification: undefined } }));

  expect(attributes.Status).toBe('Completed');
  expect(harness.sageMaker.validations).toEqual([]);
  harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
  await algorithm.delete();
  expect(harness.sageMaker.leftBehind()).toEqual([]);
});
