/** What a stranger sees who runs the demo. Each step of it also checks how often it trains. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

const told = new Map<string, string>();

/** What it prints. It is told once for each environment. */
function demo(environment: Record<string, string>): string {
  const key = JSON.stringify(environment);
  const text = told.get(key) ?? run(environment);
  told.set(key, text);
  return text;
}

function run(environment: Record<string, string>): string {
  const args = ['--require', join(ROOT, 'projenrc', 'from-source.cjs'), join(ROOT, 'examples', 'demo.ts')];
  const { NO_COLOR: _noColor, FORCE_COLOR: _forceColor, COLUMNS: _columns, ...others } = process.env;
  return execFileSync(process.execPath, args, { encoding: 'utf8', env: { ...others, ...environment } });
}

test('the demo ends with what was paid for, and with the reason why everything else trained nothing', () => {
  const text = demo({ FORCE_COLOR: '1', NO_COLOR: '1' });

  expect(text.slice(text.indexOf('Conclusion')).split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '))).toEqual(expect.arrayContaining([
    '3 trainings would have been paid for, one for each real change:',
    'v1 | step 1 | the first model | trained; deleted in step 7',
    'v2 | step 4 | learning rate 0.05 | trained; deleted in step 7',
    'v3 | step 6 | learning rate 0.01 | cancelled in step 7',
    expect.stringMatching(/^step 4 \| the rollback \| /),
    expect.stringMatching(/^step 5 \| the retry \| /),
    expect.stringMatching(/^step 7 \| the deletion \| /),
  ]));
  expect(text).not.toMatch(UUID);
  expect(text.slice(text.indexOf('The life of one model')).match(/Trainer-Model-\S+-ckx\S+/g)).toHaveLength(3);
  expect(text).not.toContain('\u001b');
});

test('the demo plays a whole collaboration first, and says what it pays for and what the service keeps', () => {
  const text = demo({ NO_COLOR: '1' });

  expect(text).toContain('4 queries, 3 trainings, 3 inference jobs and 3 exports would have been paid for');
  expect(text).toMatch(/Left behind +nothing\n +Kept by the service +the entries of 3 versions without output/);
});

test('the demo ends with the same story as one tells it without the library', () => {
  const text = demo({ NO_COLOR: '1' });

  const rows = text.slice(text.indexOf('The same story')).split('\n').slice(4).map((line) => line.trim().split(/ {2,}/));
  expect(rows).toEqual(expect.arrayContaining([
    ['cdk-cleanrooms-ml', 'AwsCustomResource'],
    ['Trainings paid for', '3', '7'],
    ['Trainings that still run', '0', '1'],
    ['Versions left behind', '0', '2'],
    ['... that no stack knows any more', '0', '2'],
    ['The stack at the end', 'DELETE_COMPLETE', 'DELETE_FAILED'],
  ]));
});

test.each<[number, Record<string, string>]>([
  [80, { NO_COLOR: '1', COLUMNS: '80' }],
  [120, { NO_COLOR: '1' }],
])('no line of the demo is longer than %d columns', (columns, environment) => {
  expect(demo(environment).split('\n').filter((line) => line.length > columns)).toEqual([]);
});

test('the demo has colors where they are forced', () => {
  expect(demo({ FORCE_COLOR: '1' })).toContain('\u001b[1mConclusion\u001b[0m');
});
