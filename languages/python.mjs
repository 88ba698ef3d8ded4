import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileIn, makeBindings, sizeOf } from './bindings.mjs';
import { run } from './command.mjs';
import { NAME, ROOT, VERSION, versionOf } from './project.mjs';
import { checkInPython } from './snippets.mjs';
import { synthesize } from './templates.mjs';

/** Python, with pip in a virtual environment, and pytest. */
export const python = {
  name: 'Python',
  tools: ['python3'],
  example: 'python',

  make(dist) {
    const { directory, seconds } = makeBindings('python', dist);
    return { directory, seconds, bytes: sizeOf(fileIn(directory, '.whl')) };
  },

  install(folder, { directory }) {
    // What is compared was made with the same CDK.
    writeFileSync(join(folder, 'constraints.txt'), `aws-cdk-lib==${versionOf('aws-cdk-lib')}\n${NAME}==${VERSION}\n`);
    run('python3', ['-m', 'venv', '.venv'], { cwd: folder });
    run('pip', ['install', '--quiet', '--find-links', directory, '--constraint', 'constraints.txt', '-r', 'requirements-dev.txt'], inVenv(folder));
  },

  synthesize: (folder, outdir) => synthesize(folder, outdir, inVenv(folder)),

  test(folder) {
    const { stdout } = run('python3', ['-m', 'pytest', '-q'], inVenv(folder));
    return Number(/(\d+) passed/.exec(stdout)[1]);
  },

  /** What a reader of the README sees in Python. */
  checkSnippets: (folder, snippets) => checkInPython(snippets, inVenv(folder)),

  firstConstruct: (folder) => run('python3', [join(ROOT, 'languages', 'first-construct', 'first_construct.py')], inVenv(folder)).stdout,
};

/** The options of a command that runs in the virtual environment, as `activate` sets it. */
function inVenv(folder) {
  return { cwd: folder, env: { VIRTUAL_ENV: join(folder, '.venv'), PATH: `${join(folder, '.venv', 'bin')}${delimiter}${process.env.PATH}` } };
}
