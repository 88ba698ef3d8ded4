/**
 * Makes the package of each language, installs it in an empty folder as a user does, synthesizes the example there, compares its templates
 * with those of TypeScript, and runs its lifecycle test.
 *
 * Usage: npm run languages -- [python] [go] [java] [dotnet]
 */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isThere } from './command.mjs';
import { dotnet } from './dotnet.mjs';
import { go } from './go.mjs';
import { java } from './java.mjs';
import { ROOT } from './project.mjs';
import { python } from './python.mjs';
import { installRehearsal } from './rehearsal-command.mjs';
import { translatedSnippets } from './snippets.mjs';
import { expectSameTemplates } from './templates.mjs';
import { typescript } from './typescript.mjs';
import { table } from '../build/rehearsal/index.js';

const LANGUAGES = { python, go, java, dotnet };
const HEADER = ['', 'package', 'made in', 'installed in', 'first construct', 'synthesized in', 'templates', 'lifecycle tests'];

const COLUMNS = 160;

function main(names) {
  const unknown = names.filter((name) => !Object.hasOwn(LANGUAGES, name));
  if (unknown.length > 0) {
    throw new Error(`there is no language ${unknown.join(', ')}; there are ${Object.keys(LANGUAGES).join(', ')}`);
  }
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'languages-')));
  try {
    const reference = checkTypeScript(work);
    const results = (names.length > 0 ? names : Object.keys(LANGUAGES)).map((name) => attempt(LANGUAGES[name], work, reference));
    const all = [reference, ...results];
    const rows = [HEADER, ...all.map(({ row }) => HEADER.map((_, i) => row[i] ?? ''))];
    console.log(`\n${table(rows, COLUMNS)}\n`);
    all.forEach(({ notes }) => notes.forEach((note) => console.log(note)));
    return results.every(({ failed }) => !failed);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function checkTypeScript(work) {
  const made = typescript.make(join(work, 'dist'));
  const assemblies = typescript.synthesize(ROOT, join(work, 'typescript.out'));
  const row = [typescript.name, size(made.bytes), seconds(made.seconds), '', secondsIn(typescript.firstConstruct()), seconds(assemblies[0].seconds), '', ''];
  const snippets = translatedSnippets(join(work, 'snippets'));
  const notes = [`TypeScript: ${snippets.length} snippets of README and docstrings are translated to Python, Java, Go and C#`];
  return { row, notes, tarball: made.tarball, assemblies, snippets };
}

/** A language that fails is no reason to leave out the others. */
function attempt(language, work, reference) {
  const missing = language.tools.filter((tool) => !isThere(tool));
  if (missing.length > 0) {
    return { row: [language.name, 'left out'], notes: [`${language.name} is left out: there is no ${missing.join(' and no ')}`], failed: false };
  }
  try {
    return check(language, work, reference);
  } catch (error) {
    return { row: [language.name, 'FAILED'], notes: [`${language.name} failed: ${error.message}`], failed: true };
  }
}

function check(language, work, { tarball, assemblies, snippets }) {
  const say = (text) => console.log(`${language.name}: ${text}`);
  say('makes the package');
  const made = language.make(join(work, 'dist'));
  const notes = made.note === undefined ? [] : [`${language.name}: ${made.note}`];
  if (language.example === undefined) {
    return { row: [language.name, size(made.bytes), seconds(made.seconds)], notes, failed: false };
  }
  const folder = join(work, language.example);
  mkdirSync(folder);
  cpSync(join(ROOT, 'examples', language.example), folder, { recursive: true });
  say('installs it in an empty folder');
  const installed = timed(() => {
    installRehearsal(tarball, folder);
    return language.install(folder, made);
  });
  if (installed.result !== undefined) {
    notes.push(`${language.name}: ${installed.result}`);
  }
  say('synthesizes the example');
  const synthesized = language.synthesize(folder, join(work, `${language.example}.out`));
  synthesized.forEach(({ directory }, i) => expectSameTemplates(assemblies[i].directory, directory));
  say('runs the lifecycle test');
  const tested = timed(() => language.test(folder));
  if (language.checkSnippets !== undefined) {
    say('checks the snippets of the README');
    language.checkSnippets(folder, snippets);
    notes.push(`${language.name}: ${snippets.length} snippets of README and docstrings name what is there; the README's first example and its tests are run`);
  }
  const row = [
    language.name, size(made.bytes), seconds(made.seconds), seconds(installed.seconds), secondsIn(language.firstConstruct(folder)),
    seconds(synthesized[0].seconds), 'the same', `${tested.result} passed in ${seconds(tested.seconds)}`,
  ];
  return { row, notes, failed: false };
}

function timed(work) {
  const started = performance.now();
  const result = work();
  return { result, seconds: (performance.now() - started) / 1000 };
}

const seconds = (value) => `${value.toFixed(1)} s`;
/** The last number that a program prints, among the colors of a build tool. */
const secondsIn = (output) => seconds(Number(output.match(/\d+\.\d+/g).at(-1)));
const size = (bytes) => `${Math.round(bytes / 1024).toLocaleString('en')} KiB`;

process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
