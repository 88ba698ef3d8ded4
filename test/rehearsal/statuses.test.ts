/** What functions are shown of a stack, and when. */
import { Stack } from 'aws-cdk-lib';
import { codeDirectory, provider, synthesize, toy } from './toy-app';
import { type Disturbances, Rehearsal } from '../../rehearsal/index';

/** A provider that logs what CloudFormation shows when a request arrives, and once more after ten seconds. */
const LOOKING = `
  const { CloudFormation } = require('@aws-sdk/client-cloudformation');
  const client = new CloudFormation();
  const of = async (read) => { try { return await read; } catch (error) { return error.name + ' ' + error.message.replace(/ for .*/, ''); } };
  const look = async ({ StackId, LogicalResourceId }) => {
    const stacks = await of(client.describeStacks({ StackName: StackId }).then(({ Stacks }) => Stacks[0].StackStatus));
    const resource = await of(client.describeStackResource({ StackName: StackId, LogicalResourceId }).then((reply) => reply.StackResourceDetail.ResourceStatus));
    console.log('seen ' + stacks + ', ' + resource);
  };
  exports.onEvent = async (event) => {
    await look(event);
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await look(event);
    return { PhysicalResourceId: 'toy' };
  };
  exports.isComplete = () => ({ IsComplete: true });`;

const directories = new Map<string, string>();

function assembly(version: string): string {
  return synthesize((app) => {
    const stack = new Stack(app, 'Toys');
    const code = directories.get('looking') ?? codeDirectory('toy.js', LOOKING);
    directories.set('looking', code);
    toy(stack, 'One', provider(stack, { code }).serviceToken, { Version: version });
  });
}

/** What a creation, an update and a deletion see. */
async function seen(disturbances: Disturbances, prepare: (rehearsal: Rehearsal) => void = () => undefined): Promise<string[]> {
  const lines: string[] = [];
  const played = new Rehearsal({
    run: ['Custom::Toy'],
    disturbances: {
      ...disturbances,
      onLog: (_, [text]) => {
        if (String(text).startsWith('seen ')) {
          lines.push(String(text).slice(5));
        }
      },
    },
  });
  prepare(played);
  await played.deploy(assembly('1'));
  await played.advance({ minutes: 5 });
  await played.deploy(assembly('2'));
  await played.advance({ minutes: 5 });
  await played.destroy();
  return lines;
}

const TRUE = [
  'CREATE_IN_PROGRESS, CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS, CREATE_IN_PROGRESS',
  'UPDATE_IN_PROGRESS, UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS, UPDATE_IN_PROGRESS',
  'DELETE_IN_PROGRESS, DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS, DELETE_IN_PROGRESS',
];

test('CloudFormation shows what is true, unless it is told otherwise', async () => {
  expect(await seen({})).toEqual(TRUE);
});

test('a status that is shown late is the one before', async () => {
  expect(await seen({ statusAge: () => 5 })).toEqual([
    'CREATE_IN_PROGRESS, ValidationError Resource One does not exist', TRUE[1],
    'CREATE_COMPLETE, CREATE_COMPLETE', TRUE[3],
    'UPDATE_COMPLETE, UPDATE_COMPLETE', TRUE[5],
  ]);
});

test('each look has an age of its own, so that a status can go back', async () => {
  const ages = [0, 0, 60, 60];
  let looks = 0;
  expect((await seen({ statusAge: () => ages[looks++ % 4] })).slice(2, 4)).toEqual([TRUE[2], 'CREATE_COMPLETE, CREATE_COMPLETE']);
});

test.each([
  ['throttle', 'Throttling Rate exceeded'],
  ['throttle:RequestLimitExceeded', 'RequestLimitExceeded Rate exceeded'],
  ['error-before', 'InternalFailure An internal error occurred.'],
  ['expired-credentials', 'ExpiredToken The security token included in the request is expired'],
  ['lost-reply', 'TimeoutError Connection timed out after 60000 ms'],
] as const)('CloudFormation can fail: %s', async (fault, shown) => {
  const [first, second] = await seen({}, ({ cloudFormationFaults }) => cloudFormationFaults.add({ operation: 'DescribeStacks', fault }));

  expect(first).toBe(`${shown}, CREATE_IN_PROGRESS`);
  expect(second).toBe(TRUE[1]);
});
