/**
 * The package with the newest version of CDK: this project itself is compiled and tested with the oldest one that it
 * supports. The newest one checks templates against CloudFormation's schemas and rules, and reports what it finds.
 */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Consumer, ROOT } from './consumer';

jest.setTimeout(180_000);

const consumer = new Consumer();

beforeAll(() => {
  consumer.install();
  consumer.link('constructs', '@types/node', 'typescript', 'ts-node');
  consumer.linkAs('aws-cdk-lib', join(ROOT, 'node_modules', 'aws-cdk-lib-newest'));
  cpSync(join(ROOT, 'examples'), join(consumer.directory, 'examples'), { recursive: true });
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

describe('an app with the context that "cdk init" writes', () => {
  const context = readFileSync(join(ROOT, 'test', 'fixtures', 'cdk-init-context.json'), 'utf8');

  test.each([
    ['in one account', '111111111111', '111111111111'],
    ['in two accounts', '111111111111', '222222222222'],
  ])('rehearses its stacks %s', (_where, provider, trainer) => {
    consumer.write('fraud.ts', `
      import { App, Stack, aws_cleanrooms as cleanrooms } from 'aws-cdk-lib';
      import {
        ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, PrivacyPolicy, TrainedModel, TrainingChannel, TrainingContainer,
        TrainingInstanceType,
      } from 'cdk-cleanrooms-ml';

      const app = new App({ context: ${context} });
      const env = (account: string) => ({ env: { account, region: 'us-east-1' } });
      const providing = new Stack(app, 'Provider', env('${provider}'));
      const training = new Stack(app, 'Trainer', env('${trainer}'));
      const membership = (stack: Stack, collaborationIdentifier: string) => new cleanrooms.CfnMembership(stack, 'Membership', {
        collaborationIdentifier, queryLogStatus: 'DISABLED',
      });
      const collaborationId = '0f1d8b5e-3a52-4a8e-9c3b-5f6d7e8a9b01';
      const algorithm = new ConfiguredModelAlgorithm(providing, 'Algorithm', {
        training: TrainingContainer.fromRegistry('111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:v1'),
      });
      const association = new ConfiguredModelAlgorithmAssociation(providing, 'Association', {
        membership: membership(providing, collaborationId), algorithm, privacyPolicy: PrivacyPolicy.mostPrivate(),
      });
      const own = membership(training, collaborationId);
      new TrainedModel(training, 'Model', {
        membership: own,
        association,
        channels: [TrainingChannel.fromMlInputChannelArn(
          'train', 'arn:aws:cleanrooms-ml:us-east-1:${trainer}:membership/' + own.ref + '/ml-input-channel/joint')],
        resources: { instanceType: TrainingInstanceType.ML_M5_2XLARGE, volumeSizeGb: 30 },
      });
    `);
    synthesize('fraud.ts');
    expect(consumer.read('cdk.out/Trainer.template.json')).toContain('Fn::GetStackOutput');

    const rehearsed = consumer.run('npx', ['cdk-cleanrooms-ml', 'rehearse', 'cdk.out', '--destroy']);

    expect(rehearsed).toMatch(/deploy succeeded after .* trainings started: 1\n/);
    expect(rehearsed).toMatch(/Trainings paid for +1\n/);
    expect(rehearsed).toMatch(/destroy succeeded/);
    expect(rehearsed).toMatch(/Left behind +nothing\n/);
  });
});

describe('a stage with references across accounts and Regions, and a nested stack', () => {
  const context = readFileSync(join(ROOT, 'test', 'fixtures', 'cdk-init-context.json'), 'utf8');

  test.each(['weak', 'strong'])('is created, changed, rolled back and deleted with references that are %s', (strength) => {
    consumer.write('stage.ts', `
      import { App, CfnOutput, CfnParameter, NestedStack, Stack, Stage, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
      import {
        Completion, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, Membership, PrivacyPolicy, TrainedModel, TrainingChannel,
        TrainingContainer, TrainingInstanceType,
      } from 'cdk-cleanrooms-ml';

      const app = new App({ context: { ...${context}, '@aws-cdk/core:defaultCrossStackReferences': '${strength}' } });
      const stage = new Stage(app, 'Prod');
      const [providerAccount, trainerAccount] = ['111111111111', '222222222222'];
      const provider = new Stack(stage, 'Provider', { env: { account: providerAccount, region: 'us-east-1' } });
      const shared = new Stack(stage, 'Shared', { env: { account: trainerAccount, region: 'eu-west-1' }, crossRegionReferences: true });
      const trainer = new Stack(stage, 'Trainer', { env: { account: trainerAccount, region: 'us-east-1' }, crossRegionReferences: true });
      trainer.addStackDependency(provider);

      const association = new ConfiguredModelAlgorithmAssociation(provider, 'Association', {
        membership: Membership.fromMembershipId(provider, 'Membership', '0f1d8b5e-3a52-4a8e-9c3b-5f6d7e8a9b01'),
        algorithm: new ConfiguredModelAlgorithm(provider, 'Algorithm', {
          training: TrainingContainer.fromRegistry('111111111111.dkr.ecr.us-east-1.amazonaws.com/fraud:v1'),
        }),
        privacyPolicy: PrivacyPolicy.mostPrivate(),
      });
      const bucket = new s3.CfnBucket(shared, 'Features');

      const membershipId = '6a7b8c9d-0e1f-4a2b-8c3d-4e5f6a7b8c02';
      const train = (stack: Stack, trained: ConfiguredModelAlgorithmAssociation | ReturnType<typeof imported>) => new TrainedModel(stack, 'Model', {
        membership: Membership.fromMembershipId(stack, 'Membership', membershipId),
        association: trained,
        channels: [TrainingChannel.fromMlInputChannelArn(
          'train', 'arn:aws:cleanrooms-ml:us-east-1:222222222222:membership/' + membershipId + '/ml-input-channel/joint')],
        resources: { instanceType: TrainingInstanceType.ML_M5_2XLARGE, volumeSizeGb: 30 },
        hyperparameters: { epochs: process.env.EPOCHS ?? '20' },
        environment: { FEATURES: bucket.ref },
        completion: Completion.whenActive(),
      });
      const model = train(trainer, association);
      new sns.CfnTopic(trainer, 'Topic', { displayName: model.trainedModelName });

      const imported = (stack: Stack) => ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(stack, 'Association', {
        configuredModelAlgorithmAssociationArn: new CfnParameter(stack, 'AssociationArn').valueAsString,
        trainingDefinition: new CfnParameter(stack, 'TrainingDefinition').valueAsString,
      });
      const nested = new NestedStack(trainer, 'Nested', {
        parameters: { AssociationArn: association.configuredModelAlgorithmAssociationArn, TrainingDefinition: association.trainingDefinition },
      });
      new CfnOutput(trainer, 'Version', { value: train(nested, imported(nested)).versionIdentifier });
    `);
    synthesize('stage.ts', 'before.out');
    synthesize('stage.ts', 'after.out', { EPOCHS: '30' });

    const rehearsed = consumer.run('npx', [
      'cdk-cleanrooms-ml', 'rehearse', 'before.out', '--then', 'after.out', '--then', 'after.out', '--destroy',
      '--fail', 'Prod/Trainer/Topic', '--fail-after', 'Prod/Trainer/Nested.NestedStack/Nested.NestedStackResource', '--fail-at', '2',
    ]);

    // The rollback trains nothing, and what was paid for before it is adopted.
    expect([...rehearsed.matchAll(/(deploy|destroy) (succeeded|failed) after .* trainings started: (\d)\n/g)].map(([, ...what]) => what.join(' '))).toEqual([
      'deploy succeeded 2', 'deploy failed 2', 'deploy succeeded 0', 'destroy succeeded 0',
    ]);
    expect(rehearsed).toMatch(/Left behind +nothing\n/);
  });
});

function synthesize(app: string, directory = 'cdk.out', env: NodeJS.ProcessEnv = {}): void {
  consumer.write('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'node16', moduleResolution: 'node16', target: 'ES2022' } }));
  consumer.run('npx', ['ts-node', '--transpile-only', app], { CDK_OUTDIR: directory, ...env });
}

/** What the reports of CDK's validation say about an app. */
function validationOf(app: string): unknown[] {
  synthesize(app);
  const { pluginReports } = JSON.parse(consumer.read('cdk.out/validation-report.json')) as { pluginReports: { violations: unknown[] }[] };
  return pluginReports.flatMap(({ violations }) => violations);
}
