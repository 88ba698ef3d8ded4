/**
 * The versions that the package works with, tried: `npm run versions` packs it, installs it into an empty project with each combination,
 * synthesizes the first example of the README, rehearses it, and prints what happened as the tables that the README has.
 *
 * Other versions of Node.js and TypeScript come from the npm registry.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Consumer, ROOT } from './consumer';
import { codeBlocksOf } from './markdown';

const NODE = ['20', '22', '24'];
/** The package of each CDK that is installed here: the oldest that is supported, and the newest. */
const CDK = ['aws-cdk-lib', 'aws-cdk-lib-newest'];
const TYPESCRIPT = ['4.7', '5.0', '5.1', '5.4', '5.9', '6.0', '7.0'];
/** Around the versions that `lambda/engine/client-version.ts` names for what the examples use. */
const SDK = ['3.686.0', '3.687.0', '3.840.0', '3.841.0', '3.1060.0'];

const WORKS = 'yes';
const PASSED = /Trainings paid for +1\n[^]*Left behind +nothing\n/;

const ALGORITHM = `
  import { App, Stack } from 'aws-cdk-lib';
  import { ConfiguredModelAlgorithm, InferenceContainer } from 'cdk-cleanrooms-ml';
  const stack = new Stack(new App(), 'Algorithm');
  new ConfiguredModelAlgorithm(stack, 'Algorithm', {
    inference: InferenceContainer.fromRegistry('111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:v1'),
  });
`;

const firstExample = (): string => codeBlocksOf(readFileSync(join(ROOT, 'README.md'), 'utf8'))
  .find(({ info, heading }) => heading.startsWith('60 seconds') && info.startsWith('ts'))!.code;

const versionOf = (directory: string): string => (
  JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string }).version;

/** What is installed for this run alone. */
class Registry {
  private readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'versions-')));

  /** Installs a package, and gives its folder. */
  public install(name: string, version: string): string {
    const prefix = join(this.directory, `${name}-${version}`);
    execFileSync('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', `${name}@${version}`], { stdio: ['ignore', 'ignore', 'pipe'] });
    return join(prefix, 'node_modules', name);
  }

  public remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** "yes", or what went wrong in its first line. */
function attempt(trial: () => void): string {
  try {
    trial();
    return WORKS;
  } catch (error) {
    const lines = String((error as Error).message).split('\n').filter((line) => /error|Error/.test(line));
    return `no: ${(lines[0] ?? String(error)).trim().slice(0, 160)}`;
  }
}

/** A project in which the example is compiled. Programs run with the given Node.js, or with the one that runs this. */
class Project {
  private readonly consumer = new Consumer();

  constructor(cdk: string, private readonly node?: string) {
    this.consumer.install();
    this.consumer.link('constructs', '@types/node');
    this.consumer.linkAs('aws-cdk-lib', join(ROOT, 'node_modules', cdk));
  }

  /** Compiles with the compiler of a folder, strictly, the declarations of all packages included or left out. */
  public compile(source: string, compiler: string, options: { readonly skipLibCheck?: boolean } = {}): void {
    this.consumer.write('app.ts', source);
    this.consumer.write('rehearsal.ts', `
      import { Rehearsal, type DeploymentResult } from 'cdk-cleanrooms-ml/rehearsal';
      export const rehearse = (): Promise<DeploymentResult> => new Rehearsal().deploy('cdk.out');
    `);
    this.consumer.write('tsconfig.json', JSON.stringify({
      compilerOptions: { target: 'ES2022', module: 'node16', moduleResolution: 'node16', strict: true, types: ['node'], skipLibCheck: true, ...options },
      files: ['app.ts', 'rehearsal.ts'],
    }));
    this.run(join(compiler, 'bin', 'tsc'), ['--project', 'tsconfig.json']);
  }

  /** What the programs say that they run with. */
  public nodeVersion(): string {
    return this.run('--print', ['process.versions.node']).trim();
  }

  public synthesize(): void {
    this.run('app.js', [], { CDK_OUTDIR: 'cdk.out' });
  }

  public rehearse(): void {
    const printed = this.run('node_modules/cdk-cleanrooms-ml/bin/cdk-cleanrooms-ml', ['rehearse', 'cdk.out', '--destroy']);
    if (!PASSED.test(printed)) {
      throw new Error(`Error: the rehearsal ended otherwise:\n${printed}`);
    }
  }

  /** Deploys with a client of Clean Rooms ML of a version. */
  public deployWith(sdkVersion: string): void {
    this.consumer.write('deploy.cjs', `
      const { Rehearsal } = require('cdk-cleanrooms-ml/rehearsal');
      new Rehearsal({ sdkVersion: ${JSON.stringify(sdkVersion)} }).deploy('cdk.out').then(({ succeeded, stacks }) => {
        if (!succeeded) {
          console.error('Error: ' + stacks.map(({ reason }) => reason).join());
          process.exitCode = 1;
        }
      });
    `);
    this.run('deploy.cjs', []);
  }

  public remove(): void {
    this.consumer.remove();
  }

  private run(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
    const path = this.node === undefined ? {} : { PATH: `${join(this.node, 'bin')}${delimiter}${process.env.PATH}` };
    return this.consumer.run('node', [script, ...args], { ...path, ...env });
  }
}

function printTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  console.log([`\n${title}\n`, line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n'));
}

function withProject<T>(cdk: string, node: string | undefined, use: (project: Project) => T): T {
  const project = new Project(cdk, node);
  try {
    return use(project);
  } finally {
    project.remove();
  }
}

const registry = new Registry();
const compilerHere = join(ROOT, 'node_modules', 'typescript');
/** What the README promises. The other cells show where that ends. */
const promised: string[] = [];
const required = (outcome: string) => {
  promised.push(outcome);
  return outcome;
};

try {
  const nodes = NODE.map((version) => registry.install('node', version));
  const cdkVersions = CDK.map((name) => versionOf(join(ROOT, 'node_modules', name)));
  printTable('Synthesizes and rehearses the first example', ['Node.js', ...cdkVersions.map((version) => `aws-cdk-lib ${version}`)], nodes.map((node) => {
    const tried = CDK.map((cdk) => withProject(cdk, node, (project) => ({
      version: project.nodeVersion(),
      outcome: attempt(() => {
        project.compile(firstExample(), compilerHere);
        project.synthesize();
        project.rehearse();
      }),
    })));
    return [tried[0].version, ...tried.map(({ outcome }) => required(outcome))];
  }));

  printTable('Compiles the first example, and the declarations of the package', ['TypeScript', 'The example', 'With `skipLibCheck: false`'],
    withProject(CDK[0], undefined, (project) => TYPESCRIPT.map((version) => {
      const compiler = registry.install('typescript', version);
      const compile = (skipLibCheck: boolean) => attempt(() => project.compile(firstExample(), compiler, { skipLibCheck }));
      return [versionOf(compiler), required(compile(true)), compile(false)];
    })));

  printTable('Deploys with the client of Clean Rooms ML in the Lambda runtime', ['@aws-sdk/client-cleanroomsml', 'An algorithm', 'The first example'],
    withProject(CDK[0], undefined, (project) => {
      const columns = [ALGORITHM, firstExample()].map((source) => {
        project.compile(source, compilerHere);
        project.synthesize();
        return SDK.map((version) => attempt(() => project.deployWith(version)));
      });
      columns.forEach((column) => required(column[column.length - 1]));
      return SDK.map((version, i) => [version, ...columns.map((column) => column[i])]);
    }));
} finally {
  registry.remove();
}
process.exitCode = promised.every((outcome) => outcome === WORKS) ? 0 : 1;
