import { CfnOutput, CfnResource, CfnStack, NestedStack, Stack } from 'aws-cdk-lib';
import { provider, synthesize, toy, ToyHandlers, toyStack } from './toy-app';
import { type DeployOptions, Rehearsal } from '../../rehearsal/index';

interface Version {
  readonly id?: string;
  readonly size?: number;
  readonly fail?: 'Create' | 'Update';
  readonly without?: 'nested' | 'toy';
  readonly label?: string;
}

/** A stack with a toy in a nested stack, and a topic that knows what came of it. */
async function stackWithNested() {
  const played = new Rehearsal({ run: ['Custom::Toy'] });
  const toys = new ToyHandlers();
  const deploy = (version: Version = {}, options: DeployOptions = {}) => played.deploy(toys.in(toyStack((stack, token) => {
    const topic = new CfnResource(stack, 'Source', { type: 'AWS::SNS::Topic', properties: { TopicName: 'source' } });
    if (version.without !== 'nested') {
      const nested = new NestedStack(stack, 'Inner');
      if (version.without !== 'toy') {
        const one = toy(nested, 'One', token, { Id: version.id ?? 'one', Size: version.size, Fail: version.fail, Topic: topic.ref, Data: { Color: 'red' } });
        new CfnOutput(stack, 'Color', { value: one.getAttString('Color') });
      }
      new CfnResource(nested, 'Other', { type: 'AWS::SNS::Topic', properties: { DisplayName: version.label } });
    }
    new CfnResource(stack, 'Last', { type: 'AWS::SNS::Topic', properties: { DisplayName: version.id } });
  }), played), options);
  const nestedStacks = () => played.describeAll().filter(({ name }) => name !== 'Toys');
  return {
    played,
    toys,
    deploy,
    nestedStacks,
    /** The statuses that the nested stack has had. */
    statuses: () => nestedStacks()[0].statuses.map(({ status }) => status),
  };
}

test('a nested stack has its own template and id, takes parameters, and gives outputs', async () => {
  const { played, toys, deploy, nestedStacks } = await stackWithNested();

  expect(await deploy()).toMatchObject({ succeeded: true, stacks: [{ name: 'Toys', status: 'CREATE_COMPLETE' }] });

  const [nested] = nestedStacks();
  expect(nested).toMatchObject({ name: expect.stringMatching(/^Toys-Inner/), status: 'CREATE_COMPLETE' });
  expect(nested.resources.map(({ path, type }) => [path, type])).toEqual([
    ['Toys/Inner/Other', 'AWS::SNS::Topic'], ['Toys/Inner/One', 'Custom::Toy'],
  ]);
  expect(toys.requests[0]).toMatchObject({ StackId: nested.id, ResourceProperties: { Topic: 'arn:aws:sns:us-east-1:111111111111:source' } });
  expect(played.describe('Toys').outputs).toEqual({ Color: 'red' });
  expect(played.describe('Toys').resources.find(({ type }) => type === 'AWS::CloudFormation::Stack')).toMatchObject({ physicalId: nested.id });
});

test('a nested stack is updated with its parent, and left alone when nothing in it changes', async () => {
  const { toys, deploy, statuses } = await stackWithNested();
  await deploy({ size: 1 });
  // This changes the parent alone.
  await deploy({ size: 1, id: 'one' });
  const before = statuses();

  expect(await deploy({ size: 2 })).toMatchObject({ succeeded: true });

  expect(before).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
  expect(toys.log).toEqual(['Create One', 'Update One one']);
  expect(statuses().slice(2)).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE']);
});

