/** The command line: what it refuses, what it prints, and what a container is given. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksOf, command, programOf, requirePython, SAMPLE, temporaryDirectory, variant } from './sample';
import { runTry } from '../../try/cli';

beforeAll(requirePython);

const SPECIFICATION = join(SAMPLE, 'algorithm.json');

function file(name: string, content: string): string {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, content);
  return path;
}

/** A container in the language of the shell. */
function shellProgram(script: string): string[] {
  return ['--command', `sh ${file('program.sh', script)}`, '--only', 'training', '--verbose'];
}

test.each([
  [['--json'], 'an image, a directory or --command is missing'],
  [['image', 'other'], 'one image or directory can be given, got image other'],
  [['image', '--command', 'x'], 'an image or directory, or --command, can be given, got both'],
  [['--command', 'x', '--entrypoint', 'y'], '--entrypoint is for an image; put it into --command'],
  [['image', '--inference-image', 'a', '--inference-command', 'b'], '--inference-image or --inference-command can be given, got both'],
  [['image', '--nonsense'], 'there is no option --nonsense'],
  [['image', '--only', 'everything'], '--only must be of training, again, variables, pipe, instances, incremental, stop, empty, inference, got everything'],
  [['image', '--hyperparameter', 'epochs'], '--hyperparameter must be name=value, got epochs'],
  [['image', '--instances', '6'], '--instances must be a whole number from 1 to 5, got 6'],
  [['image', '--incremental-channel', 'a/b'], '--incremental-channel must be letters, digits, ".", "-" and "_", got "a/b"'],
  [['image', '--max-artifact-size', '101'], '--max-artifact-size must be 0.01 to 100 GB, got 101'],
  [['image', '--max-export-size', 'big'], '--max-export-size must be 0.01 to 50 GB, got NaN'],
  [['image', '--max-payload', '0.5'], '--max-payload must be 1 to 100 MB, in whole MB, got 0.5 MB'],
  [['image', '--redact', 'NAMES'], '--redact must be of ALL_PERSONALLY_IDENTIFIABLE_INFORMATION, NUMBERS, CUSTOM, got NAMES'],
  [['image', '--redact-pattern', '('], '--redact-pattern is no regular expression: Invalid regular expression: /(/: Unterminated group'],
  [['image', '--columns', 'number,name'], '--columns must be of binary, integer, number, text, got name'],
  [['image', '--port', '70000'], '--port must be a whole number from 1 to 65535, got 70000'],
  [['image', '--stop-timeout', '0'], '--stop-timeout must be a number above 0, got 0'],
  [['image', '--data', 'train=/nowhere.csv', '--model', '/nowhere'], 'there is no --data train=/nowhere.csv, --model /nowhere'],
  [['image', '--specification', '/nowhere.json'], '--specification /nowhere.json cannot be read: ENOENT'],
  [['image', '--specification', SPECIFICATION, '--hyperparameter', 'epoch=1'], 'the specification has no hyperparameter epoch; it has epochs, learning-rate, seed'],
  [['image', '--specification', SPECIFICATION, '--data', `test=${SPECIFICATION}`], 'the specification has no channel test; it has train'],
])('the command line %j is refused in one line', async (args, message) => {
  const { status, out, error } = await command(args);

  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(error).toMatch(/^[^\n]+\n$/);
  expect(error).toContain(message);
});

test('everything that is wrong with a specification is said at once', async () => {
  const specification = file('algorithm.json', JSON.stringify({
    TrainingSpecification: {
      SupportedHyperParameters: [{ IsRequired: 'yes' }],
      TrainingChannels: [{ Name: 'a b', SupportedContentTypes: [], SupportedInputModes: ['Stream'] }],
      MetricDefinitions: {},
    },
    InferenceSpecification: 'none',
  }));

  expect((await command(['image', '--specification', specification])).error).toBe(`cdk-cleanrooms-ml: --specification ${specification}: ${[
    'InferenceSpecification must be a JSON object',
    'TrainingSpecification.SupportedHyperParameters[0].Name must be text, and is missing',
    'TrainingSpecification.SupportedHyperParameters[0].IsRequired must be true or false, got "yes"',
    'TrainingSpecification.TrainingChannels[0].Name must match [A-Za-z0-9.\\-_]+, got "a b"',
    'TrainingSpecification.TrainingChannels[0].SupportedContentTypes must be a list that is not empty, got []',
    'TrainingSpecification.TrainingChannels[0].SupportedInputModes must be of File, FastFile, Pipe, got "Stream"',
    'TrainingSpecification.MetricDefinitions must be a list, got {}',
  ].join('; ')} (see try --help)\n`);
});

test('hyperparameters without a default have to be given', async () => {
  const { error } = await command(programOf(variant(
    { file: 'algorithm.json', from: '"IsTunable": true,\n        "IsRequired": false,\n        "DefaultValue": "20"', to: '"IsTunable": true,\n        "IsRequired": true' })));

  expect(error).toContain('hyperparameters are missing that have no default: epochs; give them with --hyperparameter');
});

test('data that is not CSV has to be given', async () => {
  const specification = (contentType: string) => programOf(variant({ file: 'algorithm.json', from: '"SupportedContentTypes": ["text/csv"],\n        "SupportedCompr', to: `"SupportedContentTypes": ["${contentType}"],\n        "SupportedCompr` }));
  const parquet = file('rows.parquet', 'PAR1');

  expect(await command(specification('application/x-parquet'))).toMatchObject({
    status: 2, error: expect.stringContaining('only text/csv can be generated, and the channel train takes application/x-parquet; give data with --data train=<path>'),
  });
  expect(await command([...specification('text/csv'), '--data', `train=${parquet}`])).toMatchObject({
    status: 2, error: expect.stringContaining('is application/x-parquet, and the channel takes text/csv'),
  });
});

