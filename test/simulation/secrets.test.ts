import { resolve } from 'node:path';
import { LambdaFiles } from '../../rehearsal/index';
import { someStack } from '../../simulation/declaration-generator';
import { handlerCode } from '../../simulation/handler-code';
import { nothingLeaks } from '../../simulation/invariants/remains';
import { play } from '../../simulation/play';
import { Random } from '../../simulation/random';
import { CALM, type Scenario } from '../../simulation/scenario';
import { secretIn, secretValue, type SecretKind } from '../../simulation/secrets';
import { CREATE_TRAINED_MODEL } from '../../src/private/protocol/api-model';
import { ENVIRONMENT, LEDGER } from '../../src/private/protocol/contract';
import { problemsOf } from '../../src/private/protocol/shape';

const MEMBER = { parameter: 'hyperparameters', variable: 'environment' } as const;

describe.each(['parameter', 'variable'] as SecretKind[])('the values of a %s', (kind) => {
  const random = new Random(1);
  const values = [...new Set(Array.from({ length: 200 }, () => secretValue(random, kind, random.integer(1, 4))))];

  test('have every shape, up to the longest', () => {
    expect(values.length).toBeGreaterThan(20);
    expect(Math.max(...values.map(({ length }) => length))).toBe(kind === 'parameter' ? 2500 : 512);
  });

  test('are allowed by the service', () => {
    const shape = CREATE_TRAINED_MODEL.members[MEMBER[kind]];
    expect(values.flatMap((value) => problemsOf(shape, { token: value }))).toEqual([]);
  });

  test('are recognised as they are, in JSON, without their white space, and in every fragment of twelve characters', () => {
    for (const value of values) {
      const fragments = value.startsWith('secret-') ? [] : Array.from({ length: value.length - 11 }, (_, i) => value.slice(i, i + 12));
      for (const text of [value, JSON.stringify({ value }), value.replace(/\s+/g, ' '), ...fragments]) {
        expect(secretIn(text)).toBeDefined();
      }
    }
  });
});

test('what is no secret is not taken for one', () => {
  expect(secretIn('TrainedModel "Model" (Update): fraud-model-ckxdfsyd4eklvde7dwqf6 is INACTIVE')).toBeUndefined();
});

test('a digest of an image is no signature', () => {
  const digits = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expect(secretIn(`image@sha256:${digits}`)).toBeUndefined();
  expect(secretIn(`signature ${digits}`)).toBe(digits.slice(0, 30));
});

describe('a life in which', () => {
  const ROOT = resolve(__dirname, '../..');
  const shipped = handlerCode(ROOT).handlers as LambdaFiles;
  const life: Scenario = {
    seed: 1,
    behavior: {},
    deploymentBehavior: {},
    latency: false,
    neighbours: false,
    steps: [{ do: 'deploy', stacks: [someStack(new Random(1), 'Blue')], disorder: CALM }],
  };
  const leaksOf = async (leak: string) => {
    const source = `${shipped.read('index.js')}
      const shipped = module.exports;
      const accept = (event, invocation) => shipped.accept(event, invocation);
      const look = (input, invocation) => shipped.look(input, invocation);
      module.exports = { accept, look, ${leak} };`;
    const { violations } = await play(life, handlerCode(ROOT, LambdaFiles.fromInline(source)));
    return violations.filter(({ invariant }) => invariant === nothingLeaks.name).map(({ text }) => text);
  };

  test('nothing is added to the handlers shows no leak', async () => {
    expect(await leaksOf('')).toEqual([]);
  });

  const before = (work: string) => `accept: async (event, invocation) => { ${work}; return accept(event, invocation); }`;
  const starts = (name: string, input: string) => before(
    `await new (require("@aws-sdk/client-sfn").SFN)().startExecution({ stateMachineArn: process.env.${ENVIRONMENT.stateMachine}, name: ${name}, input: JSON.stringify(${input}) })`);
  const records = (text: string) => before(
    `await new (require("@aws-sdk/client-dynamodb").DynamoDB)().putItem({ TableName: process.env.${ENVIRONMENT.ledgerTable}, `
    + `Item: { ${LEDGER.key}: { S: event.RequestId }, ${LEDGER.entry}: { S: JSON.stringify(${text}) } }, `
    + `ConditionExpression: "attribute_not_exists(#key)", ExpressionAttributeNames: { "#key": "${LEDGER.key}" } })`);
  const answers = (body: string) => before(
    `const { hostname, pathname, search } = new URL(event.ResponseURL); require("node:https").request({ method: "PUT", hostname, path: pathname + search }).end(JSON.stringify(${body}))`);

  test.each([
    ['an address is logged', 'a log line', before('console.log(event.ResponseURL)')],
    ['an event is logged as an object', 'a log line', before('console.log("event", event)')],
    ['an error that has an address is logged', 'a log line', before('console.error(Object.assign(new Error("failed"), { address: event.ResponseURL }))')],
    ['the signature of an address is logged', 'a log line', before('console.log(event.ResponseURL.split("Signature=")[1])')],
    ['an acceptance throws an address', 'an event', before('throw new Error(event.ResponseURL)')],
    ['a look throws a value', 'the history of an execution', 'look: async () => { throw new Error("secret-parameter-1"); }'],
    ['a look hands on a value', 'the history of an execution', 'look: async (input, invocation) => ({ ...await look(input, invocation), value: "secret-parameter-1" })'],
    ['an execution is started with an address', 'the history of an execution', starts('"started"', '{ owner: "o", request: "r", address: event.ResponseURL }')],
    ['an execution is named after a value', 'the name of an execution', starts('"secret-parameter-1"', '{ owner: "o", request: "r" }')],
    ['an answer has a value among its attributes', 'an answer', answers('{ ...event, Status: "SUCCESS", PhysicalResourceId: "id", Data: { Token: "secret-parameter-1" } }')],
    ['a record of the ledger has an address', 'the ledger', records('event.ResponseURL')],
  ])('%s is seen to leak', async (_, place, leak) => {
    expect(await leaksOf(leak)).toContainEqual(expect.stringContaining(` in ${place}`));
  });
});
