import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { jsonIn, NAME, ROOT, tool } from './project.mjs';
import { expectSameTemplates } from './templates.mjs';

/** The languages that Construct Hub shows a README in, as rosetta calls them. */
const TRANSLATIONS = ['python', 'java', 'go', 'csharp'];

/**
 * The examples in TypeScript in README and docstrings, with their translations, as Construct Hub shows them.
 *
 * @throws when one does not compile, or has no translation
 */
export function translatedSnippets(work) {
  const assembly = join(work, 'assembly');
  mkdirSync(join(assembly, 'rosetta'), { recursive: true });
  cpSync(join(ROOT, 'rosetta'), join(assembly, 'rosetta'), { recursive: true });
  ['.jsii', 'package.json'].forEach((file) => cpSync(join(ROOT, file), join(assembly, file)));
  // The snippets import the package by its name.
  const modules = join(work, 'node_modules');
  mkdirSync(modules);
  ['aws-cdk-lib', 'constructs', '@types'].forEach((name) => symlinkSync(join(ROOT, 'node_modules', name), join(modules, name)));
  symlinkSync(ROOT, join(modules, NAME));
  run(tool('jsii-rosetta'), ['extract', '--strict', '--directory', work, assembly]);
  const snippets = Object.values(jsonIn(assembly, '.jsii.tabl.json').snippets).map(({ location, translations }) => ({
    name: `${location.api.api === 'moduleReadme' ? 'README.md' : location.api.fqn}:${location.field?.line ?? 1}`,
    translations: Object.fromEntries(TRANSLATIONS.map((language) => [language, translations[language]?.source ?? ''])),
  }));
  const missing = snippets.flatMap(({ name, translations }) => (
    TRANSLATIONS.filter((each) => translations[each].trim() === '').map((each) => `${name} in ${each}`)));
  if (missing.length > 0) {
    throw new Error(`these snippets have no translation: ${missing.join(', ')}`);
  }
  return snippets;
}

/**
 * Checks the translations to Python, rehearses the README's first example, and runs the README's tests in Python.
 *
 * @param options of commands that run where the package is installed
 */
export function checkInPython(snippets, options) {
  const input = JSON.stringify(snippets.map(({ name, translations }) => ({ name, source: translations.python })));
  const problems = run('python3', [join(ROOT, 'languages', 'check_snippets.py')], { ...options, input }).stdout.trim();
  if (problems !== '') {
    throw new Error(`the README is not right in Python:\n${problems}`);
  }
  const { translations: { python: first } } = snippets.find(({ name, translations }) => (
    name.startsWith('README.md') && translations.python.includes('app.synth()')));
  synthesizeAs('cdk.out', first, options);
  const { stdout } = run('npx', ['cdk-cleanrooms-ml', 'rehearse', 'cdk.out', '--destroy'], options);
  if (!/Trainings paid for +1\n/.test(stdout) || !/Left behind +nothing\n/.test(stdout)) {
    throw new Error(`the README's first example in Python is rehearsed with another result:\n${stdout}`);
  }
  synthesizeAs('documented.out', pythonIn('docs/languages.md'), options);
  expectSameTemplates(join(options.cwd, 'cdk.out'), join(options.cwd, 'documented.out'));
  // The README's tests are about such a model, which somebody changes.
  const submitted = first.replace('Completion.when_active()', 'Completion.when_submitted()');
  synthesizeAs('before.out', submitted, options);
  synthesizeAs('after.out', submitted.replace('"epochs": "20"', '"epochs": "40"'), options);
  writeFileSync(join(options.cwd, 'test_readme.py'), pythonIn('README.md'));
  run('python3', ['-m', 'pytest', '-q', 'test_readme.py'], options);
  return [`${snippets.length} snippets name what is there; the README's first example and its tests are run`];
}

function synthesizeAs(output, source, options) {
  writeFileSync(join(options.cwd, 'fraud.py'), source);
  run(tool('cdk'), ['synth', '--quiet', '--no-notices', '--app', 'python3 fraud.py', '--output', output], options);
}

/** The examples in Python in a document. */
function pythonIn(document) {
  return [...readFileSync(join(ROOT, document), 'utf8').matchAll(/^```python\n([^]*?)^```$/gm)].map(([, code]) => code).join('\n');
}
