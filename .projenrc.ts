import { YamlFile, awscdk, javascript, release } from 'projen';

const REPOSITORY = 'https://github.com/cdk-cleanrooms-ml/cdk-cleanrooms-ml';

// The first version with the L1s and reference interfaces of Clean Rooms ML's model algorithms.
const MINIMUM_CDK_VERSION = '2.245.0';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-cleanrooms-ml',
  description: 'AWS CDK constructs for AWS Clean Rooms ML custom models: at most one paid training for each real change',
  keywords: [
    'aws', 'aws-cdk', 'awscdk', 'cdk', 'construct', 'clean-rooms', 'cleanrooms', 'cleanrooms-ml',
    'machine-learning', 'privacy', 'trained-model', 'custom-resource',
  ],
  author: 'The cdk-cleanrooms-ml contributors',
  authorAddress: REPOSITORY,
  authorOrganization: true,
  repositoryUrl: `${REPOSITORY}.git`,
  homepage: `${REPOSITORY}#readme`,
  bugsUrl: `${REPOSITORY}/issues`,
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-cleanrooms-ml contributors',
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  majorVersion: 0,
  bumpPackage: 'commit-and-tag-version@^12', // the newest that runs on Node 20
  // The integration tests are deployed before a release, which nothing but a person can decide.
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  githubOptions: {
    mergify: false,
    pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'docs', 'test', 'chore'] } },
  },
  pullRequestTemplateContents: [
    'What changes for a user, and why:',
    '',
    '- [ ] The title is that of the entry in the release notes: `feat: ...`, `fix: ...`, `docs: ...`, `test: ...` or `chore: ...`',
    '- [ ] A test failed before the change',
    '- [ ] A user who upgrades pays for nothing again: no recorded template or snapshot trains anew',
    '- [ ] README, docs and CHANGELOG.md say what is new; `npm test` passes',
  ],

  cdkVersion: MINIMUM_CDK_VERSION,
  constructsVersion: '10.5.0',
  jsiiVersion: '~5.9.0',
  typescriptVersion: '~5.9.0',
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '20',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  sampleCode: false,
  bundledDeps: [
    // The rehearsal's output: colors, and texts side by side. 8 is the last major that CommonJS can load.
    'cliui@^8',
    'picocolors@^1',
  ],
  devDeps: [
    // The registry's newest major of the CLI is not usable; this is the one that `npx cdk synth` runs.
    'aws-cdk@^2.1148.1',
    // The package is compiled and tested with the oldest CDK that it supports; this is the newest one, whose
    // validation of templates the examples have to pass.
    'aws-cdk-lib-newest@npm:aws-cdk-lib@^2.276.0',
    // Every construct passes its rules, or suppresses one with a reason.
    'cdk-nag@~2.37.55',
    // Runs what does not depend on each other side by side. 9 is the last major that runs on Node 20.
    'concurrently@^9',
    // The branches of the handlers are counted in their sources, before the types are gone. Jest brings the same version.
    'istanbul-lib-instrument@^6.0.3',
    // Decisions are checked on generated cases.
    'fast-check@^4',
    // The handlers run against real clients over HTTP. The client of Clean Rooms ML, which is not in every registry,
    // is built in `test/wire` from the parts that the published clients are built from.
    '@aws-sdk/client-cloudformation@^3.1100.0',
    '@aws-sdk/client-dynamodb@^3.1100.0',
    '@aws-sdk/client-sagemaker@^3.1100.0',
    '@aws-sdk/client-sfn@^3.1100.0',
    '@aws-sdk/core@^3.974.0',
    '@aws-sdk/credential-provider-node@^3.972.0',
    '@smithy/core@^3.40.0',
    '@smithy/node-http-handler@^4.14.0',
    // The examples import the package by its name.
    'tsconfig-paths@^4',
    // Compiles the README's examples.
    'jsii-rosetta@~5.9.1',
    'jsii-docgen@^10.12.6',
    // The integration tests: apps with assertions on the service, and what compares and deploys them. The assertions are those
    // that were released with the oldest CDK.
    '@aws-cdk/integ-runner@^2.197.10',
    `@aws-cdk/integ-tests-alpha@${MINIMUM_CDK_VERSION}-alpha.0`,
  ],

  // No token that lasts is stored where the registry trusts the workflow itself. Maven Central has no such way.
  npmTrustedPublishing: true,
  publishToPypi: { distName: 'cdk-cleanrooms-ml', module: 'cdk_cleanrooms_ml', trustedPublishing: true },
  publishToMaven: { javaPackage: 'io.github.cdkcleanroomsml', mavenGroupId: 'io.github.cdk-cleanrooms-ml', mavenArtifactId: 'cdk-cleanrooms-ml' },
  publishToNuget: { dotNetNamespace: 'CdkCleanRoomsMl', packageId: 'CdkCleanRoomsMl', trustedPublishing: true },
  publishToGo: { moduleName: 'github.com/cdk-cleanrooms-ml/cdk-cleanrooms-ml-go' },

  bin: { 'cdk-cleanrooms-ml': 'bin/cdk-cleanrooms-ml' },
  lambdaAutoDiscover: false,
  integrationTestAutoDiscover: false,
  eslintOptions: {
    dirs: ['src', 'lambda', 'emulator', 'command-line', 'rehearsal', 'try', 'examples'],
    devdirs: ['test', 'bench', 'simulation'],
    ignorePatterns: ['*.js', '*.d.ts', 'node_modules/', 'coverage', 'lib', 'build', 'assets', '!.projenrc.ts'],
  },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    // One worker for each of two cores: by default one core is left idle, and tests take twice as long.
    jestConfig: {
      collectCoverage: false,
      testTimeout: 60_000,
      maxWorkers: 2,
      testSequencer: '<rootDir>/projenrc/longest-first.cjs',
      moduleNameMapper: { '^cdk-cleanrooms-ml$': '<rootDir>/src/index.ts', '^cdk-cleanrooms-ml/rehearsal$': '<rootDir>/rehearsal/index.ts' },
    },
  },
  tsconfigDev: {
    // The examples are written as those write who use the package.
    compilerOptions: { paths: { 'cdk-cleanrooms-ml': ['../src/index.ts'], 'cdk-cleanrooms-ml/rehearsal': ['../rehearsal/index.ts'] } },
    include: ['../lambda/**/*.ts', '../emulator/**/*.ts', '../command-line/**/*.ts', '../rehearsal/**/*.ts', '../try/**/*.ts', '../simulation/**/*.ts', '../examples/**/*.ts', '../bench/**/*.ts', '../src/**/*.ts'],
  },
  gitignore: [
    '/build/', '__pycache__/', '/examples/java/target/', 'cdk.out/', '/rehearsal.out/', '/simulation.out/', '*.tgz', '/.jsii.tabl.json', '/.npmignore', 'cdk-integ.out.*',
    '**/*.snapshot/asset.*',
  ],
  // What ships is listed below: a list of what does not would let everything in that is new.
  npmignoreEnabled: false,
  // Maps would ship every source a second time, and be read with every import.
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },
});
// 1.13.0 names packages for platforms that were never published, which `npm ci` does not forgive.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.package.addField('files', ['.jsii', 'API.md', 'CHANGELOG.md', 'assets', 'bin', 'build', 'docs', 'lib', 'rehearsal/package.json']);
// `rehearsal/package.json` says the same to compilers that do not read this.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './rehearsal': { types: './build/rehearsal/index.d.ts', default: './build/rehearsal/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});

