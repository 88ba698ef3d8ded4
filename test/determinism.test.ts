/** The same app gives the same assembly, wherever and whenever it is synthesized. */
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { Consumer, ROOT } from './package/consumer';

jest.setTimeout(180_000);

const SOURCES = ['src', 'lambda', 'assets', 'examples', 'projenrc/from-source.cjs', 'test/tsconfig.json', 'tsconfig.json', 'package.json'];
const consumers: Consumer[] = [];

afterAll(() => consumers.forEach((consumer) => consumer.remove()));

function newConsumer(): Consumer {
  const consumer = new Consumer();
  consumers.push(consumer);
  return consumer;
}

/** This project in another folder. */
function copyOfProject(): string {
  const { directory } = newConsumer();
  SOURCES.forEach((source) => cpSync(join(ROOT, source), join(directory, source), { recursive: true }));
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  return directory;
}

/** Synthesizes the example of a project in a new process that works in an empty folder, and gives the content of every file of the assembly. */
function synthesize(project: string, env: NodeJS.ProcessEnv = {}): Record<string, string> {
  const consumer = newConsumer();
  consumer.run('node', ['--require', join(project, 'projenrc/from-source.cjs'), join(project, 'examples/two-parties/app.ts')], {
    CDK_OUTDIR: 'cdk.out',
    ...env,
  });
  return contentsOf(join(consumer.directory, 'cdk.out'));
}

function contentsOf(directory: string): Record<string, string> {
  return Object.fromEntries(readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [relative(directory, file), readFileSync(file, 'utf8')]));
}

let first: Record<string, string>;

beforeAll(() => {
  first = synthesize(ROOT);
});

test('the assembly holds templates and the code of the handlers', () => {
  expect(Object.keys(first)).toEqual(expect.arrayContaining([
    'Provider.template.json', 'Trainer.template.json', expect.stringMatching(/^asset\.[0-9a-f]{64}\/index\.js$/),
  ]));
});

test('a second synthesis, in another process with nothing cached, gives the same', () => {
  expect(synthesize(ROOT)).toEqual(first);
});

test('a synthesis from another folder, with another time zone and language, gives the same', () => {
  expect(synthesize(copyOfProject(), { TZ: 'Pacific/Apia', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', HOME: newConsumer().directory })).toEqual(first);
});

test('the handlers are bundled to the same code in any folder, which is the code in the assets', async () => {
  const bundled = async (project: string) => {
    const { outputFiles: [bundle] } = await build({
      absWorkingDir: project,
      entryPoints: ['lambda/index.ts'],
      bundle: true,
      platform: 'node',
      target: 'node20',
      external: ['@aws-sdk/*'],
      minify: true,
      write: false,
    });
    return hashOf(bundle.contents);
  };
  const shipped = hashOf(readFileSync(join(ROOT, 'assets/lambda/index/index.js')));
  expect(await bundled(ROOT)).toBe(shipped);
  expect(await bundled(copyOfProject())).toBe(shipped);
});

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
