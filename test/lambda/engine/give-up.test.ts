/** The answer of a request whose looks have failed again and again. */
import type { AcceptedEvent } from '../../../lambda/engine/event';
import { look, type EngineContext } from '../../../lambda/engine/handlers';
import { requestIdentity } from '../../../lambda/engine/request-identity';
import { HandlerHarness, modelProperties } from '../handler-harness';

/** Gives up a request that was accepted, and says what CloudFormation is told. */
async function answerOf(harness: HandlerHarness, event: AcceptedEvent): Promise<{ readonly Status: string; readonly Reason?: string }> {
  const bodies: string[] = [];
  const engine: EngineContext = {
    ...harness.context,
    requests: { read: async () => event, store: async () => undefined, remove: async () => undefined },
    startExecution: async () => undefined,
    respond: async (_, body) => {
      bodies.push(body);
    },
    logGroup: 'logs',
  };
  const { id } = requestIdentity(event.RequestId, event.ResponseURL);
  await look(engine, { owner: event.Owner, request: id, failure: { Error: 'Runtime.ExitError' } });
  expect(bodies).toHaveLength(1);
  return JSON.parse(bodies[0]) as { Status: string; Reason?: string };
}

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
