/** The commands in the page about containers run, and what the README shows of them is what they print. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { command, requirePython, SAMPLE, temporaryDirectory } from './sample';
import { codeBlocksOf } from '../package/markdown';

const ROOT = join(__dirname, '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'containers.md'), 'utf8');

beforeAll(requirePython);

/** A directory with an `npx` that runs the command of this repository, as it was built. */
function ownNpx(): string {
  const directory = temporaryDirectory();
  const npx = join(directory, 'npx');
  writeFileSync(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${join(ROOT, 'bin', 'cdk-cleanrooms-ml')}" "$@"\n`);
  chmodSync(npx, 0o755);
  return directory;
}

const blocks = codeBlocksOf(page).filter(({ info }) => info === 'sh').map(({ code }) => code);

test('there are commands', () => expect(blocks).toHaveLength(4));

test.each(blocks)('the commands succeed: %s', (block) => {
  const { status, stderr, stdout } = spawnSync('sh', ['-ec', block.replaceAll('/tmp/', `${temporaryDirectory()}/`)], {
    cwd: ROOT, encoding: 'utf8', env: { ...process.env, PATH: [ownNpx(), process.env.PATH].join(delimiter), COLUMNS: '120' }, timeout: 50_000,
  });

  expect({ status, failures: stdout.split('\n').filter((line) => line.startsWith('  fail')), stderr: status === 0 ? '' : stderr })
    .toEqual({ status: 0, failures: [], stderr: '' });
});

test('the page names every line of the report', async () => {
  const { out } = await command([
    '--command', `python3 -B ${join(SAMPLE, 'program.py')}`, '--specification', join(SAMPLE, 'algorithm.json'), '--only', 'training,inference,empty',
    '--max-payload', '1', '--json',
  ]);
  const [, table] = page.split('## What is tried');
  const names = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell]) => cell.split(', '));
  const reported = JSON.parse(out).checks.map(({ check }: { check: string }) => check.replace(/^metric .*/, 'metric'));
  const known = [...new Set<string>(reported)];
  expect(known.filter((check) => !names.includes(check))).toEqual([]);
});