test('the table has a line for each check, and what to do', async () => {
  const { status, out } = await command([...programOf(variant({ file: 'train.py', from: '        model.save(MODEL)\n', to: '' })), '--only', 'training']);

  expect(status).toBe(1);
  const lines = out.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
  expect(lines).toEqual(expect.arrayContaining([
    'Training container',
    expect.stringMatching(/^pass \| exit status \| status 0 after \d+\.\d s$/),
    'fail | model | /opt/ml/model is empty',
    '-> Write the model to /opt/ml/model, which is SM_MODEL_DIR, before the container ends.',
    'not tried | artifact size | 0 bytes; the cap of the privacy policy is not known',
    expect.stringMatching(/^\d+ passed, 1 failed, 0 warnings, \d+ not tried$/),
  ]));
  expect(out).not.toContain('\u001b');
});

test('a warning fails the command when it is to', async () => {
  const args = [...programOf(variant({ file: 'train.py', from: 'random.Random(int(hyperparameters.get("seed", "0")))', to: 'random.Random()' })), '--only', 'again'];

  expect((await command(args)).status).toBe(0);
  expect((await command([...args, '--strict'])).status).toBe(1);
});

test('the JSON counts what the table has', async () => {
  const tried = await command([...programOf(SAMPLE), '--only', 'training', '--json']);

  const { tried: description, counts, checks } = JSON.parse(tried.out);
  expect(description).toContain('program.py');
  expect(counts).toEqual(Object.fromEntries(
    ['pass', 'fail', 'warning', 'not tried'].map((verdict) => [verdict, checks.filter((check: { verdict: string }) => check.verdict === verdict).length])));
  expect(checksOf(tried).model).toEqual({ container: 'training', check: 'model', verdict: 'pass', found: 'model.json' });
});

test('a container gets its files, and channels with the content type of their data', async () => {
  const directory = join(temporaryDirectory(), 'rows');
  mkdirSync(directory);
  writeFileSync(join(directory, 'a.parquet'), 'PAR1');
  const script = `
    cd "\${OPT_ML:-/opt/ml}/input"
    find . -type f | sort
    cat config/*.json | tr -d ' \\n'
    echo " $1 $FILE_FORMAT $SM_CHANNEL_MY_ROWS $EXTRA"`;
  const { error } = await command([...shellProgram(script), '--data', `my-rows=${directory}`, '--hyperparameter', 'depth=3', '--environment', 'EXTRA=more']);

  const written = error.split('\n').map((line) => line.trim());
  expect(written).toEqual(expect.arrayContaining([
    './config/hyperparameters.json', './config/inputdataconfig.json', './config/resourceconfig.json', './data/my-rows/a.parquet',
  ]));
  expect(written.join('\n')).toMatch(/train parquet \S+\/input\/data\/my-rows more$/m);
  const [hyperparameters, inputs, resources] = JSON.parse(`[${/^\{.*\}/m.exec(written.join('\n'))![0].replaceAll('}{', '},{')}]`);
  expect(hyperparameters).toEqual({ depth: '3' });
  expect(inputs).toEqual({ 'my-rows': { TrainingInputMode: 'File', S3DistributionType: 'FullyReplicated', RecordWrapperType: 'None', ContentType: 'application/x-parquet' } });
  expect(resources).toEqual({ current_host: 'algo-1', hosts: ['algo-1'], network_interface_name: 'eth0' });
});

test('nothing of this program\'s own environment looks like the service', async () => {
  const before = { ...process.env };
  Object.assign(process.env, { SM_MODEL_DIR: '/elsewhere', SM_NUM_GPUS: '8', AWS_ACCESS_KEY_ID: 'key', OTHER: 'kept' });
  try {
    const { error } = await command(shellProgram('env'));
    const variables = error.split('\n').map((line) => line.trim());
    expect(variables).toContain('OTHER=kept');
    expect(variables.filter((line) => /^(?:SM_NUM_GPUS|AWS_)/.test(line) || line.includes('/elsewhere'))).toEqual([]);
  } finally {
    process.env = before;
  }
});

test('a terminal sees what is going on, and nothing of it at the end', async () => {
  let status = '';
  await runTry([...programOf(SAMPLE), '--only', 'again'], { isTerminal: true, out: () => {}, error: () => {}, status: (text) => { status += text; } });

  expect(status).toContain('training ... 0 s');
  expect(status).toContain('the same training again ... 0 s');
  expect(status.endsWith('\r\u001b[2K')).toBe(true);
});

test('nothing is left on the disk, unless it is to be kept', async () => {
  const args = [...shellProgram('echo "place: $OPT_ML"'), '--plain'];
  const placeOf = ({ error }: { readonly error: string }) => /place: (\S+)/.exec(error)![1];
  const kept = await command([...args, '--keep']);

  expect(existsSync(placeOf(await command(args)))).toBe(false);
  expect(existsSync(placeOf(kept))).toBe(true);
  rmSync(/kept (\S+)/.exec(kept.error)![1], { recursive: true });
});

test('help says what can be tried', async () => {
  expect(await command(['--help'])).toMatchObject({ status: 0, out: expect.stringContaining('Usage: cdk-cleanrooms-ml try <image | directory>'), error: '' });
  expect((await command([])).out).toContain('--command <command>');
});
