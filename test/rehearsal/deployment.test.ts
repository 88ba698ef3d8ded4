import { CfnOutput, CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { provider, synthesize, toy, ToyHandlers, toyStack } from './toy-app';
import { Rehearsal } from '../../rehearsal/index';

const rehearsal = () => new Rehearsal({ run: ['Custom::Toy'] });

function statuses(of: Rehearsal): string[] {
  return of.timeline.events.filter(({ kind }) => kind === 'stack').map(({ text }) => text.split(' ')[0]);
}

describe('create, update and delete', () => {
  test('a custom resource goes through the provider framework, and its attributes reach the outputs', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const assembly = toys.in(toyStack((stack, token) => {
      const made = toy(stack, 'One', token, { Seconds: 100, Data: { Color: 'red' } });
      new CfnOutput(stack, 'Color', { value: made.getAttString('Color') });
      new CfnOutput(stack, 'Id', { value: made.ref });
    }), played);

    const result = await played.deploy(assembly);

    expect(result).toMatchObject({ succeeded: true, stacks: [{ name: 'Toys', status: 'CREATE_COMPLETE' }], trainings: 0, calls: {} });
    expect(played.describe('Toys').outputs).toEqual({ Color: 'red', Id: 'One' });
    expect(toys.log).toEqual(['Create One']);
    // Asked at once and then every 15 seconds until 100 have passed.
    expect(toys.polls.get(toys.requests[0].RequestId)).toBe(8);
    expect(result.finishedAt).toEqual(played.now());
  });

  test('numbers and booleans arrive as strings, at every depth', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    await played.deploy(toys.in(toyStack((stack, token) => {
      toy(stack, 'One', token, { Count: 2, Share: 0.01, On: true, List: [1, { Off: false }], Text: 'x' });
    }), played));

    const [{ ResourceProperties }] = toys.requests;
    expect(ResourceProperties).toEqual({
      ServiceToken: expect.stringMatching(/^arn:aws:lambda:us-east-1:111111111111:function:Toys-Provider/),
      Count: '2',
      Share: '0.01',
      On: 'true',
      List: ['1', { Off: 'false' }],
      Text: 'x',
    });
  });

  test('an update comes with the old and the new properties, and only for what has changed', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const version = (size: number) => toys.in(toyStack((stack, token) => {
      toy(stack, 'One', token, { Size: size });
      toy(stack, 'Other', token);
    }), played);

    await played.deploy(version(1));
    const unchanged = await played.deploy(version(1));
    const result = await played.deploy(version(2));

    expect(unchanged.succeeded).toBe(true);
    expect(result.stacks).toEqual([{ name: 'Toys', status: 'UPDATE_COMPLETE', reason: undefined }]);
    expect(toys.log).toEqual(['Create One', 'Create Other', 'Update One One']);
    expect(toys.requests[2]).toMatchObject({ ResourceProperties: { Size: '2' }, OldResourceProperties: { Size: '1' } });
    expect(statuses(played)).toEqual([
      'CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'no', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE',
    ]);
  });

  test('another physical id is a replacement: the former resource is deleted afterwards, with its properties', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const version = (id: string) => toys.in(toyStack((stack, token) => {
      const one = toy(stack, 'One', token, { Id: id });
      toy(stack, 'Two', token, { One: one.ref });
    }), played);

    await played.deploy(version('a'));
    await played.deploy(version('b'));

    expect(toys.log).toEqual(['Create One', 'Create Two', 'Update One a', 'Update Two Two', 'Delete One a']);
    expect(toys.requests[3].ResourceProperties.One).toBe('b');
    expect(toys.requests[4].ResourceProperties.Id).toBe('a');
  });

  test('a resource that is removed from the template is deleted, one that is added is created', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const version = (id: string) => toys.in(toyStack((stack, token) => toy(stack, id, token)), played);

    await played.deploy(version('One'));
    await played.deploy(version('Two'));

    expect(toys.log).toEqual(['Create One', 'Create Two', 'Delete One One']);
  });

  test('a stack is deleted against the order of its dependencies', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const assembly = toys.in(toyStack((stack, token) => {
      const one = toy(stack, 'One', token);
      toy(stack, 'Two', token, { One: one.ref }).node.addDependency(one);
    }), played);
    await played.deploy(assembly);

    const result = await played.destroy();

    expect(result).toMatchObject({ succeeded: true, stacks: [{ status: 'DELETE_COMPLETE' }] });
    expect(toys.log.slice(2)).toEqual(['Delete Two Two', 'Delete One One']);
  });

  test('a stack that is deployed again after its deletion has another id', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const assembly = toys.in(toyStack((stack, token) => {
      toy(stack, 'One', token);
      new CfnOutput(stack, 'StackId', { value: stack.stackId });
    }), played);
    await played.deploy(assembly);
    const before = played.describe('Toys').outputs.StackId;
    await played.destroy();
    await played.deploy(assembly);

    expect(played.describe('Toys').outputs.StackId).not.toBe(before);
    expect(before).toMatch(/^arn:aws:cloudformation:us-east-1:111111111111:stack\/Toys\/[-0-9a-f]{36}$/);
  });

  test('an attribute that the provider did not give fails whoever needs it', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const result = await played.deploy(toys.in(toyStack((stack, token) => {
      toy(stack, 'Two', token, { Color: toy(stack, 'One', token).getAtt('Color') });
    }), played));

    expect(result.stacks[0]).toEqual({
      name: 'Toys', status: 'ROLLBACK_COMPLETE', reason: "Toys/Two: Vendor response doesn't contain Color attribute in object (One)",
    });
    expect(toys.log).toEqual(['Create One', 'Delete One One']);
  });
});

