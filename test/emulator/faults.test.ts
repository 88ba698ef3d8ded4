import { ACCOUNT, ALGORITHM, MEMBERSHIP, START, elsewhere, failure, training, world } from './world';
import { ServiceError, THROTTLING_ERRORS, TransportError, type Fault, type PendingCall } from '../../emulator';

interface Effect {
  readonly error: object;
  readonly outcome: string;
  /** Whether the training was accepted all the same. */
  readonly happened?: true;
}

const service = (name: string, httpStatusCode: number, $fault = 'client') => ({ name, $fault, $metadata: { httpStatusCode, attempts: 1, totalRetryDelay: 0 } });

const EFFECTS: Partial<Record<Fault, Effect>> = {
  ...Object.fromEntries(THROTTLING_ERRORS.map((name) => [`throttle:${name}`, { error: service(name, 400), outcome: name }])),
  'expired-credentials': { error: service('ExpiredTokenException', 403), outcome: 'ExpiredTokenException' },
  'throttle': { error: service('ThrottlingException', 429), outcome: 'ThrottlingException' },
  'error-before': { error: service('InternalServiceException', 500, 'server'), outcome: 'InternalServiceException' },
  'error-after': { error: service('InternalServiceException', 500, 'server'), outcome: 'InternalServiceException', happened: true },
  'lost-reply': { error: { name: 'TimeoutError', code: undefined }, outcome: 'TimeoutError', happened: true },
  'reset': { error: { name: 'TimeoutError', code: 'ECONNRESET' }, outcome: 'ECONNRESET' },
  'access-denied': { error: service('AccessDeniedException', 403), outcome: 'AccessDeniedException' },
  'role-not-assumable': { error: { ...service('ValidationException', 400), message: expect.stringMatching(/role cannot be assumed/) }, outcome: 'ValidationException' },
  'quota': { error: { ...service('ServiceQuotaExceededException', 402), quotaName: expect.any(String), quotaValue: 5 }, outcome: 'ServiceQuotaExceededException' },
  'refused': { error: service('ValidationException', 400), outcome: 'ValidationException' },
  'conflict': { error: service('ConflictException', 409), outcome: 'ConflictException' },
};

test.each(Object.entries(EFFECTS))('%s', async (fault, { error, outcome, happened = false }) => {
  const { client, emulator } = world();
  emulator.faults.add({ operation: 'CreateTrainedModel', fault: fault as Fault });
  const failed = await client.createTrainedModel(training()).then(() => undefined, (caught) => caught);
  expect(failed).toMatchObject(error);
  expect(failed).toBeInstanceOf(outcome === 'TimeoutError' || outcome === 'ECONNRESET' ? TransportError : ServiceError);
  expect(emulator.calls).toMatchObject([{ outcome }]);
  expect(emulator.trainings).toHaveLength(happened ? 1 : 0);
  await expect(client.createTrainedModel(training({ name: 'next' }))).resolves.toBeDefined();
});

describe('planned faults', () => {
  const read = { configuredModelAlgorithmArn: elsewhere().algorithm };

  test('hit so many calls of one operation', async () => {
    const { client, emulator } = world();
    emulator.faults.add({ operation: 'ListConfiguredModelAlgorithms', fault: 'throttle', times: 2 });
    await client.createConfiguredModelAlgorithm(ALGORITHM);
    for (let call = 0; call < 2; call++) {
      await expect(client.listConfiguredModelAlgorithms({})).rejects.toEqual(failure('ThrottlingException'));
    }
    await expect(client.listConfiguredModelAlgorithms({})).resolves.toBeDefined();
  });

  test('hit any operation, for ever', async () => {
    const { client, emulator } = world();
    emulator.faults.add({ operation: '*', fault: 'error-before', times: Infinity });
    for (let call = 0; call < 10; call++) {
      await expect(client.listConfiguredModelAlgorithms({})).rejects.toEqual(failure('InternalServiceException'));
      await expect(client.createTrainedModel(training())).rejects.toEqual(failure('InternalServiceException'));
    }
    emulator.faults.clear();
    await expect(client.createTrainedModel(training())).resolves.toBeDefined();
  });

  test('hit the requests they are meant for, and are not used up by others', async () => {
    const { client, emulator } = world();
    emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'conflict', when: ({ name }) => name === 'unlucky' });
    await client.createTrainedModel(training({ name: 'lucky' }));
    await expect(client.createTrainedModel(training({ name: 'unlucky' }))).rejects.toEqual(failure('ConflictException'));
    await expect(client.createTrainedModel(training({ name: 'unlucky' }))).resolves.toBeDefined();
  });

  test('come in the order in which they were added', async () => {
    const { client, emulator } = world();
    emulator.faults.add({ operation: '*', fault: 'throttle' }).add({ operation: 'GetConfiguredModelAlgorithm', fault: 'access-denied' });
    await expect(client.getConfiguredModelAlgorithm(read)).rejects.toEqual(failure('ThrottlingException'));
    await expect(client.getConfiguredModelAlgorithm(read)).rejects.toEqual(failure('AccessDeniedException', `account ${ACCOUNT} is not authorized to perform: cleanrooms-ml:GetConfiguredModelAlgorithm`));
    await expect(client.getConfiguredModelAlgorithm(read)).rejects.toEqual(failure('ResourceNotFoundException'));
  });

  test('what the service refuses by itself it refuses, whatever becomes of the reply', async () => {
    const { client, emulator } = world();
    emulator.faults.add({ operation: '*', fault: 'lost-reply' });
    await expect(client.createTrainedModel(training({ name: '' }))).rejects.toEqual(failure('ValidationException'));
  });

  test('clear removes every planned fault', async () => {
    const { emulator } = world();
    emulator.faults.add({ operation: '*', fault: 'reset' });
    emulator.faults.onCall = () => 'reset';
    emulator.faults.cancelFails = 'always';
    emulator.faults.deleteFails = 'once';
    emulator.faults.clear();
    expect(emulator.faults).toEqual(world().emulator.faults);
  });
});

test('a function can decide about every call that no planned fault hits', async () => {
  const { client, emulator } = world();
  const asked: PendingCall[] = [];
  emulator.faults.add({ operation: '*', fault: 'throttle' });
  emulator.faults.onCall = (call) => {
    asked.push(call);
    return call.mutating ? 'reset' : undefined;
  };
  await expect(client.listTrainedModels({ membershipIdentifier: MEMBERSHIP })).rejects.toEqual(failure('ThrottlingException'));
  await expect(client.listTrainedModels({ membershipIdentifier: MEMBERSHIP })).resolves.toBeDefined();
  await expect(client.createTrainedModel(training())).rejects.toEqual(failure('TimeoutError'));
  expect(asked).toEqual([
    { at: START, accountId: ACCOUNT, operation: 'ListTrainedModels', request: { membershipIdentifier: MEMBERSHIP }, mutating: false },
    { at: START, accountId: ACCOUNT, operation: 'CreateTrainedModel', request: training(), mutating: true },
  ]);
});
