import { CfnParameter, CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { codeDirectory, provider, synthesize, temporaryDirectory, toy } from './toy-app';
import { version } from '../../package.json';
import { type Output, run } from '../../rehearsal/cli';

function command(...args: string[]): Promise<{ status: number; out: string; error: string }> {
  return commandIn({ isTerminal: false }, ...args);
}

function commandIn(terminal: Omit<Output, 'out' | 'error'>, ...args: string[]): Promise<{ status: number; out: string; error: string }> {
  return plainCommandIn(terminal, ...args[0] === 'rehearse' ? [...args, '--run', 'Custom::Toy'] : args);
}

/** Without the handler of the toy. */
async function plainCommandIn(terminal: Omit<Output, 'out' | 'error'>, ...args: string[]): Promise<{ status: number; out: string; error: string }> {
  const written = { out: '', error: '' };
  const status = await run(args, {
    ...terminal,
    out: (text) => { written.out += `${text}\n`; },
    error: (text) => { written.error += `${text}\n`; },
  }, async ({ out, color, columns }) => out(`a story of ${columns} columns${color ? ', in color' : ''}`));
  return { status, ...written };
}

const HANDLER = `
  exports.onEvent = async () => ({ PhysicalResourceId: 'toy' });
  exports.isComplete = async (event) => {
    console.log(JSON.stringify({ decision: 'finish', why: 'it is ' + event.ResourceProperties.Size }));
    if (event.ResourceProperties.Size === 'broken') throw new Error('it is broken');
    return { IsComplete: true };
  };`;
const CODE = codeDirectory('toy.js', HANDLER);

const app = (size: string | undefined) => synthesize((scope) => {
  const stack = new Stack(scope, 'Demo');
  toy(stack, 'Toy', provider(stack, { code: CODE }).serviceToken, { Size: size ?? new CfnParameter(stack, 'Size').valueAsString });
  new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
});

test('one assembly after the other is deployed, and everything destroyed at the end', async () => {
  const { status, out, error } = await command('rehearse', app('small'), '--then', app('big'), '--destroy');

  expect(error).toBe('');
  expect(status).toBe(0);
  expect(out.split('\n').filter((line) => /^00.*=|Done|after|Trainings paid for +/.test(line)).map((line) => line.replace(/^[0-9: ]+|=+$/g, '').trim())).toEqual([
    'deploy Demo',
    'Demo/Toy  Done: it is small',
    expect.stringMatching(/^deploy succeeded after 00:00:\d\d, trainings started: 0$/),
    'deploy Demo',
    'Demo/Toy  Done: it is big',
    expect.stringMatching(/^deploy succeeded after/),
    'destroy Demo',
    'Demo/Toy  Done: it is big',
    expect.stringMatching(/^destroy succeeded after/),
    expect.stringMatching(/^Trainings paid for +0$/),
  ]);
});

test('a failure that was asked for is no failure of the command', async () => {
  const { status, out } = await command('rehearse', app('small'), '--then', app('big'), '--fail', 'Demo/Topic', '--fail-after', 'Demo/Toy');

  expect(status).toBe(0);
  expect(out).toContain('UPDATE_FAILED The rehearsal was told to let this resource fail');
  expect(out).toContain('UPDATE_ROLLBACK_COMPLETE');
});

test('it is the wanted deployment that fails', async () => {
  const { status, out } = await command('rehearse', app('small'), '--then', app('big'), '--fail', 'Topic', '--fail-at', '1');

  expect(status).toBe(0);
  expect(out).toContain('ROLLBACK_COMPLETE');
  expect(out).toMatch(/deploy succeeded[^]*At the end/);
});

test('a deployment that fails by itself fails the command', async () => {
  const { status, out } = await command('rehearse', app('broken'));

  expect(status).toBe(1);
  expect(out).toContain('it is broken');
});

test('the time between deployments can be given', async () => {
  const { out } = await command('rehearse', app('small'), '--then', app('big'), '--gap', '2h');

  expect(out).toMatch(/^02:00:\d\d  deploy Demo/m);
});

test('the result can be had as JSON', async () => {
  const { status, out } = await command('rehearse', app('small'), '--json', '--stacks', 'Demo');

  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    deployments: [{ succeeded: true, expected: true, stacks: [{ name: 'Demo', status: 'CREATE_COMPLETE' }] }],
    summary: { trainings: [], calls: {} },
    timeline: expect.arrayContaining([expect.objectContaining({ kind: 'decision', text: 'finish: it is small' })]),
  });
});

