/** What the checks know of this project. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
/** What takes long to make or to download, and does not depend on the sources. */
export const CACHE = join(ROOT, 'node_modules', '.cache', 'languages');

export const tool = (name) => join(ROOT, 'node_modules', '.bin', name);
export const jsonIn = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));
export const versionOf = (dependency) => jsonIn(ROOT, 'node_modules', dependency, 'package.json').version;

export const { name: NAME, version: VERSION } = jsonIn(ROOT, 'package.json');
