/** The package as npm ships it, installed into an empty CDK app that is made from the README alone. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { Consumer, ROOT } from './consumer';
import { anchorsOf, codeBlocksOf, linksOf } from './markdown';

jest.setTimeout(180_000);

const consumer = new Consumer();
let shipped: string[];

beforeAll(() => {
  shipped = consumer.install();
  consumer.link('aws-cdk-lib', 'constructs', 'typescript', 'ts-node', '@types/node', 'aws-cdk');
  consumer.write('bin/fraud.ts', firstExample());
  consumer.write('cdk.json', JSON.stringify({ app: 'npx ts-node --prefer-ts-exts bin/fraud.ts' }));
  consumer.write('tsconfig.json', JSON.stringify({ compilerOptions: { strict: true, module: 'node16', target: 'ES2022', types: ['node'], skipLibCheck: true } }));
});

afterAll(() => consumer.remove());

test('ships what the sources are compiled to, and nothing else', () => {
  const compiled = (folder: string, output: string) => filesIn(folder)
    .flatMap((source) => ['.d.ts', '.js'].map((extension) => `${output}/${source.replace(/\.ts$/, extension)}`));
  // The rehearsal is compiled with some of the other sources.
  const shared = shipped.filter((file) => /^build\/(src\/private|lambda)\//.test(file));
  const bundled = shipped.filter((file) => file.startsWith('node_modules/'));
  expect(new Set(bundled.map((file) => file.split('/')[1]))).toEqual(new Set([
    'ansi-regex', 'cliui', 'emoji-regex', 'is-fullwidth-code-point', 'picocolors', 'string-width', 'strip-ansi', 'wrap-ansi',
  ]));
  expect(shipped.filter((file) => !bundled.includes(file)).sort()).toEqual([
    '.jsii', 'API.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json',
    ...readdirSync(join(ROOT, 'docs')).map((file) => `docs/${file}`),
    'assets/lambda/index/index.js', 'bin/cdk-cleanrooms-ml', 'rehearsal/package.json',
    'build/examples/audience.js', 'build/examples/demo.js',
    ...['collaboration', 'two-parties'].flatMap((example) => readdirSync(join(ROOT, 'examples', example)).filter((file) => file !== 'app.ts')
      .map((file) => `build/examples/${example}/${file.replace(/\.ts$/, '.js')}`)),
    ...compiled('src', 'lib'), ...['command-line', 'rehearsal', 'emulator', 'try'].flatMap((folder) => compiled(folder, `build/${folder}`)), ...shared,
  ].sort());
  expect(shared.filter((file) => !existsSync(join(ROOT, file.replace(/^build\/(.*?)(\.d\.ts|\.js)$/, '$1.ts'))))).toEqual([]);
});

test('says what Construct Hub asks for', () => {
  const { keywords, license, repository, homepage, bugs, jsii, stability, version } = JSON.parse(consumer.read('node_modules/cdk-cleanrooms-ml/package.json')) as {
    keywords: string[];
    license: string;
    repository: { url: string };
    homepage: string;
    bugs: { url: string };
    stability: string;
    version: string;
    jsii: { targets: object };
  };
  expect(keywords).toEqual(expect.arrayContaining(['aws-cdk', 'awscdk', 'cdk']));
  expect(license).toBe('Apache-2.0');
  expect(stability).toBe('experimental');
  expect(Object.keys(jsii.targets).sort()).toEqual(['dotnet', 'go', 'java', 'python']);
  const address = repository.url.replace(/\.git$/, '');
  expect([homepage, bugs.url]).toEqual([`${address}#readme`, `${address}/issues`]);
  const assembly = JSON.parse(consumer.read('node_modules/cdk-cleanrooms-ml/.jsii')) as { version: string; license: string; readme: { markdown: string } };
  expect(assembly).toMatchObject({ version, license });
  // What is shown is the README in the assembly. It can be that of the last compilation here.
  expect(assembly.readme.markdown).toMatch(/^# cdk-cleanrooms-ml\n/);
});

describe('the links of the documents', () => {
  const REPOSITORY = 'https://github.com/cdk-cleanrooms-ml/cdk-cleanrooms-ml/';
  const read = (file: string) => consumer.read(`node_modules/cdk-cleanrooms-ml/${file}`);
  const links = () => shipped.filter((file) => !file.startsWith('node_modules/') && file.endsWith('.md') && file !== 'API.md')
    .flatMap((file) => linksOf(read(file)).map((link) => ({ file, link })));

  test('lead to what is in the package', () => {
    const broken = links().filter(({ link }) => !/^[a-z]+:/.test(link)).filter(({ file, link }) => {
      const [path, anchor] = link.split('#');
      const target = path === '' ? file : posix.join(posix.dirname(file), path);
      return !shipped.includes(target) || (anchor !== undefined && !anchorsOf(read(target)).includes(anchor));
    });
    expect(broken).toEqual([]);
    expect(links().length).toBeGreaterThan(20);
  });

  test('lead to what is in the repository', () => {
    const paths = links().flatMap(({ link }) => new RegExp(`^${REPOSITORY}(?:tree|blob)/main/([^#]+)`).exec(link)?.[1] ?? []);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(paths).not.toEqual([]);
  });
});

test('ships no source maps', () => {
  expect(shipped.filter((file) => file.endsWith('.js') && consumer.read(`node_modules/cdk-cleanrooms-ml/${file}`).includes('sourceMappingURL='))).toEqual([]);
});

test.each([
  ['node16', { module: 'node16', moduleResolution: 'node16' }],
  ['node10', { module: 'commonjs', moduleResolution: 'node10' }],
])('the first example of the README compiles with the module resolution of %s', (_name, options) => {
  consumer.write('test/fraud.test.ts', `
    import { Rehearsal, type DeploymentResult } from 'cdk-cleanrooms-ml/rehearsal';
    export const rehearse = (): Promise<DeploymentResult> => new Rehearsal().deploy('cdk.out');
  `);
  consumer.compile(['bin/fraud.ts', 'test/fraud.test.ts'], options);
});

test('the first example of the README synthesizes and rehearses', () => {
  consumer.run('npx', ['cdk', 'synth', '--quiet', '--no-notices'], { CDK_DISABLE_CLI_TELEMETRY: 'true' });
  const rehearsed = consumer.run('npx', ['cdk-cleanrooms-ml', 'rehearse', 'cdk.out', '--destroy']);
  expect(rehearsed).toMatch(/Trainings paid for +1\n/);
  expect(rehearsed).toMatch(/Left behind +nothing\n/);
});

test('nobody has to read all that the command prints', async () => {
  const command = join(consumer.directory, 'node_modules', 'cdk-cleanrooms-ml', 'bin', 'cdk-cleanrooms-ml');
  const child = spawn(process.execPath, [command, '--help'], { cwd: consumer.directory, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let errors = '';
  child.stderr.on('data', (data) => { errors += data; });
  const status = await new Promise((resolve) => { child.on('close', resolve); });
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
});

test.each(['cjs', 'mjs'])('the rehearsal can be loaded by a .%s module', (extension) => {
  const load = extension === 'cjs' ? "const { Rehearsal } = require('cdk-cleanrooms-ml/rehearsal');" : "import { Rehearsal } from 'cdk-cleanrooms-ml/rehearsal';";
  consumer.write(`load.${extension}`, `${load}\nnew Rehearsal().deploy('cdk.out').then(({ trainings }) => console.log(trainings));`);
  expect(consumer.run('node', [`load.${extension}`])).toBe('1\n');
});

test('the constructs can be loaded by an .mjs module', () => {
  consumer.write('constructs.mjs', "import { DataSize } from 'cdk-cleanrooms-ml';\nconsole.log(DataSize.gigabytes(2).toGigabytes());");
  expect(consumer.run('node', ['constructs.mjs'])).toBe('2\n');
});

test('nothing but the two entry points can be imported', () => {
  consumer.write('private.cjs', "require('cdk-cleanrooms-ml/lib/private/contract');");
  expect(() => consumer.run('node', ['private.cjs'])).toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
});

function firstExample(): string {
  const readme = consumer.read('node_modules/cdk-cleanrooms-ml/README.md');
  return codeBlocksOf(readme).find(({ info, heading }) => heading.startsWith('60 seconds') && info.startsWith('ts'))!.code;
}

/** The TypeScript files in a folder of this project. */
function filesIn(folder: string): string[] {
  const root = join(ROOT, folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

test('the package tells its story', () => {
  const told = consumer.run('npx', ['cdk-cleanrooms-ml', 'demo'], { COLUMNS: '80' });
  expect(told).toMatch(/Trainings paid for +3 +7\n/);
  expect(told).toMatch(/The stack at the end +DELETE_COMPLETE +DELETE_FAILED\n/);
});
