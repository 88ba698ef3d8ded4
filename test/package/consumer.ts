import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** What npm tells the scripts that it runs would make the commands below act on this project instead of their own. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE_ENV$|^JEST_/.test(name)));

/** A project of somebody who uses the package: an empty folder elsewhere. */
export class Consumer {
  public readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'consumer-')));

  constructor() {
    this.write('package.json', JSON.stringify({ name: 'consumer', version: '0.0.0', private: true }));
  }

  /**
   * Installs this package from its tarball, as npm would, and gives the paths of the files in it. Its peers have to be
   * linked, so that no registry is needed.
   */
  public install(): string[] {
    const [{ filename, files }] = JSON.parse(this.run('npm', ['pack', ROOT, '--json', '--ignore-scripts'])) as [
      { filename: string; files: { path: string }[] },
    ];
    this.run('npm', ['install', `./${filename}`, '--offline', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save']);
    return files.map(({ path }) => path);
  }

  /** Makes packages that are installed here available, and the programs in them. */
  public link(...packages: string[]): void {
    packages.forEach((name) => this.linkAs(name, join(ROOT, 'node_modules', name)));
  }

  /** Makes a package available under a name. */
  public linkAs(name: string, directory: string): void {
    this.symlink(`node_modules/${name}`, directory);
    const { bin = {} } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { bin?: Record<string, string> };
    Object.entries(bin).forEach(([command, file]) => this.symlink(`node_modules/.bin/${command}`, join(directory, file)));
  }

  public write(file: string, content: string): void {
    const path = join(this.directory, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  public read(file: string): string {
    return readFileSync(join(this.directory, file), 'utf8');
  }

  /** Runs a command in the project, and gives what it prints. */
  public run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
    try {
      return execFileSync(command, args, { cwd: this.directory, env: { ...ENVIRONMENT, ...env }, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      const { stdout, stderr, status } = error as { stdout?: string; stderr?: string; status?: number };
      throw new Error(`"${[command, ...args].join(' ')}" ended with status ${status}:\n${stdout}\n${stderr}`);
    }
  }

  /** Runs a program of a package that this project uses. */
  public runTool(tool: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
    return this.run(join(ROOT, 'node_modules', '.bin', tool), args, env);
  }

  /** Compiles sources in strict mode; fails when there is an error. */
  public compile(files: readonly string[], compilerOptions: object = {}): void {
    this.write('tsconfig.compile.json', JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        lib: ['es2022'],
        module: 'node16',
        moduleResolution: 'node16',
        esModuleInterop: true,
        strict: true,
        noUnusedLocals: true,
        noEmit: true,
        types: ['node'],
        ...compilerOptions,
      },
      files,
    }));
    this.runTool('tsc', ['--project', 'tsconfig.compile.json']);
  }

  public remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private symlink(name: string, target: string): void {
    const path = join(this.directory, name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
  }
}