describe('failures', () => {
  test('a creation that fails is deleted under the id that came back, and everything else with it', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const assembly = toys.in(toyStack((stack, token) => {
      toy(stack, 'Two', token, { Fail: 'Create', Id: 'two-1', One: toy(stack, 'One', token).ref });
    }), played);

    const result = await played.deploy(assembly);

    expect(result.succeeded).toBe(false);
    expect(result.stacks[0].status).toBe('ROLLBACK_COMPLETE');
    expect(result.stacks[0].reason).toMatch(/^Toys\/Two: told to fail/);
    expect(toys.log).toEqual(['Create One', 'Create Two', 'Delete Two two-1', 'Delete One One']);
    expect(statuses(played)).toEqual(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE']);
  });

  test('a stack whose creation was rolled back is deleted and made anew', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const version = (fail?: string) => toys.in(toyStack((stack, token) => toy(stack, 'One', token, { Fail: fail })), played);
    await played.deploy(version('Create'));

    const result = await played.deploy(version());

    expect(result.stacks[0].status).toBe('CREATE_COMPLETE');
    expect(toys.log).toEqual(['Create One', 'Delete One One', 'Create One']);
  });

  test('an update that fails is taken back with the properties swapped, and new resources are deleted', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const version = (size: number, fail?: string) => toys.in(toyStack((stack, token) => {
      const one = toy(stack, 'One', token, { Size: size });
      if (fail !== undefined) {
        const added = toy(stack, 'Added', token, { One: one.ref });
        toy(stack, 'Bad', token, { Fail: 'Create', Added: added.ref });
      }
    }), played);
    await played.deploy(version(1));

    const result = await played.deploy(version(2, 'Create'));

    expect(result.stacks[0].status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(toys.log).toEqual([
      'Create One', 'Update One One', 'Create Added', 'Create Bad', 'Update One One', 'Delete Bad Bad', 'Delete Added Added',
    ]);
    expect(toys.requests[4]).toMatchObject({ ResourceProperties: { Size: '1' }, OldResourceProperties: { Size: '2' } });
    expect(statuses(played).slice(2)).toEqual([
      'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE',
    ]);
  });

  test.each([
    { rollbackOfReplacement: 'update' as const, log: ['Update One a', 'Update One b', 'Delete One b'] },
    { rollbackOfReplacement: 'restore' as const, log: ['Update One a', 'Delete One b'] },
  ])('a replacement that is rolled back ($rollbackOfReplacement) ends in the former resource', async ({ rollbackOfReplacement, log }) => {
    const played = new Rehearsal({ run: ['Custom::Toy'], deploymentBehavior: { rollbackOfReplacement } });
    const toys = new ToyHandlers();
    const version = (id: string) => toys.in(toyStack((stack, token) => {
      new CfnResource(stack, 'Bucket', { type: 'AWS::S3::Bucket' }).node.addDependency(toy(stack, 'One', token, { Id: id }));
    }), played);
    await played.deploy(version('a'));

    await played.deploy(version('b'), { fail: { Bucket: 'No more buckets' } });

    expect(toys.log.slice(1)).toEqual(log);
    expect(played.describe('Toys').resources.find(({ logicalId }) => logicalId === 'One')?.physicalId).toBe('a');
  });

  test('an update that fails in another physical resource is rolled back from that one, which is deleted', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const version = (id: string, fail?: string) => toys.in(toyStack((stack, token) => toy(stack, 'One', token, { Id: id, Fail: fail })), played);
    await played.deploy(version('a'));
    await played.deploy(version('b', 'Update'));

    expect(toys.log).toEqual(['Create One', 'Update One a', 'Update One b', 'Delete One b']);
  });

  test('a rollback that fails leaves the stack where nothing can be deployed', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const version = (size: number, fail?: string) => toys.in(toyStack((stack, token) => toy(stack, 'One', token, { Size: size, Fail: fail })), played);
    await played.deploy(version(1, 'Update'));
    const result = await played.deploy(version(2, 'Update'));
    const again = await played.deploy(version(3));

    expect(result.stacks[0].status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(again).toMatchObject({ succeeded: false, stacks: [{ reason: 'Stack is in UPDATE_ROLLBACK_FAILED state and can not be updated.' }] });
  });

  test('a deletion that fails in the clean-up is given up, and in the deletion of a stack fails that', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const version = (...ids: string[]) => toys.in(toyStack((stack, token) => {
      ids.forEach((id) => toy(stack, id, token, { Fail: 'Delete' }));
    }), played);
    await played.deploy(version('One', 'Two'));
    const update = await played.deploy(version('Two'));
    const deletion = await played.destroy();

    expect(update.stacks[0].status).toBe('UPDATE_COMPLETE');
    expect(deletion).toMatchObject({
      succeeded: false, stacks: [{ status: 'DELETE_FAILED', reason: 'The following resource(s) failed to delete: [Two].' }],
    });
    expect(played.describe('Toys').resources.map(({ logicalId }) => logicalId)).toContain('Two');
  });

  test('a planned failure comes after what it is told to wait for', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const assembly = toys.in(toyStack((stack, token) => {
      toy(stack, 'Slow', token, { Seconds: 300 });
      new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
    }), played);

    const result = await played.deploy(assembly, { fail: { 'Toys/Topic': { reason: 'No topics today', after: ['Toys/Slow/Default'] } } });

    expect(result.stacks[0].reason).toBe('Toys/Topic: No topics today');
    expect(toys.log).toEqual(['Create Slow', 'Delete Slow Slow']);
    expect(toys.polls.get(toys.requests[0].RequestId)).toBe(21);
  });

  test('a planned failure of a resource that is nowhere is an error', async () => {
    const played = rehearsal();
    const assembly = toyStack((stack, token) => toy(stack, 'One', token));

    await expect(played.deploy(assembly, { fail: { Nothing: 'x' } })).rejects.toThrow('there is no resource "Nothing" that could fail');
  });
});

