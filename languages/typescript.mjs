import { join } from 'node:path';
import { fileIn, makeBindings, sizeOf } from './bindings.mjs';
import { run } from './command.mjs';
import { ROOT } from './project.mjs';
import { synthesize } from './templates.mjs';

const FROM_SOURCE = `node --require ${join(ROOT, 'projenrc', 'from-source.cjs')}`;

/** TypeScript, which the others are compared with. Its lifecycle test is one of this project's own tests. */
export const typescript = {
  name: 'TypeScript',
  tools: [],

  make(dist) {
    const { directory, seconds } = makeBindings('js', dist);
    const tarball = fileIn(directory, '.tgz');
    return { directory, tarball, seconds, bytes: sizeOf(tarball) };
  },

  synthesize: (folder, outdir) => synthesize(folder, outdir, { app: `${FROM_SOURCE} ${join(ROOT, 'languages', 'typescript-app.cjs')}` }),

  firstConstruct: () => run('node', [join(ROOT, 'languages', 'first-construct', 'first-construct.cjs')], { cwd: ROOT }).stdout,
};
