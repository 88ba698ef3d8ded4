/** A model in a nested stack: CloudFormation knows it by the id of that stack, and rolls it back with its parent. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CfnResource, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { ACCOUNT, channel, MEMBERSHIP, REGION } from './deployment-harness';
import { Rehearsal } from '../../rehearsal/index';
import {
  Completion, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, Membership, PrivacyPolicy, TrainedModel, TrainingContainer,
  TrainingInstanceType,
} from '../../src';

const OUTPUT = mkdtempSync(join(tmpdir(), 'nested-'));
afterAll(() => rmSync(OUTPUT, { recursive: true }));

function assembly(epochs: string): string {
  const app = new App({ outdir: mkdtempSync(join(OUTPUT, 'cdk.out-')), analyticsReporting: false });
  const stack = new Stack(app, 'Fraud', { env: { account: ACCOUNT, region: REGION } });
  const nested = new NestedStack(stack, 'Training');
  const membership = Membership.fromMembershipId(nested, 'Membership', MEMBERSHIP);
  const association = new ConfiguredModelAlgorithmAssociation(nested, 'Association', {
    membership,
    algorithm: new ConfiguredModelAlgorithm(nested, 'Algorithm', {
      training: TrainingContainer.fromRegistry('111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:v1'),
    }),
    privacyPolicy: PrivacyPolicy.mostPrivate(),
  });
  const model = new TrainedModel(nested, 'Model', {
    membership,
    association,
    channels: [channel('train')],
    resources: { instanceType: TrainingInstanceType.ML_M5_XLARGE, volumeSizeGb: 30 },
    hyperparameters: { epochs },
    completion: Completion.whenActive({ timeout: Duration.minutes(45) }),
  });
  new CfnOutput(stack, 'Model', { value: model.trainedModelArn });
  const last = new CfnResource(stack, 'Last', { type: 'AWS::SNS::Topic', properties: { DisplayName: epochs } });
  last.node.addDependency(nested);
  return app.synth().directory;
}

test('trains once for each change, nothing for a rollback, and leaves nothing behind', async () => {
  const rehearsal = new Rehearsal();
  const trained = (): unknown => rehearsal.describe('Fraud').outputs.Model;

  expect(await rehearsal.deploy(assembly('10'))).toMatchObject({ succeeded: true, trainings: 1 });
  const first = trained();
  expect(await rehearsal.deploy(assembly('20'), { fail: { Last: 'The topic is locked.' } })).toMatchObject({
    succeeded: false, trainings: 1, stacks: [{ status: 'UPDATE_ROLLBACK_COMPLETE' }],
  });
  expect(trained()).toBe(first);
  expect(await rehearsal.deploy(assembly('20'))).toMatchObject({ succeeded: true, trainings: 0 });
  expect(trained()).not.toBe(first);

  expect(await rehearsal.destroy()).toMatchObject({ succeeded: true });
  expect(Object.values(rehearsal.emulator.leftBehind()).flat()).toEqual([]);
});
