import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBindings } from './bindings.mjs';
import { run } from './command.mjs';
import { CACHE, jsonIn, ROOT } from './project.mjs';

/**
 * The modules that a module needs, and the proxy does not have: where each is generated from the package for Node.js, as those who publish it
 * generate it. A mirror can lack some versions.
 */
export function missingModules(directory) {
  const { Require: required } = JSON.parse(run('go', ['mod', 'edit', '-json'], { cwd: directory }).stdout);
  const missing = required.filter(({ Path, Version }) => !isInProxy(Path, Version)).map(({ Path }) => Path);
  const packages = jsiiPackages();
  return Object.fromEntries(missing.map((module) => {
    const name = packages.get(module);
    if (name === undefined) {
      throw new Error(`the module proxy does not have ${module}, and no package in node_modules is its source`);
    }
    return [module, bindingsOf(name)];
  }));
}

function isInProxy(module, version) {
  const empty = mkdtempSync(join(tmpdir(), 'go-'));
  try {
    run('go', ['mod', 'download', `${module}@${version}`], { cwd: empty });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(empty, { recursive: true });
  }
}

/** The packages in node_modules by the path of their Go module. */
function jsiiPackages() {
  const { dependencies = {}, dependencyClosure = {} } = jsonIn(ROOT, '.jsii');
  return new Map(Object.keys({ ...dependencies, ...dependencyClosure }).map((name) => {
    const { version, jsii } = jsonIn(ROOT, 'node_modules', name, 'package.json');
    const { moduleName, packageName = name.replace(/[^a-z0-9]/g, '') } = jsii.targets.go;
    const major = Number(version.split('.')[0]);
    return [`${moduleName}/${packageName}${major > 1 ? `/v${major}` : ''}`, name];
  }));
}

function bindingsOf(name) {
  const project = join(ROOT, 'node_modules', name);
  const kept = join(CACHE, 'go', `${name.replace('/', '-')}-${jsonIn(project, 'package.json').version}`);
  if (!existsSync(kept)) {
    mkdirSync(join(CACHE, 'go'), { recursive: true });
    const outdir = mkdtempSync(join(CACHE, 'go', 'making-'));
    const { directory } = makeBindings('go', outdir, { codeOnly: true, project });
    const [module] = readdirSync(directory);
    renameSync(join(directory, module), kept);
    rmSync(outdir, { recursive: true });
  }
  return kept;
}
