import * as path from 'node:path';
import type { LambdaFiles } from './lambda-code';
import { type Sandbox, UnavailableInRehearsal } from './sandbox';

/** Given what the module can name, a function of what CommonJS gives it. */
type CompiledModule = (...globals: unknown[]) => (...moduleValues: unknown[]) => void;

/** What every CommonJS module is given. */
const MODULE_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];
/** What `import()` becomes: otherwise Node.js itself would load the module, and give it the machine. */
const DYNAMIC_IMPORT = '__import';

/** By the globals that they can name and their source: the same code is compiled once, however many functions and deployments run it. */
const COMPILED = new Map<string, Map<string, CompiledModule>>();

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
      const evaluateModule = compile(source, file, Object.keys(globals));
      const require = (specifier: string) => (
        specifier.startsWith('.') ? this.load(path.posix.join(path.posix.dirname(file), specifier)) : this.sandbox.module(specifier)
      );
      const dynamicImport = async (specifier: string) => namespaceOf(require(specifier));
      const moduleValues = [module.exports, require, module, `/var/task/${file}`, `/var/task/${path.posix.dirname(file)}`];
      evaluateModule(dynamicImport, ...Object.values(globals)).call(module.exports, ...moduleValues);
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
 * itself, so that `instanceof Error` holds for what crosses the border; `node:vm` would not under Jest. The module is a
 * function within: its own declarations can have the names of globals, as `const crypto = require('crypto')`.
 */
function compile(source: string, file: string, globals: readonly string[]): CompiledModule {
  const names = globals.join();
  const known = COMPILED.get(names) ?? new Map<string, CompiledModule>();
  COMPILED.set(names, known);
  let compiled = known.get(source);
  if (compiled === undefined) {
    const body = source.replace(/(?<![.\w$])import(?=\s*\()/g, DYNAMIC_IMPORT);
    const module = `return function (${MODULE_PARAMETERS.join(', ')}) { ${body}\n};\n//# sourceURL=/var/task/${file}`;
    compiled = new Function(DYNAMIC_IMPORT, ...globals, module) as CompiledModule;
    known.set(source, compiled);
  }
  return compiled;
}

function namespaceOf(exported: unknown): object {
  return { ...(exported as object | undefined), default: exported };
}
