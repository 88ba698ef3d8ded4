import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { ROOT, tool } from './project.mjs';

/**
 * Makes the package of a language, in a folder with the name of the target in `outdir`.
 *
 * @param codeOnly whether the code is generated, and not compiled
 */
export function makeBindings(target, outdir, { codeOnly = false, project = ROOT } = {}) {
  const { seconds } = run(tool('jsii-pacmak'), [
    '--target', target, '--outdir', outdir, '--no-npmignore', ...codeOnly ? ['--code-only'] : [], project,
  ]);
  return { directory: join(outdir, target), seconds };
}

/** The only file in a folder whose name ends like that. */
export function fileIn(directory, ending) {
  const files = readdirSync(directory, { recursive: true }).filter((file) => file.endsWith(ending));
  if (files.length !== 1) {
    throw new Error(`${directory}: expected one file *${ending}, got ${files.join(', ') || 'none'}`);
  }
  return join(directory, files[0]);
}

/** The size of a file, or of all files in a folder, in bytes. */
export function sizeOf(path) {
  const stats = statSync(path);
  return stats.isFile() ? stats.size : readdirSync(path).reduce((sum, entry) => sum + sizeOf(join(path, entry)), 0);
}
