import { CfnResource, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { toy, ToyHandlers, toyStack } from './toy-app';
import { Rehearsal } from '../../rehearsal/index';

/** The toys of a stack before an update (a) and after it (b). */
type Build = (stack: Stack, token: string, version: 'a' | 'b') => void;

const replacedOneAfterTheOther: Build = (stack, token, version) => {
  const one = toy(stack, 'One', token, { Id: `one-${version}` });
  toy(stack, 'Two', token, { Id: `two-${version}`, One: one.ref });
};

/** A stack whose update goes well until something else fails; from then on some of its toys refuse what they are asked. */
async function stuck(refusing: readonly string[], build: Build = replacedOneAfterTheOther) {
  const played = new Rehearsal({ run: ['Custom::Toy'] });
  const toys = new ToyHandlers();
  const deploy = (version: 'a' | 'b', fail = {}) => played.deploy(toys.in(toyStack((stack, token) => {
    new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
    build(stack, token, version);
  }), played), { fail });
  await deploy('a');
  played.after({ seconds: 60 }, () => refusing.forEach((id) => toys.refusing.add(id)));
  const { stacks: [result] } = await deploy('b', { Topic: { reason: 'No topics today', afterSeconds: 120 } });
  const before = toys.requests.length;
  return {
    played,
    toys,
    deploy,
    result,
    /** What the toys were asked since the update. */
    since: () => toys.log.slice(before),
    requestsSince: () => toys.requests.slice(before),
    physicalIds: () => Object.fromEntries(
      played.describe('Toys').resources.filter(({ type }) => type === 'Custom::Toy').map(({ logicalId, physicalId }) => [logicalId, physicalId]),
    ),
  };
}

test('a rollback that got stuck says where, and does not go on behind that', async () => {
  const { result, toys, physicalIds } = await stuck(['One']);

  expect(result).toEqual({
    name: 'Toys',
    status: 'UPDATE_ROLLBACK_FAILED',
    reason: 'The following resource(s) failed to update: [One]. (after: Toys/Topic: No topics today)',
  });
  expect(toys.log.slice(2)).toEqual(['Update One one-a', 'Update Two two-a', 'Update One one-b']);
  expect(physicalIds()).toEqual({ One: 'one-b', Two: 'two-b' });
});

describe('deleting a stack whose rollback got stuck', () => {
  test('retains both physical resources of what is to be retained', async () => {
    const { played, toys, since } = await stuck(['One'], (stack, token, version) => {
      toy(stack, 'One', token, { Id: `one-${version}` }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    });
    toys.refusing.clear();

    await played.destroy();

    expect(since()).toEqual([]);
  });

  test('deletes both physical resources of what failed, and of what the rollback never got to', async () => {
    const { played, toys, since, requestsSince } = await stuck(['One']);
    toys.refusing.clear();

    const { succeeded } = await played.destroy();

    expect(succeeded).toBe(true);
    expect(since()).toEqual(['Delete Two two-a', 'Delete One one-a', 'Delete Two two-b', 'Delete One one-b']);
    expect(requestsSince()[0].ResourceProperties).toMatchObject({ Id: 'two-a', One: 'one-a' });
    expect(requestsSince()[2].ResourceProperties).toMatchObject({ Id: 'two-b', One: 'one-b' });
  });

  test('deletes what was brought back, and what had replaced it', async () => {
    const { played, toys, since } = await stuck(['Two']);
    toys.refusing.clear();

    await played.destroy();

    expect(since()).toEqual(['Delete Two two-a', 'Delete One one-b', 'Delete Two two-b', 'Delete One one-a']);
  });

  test('deletes what failed with its former physical id, and what had replaced it', async () => {
    const { played, result, since, physicalIds } = await stuck([], (stack, token, version) => {
      toy(stack, 'One', token, version === 'a' ? { Id: 'one-a', Fail: 'Update' } : { Id: 'one-b' });
    });
    expect([result.status, physicalIds()]).toEqual(['UPDATE_ROLLBACK_FAILED', { One: 'one-a' }]);

    await played.destroy();

    expect(since()).toEqual(['Delete One one-b', 'Delete One one-a']);
  });

  test('deletes once what was never replaced, and what the update had added', async () => {
    const { played, toys, since } = await stuck(['One'], (stack, token, version) => {
      toy(stack, 'One', token, { Version: version });
      toy(stack, 'Same', token);
      if (version === 'b') {
        toy(stack, 'Added', token);
      }
    });
    toys.refusing.clear();

    await played.destroy();

    expect(since()).toEqual(['Delete Added Added', 'Delete One One', 'Delete Same Same']);
  });

  test('gives up what is superfluous when its deletion fails, and tries only the rest again', async () => {
    const { played, toys, since } = await stuck(['Two']);
    expect((await played.destroy()).stacks[0].status).toBe('DELETE_FAILED');
    expect(since()).toEqual(['Delete Two two-a', 'Delete One one-b', 'Delete Two two-b']);
    toys.refusing.clear();

    expect((await played.destroy()).succeeded).toBe(true);

    expect(since().slice(3)).toEqual(['Delete Two two-b', 'Delete One one-a']);
  });
});

describe('continuing a rollback that got stuck', () => {
  test('takes back what is left of the update, and cleans up', async () => {
    const { played, toys, since, requestsSince, physicalIds } = await stuck(['One']);
    toys.refusing.clear();

    const result = await played.continueUpdateRollback('Toys');

    expect(result).toEqual({ name: 'Toys', status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'Toys/Topic: No topics today' });
    expect(since()).toEqual(['Update One one-b', 'Update Two two-b', 'Delete Two two-b', 'Delete One one-b']);
    expect(requestsSince()[1]).toMatchObject({
      ResourceProperties: { Id: 'two-a', One: 'one-a' }, OldResourceProperties: { Id: 'two-b', One: 'one-b' },
    });
    expect(physicalIds()).toEqual({ One: 'one-a', Two: 'two-a' });
  });

  test('does not ask again what was brought back before', async () => {
    const { played, toys, since } = await stuck(['Two']);
    toys.refusing.clear();

    await played.continueUpdateRollback('Toys');

    expect(since()).toEqual(['Update Two two-b', 'Delete Two two-b', 'Delete One one-b']);
  });

  test('can get stuck again, and be continued again', async () => {
    const { played, toys, since } = await stuck(['One']);

    expect((await played.continueUpdateRollback('Toys')).status).toBe('UPDATE_ROLLBACK_FAILED');
    toys.refusing.clear();
    expect((await played.continueUpdateRollback('Toys')).status).toBe('UPDATE_ROLLBACK_COMPLETE');

    expect(since().slice(0, 3)).toEqual(['Update One one-b', 'Update One one-b', 'Update Two two-b']);
  });

  test('that gets further before it is stuck again leaves less for the deletion of the stack', async () => {
    const { played, toys, since } = await stuck(['One']);
    toys.refusing.clear();
    toys.refusing.add('Two');
    await played.continueUpdateRollback('Toys');
    toys.refusing.clear();

    await played.destroy();

    expect(since()).toEqual([
      'Update One one-b', 'Update Two two-b', 'Delete Two two-a', 'Delete One one-b', 'Delete Two two-b', 'Delete One one-a',
    ]);
  });

  test('deletes what the update had added', async () => {
    const { played, toys, since } = await stuck(['One'], (stack, token, version) => {
      toy(stack, 'One', token, { Version: version });
      if (version === 'b') {
        toy(stack, 'Added', token);
      }
    });
    toys.refusing.clear();

    await played.continueUpdateRollback('Toys');

    expect(since()).toEqual(['Update One One', 'Delete Added Added']);
  });

  test('leaves a stack that can be updated again, and has nothing more to delete than any other', async () => {
    const { played, toys, deploy, since } = await stuck(['One']);
    toys.refusing.clear();
    await played.continueUpdateRollback('Toys');
    const before = since().length;

    expect((await deploy('b')).stacks[0].status).toBe('UPDATE_COMPLETE');
    await played.destroy();

    expect(since().slice(before)).toEqual([
      'Update One one-a', 'Update Two two-a', 'Delete Two two-a', 'Delete One one-a', 'Delete Two two-b', 'Delete One one-b',
    ]);
  });

  test('leaves out what it is told to, which then is what it was, and goes on behind it', async () => {
    const { played, since, physicalIds } = await stuck(['One'], (stack, token, version) => {
      const one = toy(stack, 'One', token, { Version: version });
      toy(stack, 'Two', token, { One: one.ref, Version: version });
    });

    const result = await played.continueUpdateRollback('Toys', { resourcesToSkip: ['Toys/One'] });

    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(since()).toEqual(['Update Two Two']);
    expect(physicalIds()).toEqual({ One: 'One', Two: 'Two' });
  });

  test('leaves out nothing but what could not be rolled back', async () => {
    const { played } = await stuck(['One']);

    await expect(played.continueUpdateRollback('Toys', { resourcesToSkip: ['Two'] })).rejects.toThrow(
      '"Two" cannot be skipped: only what the rollback could not take back can, which is "Toys/One"',
    );
    expect(played.describe('Toys').status).toBe('UPDATE_ROLLBACK_FAILED');
  });

  test('is an error where no rollback got stuck', async () => {
    const { played, toys } = await stuck([]);

    expect(toys.log).toHaveLength(8);
    await expect(played.continueUpdateRollback('Toys')).rejects.toThrow('there is no stack "Toys" whose rollback failed');
    await expect(played.continueUpdateRollback('Nobody')).rejects.toThrow('there is no stack "Nobody" whose rollback failed');
  });
});
