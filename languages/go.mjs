import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeBindings, sizeOf } from './bindings.mjs';
import { run } from './command.mjs';
import { missingModules } from './go-modules.mjs';
import { ROOT } from './project.mjs';
import { synthesize } from './templates.mjs';

const MODULE = 'github.com/cdk-cleanrooms-ml/cdk-cleanrooms-ml-go/cdkcleanroomsml';

/** Go, with a `replace` for the module, and `go test`. */
export const go = {
  name: 'Go',
  tools: ['go'],
  example: 'go',

  make(dist) {
    const { directory, seconds } = makeBindings('go', dist, { codeOnly: true });
    const module = join(directory, 'cdkcleanroomsml');
    return { directory: module, seconds, bytes: sizeOf(module) };
  },

  install(folder, { directory }) {
    const replaced = { [MODULE]: directory, ...missingModules(directory) };
    run('go', ['mod', 'edit', ...Object.entries(replaced).map(([module, path]) => `-replace=${module}=${path}`)], { cwd: folder });
    mkdirSync(join(folder, 'firstconstruct'));
    copyFileSync(join(ROOT, 'languages', 'first-construct', 'first_construct.go'), join(folder, 'firstconstruct', 'main.go'));
    run('go', ['mod', 'tidy'], { cwd: folder });
    run('go', ['vet', './...'], { cwd: folder });
    const [, ...generated] = Object.keys(replaced);
    return generated.map((module) => `${module} was generated here, since the module proxy does not have it`);
  },

  synthesize: (folder, outdir) => synthesize(folder, outdir),

  test(folder) {
    const { stdout } = run('go', ['test', '-count=1', '-v', '.'], { cwd: folder });
    return [...stdout.matchAll(/^--- PASS/gm)].length;
  },

  firstConstruct: (folder) => run('go', ['run', './firstconstruct'], { cwd: folder }).stdout,
};