// Trusted publishing needs npm 11.5.1, which Node.js 20 and 22 do not bring.
project.tryFindObjectFile('.github/workflows/release.yml')!.addOverride('jobs.release_npm.steps.0.with.node-version', '24');

// What runs in AWS: one bundle for both functions. The SDK comes from the Lambda runtime, or from a layer.
project.bundler.addBundle('lambda/index.ts', {
  platform: 'node',
  target: 'node20',
  externals: ['@aws-sdk/*'],
  minify: true,
  watchTask: false,
});

// What is for Node alone, and not compiled by jsii.
const FOR_NODE: javascript.TypeScriptCompilerOptions = {
  module: 'node16',
  moduleResolution: javascript.TypeScriptModuleResolution.NODE16,
  target: 'ES2022',
  lib: ['es2022'],
  strict: true,
  skipLibCheck: true,
  types: ['node'],
};

// What rehearses and tries: the commands, and the API for a user's own tests, outside jsii since they are for Node alone.
const rehearsalConfig = new javascript.TypescriptConfig(project, {
  fileName: 'tsconfig.rehearsal.json',
  compilerOptions: {
    ...FOR_NODE,
    rootDir: '.',
    outDir: 'build',
    declaration: true,
  },
  include: ['command-line/**/*.ts', 'rehearsal/**/*.ts', 'emulator/**/*.ts', 'try/**/*.ts'],
  exclude: ['node_modules'],
});
const buildRehearsal = project.addTask('build:rehearsal', {
  description: 'Compiles the emulator, the rehearsal and the trial of containers',
  // What is left of a source that is gone would ship.
  steps: [{ exec: 'rm -rf build' }, { exec: `tsc --project ${rehearsalConfig.fileName}` }],
});