describe('policies', () => {
  const retained = (stack: Stack, token: string, policy: RemovalPolicy, id = 'One', physicalId?: string) => (
    toy(stack, id, token, { Id: physicalId }).applyRemovalPolicy(policy)
  );

  test('what is to be retained is not deleted with the stack, nor when it is removed or replaced', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const version = (physicalId: string, id?: string) => toys.in(toyStack((stack, token) => {
      retained(stack, token, RemovalPolicy.RETAIN, id, physicalId);
    }), played);
    await played.deploy(version('a'));
    await played.deploy(version('b'));
    await played.deploy(version('c', 'Other'));
    await played.destroy();

    expect(toys.log).toEqual(['Create One', 'Update One a', 'Create Other']);
  });

  test.each([
    { policy: RemovalPolicy.RETAIN, log: ['Create One'] },
    { policy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, log: ['Create One', 'Delete One One'] },
  ])('what a failed creation leaves depends on the policy ($policy)', async ({ policy, log }) => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const result = await played.deploy(toys.in(toyStack((stack, token) => {
      retained(stack, token, policy);
      new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
    }), played), { fail: { Topic: { reason: 'No', after: ['One'] } } });

    expect(result.stacks[0].status).toBe('ROLLBACK_COMPLETE');
    expect(toys.log).toEqual(log);
  });
});

