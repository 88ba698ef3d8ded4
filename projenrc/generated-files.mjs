// Regenerates what is generated (projen's files and API.md) and fails when that changed anything.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
const generated = [...JSON.parse(readFileSync('.projen/files.json', 'utf8')).files, 'package.json', 'API.md'];
const before = new Map(generated.map((file) => [file, read(file)]));

const run = (command, args) => execFileSync(command, args, { stdio: 'inherit', env: { ...process.env, PROJEN_DISABLE_POST: 'true' } });
run('npx', ['projen', 'default']);
run('npx', ['jsii-docgen', '-o', 'API.md']);

const stale = generated.filter((file) => read(file) !== before.get(file));
if (stale.length > 0) {
  console.error(`These generated files were out of date and have been written again; commit them:\n  ${stale.join('\n  ')}`);
  process.exit(1);
}
