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
import { report } from './report.mjs';
import { translatedSnippets } from './snippets.mjs';
import { expectSameTemplates } from './templates.mjs';
import { typescript } from './typescript.mjs';

const LANGUAGES = { python, go, java, dotnet };

/** Checks these languages, and says whether all of them are right. */
function main(names) {
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'languages-')));
  try {
    const reference = checkTypeScript(work);
    const others = names.map((name) => attempt(LANGUAGES[name], work, reference));
    console.log(`\n${report([reference.findings, ...others])}`);
    return others.every(({ outcome }) => outcome !== 'FAILED');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What the others are compared with. */
function checkTypeScript(work) {
  const { name } = typescript;
  say(name, 'makes the package, synthesizes the example, and translates the snippets');
  const { tarball, bytes, seconds: made } = typescript.make(join(work, 'dist'));
  const assemblies = typescript.synthesize(ROOT, join(work, 'typescript.out'));
  const snippets = translatedSnippets(join(work, 'snippets'));
  const notes = [`${snippets.length} snippets of README and docstrings are translated to Python, Java, Go and C#`];
  const findings = { name, bytes, made, firstConstruct: secondsIn(typescript.firstConstruct()), synthesized: assemblies[0].seconds, notes };
  return { findings, tarball, assemblies, snippets };
}

/** A language that fails is no reason to leave out the others. */
function attempt(language, work, reference) {
  const { name, tools } = language;
  const missing = tools.filter((tool) => !isThere(tool));
  if (missing.length > 0) {
    return { name, outcome: 'left out', notes: [`there is no ${missing.join(' and no ')}`] };
  }
  try {
    return check(language, work, reference);
  } catch (error) {
    return { name, outcome: 'FAILED', notes: [error.message] };
  }
}

function check(language, work, { tarball, assemblies, snippets }) {
  const { name, example } = language;
  say(name, 'makes the package');
  const made = language.make(join(work, 'dist'));
  const findings = { name, bytes: made.bytes, made: made.seconds };
  if (example === undefined) {
    return { ...findings, notes: made.notes };
  }
  const folder = join(work, example);
  mkdirSync(folder);
  cpSync(join(ROOT, 'examples', example), folder, { recursive: true });
  say(name, 'installs it in an empty folder');
  const installed = timed(() => {
    installRehearsal(tarball, folder);
    return language.install(folder, made) ?? [];
  });
  say(name, 'synthesizes the example');
  const synthesized = language.synthesize(folder, join(work, `${example}.out`));
  synthesized.forEach(({ directory }, i) => expectSameTemplates(assemblies[i].directory, directory));
  say(name, 'runs the lifecycle test');
  const tested = timed(() => language.test(folder));
  say(name, 'makes its first construct, and looks at the snippets');
  return {
    ...findings,
    installed: installed.seconds,
    firstConstruct: secondsIn(language.firstConstruct(folder)),
    synthesized: synthesized[0].seconds,
    sameTemplates: true,
    passed: tested.result,
    tested: tested.seconds,
    notes: [...installed.result, ...language.checkSnippets?.(folder, snippets) ?? []],
  };
}

function say(name, text) {
  console.log(`${name}: ${text}`);
}

function timed(work) {
  const started = performance.now();
  const result = work();
  return { result, seconds: (performance.now() - started) / 1000 };
}

/** The last number that a program prints, among the colors of a build tool. */
function secondsIn(output) {
  return Number(output.match(/\d+\.\d+/g).at(-1));
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(LANGUAGES, name));
if (unknown.length > 0) {
  console.error(`there is no language ${unknown.join(', ')}; there are ${Object.keys(LANGUAGES).join(', ')}`);
  process.exitCode = 2;
} else {
  process.exitCode = main(names.length > 0 ? names : Object.keys(LANGUAGES)) ? 0 : 1;
}