test.each([
  { policy: RemovalPolicy.RETAIN, log: [] },
  { policy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, log: ['Delete Added Added'] },
])('what a failed update has added stays or goes as its policy says ($policy)', async ({ policy, log }) => {
  const played = rehearsal();
  const toys = new ToyHandlers();
  const version = (adding: boolean) => toys.in(toyStack((stack, token) => {
    new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
    if (adding) {
      toy(stack, 'Added', token).applyRemovalPolicy(policy);
    }
  }), played);
  await played.deploy(version(false));
  await played.deploy(version(true), { fail: { Topic: { reason: 'No', after: ['Added'] } } });

  expect(toys.log).toEqual(['Create Added', ...log]);
});

describe('limits', () => {
  test('a response of more than 4096 bytes fails the resource', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const result = await played.deploy(toys.in(toyStack((stack, token) => {
      toy(stack, 'One', token, { Data: { Long: 'x'.repeat(4096) } });
    }), played));

    expect(result.stacks[0].reason).toBe('Toys/One: Response object is too long.');
  });

  test('the framework stops waiting when its own time is up', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const result = await played.deploy(toys.in(toyStack((stack, token) => {
      toy(stack, 'One', token, { Seconds: 100_000 });
    }, { totalTimeout: Duration.minutes(30) }), played));

    expect(result.stacks[0].reason).toBe('Toys/One: Operation timed out');
    expect(toys.log).toEqual(['Create One', 'Delete One One']);
    expect(result.finishedAt.getTime() - result.startedAt.getTime()).toBeGreaterThan(30 * 60_000);
  });

  test('CloudFormation stops waiting after an hour, and asks for the deletion of what it has made up a name for', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const result = await played.deploy(toys.in(toyStack((stack, token) => toy(stack, 'One', token, { Seconds: 100_000 })), played));

    expect(result.stacks[0].reason).toMatch(/^Toys\/One: CloudFormation did not receive a response from your Custom Resource/);
    expect(toys.log[1]).toMatch(/^Delete One Toys-One-[0-9A-F]{12}$/);
  });
});

describe('several stacks', () => {
  const pair = (color: string, importing = true) => synthesize((app) => {
    const producer = new Stack(app, 'Producer');
    const token = provider(producer).serviceToken;
    const made = toy(producer, 'Made', token, { Data: { Color: color } });
    const consumer = new Stack(app, 'Consumer');
    if (importing) {
      new CfnOutput(consumer, 'Color', { value: made.getAttString('Color') });
    }
    new CfnResource(consumer, 'Topic', { type: 'AWS::SNS::Topic' });
    consumer.addDependency(producer);
  });

  test('what one exports the other imports, and they go down in reverse', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const result = await played.deploy(toys.in(pair('red'), played));

    expect(result.stacks.map(({ name }) => name)).toEqual(['Producer', 'Consumer']);
    expect(played.describe('Consumer').outputs).toEqual({ Color: 'red' });
    expect((await played.destroy()).stacks.map(({ name }) => name)).toEqual(['Consumer', 'Producer']);
  });

  test('an export that is in use can be neither changed nor deleted', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    await played.deploy(toys.in(pair('red'), played));

    const changed = await played.deploy(toys.in(pair('blue'), played));
    const deleted = await played.destroy(undefined, { stacks: ['Producer'] });

    expect(changed.stacks).toEqual([{
      name: 'Producer', status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('as it is in use by Consumer'),
    }]);
    expect(deleted.stacks[0].status).toBe('DELETE_FAILED');
  });

  test('a stack that fails is the last one', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const result = await played.deploy(toys.in(pair('red'), played), { fail: { Made: 'No' } });

    expect(result.stacks.map(({ name, status }) => `${name} ${status}`)).toEqual(['Producer ROLLBACK_COMPLETE']);
  });

  test('stacks are chosen by name, and an unknown one is an error that says which there are', async () => {
    const played = rehearsal();
    const toys = new ToyHandlers();
    const result = await played.deploy(toys.in(pair('red', false), played), { stacks: ['Consumer'] });

    expect(result.stacks.map(({ name }) => name)).toEqual(['Consumer']);
    await expect(played.deploy(toys.in(pair('red'), played), { stacks: ['Nobody'] }))
      .rejects.toThrow('there is no stack "Nobody"; there are Producer, Consumer');
  });
});