project.preCompileTask.spawn(buildRehearsal);

// The oldest supported Node runs everything here; that it is about to retire is known.
for (const task of [project.compileTask, project.tasks.tryFind('docgen')!]) {
  task.env('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
}

// The story that the package tells: it is compiled against the package as it ships, and imports it by its name.
const demoConfig = new javascript.TypescriptConfig(project, {
  fileName: 'tsconfig.demo.json',
  compilerOptions: {
    ...FOR_NODE,
    rootDir: 'examples',
    outDir: 'build/examples',
  },
  include: ['examples/demo.ts'],
  exclude: ['node_modules'],
});
const buildDemo = project.addTask('build:demo', { description: 'Compiles the demo', exec: `tsc --project ${demoConfig.fileName}` });
project.postCompileTask.prependSpawn(buildDemo);

// Everything is experimental, which the comparison lets pass by default. What is meant to change is in `.compatignore`.
const compat = project.tasks.tryFind('compat')!;
compat.reset('jsii-diff npm:cdk-cleanrooms-ml --keys --error-on all --ignore-file .compatignore');
project.postCompileTask.spawn(compat);

const typecheck = project.addTask('typecheck', {
  description: 'Checks the types of everything that jsii does not compile',
  exec: 'tsc --noEmit --project test/tsconfig.json',
});

const generatedFiles = project.addTask('generated-files', {
  description: 'Fails when a generated file is out of date, and brings it up to date',
  exec: 'node projenrc/generated-files.mjs',
  env: { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
});

// One program for the linter: the one that type-checks everything.
const eslintConfig = project.tryFindObjectFile('.eslintrc.json')!;
eslintConfig.addDeletionOverride('parserOptions.projectService');
eslintConfig.addOverride('parserOptions.project', ['./test/tsconfig.json', './projenrc/tsconfig.json']);
// Who may know whom: docs/architecture.md has the picture.
const PROTOCOL = ['./private/protocol'];
const apart = (target: string, from: string, except: readonly string[], message: string) => ({ target, from, except, message });
project.eslint!.addRules({
  'import/no-cycle': 'error',
  'import/no-restricted-paths': ['error', {
    zones: [
      ...['./src', './lambda', './emulator', './rehearsal', './simulation'].map((from) => (
        apart('./src/private/protocol', from, from === './src' ? PROTOCOL : [], 'The protocol imports nothing but itself.'))),
      ...['./lambda', './emulator', './rehearsal', './simulation'].map((from) => (
        apart('./src', from, [], 'The constructs know the protocol alone.'))),
      ...['./emulator', './rehearsal', './simulation'].map((from) => apart('./lambda', from, [], 'The handlers know the protocol alone.')),
      apart('./lambda', './src', PROTOCOL, 'The handlers know the protocol alone.'),
      apart('./lambda/engine', './lambda/kinds', [], 'The engine knows no lifecycle.'),
      apart('./lambda/engine', './lambda/resources', [], 'The engine knows no resource type.'),
      apart('./lambda/kinds', './lambda/resources', [], 'A lifecycle knows no resource type.'),
      ...['./lambda', './rehearsal', './simulation'].map((from) => apart('./emulator', from, [], 'The emulator knows the API alone.')),
      apart('./emulator', './src', PROTOCOL, 'The emulator knows the API alone.'),
      ...['./lambda', './simulation'].map((from) => apart('./rehearsal', from, [], 'The rehearsal knows templates and the emulator.')),
      apart('./rehearsal', './src', PROTOCOL, 'The rehearsal knows templates, never the constructs.'),
      apart('./try', './src', PROTOCOL, 'The trial of containers knows the protocol alone.'),
      ...['./lambda', './emulator', './rehearsal', './simulation'].map((from) => apart('./try', from, [], 'The trial of containers knows the protocol alone.')),
      ...['./src', './lambda', './emulator', './rehearsal', './try', './simulation'].map((from) => (
        apart('./command-line', from, [], 'What the commands share knows none of them.'))),
      ...['./src', './lambda', './emulator', './rehearsal'].map((to) => apart(to, './try', [], 'The trial of containers is a command of its own.')),
    ],
  }],
});
// Where a row of a table ends early, Jest passes a callback in place of what is missing, and waits for it.
project.eslint!.addOverride({
  files: ['test/**'],
  rules: {
    'no-restricted-syntax': ['error', {
      selector: 'CallExpression > CallExpression[callee.object.name=/^(test|it)$/][callee.property.name="each"] TSOptionalType',
      message: 'Every row of a table has every value.',
    }],
  },
});
// The SDK is that of the Lambda runtime; what is installed here is for tests.
project.eslint!.addOverride({
  files: ['lambda/aws.ts'],
  rules: { 'import/no-unresolved': ['error', { ignore: ['^@aws-sdk/'] }], 'import/no-extraneous-dependencies': 'off' },
});

// `rehearsal/package.json` is for compilers, and lists no dependencies.
project.eslint!.addOverride({
  files: ['rehearsal/**'],
  rules: { 'import/no-extraneous-dependencies': ['error', { packageDir: '.', devDependencies: false, optionalDependencies: false }] },
});

// The apps import the package by its name, so they are those of what is compiled. Snapshots are compared without the assets, which are not
// committed: an earlier deployment cannot be made again from them.
const INTEG = "integ-runner --directory test/integ --language typescript --no-update-workflow --app 'ts-node --transpile-only --project test/tsconfig.json {filePath}'";
project.annotateGenerated('/test/integ/*.snapshot/**');
const integ = project.addTask('integ', { description: 'Fails when an integration test is not what its snapshot says', exec: INTEG, receiveArgs: true });
const integCommand = (name: string, description: string, options: string) => project.addTask(`integ:${name}`, {
  description,
  steps: [{ spawn: 'pre-compile' }, { spawn: 'compile' }, { exec: `${INTEG} ${options}`, receiveArgs: true }],
});
integCommand('snapshot', 'Writes the snapshots of the integration tests anew, without a deployment', '--dry-run --force');
integCommand('deploy', 'Deploys the integration tests to your AWS account, asks the service, and deletes everything', '--force --update-on-failed');

const jest = project.addTask('jest', { description: 'Runs the tests alone', exec: 'jest --ci', receiveArgs: true });
const eslint = project.tasks.tryFind('eslint')!;
project.testTask.reset();
project.testTask.spawn(project.preCompileTask);
project.testTask.spawn(project.compileTask);
project.testTask.spawn(buildDemo);
// The linter takes one core for as long as the other two take together.
project.testTask.exec(`concurrently --group --kill-others-on-fail ${[eslint, typecheck, integ].map(({ name }) => `"projen ${name}"`).join(' ')}`);
project.testTask.spawn(generatedFiles);
project.testTask.spawn(jest);

// No task: a story does not begin with what is built for it.
project.setScript('demo', 'node projenrc/quietly.mjs projen bundle && node --require ./projenrc/from-source.cjs examples/demo.ts');

/** What plays the handlers on a virtual clock is bundled first: it runs for long. */
const playTask = (name: string, description: string) => project.addTask(name, {
  description,
  steps: [
    { spawn: project.bundler.bundleTask.name },
    {
      exec: `esbuild simulation/${name}.ts --bundle --platform=node --target=node20 --sourcemap --log-level=warning `
        + '--external:aws-cdk-lib --external:constructs --external:esbuild --external:istanbul-lib-instrument --external:typescript '
        + `--outfile=simulation.out/bundle/${name}.js`,
    },
    { exec: `node --enable-source-maps simulation.out/bundle/${name}.js`, receiveArgs: true },
  ],
});

playTask('simulate', 'Plays random apps under random faults, from seeds; with --mutants, shows that it finds mistakes in the handlers');
playTask('explore', 'Plays every order of a few events and faults around one resource, up to a depth');

playTask('branches', 'Fails when the simulation and the explorer reach a branch of the handlers no more, or one that is listed as out of reach');

project.addTask('languages', {
  description: 'Makes the package of each language, and synthesizes and rehearses the example in it',
  steps: [
    ...[project.preCompileTask, project.compileTask, buildDemo].map(({ name }) => ({ spawn: name })),
    { exec: 'node languages/languages.mjs', receiveArgs: true },
  ],
});

project.addTask('versions', {
  description: 'Tries the package with every version of Node.js, CDK, TypeScript and the SDK that it is said to work with',
  steps: [
    { spawn: 'pre-compile' }, { spawn: 'compile' }, { spawn: buildDemo.name },
    { exec: 'ts-node --transpile-only --project test/tsconfig.json test/package/versions.ts' },
  ],
});

project.addTask('bench', {
  description: 'Measures synthesis, import and sizes against the alternatives',
  steps: [{ spawn: 'pre-compile' }, { spawn: 'compile' }, { exec: 'ts-node --transpile-only --project test/tsconfig.json bench/bench.ts', receiveArgs: true }],
});

const textArea = (id: string, label: string, description: string) => (
  { type: 'textarea', id, attributes: { label, description }, validations: { required: true } });
new YamlFile(project, '.github/ISSUE_TEMPLATE/bug_report.yml', {
  obj: {
    name: 'Something does not work',
    description: 'A deployment, a synthesis or a rehearsal ends otherwise than the documentation says',
    labels: ['bug'],
    body: [
      { type: 'markdown', attributes: { value: `Report what concerns security [privately](${REPOSITORY}/security/advisories/new).` } },
      textArea('declared', 'What did you declare?', 'The constructs with their properties. Leave out account IDs, SQL, hyperparameters and other values that are not public.'),
      textArea('expected', 'What did you expect?', 'What should have been created, trained, kept or deleted.'),
      textArea('happened', 'What happened?', 'The message of the failed event, and the lines of the log group that it names. They hold no values of properties.'),
      textArea('rehearsal', 'What does a rehearsal say?', 'The output of: npx cdk-cleanrooms-ml rehearse cdk.out --verbose'),
      textArea('versions', 'Versions', 'cdk-cleanrooms-ml, aws-cdk-lib, Node.js, your language, the Region, and the version of the SDK in the log.'),
    ],
  },
});
new YamlFile(project, '.github/ISSUE_TEMPLATE/feature_request.yml', {
  obj: {
    name: 'Something is missing',
    description: 'What the service can do and the constructs cannot, or what would make them easier to use',
    labels: ['enhancement'],
    body: [
      textArea('task', 'What do you want to do?', 'The task, before any solution.'),
      textArea('today', 'How do you do it today?', 'With an L1, a call of the API or by hand, or not at all.'),
      textArea('cost', 'What may it cost?', 'Whether a change of the new property may query, train, infer or export again.'),
    ],
  },
});
new YamlFile(project, '.github/ISSUE_TEMPLATE/config.yml', {
  obj: {
    blank_issues_enabled: false,
    contact_links: [{ name: 'Security', url: `${REPOSITORY}/security/advisories/new`, about: 'Report what concerns security privately' }],
  },
});

project.synth();
