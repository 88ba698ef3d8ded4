/** The integration tests, rehearsed: what a deployment of each would do, before somebody pays for one. */
import { mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rehearsal } from '../rehearsal/index';

const FOLDER = join(__dirname, 'integ');
const APPS = ['integ.collaboration', 'integ.configured-model-algorithm'];
const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const outputs: string[] = [];

afterAll(() => outputs.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** Synthesizes an app as the runner of the integration tests does. */
function synthesize(app: string): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'integ-')));
  outputs.push(directory);
  process.env.CDK_OUTDIR = directory;
  try {
    jest.isolateModules(() => { jest.requireActual(join(FOLDER, `${app}.ts`)); });
  } finally {
    delete process.env.CDK_OUTDIR;
  }
  return directory;
}

/** The properties of an assertion; what is in it is written as JSON. */
interface AssertedCall {
  readonly api: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly expected: string;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const templatesIn = (directory: string) => readdirSync(directory)
  .filter((file) => file.endsWith('.template.json'))
  .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as { Resources: Record<string, { Type: string; Properties?: Json }> });
const resourcesIn = (directory: string) => templatesIn(directory).flatMap(({ Resources }) => Object.values(Resources));

/** What the handlers make, by its name in the operations of the service. */
const handledIn = (directory: string) => resourcesIn(directory).flatMap(({ Type }) => /^Custom::CleanRoomsML(.+)/.exec(Type)?.[1] ?? []);

/** The calls of an assertion stack, and what they expect. Its function cannot be run here: it answers over HTTP. */
function assertionsIn(directory: string, rehearsal: Rehearsal): { api: string; parameters: object; expected: object }[] {
  return resourcesIn(directory)
    .filter(({ Type }) => Type.startsWith('Custom::DeployAssert@SdkCall'))
    .map(({ Properties }) => {
      const { api, parameters, expected } = withImports(Properties!, rehearsal) as unknown as AssertedCall;
      return {
        api,
        parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, JSON.parse(value) as Json])),
        expected: matching(JSON.parse(expected) as Json) as object,
      };
    });
}

/** Puts in what the deployed stacks export. */
function withImports(value: Json, rehearsal: Rehearsal): Json {
  if (Array.isArray(value)) {
    return value.map((entry: Json) => withImports(entry, rehearsal));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const members = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withImports(member, rehearsal)]));
  if ('Fn::ImportValue' in members) {
    const [stack, output] = String(members['Fn::ImportValue']).split(':');
    return rehearsal.describe(stack).outputs[output] as Json;
  }
  const [separator, parts] = (members['Fn::Join'] ?? []) as [string, string[]];
  return parts === undefined ? members : parts.join(separator);
}

/** The matchers of the assertions as those of Jest. `toMatchObject()` is what an object like another one means. */
function matching(value: Json): unknown {
  if (Array.isArray(value)) {
    return value.map(matching);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const { $ObjectLike: like, $StringLike: pattern, ...exact } = value as { readonly [name: string]: Json };
  if (typeof pattern === 'string') {
    return expect.stringMatching(new RegExp(pattern)) as unknown;
  }
  return like === undefined ? Object.fromEntries(Object.entries(exact).map(([name, member]) => [name, matching(member)])) : matching(like);
}

const assetsOf = (directory: string) => readdirSync(directory)
  .filter((file) => file.endsWith('.assets.json'))
  .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as { dockerImages: object });

test('every app is rehearsed here', () => {
  const apps = readdirSync(FOLDER).filter((file) => /^integ\..*\.ts$/.test(file)).map((file) => file.replace(/\.ts$/, ''));
  expect(apps.sort()).toEqual(APPS);
});

describe.each(APPS)('%s', (app) => {
  const snapshot = join(FOLDER, `${app}.ts.snapshot`);

  test('is deployed, does nothing the second time, and leaves nothing behind', async () => {
    const directory = synthesize(app);
    const rehearsal = new Rehearsal();
    const { emulator } = rehearsal;
    expect(await rehearsal.deploy(directory)).toMatchObject({ succeeded: true, trainings: 0 });
    const creates = () => emulator.calls.filter(({ operation }) => /^(Create|Put|Start)/.test(operation)).length;
    const before = creates();
    expect(await rehearsal.deploy(directory)).toMatchObject({ succeeded: true, trainings: 0 });
    expect(creates()).toBe(before);
    expect(await rehearsal.destroy()).toMatchObject({ succeeded: true, trainings: 0 });
    expect([emulator.queries, emulator.trainings, emulator.inferenceJobs, emulator.exportJobs].map(({ length }) => length)).toEqual([0, 0, 0, 0]);
    expect(Object.values(rehearsal.summary().leftBehind).flat()).toEqual([]);
    // What docs/integration-tests.md counts: one request for each creation and each deletion.
    expect(rehearsal.executions).toHaveLength(2 * handledIn(directory).length);
  });

  test('asserts what a service shows that keeps what is declared', async () => {
    const directory = synthesize(app);
    const rehearsal = new Rehearsal({ account: ACCOUNT, region: REGION });
    await rehearsal.deploy(directory);
    const service = rehearsal.emulator.client({ accountId: ACCOUNT, region: REGION }) as unknown as {
      readonly [api: string]: (request: object) => Promise<object>;
    };
    const assertions = assertionsIn(directory, rehearsal);
    for (const { api, parameters, expected } of assertions) {
      expect(await service[api](parameters)).toMatchObject(expected);
    }
    const asked = assertions.map(({ api }) => api.replace(/^get/, ''));
    expect(handledIn(directory).filter((type) => !asked.includes(type))).toEqual([]);
    expect(handledIn(directory)).not.toEqual([]);
  });

  test('has images that depend on their content alone', () => {
    const images = (directory: string) => assetsOf(directory).flatMap(({ dockerImages }) => Object.keys(dockerImages));
    expect(images(synthesize(app))).toEqual(images(snapshot));
    expect(images(snapshot)).not.toEqual([]);
  });

  test('has a snapshot without paths, accounts and assets', () => {
    const files = readdirSync(snapshot, { recursive: true }) as string[];
    expect(files.filter((file) => file.startsWith('asset.') && !file.includes('/'))).toEqual([]);
    for (const file of files) {
      expect(readFileSync(join(snapshot, file), 'utf8')).not.toMatch(/"(\/(home|Users|root|tmp|work)\b|[A-Z]:\\)|\b\d{12}\b(?!\\\\)/);
    }
  });
});