test('parameters get their values', async () => {
  const { status, out } = await command('rehearse', app(undefined), '--parameters', 'Size=a=b');

  expect(status).toBe(0);
  expect(out).toContain('Done: it is a=b');
});

test('every resource can be shown', async () => {
  const directory = app('small');

  expect((await command('rehearse', directory)).out).not.toContain('Demo/Topic');
  expect((await command('rehearse', directory, '--verbose')).out).toContain('Demo/Topic');
});

test('help and version', async () => {
  expect(await command('--help')).toMatchObject({ status: 0, out: expect.stringContaining('Usage: cdk-cleanrooms-ml rehearse') });
  expect(await command()).toMatchObject({ status: 0, out: expect.stringContaining('Usage:') });
  expect(await command('--version')).toEqual({ status: 0, out: `${version}\n`, error: '' });
});

test.each([
  [['play', 'x'], 'there is no command "play"'],
  [['rehearse', 'a', 'b'], 'one assembly can be given, got 2; give further ones with --then'],
  [['rehearse', 'a', '--nonsense'], 'there is no option --nonsense'],
  [['rehearse', 'a', '-x'], 'there is no option -x'],
  [['rehearse', 'a', '--then'], '--then needs a value'],
  [['rehearse', 'a', '--then', '--destroy'], '--then needs a value, got the option --destroy'],
  [['rehearse', 'a', '--destroy=yes'], '--destroy takes no value, got yes'],
  [['rehearse', 'a', '--max-trainings', '-1'], '--max-trainings needs a value, got the option -1'],
  [['rehearse', 'a', '--max-trainings', '0.5'], '--max-trainings must be a whole number from 0 on, got 0.5'],
  [['rehearse', 'a', '--fail-training', '0'], '--fail-training must be a whole number from 1 on, got 0'],
  [['rehearse', 'a', '--training-minutes', 'soon'], '--training-minutes must be a number above 0, got soon'],
  [['rehearse', 'a', '--training-quota', '0'], '--training-quota must be a whole number from 1 on, got 0'],
  [['rehearse', 'a', '--gap', 'soon'], '--gap must be a number with a unit (90s, 45m, 2h, 3d), got soon'],
  [['rehearse', 'a', '--parameters', 'Size'], '--parameters must be name=value, got Size'],
  [['rehearse', 'a', '--fail-at', '1'], '--fail-after and --fail-at need --fail'],
  [['rehearse', 'a', '--fail', 'X', '--fail-at', '2'], '--fail-at must be a whole number from 1 to 1, got 2'],
])('the command line %j is refused in one line', async (args, message) => {
  const { status, out, error } = await command(...args);

  expect(status).toBe(2);
  expect(out).toBe('');
  expect(error).toMatch(/^[^\n]+\n$/);
  expect(error).toContain(message);
});

test('what cannot be rehearsed is said in one line', async () => {
  const directory = temporaryDirectory();

  expect(await command('rehearse', directory)).toEqual({
    status: 1, out: '', error: `cdk-cleanrooms-ml: ${directory}: not a cloud assembly, since there is no manifest.json in it (run "cdk synth" first)\n`,
  });
  expect(await command('rehearse', app('small'), '--fail', 'Nobody')).toMatchObject({
    status: 1, error: expect.stringMatching(/^cdk-cleanrooms-ml: there is no resource "Nobody" that could fail: .* as (Demo\/\S+, ){9}Demo\/\S+ or another of \d+\n$/),
  });
});

test('a custom resource that is to be run has to be there', async () => {
  expect(await command('rehearse', app('small'), '--run', 'Demo/Toi')).toMatchObject({
    status: 1,
    out: '',
    error: 'cdk-cleanrooms-ml: there is no custom resource "Demo/Toi" whose handler could be run: it has to be a type, a logical id or a '
      + 'construct path, as Demo/Toy\n',
  });
  const directory = synthesize((scope) => new CfnResource(new Stack(scope, 'Demo'), 'Topic', { type: 'AWS::SNS::Topic' }));
  expect(await command('rehearse', directory)).toMatchObject({
    status: 1, error: 'cdk-cleanrooms-ml: there is no custom resource "Custom::Toy" whose handler could be run: there are no custom resources of others\n',
  });
});

