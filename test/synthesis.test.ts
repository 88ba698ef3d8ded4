/**
 * What a synthesis leaves behind: the same each time and everywhere, and nothing that CDK objects to.
 */
import { existsSync, mkdtempSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, AssetStaging, Duration, Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { Completion, InferenceContainer, PrivacyPolicy, Retraining, TrainingContainer } from '../src';
import { newAlgorithm, newAssociation, newModel } from './collaboration';

function synthesize(): CloudAssembly {
  AssetStaging.clearAssetHashCache();
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'cdk.out-')) });
  const stack = new Stack(app, 'Stack');
  const algorithm = newAlgorithm(stack, { inference: InferenceContainer.fromRegistry('registry.example.com/infer:v1') });
  newAlgorithm(stack, { training: TrainingContainer.fromRegistry('registry.example.com/train:v1') }, 'Another');
  const association = newAssociation(stack, { algorithm, privacyPolicy: PrivacyPolicy.mostPrivate() });
  newModel(stack, {
    association,
    hyperparameters: { epochs: '10' },
    maxRuntime: Duration.minutes(45),
    retraining: Retraining.incremental({ channelName: 'base' }),
    completion: Completion.whenActive(),
  });
  return app.synth();
}

const read = (assembly: CloudAssembly, file: string) => readFileSync(join(assembly.directory, file), 'utf8');

test('a second synthesis gives the same templates and assets, from another directory too', () => {
  const first = synthesize();
  const here = process.cwd();
  process.chdir(mkdtempSync(join(tmpdir(), 'elsewhere-')));
  try {
    const second = synthesize();
    ['Stack.template.json', 'Stack.assets.json'].forEach((file) => expect(read(second, file)).toBe(read(first, file)));
  } finally {
    process.chdir(here);
  }
});

test('there are no warnings, and nothing in the validation report of CDK versions that write one', () => {
  const assembly = synthesize();
  expect(assembly.getStackByName('Stack').messages).toEqual([]);
  const report = 'validation-report.json';
  expect(existsSync(join(assembly.directory, report)) ? JSON.parse(read(assembly, report)).pluginReports : []).toEqual([]);
});

test('the two handlers are the same bundle', () => {
  const { Resources } = JSON.parse(read(synthesize(), 'Stack.template.json'));
  const bundles = Object.values<any>(Resources).filter(({ Properties }) => /^index\./.test(Properties?.Handler)).map(({ Properties }) => Properties.Code.S3Key);
  expect(bundles).toHaveLength(2);
  expect(new Set(bundles).size).toBe(1);
});
