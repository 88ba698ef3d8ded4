// Runs a command, and shows what it prints only when it fails: `node quietly.mjs <command> [arguments]`.
import { spawnSync } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const { status, output, error } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' });
if (status !== 0) {
  process.stderr.write(error === undefined ? output.join('') : `${error.message}\n`);
  process.exitCode = status ?? 1;
}
