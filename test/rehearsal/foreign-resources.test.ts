/** Custom resources of others: they are stood in for, unless a rehearsal is told to run them; then they reach nothing outside. */
import { App, CfnOutput, CfnResource, Stack } from 'aws-cdk-lib';
import { codeDirectory, provider, synthesize, temporaryDirectory, toy } from './toy-app';
import { Rehearsal, type RehearsalOptions } from '../../rehearsal/index';

const handlers = (onEvent: string, top = '') => `${top}\nexports.onEvent = async (event) => { ${onEvent} };\nexports.isComplete = async () => ({ IsComplete: true });`;

async function deploy(source: string, options: RehearsalOptions = {}) {
  const played = new Rehearsal(options);
  const result = await played.deploy(synthesize((app) => {
    const stack = new Stack(app, 'S');
    toy(stack, 'Toy', provider(stack, { code: codeDirectory('toy.js', source) }).serviceToken);
  }));
  const notices = played.timeline.events.filter(({ kind }) => kind === 'notice').map(({ text }) => text);
  const decisions = played.timeline.events.filter(({ kind }) => kind === 'decision').map(({ text }) => text);
  return { result, notices, decisions };
}

const RUN = { run: ['S/Toy'] };

test.each([
  ['fails', 'throw new Error("not today");'],
  ['never ends', 'while (true);'],
])('a resource whose handler %s is stood in for, and said to be', async (_, body) => {
  const { result, notices } = await deploy(handlers(body));

  expect(result.succeeded).toBe(true);
  expect(notices).toEqual(['Custom::Toy is only stood in for, without effect; --run S/Toy runs its handler']);
});

test('a resource without the provider framework is stood in for', async () => {
  const played = new Rehearsal();
  const result = await played.deploy({
    stacks: [{ name: 'S', template: { Resources: { Cleaner: { Type: 'Custom::S3AutoDeleteObjects', Properties: { ServiceToken: 'arn:elsewhere' } } } } }],
  });

  expect(result.succeeded).toBe(true);
  expect(played.timeline.events.find(({ kind }) => kind === 'notice')?.text).toBe('Custom::S3AutoDeleteObjects is only stood in for, without effect');
});

test.each([['Custom::Toy'], ['S/Toy'], ['Toy']])('a resource that is named as %s is run', async (name) => {
  const { result, notices } = await deploy(handlers('throw new Error("not today");'), { run: [name] });

  expect(result.stacks[0].reason).toContain('not today');
  expect(notices).toEqual([]);
});

test('a resource that cannot be run is refused, not stood in for', async () => {
  await expect(deploy(handlers('', 'require("@aws-sdk/client-s3");'), RUN)).rejects.toThrow(
    'S/Toy (Custom::Toy) cannot be run, since the code requires "@aws-sdk/client-s3", which a rehearsal does not have. Without --run it is stood in for',
  );
});

test('a handler can declare what has the name of a global', async () => {
  const names = ['crypto', 'process', 'console', 'performance', 'fetch', 'setTimeout', 'globalThis'];
  const top = `${names.map((name) => `const ${name} = ${name === 'crypto' ? 'require("crypto")' : '{ log: () => undefined }'};`).join(' ')}`;
  const { result } = await deploy(handlers('return { PhysicalResourceId: crypto.createHash("md5").update("x").digest("hex") };', top), RUN);

  expect(result).toMatchObject({ succeeded: true });
});

test.each([
  ['the file system', 'require("fs")', 'the code requires "fs"'],
  ['processes', 'require("node:child_process").execSync("ls")', 'there are no other processes in a rehearsal (child_process.execSync)'],
  ['modules of the machine, imported', 'await import("node:fs")', 'the code requires "node:fs"'],
  ['the network', 'await fetch("https://example.com")', 'there is no network in a rehearsal (fetch)'],
  ['the network, through the global object', 'await globalThis.fetch("https://example.com")', 'there is no network in a rehearsal (fetch)'],
])('a handler that is run does not get to %s', async (_, expression, reason) => {
  const { result } = await deploy(handlers(`${expression}; return {};`), RUN);

  expect(result.stacks[0]).toMatchObject({ status: 'ROLLBACK_COMPLETE', reason: expect.stringContaining(reason) });
});

test('a handler imports what it could require', async () => {
  const { result, decisions } = await deploy(handlers(`
    const { default: path, join } = await import('path');
    console.log(JSON.stringify({ decision: path.join('a', 'b') + join('c', 'd') }));
    return {};`), RUN);

  expect(result.succeeded).toBe(true);
  expect(decisions).toContain('a/bc/d');
});

test('an endless loop in a handler ends', async () => {
  const { result } = await deploy(handlers('while (true);'), RUN);

  expect(result.stacks[0].reason).toContain('the code was ended: it ran for 5 seconds of real time without a pause');
});

describe('references across regions with custom resources of CDK', () => {
  const account = '111111111111';
  const app = (topicName: string, imported = true) => {
    const made = new App({ outdir: temporaryDirectory(), analyticsReporting: false });
    const [producer, consumer] = ['eu-west-1', 'us-east-1'].map((region) => (
      new Stack(made, region, { env: { account, region }, crossRegionReferences: true })
    ));
    const topic = new CfnResource(producer, 'Topic', { type: 'AWS::SNS::Topic', properties: { TopicName: topicName } });
    const own = new CfnResource(consumer, 'Own', { type: 'AWS::SNS::Topic' });
    new CfnOutput(consumer, 'Used', { value: imported ? topic.ref : own.ref });
    return made.synth().directory;
  };

  test('give the value itself', async () => {
    const played = new Rehearsal();

    expect(await played.deploy(app('orders'))).toMatchObject({ succeeded: true });
    expect(played.describe('us-east-1').outputs).toEqual({ Used: 'arn:aws:sns:eu-west-1:111111111111:orders' });
    expect(played.timeline.events.filter(({ kind }) => kind === 'notice')).toEqual([]);
    expect(await played.destroy()).toMatchObject({ succeeded: true });
  });

  test('refuse a change of a value that is in use', async () => {
    const played = new Rehearsal();
    await played.deploy(app('orders'));

    expect((await played.deploy(app('payments'))).stacks[0]).toMatchObject({
      reason: expect.stringContaining('Some exports have changed!'),
    });
    expect((await played.destroy(undefined, { stacks: ['eu-west-1'] })).stacks[0].status).toBe('DELETE_FAILED');
    expect(played.timeline.events.map(({ text }) => text)).toContainEqual(expect.stringContaining('is in use by stack(s) us-east-1'));
  });
});
