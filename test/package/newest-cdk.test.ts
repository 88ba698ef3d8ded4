/**
 * The package with the newest version of CDK: this project itself is compiled and tested with the oldest one that it
 * supports. The newest one checks templates against CloudFormation's schemas and rules, and reports what it finds.
 */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Consumer, ROOT } from './consumer';

jest.setTimeout(180_000);

const consumer = new Consumer();

beforeAll(() => {
  consumer.install();
  consumer.link('constructs', '@types/node', 'typescript', 'ts-node');
  consumer.linkAs('aws-cdk-lib', join(ROOT, 'node_modules', 'aws-cdk-lib-newest'));
  // The example imports the constructs as those who work on them do.
  cpSync(join(ROOT, 'examples'), join(consumer.directory, 'examples'), { recursive: true });
  consumer.write('src/index.ts', "export * from 'cdk-cleanrooms-ml';");
});

afterAll(() => consumer.remove());

test('the example compiles', () => {
  consumer.compile(['examples/two-parties/app.ts'], { skipLibCheck: true });
});

test('the validation of CDK reports nothing of the example', () => {
  expect(validationOf('examples/two-parties/app.ts')).toEqual([]);
});

test('the validation of CDK reports nothing of keys and settings', () => {
  consumer.write('settings.ts', `
    import { App, Stack, aws_ec2 as ec2, aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
    import { ConfiguredModelAlgorithm, ProviderSettings, TrainingContainer } from 'cdk-cleanrooms-ml';
    const app = new App();
    const stack = new Stack(app, 'Settings');
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    ProviderSettings.of(app).set({
      vpc: new ec2.Vpc(stack, 'Vpc'), memorySize: 512, logRetention: logs.RetentionDays.ONE_YEAR, environmentEncryption: key, ledgerEncryption: key,
    });
    new ConfiguredModelAlgorithm(stack, 'Algorithm', {
      training: TrainingContainer.fromRegistry('111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:v1'), encryptionKey: key,
    });
  `);
  expect(validationOf('settings.ts')).toEqual([]);
});

test('the validation of CDK would report what is wrong', () => {
  consumer.write('wrong.ts', `
    import { App, CfnResource, Stack } from 'aws-cdk-lib';
    const app = new App();
    new CfnResource(new Stack(app, 'Wrong'), 'Function', { type: 'AWS::Lambda::Function', properties: { Runtime: 'nodejs12.x' } });
  `);
  expect(validationOf('wrong.ts')).not.toEqual([]);
});

/** What the reports of CDK's validation say about an app. */
function validationOf(app: string): unknown[] {
  consumer.write('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'node16', moduleResolution: 'node16', target: 'ES2022' } }));
  consumer.run('npx', ['ts-node', '--transpile-only', app], { CDK_OUTDIR: 'cdk.out' });
  const { pluginReports } = JSON.parse(consumer.read('cdk.out/validation-report.json')) as { pluginReports: { violations: unknown[] }[] };
  return pluginReports.flatMap(({ violations }) => violations);
}
