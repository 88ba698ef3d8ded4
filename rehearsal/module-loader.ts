import * as path from 'node:path';
import type { LambdaFiles } from './lambda-code';
import { type Sandbox, UnavailableInRehearsal } from './sandbox';

type CompiledModule = (...values: unknown[]) => void;

/** What every CommonJS module is given. */
const MODULE_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

/** By their source: the same code is compiled once, however many functions and deployments run it. */
const COMPILED = new Map<string, CompiledModule>();

/** Loads the CommonJS modules of one function's code, each once, into one sandbox. */
export class ModuleLoader {
  private readonly loaded = new Map<string, { exports: unknown }>();

  constructor(private readonly files: LambdaFiles, private readonly sandbox: Sandbox) {}

  /** What a module exports, given by its path in the code. */
  public load(name: string): unknown {
    const file = this.resolve(name);
    if (file === undefined) {
      throw new UnavailableInRehearsal(`the code has no CommonJS module "${name}"`);
    }
    const known = this.loaded.get(file);
    if (known !== undefined) {
      return known.exports;
    }
    const source = this.files.read(file)!;
    const module: { exports: unknown } = { exports: {} };
    this.loaded.set(file, module);
    if (file.endsWith('.json')) {
      module.exports = JSON.parse(source);
    } else {
      const { globals } = this.sandbox;
      const run = compile(source, file, Object.keys(globals));
      const require = (specifier: string) => (
        specifier.startsWith('.') ? this.load(path.posix.join(path.posix.dirname(file), specifier)) : this.sandbox.module(specifier)
      );
      run(module.exports, require, module, `/var/task/${file}`, `/var/task/${path.posix.dirname(file)}`, ...Object.values(globals));
    }
    return module.exports;
  }

  private resolve(name: string): string | undefined {
    const candidates = [name, `${name}.js`, `${name}.cjs`, `${name}.json`, path.posix.join(name, 'index.js')];
    return candidates.map((candidate) => path.posix.normalize(candidate)).find((candidate) => this.files.read(candidate) !== undefined);
  }
}

/**
 * The module as a function of everything that it can name. `Function` compiles it in the realm of the rehearsal
 * itself, so that `instanceof Error` holds for what crosses the border; `node:vm` would not under Jest.
 */
function compile(source: string, file: string, globals: readonly string[]): CompiledModule {
  let compiled = COMPILED.get(source);
  if (compiled === undefined) {
    compiled = new Function(...MODULE_PARAMETERS, ...globals, `${source}\n//# sourceURL=/var/task/${file}`) as CompiledModule;
    COMPILED.set(source, compiled);
  }
  return compiled;
}
