import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { run } from './command.mjs';
import { jsonIn, tool } from './project.mjs';

/** What the members of the collaboration declare: what they begin with, and everything that they can change. */
export const CHANGES = [{}, { training_image_tag: 'training-v2', since: '2026-02-01', learning_rate: '0.05' }];

/** Synthesizes an app with the CDK CLI, as its user does, once for each change. */
export function synthesize(cwd, outdir, { app, env } = {}) {
  return CHANGES.map((change, i) => {
    const directory = join(outdir, String(i));
    const { seconds } = run(tool('cdk'), [
      'synth', '--quiet', '--no-notices', '--no-version-reporting', '--output', directory,
      ...app === undefined ? [] : ['--app', app],
      ...Object.entries(change).flatMap(([name, value]) => ['--context', `${name}=${value}`]),
    ], { cwd, env: { ...env, CDK_DISABLE_CLI_TELEMETRY: 'true' } });
    return { directory, seconds };
  });
}

/**
 * Compares the templates in two assemblies.
 *
 * @throws where they differ, with the first places
 */
export function expectSameTemplates(expected, actual) {
  const differences = templatesIn(expected).flatMap((file) => differencesOf(file, jsonIn(expected, file), jsonOf(actual, file)));
  const others = templatesIn(actual).filter((file) => !templatesIn(expected).includes(file));
  if (differences.length + others.length > 0) {
    throw new Error(`the templates in ${actual} are not those in ${expected}:\n${[...differences, ...others].slice(0, 10).join('\n')}`);
  }
}

const templatesIn = (directory) => readdirSync(directory).filter((file) => file.endsWith('.template.json'));
const jsonOf = (directory, file) => (templatesIn(directory).includes(file) ? JSON.parse(readFileSync(join(directory, file), 'utf8')) : undefined);
const isObject = (value) => typeof value === 'object' && value !== null;

function differencesOf(path, expected, actual) {
  if (isDeepStrictEqual(expected, actual)) {
    return [];
  }
  if (!isObject(expected) || !isObject(actual)) {
    return [`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].flatMap((name) => differencesOf(`${path}/${name}`, expected[name], actual[name]));
}