test('a nested stack cleans up when its parent does, not before', async () => {
  const { played, toys, deploy, statuses } = await stackWithNested();
  await deploy({ id: 'a' });

  await deploy({ id: 'b' }, { fail: { Last: { reason: 'no', afterSeconds: 300 } } });

  // The one that was to be replaced was never deleted.
  expect(toys.log).toEqual(['Create One', 'Update One a', 'Update One b', 'Delete One b']);
  expect(toys.requests[2]).toMatchObject({ ResourceProperties: { Id: 'a' } });
  expect(statuses().slice(2)).toEqual([
    'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(played.describe('Toys').status).toBe('UPDATE_ROLLBACK_COMPLETE');

  expect(await deploy({ id: 'b' })).toMatchObject({ succeeded: true });
  expect(toys.log.slice(4)).toEqual(['Update One a', 'Delete One a']);
});

test('a failure in a nested stack fails the parent, and both are rolled back', async () => {
  const { played, toys, deploy, statuses } = await stackWithNested();
  await deploy({ size: 1 });

  const { stacks: [result] } = await deploy({ size: 2, fail: 'Update' });

  expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(result.reason).toMatch(/^Toys\/Inner.*: Embedded stack arn:\S+ was not successfully updated\. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: Toys\/Inner\/One: .*told to fail/s);
  expect(toys.requests.at(-1)).toMatchObject({ RequestType: 'Update', ResourceProperties: { Size: '1' } });
  expect(statuses().at(-1)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(played.describe('Toys').outputs).toEqual({ Color: 'red' });
});

test('a nested stack that cannot be created is deleted with its parent\'s rollback', async () => {
  const { toys, deploy, statuses } = await stackWithNested();

  const { stacks: [result] } = await deploy({ fail: 'Create' });

  expect(result).toMatchObject({ status: 'ROLLBACK_COMPLETE', reason: expect.stringMatching(/Embedded stack \S+ was not successfully created: Toys\/Inner\/One: /) });
  expect(statuses()).toEqual(['CREATE_IN_PROGRESS', 'CREATE_FAILED', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
  expect(toys.log[1]).toMatch(/^Delete One /);
});

test('a resource in a nested stack can be told to fail by its path', async () => {
  const { played, deploy } = await stackWithNested();
  await deploy();

  await deploy({}, { fail: { 'Toys/Inner/Other': { reason: 'Not this one', after: ['Toys/Inner/One'] } } });

  expect(played.describe('Toys').status).toBe('UPDATE_ROLLBACK_COMPLETE');
  await expect(deploy({}, { fail: { 'Toys/Inner/Nobody': 'x' } })).rejects.toThrow('there is no resource "Toys/Inner/Nobody"');
});

test('a rollback that gets stuck in a nested stack can be continued', async () => {
  const { played, toys, deploy, statuses } = await stackWithNested();
  await deploy({ size: 1 });
  played.after({ seconds: 60 }, () => toys.refusing.add(toys.requests[0].LogicalResourceId));
  await deploy({ size: 2 }, { fail: { Last: { reason: 'no', afterSeconds: 120 } } });
  expect([played.describe('Toys').status, statuses().at(-1)]).toEqual(['UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_FAILED']);
  toys.refusing.clear();

  await played.continueUpdateRollback('Toys');

  expect([played.describe('Toys').status, statuses().at(-1)]).toEqual(['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']);
});

test.each<[string, Version]>([
  ['a nested stack', { without: 'nested' }],
  ['what is in a nested stack', { without: 'toy' }],
])('%s that is removed from the app is deleted', async (_, version) => {
  const { toys, deploy } = await stackWithNested();
  await deploy();

  expect(await deploy(version)).toMatchObject({ succeeded: true });

  expect(toys.log).toEqual(['Create One', 'Delete One one']);
});

test('nested stacks go with their parent', async () => {
  const { played, toys, deploy, nestedStacks } = await stackWithNested();
  await deploy();

  expect(await played.destroy()).toMatchObject({ succeeded: true, stacks: [{ name: 'Toys', status: 'DELETE_COMPLETE' }] });

  expect(toys.log).toEqual(['Create One', 'Delete One one']);
  expect(nestedStacks()[0].status).toBe('DELETE_COMPLETE');
});

test('a nested stack that cannot be deleted keeps its parent', async () => {
  const { played, toys, deploy, statuses } = await stackWithNested();
  await deploy();
  toys.refusing.add(toys.requests[0].LogicalResourceId);

  const { stacks: [result] } = await played.destroy();

  expect(result).toMatchObject({ status: 'DELETE_FAILED' });
  expect(statuses().at(-1)).toBe('DELETE_FAILED');
  toys.refusing.clear();
  expect(await played.destroy()).toMatchObject({ succeeded: true });
});

test('a nested stack in a nested stack is played as well', async () => {
  const played = new Rehearsal({ run: ['Custom::Toy'] });
  const toys = new ToyHandlers();
  const directory = synthesize((app) => {
    const stack = new Stack(app, 'Toys');
    const token = provider(stack).serviceToken;
    const inner = new NestedStack(new NestedStack(stack, 'Outer'), 'Inner');
    new CfnOutput(stack, 'Id', { value: toy(inner, 'One', token, { Id: 'deep' }).ref });
  });

  expect(await played.deploy(toys.in(directory, played))).toMatchObject({ succeeded: true });
  expect(played.describe('Toys').outputs).toEqual({ Id: 'deep' });
  expect(played.describeAll().flatMap(({ resources }) => resources.map(({ path }) => path))).toContain('Toys/Outer/Inner/One');
  expect(await played.destroy()).toMatchObject({ succeeded: true });
  expect(toys.log).toEqual(['Create One', 'Delete One deep']);
});

test('a nested stack with a template from elsewhere is refused, since what is in it cannot be played', async () => {
  const directory = synthesize((app) => new CfnStack(new Stack(app, 'S'), 'Elsewhere', { templateUrl: 'https://example.com/template.json' }));
  const played = new Rehearsal({ run: ['Custom::Toy'] });

  await expect(played.deploy(directory)).rejects.toThrow('S.Elsewhere: the template of this nested stack is not in the assembly');
  expect(played.describeAll()).toEqual([]);
});
