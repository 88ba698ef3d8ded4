/** The answer of a request whose looks have failed again and again. */
import { call } from '../../../lambda/engine/call';
import type { AcceptedEvent } from '../../../lambda/engine/event';
import { accept, look, type EngineContext } from '../../../lambda/engine/handlers';
import { requestIdentity } from '../../../lambda/engine/request-identity';
import { HandlerHarness, modelProperties } from '../handler-harness';

interface CloudFormationAnswer {
  readonly Status: string;
  readonly Reason?: string;
}

function engineOf(harness: HandlerHarness, { read, startExecution }: { read?: () => Promise<AcceptedEvent>; startExecution?: () => Promise<void> }) {
  const answers: CloudFormationAnswer[] = [];
  const engine: EngineContext = {
    ...harness.context,
    requests: { read: read ?? (async () => undefined), store: async () => undefined, remove: async () => undefined },
    startExecution: startExecution ?? (async () => undefined),
    respond: async (_, body) => {
      answers.push(JSON.parse(body));
    },
    logGroup: 'logs',
  };
  return { engine, answers };
}

/** Gives up a request that was accepted, and says what CloudFormation is told. */
async function answerOf(harness: HandlerHarness, event: AcceptedEvent, read = async () => event): Promise<CloudFormationAnswer> {
  const { engine, answers } = engineOf(harness, { read });
  const { id } = requestIdentity(event.RequestId, event.ResponseURL);
  await look(engine, { owner: event.Owner, request: id, failure: { Error: 'Runtime.ExitError' } });
  expect(answers).toHaveLength(1);
  return answers[0];
}

const failing = (operation: string) => call(operation, async () => {
  throw Object.assign(new Error('An internal error occurred.'), { name: 'InternalServerError', $fault: 'server', $metadata: { httpStatusCode: 500 } });
});

const revision = (Revision: string) => modelProperties({ Revision, Retraining: { Strategy: 'FROM_SCRATCH' } });

test('a request that has come to its end is answered with that', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const event = await model.begin('Create', revision('1')) as AcceptedEvent;
  await model.run(event);

  expect(await answerOf(harness, event)).toMatchObject({ Status: 'SUCCESS' });
});

test('a request that has not is answered with what failed', async () => {
  const harness = new HandlerHarness();
  const event = await harness.trainedModel().begin('Create', revision('1')) as AcceptedEvent;

  expect(await answerOf(harness, event)).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('failed repeatedly (Runtime.ExitError)') });
});

test('a superseded request is not answered with the end of another one', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  await model.create(revision('1'));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const superseded = await model.begin('Update', revision('2'), revision('1')) as AcceptedEvent;
  harness.advance(1);
  await model.run(await model.begin('Update', revision('3'), revision('2')));

  expect(await answerOf(harness, superseded)).toMatchObject({ Status: 'FAILED' });
});

test('a request that the table gives at the third attempt is answered all the same', async () => {
  const harness = new HandlerHarness();
  const event = await harness.trainedModel().begin('Create', revision('1')) as AcceptedEvent;
  let reads = 0;

  expect(await answerOf(harness, event, async () => (++reads < 3 ? failing('GetItem') : event))).toMatchObject({ Status: 'FAILED' });
});

test('a request that could not be started has failed in the ledger too, though that takes it at the third attempt', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const event = await model.begin('Create', revision('1'));
  harness.advance(10);
  let isStarted = false;
  const { engine, answers } = engineOf(harness, {
    startExecution: async () => {
      isStarted = true;
      // The last of its attempts ends when nothing new is begun any more.
      harness.advance(1.5);
      return failing('StartExecution');
    },
  });
  let writes = 0;
  harness.dynamoDb.faults.onCall = ({ operation }) => (operation === 'PutItem' && isStarted && ++writes < 3 ? 'error-before' : undefined);

  await accept(engine, event);

  expect(answers).toEqual([expect.objectContaining({ Status: 'FAILED' })]);
  expect(await harness.context.ledger.read(model.physicalId!)).toMatchObject({ answer: { failure: expect.stringContaining('StartExecution') } });
});
