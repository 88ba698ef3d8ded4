import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { provider, synthesize, temporaryDirectory } from './toy-app';
import { constructPathOf } from '../../rehearsal/construct-path';
import { LambdaFiles, readCloudAssembly, Rehearsal } from '../../rehearsal/index';

const topic = (stack: Stack) => new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });

test('stacks come in the order of their dependencies, with those of stages', () => {
  const directory = synthesize((app) => {
    const [last, first] = ['Last', 'First'].map((id) => new Stack(app, id, { stackName: `the-${id.toLowerCase()}` }));
    [last, first].forEach(topic);
    last.addDependency(first);
    topic(new Stack(new Stage(app, 'Prod', { env: { account: '222222222222', region: 'eu-west-1' } }), 'Staged'));
  });

  expect(readCloudAssembly(directory).stacks.map(({ name, displayName, environment }) => [name, displayName, environment])).toEqual([
    ['Prod-Staged', 'Prod/Staged', { account: '222222222222', region: 'eu-west-1' }],
    ['the-first', 'First', {}],
    ['the-last', 'Last', {}],
  ]);
});

test('the code of Lambda functions is found by the key that the template gives it', () => {
  const [{ template, assets }] = readCloudAssembly(synthesize((app) => provider(new Stack(app, 'S')))).stacks;
  const keys = Object.values(template.Resources!).filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => (Properties!.Code as { S3Key: string }).S3Key);

  expect(keys).toHaveLength(5);
  const files = keys.map((key) => assets!.get(key) as LambdaFiles);
  expect(files.map((code) => code.read('framework.js') !== undefined || code.read('toy.js') !== undefined)).not.toContain(false);
});

test('resources are called by the paths of their constructs', () => {
  const [stack] = readCloudAssembly(synthesize((app) => topic(new Stack(app, 'S')))).stacks;

  expect(constructPathOf(stack, 'Topic')).toBe('S/Topic');
  expect(constructPathOf({ name: 'S', template: { Resources: { X: { Type: 'T', Metadata: { 'aws:cdk:path': 'S/X/Resource/Default' } } } } }, 'X')).toBe('S/X');
  expect(constructPathOf(stack, 'Unknown')).toBe('Unknown');
});

test('a directory that is no assembly is an error that says so', async () => {
  const directory = temporaryDirectory();

  await expect(new Rehearsal().deploy(directory)).rejects.toThrow(
    `${directory}: not a cloud assembly, since there is no manifest.json in it (run "cdk synth" first)`,
  );
});

test('a file that cannot be read is an error that says which', () => {
  const directory = temporaryDirectory();
  writeFileSync(path.join(directory, 'manifest.json'), '{"artifacts": ');

  expect(() => readCloudAssembly(directory)).toThrow(`${path.join(directory, 'manifest.json')}: cannot be read as JSON`);
});

test('an assembly without stacks is an error', () => {
  expect(() => readCloudAssembly(synthesize(() => undefined))).toThrow('the cloud assembly has no stacks');
});

test('a function that cannot be evaluated is an error that says which and where', async () => {
  const directory = synthesize((app) => {
    new CfnResource(new Stack(app, 'S'), 'Subnet', { type: 'AWS::EC2::Subnet', properties: { CidrBlock: { 'Fn::Cidr': ['10.0.0.0/16', 1, 8] } } });
  });

  await expect(new Rehearsal().deploy(directory)).rejects.toThrow('S.Subnet.Properties.CidrBlock.Fn::Cidr: a rehearsal cannot evaluate this function');
});
