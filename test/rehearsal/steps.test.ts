/** Steps in JSON: what a test in Python, Java or Go rehearses. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collaboration, type Change } from '../../examples/collaboration/collaboration';
import { run } from '../../rehearsal/cli';

const OUTPUT = mkdtempSync(join(tmpdir(), 'steps-'));
afterAll(() => rmSync(OUTPUT, { recursive: true }));

const assembly = (change: Change) => collaboration(change, { outdir: mkdtempSync(join(OUTPUT, 'cdk.out-')) }).synth().directory;
const provider = (directory: string) => ({ deploy: directory, stacks: ['Provider'] });
const trainer = (directory: string) => ({ deploy: directory, stacks: ['Trainer'], parametersFrom: ['Provider'] });

function fileWith(content: string): string {
  const file = join(mkdtempSync(join(OUTPUT, 'file-')), 'steps.json');
  writeFileSync(file, content);
  return file;
}

async function commandLine(...args: string[]) {
  const written = { out: '', error: '' };
  const status = await run(['rehearse', ...args], {
    isTerminal: false,
    out: (text) => { written.out += `${text}\n`; },
    error: (text) => { written.error += `${text}\n`; },
  }, () => Promise.reject(new Error('no demo is asked for')));
  return { status, ...written };
}

async function rehearse(...steps: unknown[]) {
  const { status, out, error } = await commandLine('--steps', fileWith(JSON.stringify(steps)), '--json');
  return { status, error, result: out === '' ? undefined : JSON.parse(out) };
}

test('a life is played: parameters come from another stack, a resource fails, and everything is destroyed', async () => {
  const first = assembly({});
  const faster = assembly({ learningRate: '0.05' });
  const { status, result, error } = await rehearse(
    provider(first), trainer(first),
    { ...trainer(faster), fail: { 'Trainer/VersionInUse': 'It is locked.' } },
    trainer(faster),
    { destroy: true },
  );

  expect({ status, error }).toEqual({ status: 0, error: '' });
  expect(result.deployments.map(({ succeeded, trainings }: any) => [succeeded, trainings])).toEqual([
    [true, 0], [true, 1], [false, 1], [true, 0], [true, 0],
  ]);
  expect(result.deployments[2].stacks).toEqual([{ name: 'Trainer', status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.any(String) }]);
  expect(Object.values(result.summary.leftBehind).flat()).toEqual([]);
});

test('faults, outcomes and time are planned between deployments', async () => {
  const first = assembly({});
  const { status, result } = await rehearse(
    provider(first),
    { nextTraining: { outcome: 'fail', reason: 'Out of memory' } },
    { fault: { operation: 'CreateTrainedModel', fault: 'lost-reply' } },
    { nextQuery: { outcome: 'succeed', seconds: 600 } },
    trainer(first),
    { advance: { minutes: 90 } },
    { destroy: true },
  );

  expect(status).toBe(0);
  const [, failed, destroyed] = result.deployments;
  expect(failed).toMatchObject({ succeeded: false, expected: true, trainings: 1, stacks: [{ reason: expect.stringContaining('Out of memory') }] });
  expect(Date.parse(destroyed.startedAt) - Date.parse(failed.finishedAt)).toBe(90 * 60 * 1000);
});

test('a deployment that no step lets fail fails the command', async () => {
  const first = assembly({});
  const file = fileWith(JSON.stringify([provider(first), trainer(first)]));
  // The model waits for its training for 45 minutes.
  const { status, out } = await commandLine('--steps', file, '--json', '--training-minutes', '60');
  const ended = JSON.parse(out).deployments.map(({ succeeded, expected }: any) => ({ succeeded, expected }));
  expect({ status, ended }).toEqual({ status: 1, ended: [{ succeeded: true, expected: true }, { succeeded: false, expected: false }] });
});

test('every problem of the steps is said at once, before anything is played', async () => {
  const { status, error, result } = await rehearse(
    'deploy', { deploi: 'cdk.out' }, { deploy: 'cdk.out', destroy: true }, { deploy: 7, stacks: 'Provider', sure: true },
    { deploy: 'cdk.out', fail: { Topic: { after: ['Model'] } } }, { destroy: false }, { advance: '5m' }, { advance: { hours: 1 } },
    { fault: { operation: 'TrainModel', fault: 'lost' } }, { fault: { operation: '*', fault: 'throttle', times: 0 } },
    { nextTraining: { outcome: 'fail' } }, { constructor: true },
  );

  expect({ status, result }).toEqual({ status: 2, result: undefined });
  expect(error).toMatch(/^[^\n]+\n$/);
  const problems = error.split(/; |: (?=step 1 )/).slice(1).map((problem) => problem.trim());
  const steps = 'must be an object with one of deploy, destroy, advance, fault, nextTraining, nextQuery, nextInferenceJob, nextExportJob';
  expect(problems).toEqual([
    `step 1 ${steps}`,
    `step 2 ${steps}`,
    `step 3 ${steps}`,
    'step 4 must have a text as deploy, got 7',
    'step 4 must have a list of texts as stacks, got "Provider"',
    'step 4 has "sure", which can be stacks, parameters, parametersFrom, fail, force',
    expect.stringMatching(/^step 5 must have an object that has a reason for each resource, .* as fail, got /),
    'step 6 must have true as destroy, got false',
    'step 7 must have an object as advance, got "5m"',
    'step 8 has "hours", which can be minutes, seconds',
    expect.stringMatching(/^step 9 must have one of \*, .*CreateTrainedModel.* as operation, got "TrainModel"$/),
    expect.stringMatching(/^step 9 must have one of .*lost-reply.* as fault, got "lost"$/),
    'step 10 must have a whole number from 1 on as times, got 0',
    'step 11 needs reason',
    `step 12 ${steps} (see --help)`,
  ]);
});

test.each([
  ['{', 'cannot be read as JSON'],
  ['[]', 'must be a list with at least one step'],
  ['{"deploy": "cdk.out"}', 'must be a list with at least one step'],
])('a file with %s is refused in one line', async (content, message) => {
  const { status, error } = await commandLine('--steps', fileWith(content));
  expect(status).toBe(2);
  expect(error).toMatch(/^cdk-cleanrooms-ml: --steps [^\n]+\n$/);
  expect(error).toContain(message);
});

test('a stack whose outputs are wanted has to be there', async () => {
  expect(await rehearse(trainer(assembly({})))).toMatchObject({ status: 1, error: 'cdk-cleanrooms-ml: there is no stack "Provider"\n' });
});

test('what a step says cannot be said on the command line', async () => {
  const { status, error } = await commandLine('cdk.out', '--steps', '-', '--destroy', '--fail', 'X');
  expect({ status, error }).toEqual({
    status: 2, error: 'cdk-cleanrooms-ml: --steps says what is deployed, so it cannot be given with cdk.out --destroy --fail (see --help)\n',
  });
});
