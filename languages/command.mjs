import { spawnSync } from 'node:child_process';

/** What npm tells the scripts that it runs would make the commands of other projects act on this one. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE_ENV$/.test(name)));
/** The oldest Node.js that this project supports is about to retire, which every jsii program says in ten lines. */
const QUIET = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0] };
const LINES_OF_A_FAILURE = 40;

/**
 * Runs a command, and gives what it prints and how many seconds it took.
 *
 * @throws when it fails, with the end of what it printed
 */
export function run(command, args, { cwd, env = {}, input } = {}) {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd, input, env: { ...ENVIRONMENT, ...QUIET, ...env }, encoding: 'utf8', maxBuffer: 1 << 28,
  });
  if (error !== undefined || status !== 0) {
    const output = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-LINES_OF_A_FAILURE).join('\n');
    throw new Error(`"${[command, ...args].join(' ')}" failed with ${error?.message ?? `status ${status}`}:\n${output}`);
  }
  return { stdout, stderr, seconds: (performance.now() - started) / 1000 };
}

/** Whether a tool is there. */
export function isThere(tool) {
  try {
    run(tool, [tool === 'go' ? 'version' : '--version']);
    return true;
  } catch {
    return false;
  }
}
