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
  const played = new Rehearsal({ run: ['Custom::Toy'] });
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
  const played = new Rehearsal({ run: ['Custom::Toy'] });
  const toys = new ToyHandlers();

  const result = await played.deploy(toys.in(failingNextTo({ Seconds: 600, Id: 'mine' }), played), FAILURE);

  expect(result.stacks[0].status).toBe('ROLLBACK_COMPLETE');
  expect(toys.log).toEqual(['Create Slow', expect.stringMatching(/^Delete Slow Toys-Slow-[0-9A-F]{12}$/)]);
  expect(played.timeline.events.map(({ text }) => text)).toContain('CREATE_FAILED Resource creation cancelled');
});

test('what had not begun when something failed is not begun', async () => {
  const played = new Rehearsal({ run: ['Custom::Toy'] });
  const toys = new ToyHandlers();

  await played.deploy(toys.in(toyStack((stack, token) => {
    const slow = toy(stack, 'Slow', token, { Seconds: 600 });
    toy(stack, 'Later', token, { Slow: slow.ref });
    new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
  }), played), FAILURE);

  expect(toys.requests.map(({ LogicalResourceId }) => LogicalResourceId)).not.toContain('Later');
});

test('resources that do not depend on each other are worked on side by side', async () => {
  const played = new Rehearsal({ run: ['Custom::Toy'] });
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
    const played = new Rehearsal({ run: ['Custom::Toy'] });
    await played.deploy(new ToyHandlers().in(directory, played), FAILURE);
    await played.settle();
    return played.timeline.events;
  };

  expect(await play()).toEqual(await play());
});

describe('an update that its user cancels', () => {
  test('is taken back without waiting for what is in progress, and the stack can be updated again', async () => {
    const played = new Rehearsal({ run: ['Custom::Toy'] });
    const toys = new ToyHandlers();
    await played.deploy(toys.in(failingNextTo({ Size: 1 }), played));
    const cancelled: boolean[] = [];
    played.after({ minutes: 1 }, () => cancelled.push(played.cancelUpdate('Toys')));

    const result = await played.deploy(toys.in(failingNextTo({ Size: 2, Seconds: 600 }), played));

    expect(cancelled).toEqual([true]);
    expect(result.stacks).toEqual([{ name: 'Toys', status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'User Initiated' }]);
    expect(result.finishedAt.getTime() - result.startedAt.getTime()).toBeLessThan(65_000);
    expect(toys.requests.map(({ RequestType, ResourceProperties: { Size } }) => `${RequestType} ${Size}`)).toEqual([
      'Create 1', 'Update 2', 'Update 1',
    ]);
    expect(played.timeline.events.map(({ text }) => text)).toContain('UPDATE_FAILED Resource update cancelled');

    expect((await played.deploy(toys.in(failingNextTo({ Size: 3 }), played))).stacks[0].status).toBe('UPDATE_COMPLETE');
  });

  test('does not begin anything more', async () => {
    const played = new Rehearsal({ run: ['Custom::Toy'] });
    const toys = new ToyHandlers();
    const version = (properties: Record<string, unknown>) => toys.in(toyStack((stack, token) => {
      const slow = toy(stack, 'Slow', token, properties);
      toy(stack, 'Later', token, { ...properties, Slow: slow.ref });
    }), played);
    await played.deploy(version({ Size: 1 }));
    played.after({ minutes: 1 }, () => played.cancelUpdate('Toys'));

    await played.deploy(version({ Size: 2, Seconds: 600 }));

    expect(toys.log.slice(2)).toEqual(['Update Slow Slow', 'Update Slow Slow']);
  });

  test('was given up for that reason, whatever fails afterwards', async () => {
    const played = new Rehearsal({ run: ['Custom::Toy'] });
    const toys = new ToyHandlers();
    await played.deploy(toys.in(failingNextTo({ Size: 1 }), played));
    played.after({ seconds: 30 }, () => played.cancelUpdate('Toys'));

    const { stacks } = await played.deploy(toys.in(failingNextTo({ Size: 2 }), played), FAILURE);

    expect(played.timeline.events.map(({ text }) => text)).toContain('UPDATE_FAILED No topics today');
    expect(stacks[0].reason).toBe('User Initiated');
  });

  test('is not cancelled a second time', async () => {
    const played = new Rehearsal({ run: ['Custom::Toy'] });
    const toys = new ToyHandlers();
    await played.deploy(toys.in(failingNextTo({ Size: 1 }), played));
    const cancelled: boolean[] = [];
    [30, 40].forEach((seconds) => played.after({ seconds }, () => cancelled.push(played.cancelUpdate('Toys'))));

    // The topic keeps the update going after the first time.
    await played.deploy(toys.in(failingNextTo({ Size: 2, Seconds: 600 }), played), FAILURE);

    expect(cancelled).toEqual([true, false]);
  });
});