test('a later assembly that cannot be read is said before the first one is played', async () => {
  expect(await command('rehearse', app('small'), '--then', temporaryDirectory())).toMatchObject({
    status: 1, out: '', error: expect.stringContaining('not a cloud assembly'),
  });
});

test('cdk.out is rehearsed when no assembly is given', async () => {
  expect(await command('rehearse')).toMatchObject({ status: 1, error: expect.stringMatching(/^cdk-cleanrooms-ml: cdk\.out: not a cloud assembly/) });
});

test('resources that resemble what is not there are named first', async () => {
  expect((await command('rehearse', app('small'), '--fail', 'Demo/topic')).error).toContain('as Demo/Topic, ');
  expect((await command('rehearse', app('small'), '--fail', 'Demo/Topics')).error).toContain('as Demo/Topic, ');
});

test('stacks can be given by a pattern', async () => {
  expect((await command('rehearse', app('small'), '--stacks', 'D*o')).status).toBe(0);
  expect(await command('rehearse', app('small'), '--stacks', 'E*')).toMatchObject({ status: 1, error: expect.stringContaining('there is no stack "E*"; there are Demo') });
});

test.each([
  ['a terminal', { isTerminal: true }, true],
  ['no terminal', { isTerminal: false }, false],
  ['NO_COLOR', { isTerminal: true, environment: { NO_COLOR: '1' } }, false],
  ['an empty NO_COLOR', { isTerminal: true, environment: { NO_COLOR: '' } }, true],
  ['a dumb terminal', { isTerminal: true, environment: { TERM: 'dumb' } }, false],
  ['FORCE_COLOR', { isTerminal: false, environment: { FORCE_COLOR: '1' } }, true],
  ['FORCE_COLOR=0', { isTerminal: true, environment: { FORCE_COLOR: '0' } }, false],
])('color with %s: %j', async (_, terminal, colored) => {
  const { out } = await commandIn(terminal, 'rehearse', app('small'));
  expect(out.includes('\u001b[')).toBe(colored);
  expect((await commandIn({ ...terminal }, 'rehearse', app('small'), '--color')).out).toContain('\u001b[');
});

test('what is printed is as wide as the terminal', async () => {
  const widthIn = async (columns: number) => Math.max(...(await commandIn({ isTerminal: false, columns }, 'rehearse', app('small')))
    .out.split('\n').map((line) => line.length));
  expect(await widthIn(200)).toBe(200);
  expect(await widthIn(90)).toBeLessThanOrEqual(90);
});

test('what is retained is left behind', async () => {
  const directory = synthesize((scope) => {
    const key = new CfnResource(new Stack(scope, 'Demo'), 'Key', { type: 'AWS::KMS::Key' });
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
  });
  const { out } = await plainCommandIn({ isTerminal: false }, 'rehearse', directory, '--destroy');

  expect(out).toMatch(/Retained +Demo\/Key \(AWS::KMS::Key [-0-9a-f]+\)\n/);
});

test('the reason of a failure is told once', async () => {
  const { out } = await command('rehearse', app('broken'));

  expect(out).toMatch(/CREATE_FAILED .*it is broken/);
  expect(out).toMatch(/Demo +ROLLBACK_IN_PROGRESS \(Demo\/Toy failed\)\n/);
  expect(out).toMatch(/ROLLBACK_FAILED\n/);
});

test.each([
  [{ isTerminal: false }, ['demo'], 'a story of 120 columns\n'],
  [{ isTerminal: false, environment: { COLUMNS: '90' } }, ['demo'], 'a story of 90 columns\n'],
  [{ isTerminal: true, columns: 80, environment: { COLUMNS: '90' } }, ['demo'], 'a story of 80 columns, in color\n'],
  [{ isTerminal: true, columns: 30 }, ['demo', '--no-color'], 'a story of 60 columns\n'],
])('the demo is told in %j with %j', async (terminal, args, told) => {
  expect(await plainCommandIn(terminal, ...args)).toEqual({ status: 0, out: told, error: '' });
});

test('the demo takes nothing that is for a rehearsal', async () => {
  expect(await plainCommandIn({ isTerminal: false }, 'demo', 'cdk.out', '--destroy')).toMatchObject({
    status: 2, error: 'cdk-cleanrooms-ml: demo takes --color and --no-color alone, got cdk.out --destroy (see --help)\n',
  });
});
