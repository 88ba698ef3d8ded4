import { CfnResource } from 'aws-cdk-lib';
import { toy, ToyHandlers, toyStack } from './toy-app';
import { Rehearsal } from '../../rehearsal/index';

/** A slow resource, next to one that fails when the slow one is a minute under way. */
const failingNextTo = (properties: Record<string, unknown>) => toyStack((stack, token) => {
  toy(stack, 'Slow', token, properties);
  new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
});
const FAILURE = { fail: { Topic: { reason: 'No topics today', afterSeconds: 60 } } };

test('an update that is cancelled is taken back at once, while the waiter of the first request goes on', async () => {
  const played = new Rehearsal();
  const toys = new ToyHandlers();
  await played.deploy(toys.in(failingNextTo({ Size: 1 }), played));

  const result = await played.deploy(toys.in(failingNextTo({ Size: 2, Seconds: 600 }), played), FAILURE);

  expect(result.stacks).toEqual([{ name: 'Toys', status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'Toys/Topic: No topics today' }]);
  expect(toys.log).toEqual(['Create Slow', 'Update Slow Slow', 'Update Slow Slow']);
  expect(toys.requests[2]).toMatchObject({ ResourceProperties: { Size: '1' }, OldResourceProperties: { Size: '2', Seconds: '600' } });
  expect(played.timeline.events.map(({ text }) => text)).toContain('UPDATE_FAILED Resource update cancelled');

  const cancelled = toys.requests[1].RequestId;
  const pollsAtTheEnd = toys.polls.get(cancelled)!;
  await played.advance({ minutes: 1 });
  expect(toys.polls.get(cancelled)).toBe(pollsAtTheEnd + 4);

  await played.settle();
  expect(toys.polls.get(cancelled)).toBe(41);
  expect(played.timeline.events.at(-1)).toMatchObject({ kind: 'lateResponse', stack: 'Toys', resource: 'Toys/Slow' });
});

test('a creation that is cancelled is deleted under a name that CloudFormation made up', async () => {
  const played = new Rehearsal();
  const toys = new ToyHandlers();

  const result = await played.deploy(toys.in(failingNextTo({ Seconds: 600, Id: 'mine' }), played), FAILURE);

  expect(result.stacks[0].status).toBe('ROLLBACK_COMPLETE');
  expect(toys.log).toEqual(['Create Slow', expect.stringMatching(/^Delete Slow Toys-Slow-[0-9A-F]{12}$/)]);
  expect(played.timeline.events.map(({ text }) => text)).toContain('CREATE_FAILED Resource creation cancelled');
});

test('what had not begun when something failed is not begun', async () => {
  const played = new Rehearsal();
  const toys = new ToyHandlers();

  await played.deploy(toys.in(toyStack((stack, token) => {
    const slow = toy(stack, 'Slow', token, { Seconds: 600 });
    toy(stack, 'Later', token, { Slow: slow.ref });
    new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
  }), played), FAILURE);

  expect(toys.requests.map(({ LogicalResourceId }) => LogicalResourceId)).not.toContain('Later');
});

test('resources that do not depend on each other are worked on side by side', async () => {
  const played = new Rehearsal();
  const toys = new ToyHandlers();

  const result = await played.deploy(toys.in(toyStack((stack, token) => {
    toy(stack, 'One', token, { Seconds: 600 });
    toy(stack, 'Two', token, { Seconds: 600 });
  }), played));

  expect(result.finishedAt.getTime() - result.startedAt.getTime()).toBeLessThan(660_000);
});

test('the same rehearsal gives the same timeline', async () => {
  const directory = failingNextTo({ Seconds: 600 });
  const play = async () => {
    const played = new Rehearsal();
    await played.deploy(new ToyHandlers().in(directory, played), FAILURE);
    await played.settle();
    return played.timeline.events;
  };

  expect(await play()).toEqual(await play());
});
