import { run } from './command.mjs';

/** Installs the command that rehearses: the package for Node.js, without CDK, which a user has in another language. */
export function installRehearsal(tarball, cwd) {
  return run('npm', ['install', '--omit=peer', '--no-audit', '--no-fund', tarball], { cwd });
}
