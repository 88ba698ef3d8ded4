/** Every example in the documents and docstrings compiles. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Consumer, ROOT } from './package/consumer';
import { codeBlocksOf } from './package/markdown';

jest.setTimeout(180_000);

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)];
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const consumer = new Consumer();

beforeAll(() => {
  consumer.link('aws-cdk-lib', 'constructs', '@types/node', '@types/jest');
  consumer.linkAs('cdk-cleanrooms-ml', ROOT);
});

afterAll(() => consumer.remove());

test('examples in TypeScript compile, and translate to the other languages', () => {
  // The assembly with the documents as they are now; rosetta looks into its readme and its docstrings.
  const assembly = { ...JSON.parse(textOf('.jsii')), readme: { markdown: DOCUMENTS.map(textOf).join('\n') } };
  consumer.write('assembly/.jsii', JSON.stringify(assembly));
  consumer.write('assembly/package.json', textOf('package.json'));
  for (const fixture of readdirSync(join(ROOT, 'rosetta'))) {
    consumer.write(`assembly/rosetta/${fixture}`, textOf(`rosetta/${fixture}`));
  }
  consumer.runTool('jsii-rosetta', ['extract', '--strict', '--directory', consumer.directory, 'assembly']);
});

test('examples for Node.js alone compile', () => {
  const examples = DOCUMENTS.flatMap((document) => codeBlocksOf(textOf(document))).filter(({ info }) => info === 'js');
  const files = examples.map((_, i) => `example-${i}.mjs`);
  examples.forEach(({ code }, i) => consumer.write(files[i], code));
  expect(files).not.toEqual([]);
  consumer.compile(files, { allowJs: true, checkJs: true, skipLibCheck: true, types: ['node', 'jest'] });
});

test('examples in JSON can be read', () => {
  const examples = DOCUMENTS.flatMap((document) => codeBlocksOf(textOf(document))).filter(({ info }) => info === 'json');
  expect(examples.map(({ code }) => JSON.parse(code))).not.toEqual([]);
});

test('examples are in languages that are compiled, or in none', () => {
  const languages = DOCUMENTS.flatMap((document) => codeBlocksOf(textOf(document))).map(({ info }) => info);
  // `npm run languages` runs those in Python.
  expect(languages.filter((info) => !['ts', 'ts nofixture', 'js', 'json', 'python', 'sh', 'text', 'mermaid', ''].includes(info))).toEqual([]);
});

test('the messages under Troubleshooting are messages of the handlers', () => {
  const [, section] = /\n## Troubleshooting\n([^]*?)\n## /.exec(textOf('README.md'))!;
  const messages = section.split('\n').filter((line) => line.startsWith('| `')).flatMap((line) => [...line.split(' | ')[0].matchAll(/`([^`]+)`/g)].map(([, text]) => text));
  const handlers = withWordsOfRuns(textOf('assets/lambda/index/index.js'));
  expect(messages.length).toBeGreaterThan(8);
  // Names and numbers are not in the code.
  expect(messages.filter((message) => !message.split(/\.\.\.|\d+/).every((part) => handlers.includes(part.trim().replace(/^"+|"+$/g, ''))))).toEqual([]);
});

/** A lifecycle says what its resource types have in common, in the words of each. */
function withWordsOfRuns(bundle: string): string {
  const wordsOf = (word: string) => [...bundle.matchAll(new RegExp(`\\b${word}:"([^"]+)"`, 'g'))].map(([, text]) => text);
  const types = wordsOf('run').map((_, i) => (
    bundle.replace(/\$\{\w+\.(run|operation|subject|nameProperty|tooLong)\}/g, (__, word: string) => wordsOf(word)[i])));
  return types.join('\n');
}