describe('it is too late or too early to cancel an update', () => {
  /** What comes of trying to cancel, a minute after something has begun. */
  async function cancelledDuring(played: Rehearsal, work: () => Promise<unknown>): Promise<{ cancelled?: boolean; status?: string }> {
    const seen: { cancelled?: boolean; status?: string } = {};
    played.after({ minutes: 1 }, () => {
      seen.status = played.describe('Toys').status;
      seen.cancelled = played.cancelUpdate('Toys');
    });
    await work();
    return seen;
  }

  test('while the stack is created', async () => {
    const played = new Rehearsal({ run: ['Custom::Toy'] });
    const toys = new ToyHandlers();
    const creation = () => played.deploy(toys.in(failingNextTo({ Seconds: 600 }), played));

    expect(await cancelledDuring(played, creation)).toEqual({ cancelled: false, status: 'CREATE_IN_PROGRESS' });
    expect(played.describe('Toys').status).toBe('CREATE_COMPLETE');
  });

  test('while an update is rolled back', async () => {
    const played = new Rehearsal({ run: ['Custom::Toy'] });
    const toys = new ToyHandlers();
    await played.deploy(toys.in(failingNextTo({ Seconds: 100 }), played));
    const update = () => played.deploy(toys.in(failingNextTo({ Size: 2 }), played), {
      fail: { Topic: { reason: 'No topics today', afterSeconds: 10 } },
    });

    expect(await cancelledDuring(played, update)).toEqual({ cancelled: false, status: 'UPDATE_ROLLBACK_IN_PROGRESS' });
    expect(played.timeline.events.map(({ text }) => text)).toContain('UPDATE_ROLLBACK_IN_PROGRESS (Toys/Topic failed)');
  });

  test('while an update that succeeded is cleaned up', async () => {
    const played = new Rehearsal({ run: ['Custom::Toy'], deploymentBehavior: { deliverySeconds: 40 } });
    const toys = new ToyHandlers();
    await played.deploy(toys.in(failingNextTo({ Id: 'a' }), played));
    const update = () => played.deploy(toys.in(failingNextTo({ Id: 'b' }), played));

    expect(await cancelledDuring(played, update)).toEqual({ cancelled: false, status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' });
    expect(toys.log).toEqual(['Create Slow', 'Update Slow a', 'Delete Slow a']);
  });

  test('when nothing is in progress, or there is no such stack', async () => {
    const played = new Rehearsal({ run: ['Custom::Toy'] });
    const toys = new ToyHandlers();
    expect(played.cancelUpdate('Toys')).toBe(false);
    await played.deploy(toys.in(failingNextTo({ Size: 1 }), played));
    await played.deploy(toys.in(failingNextTo({ Size: 2 }), played));

    expect(played.cancelUpdate('Toys')).toBe(false);
    expect(played.describe('Toys').status).toBe('UPDATE_COMPLETE');
  });
});
