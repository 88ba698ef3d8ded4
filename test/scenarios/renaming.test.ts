/** What a construct costs that gets another place in the app. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnElement, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ACCOUNT, channel, MEMBERSHIP, REGION } from './deployment-harness';
import { Rehearsal } from '../../rehearsal/index';
import {
  ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, Membership, PrivacyPolicy, TrainedModel, TrainingContainer, TrainingInstanceType,
} from '../../src';

const OUTPUT = mkdtempSync(join(tmpdir(), 'renaming-'));
afterAll(() => rmSync(OUTPUT, { recursive: true }));

const ENV = { account: ACCOUNT, region: REGION };

/** An algorithm, its association and a model, as children of a construct. */
function constructsIn(scope: Construct, removalPolicy?: RemovalPolicy) {
  const membership = Membership.fromMembershipId(scope, 'Membership', MEMBERSHIP);
  const algorithm = new ConfiguredModelAlgorithm(scope, 'Algorithm', {
    training: TrainingContainer.fromRegistry(`${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/fraud:v1`), removalPolicy,
  });
  const association = new ConfiguredModelAlgorithmAssociation(scope, 'Association', {
    membership, algorithm, privacyPolicy: PrivacyPolicy.mostPrivate(), removalPolicy,
  });
  const model = new TrainedModel(scope, 'Model', {
    membership,
    association,
    channels: [channel('train')],
    resources: { instanceType: TrainingInstanceType.ML_M5_XLARGE, volumeSizeGb: 30 },
    removalPolicy,
  });
  return [algorithm, association, model] as const;
}

function assembly(build: (app: App) => void): string {
  const app = new App({ outdir: mkdtempSync(join(OUTPUT, 'cdk.out-')), analyticsReporting: false });
  build(app);
  return app.synth().directory;
}

const logicalIdOf = (construct: Construct) => Stack.of(construct).resolve((construct.node.defaultChild as CfnElement).logicalId) as string;

function under(path: string, keep: readonly string[] = []) {
  let ids: string[] = [];
  const directory = assembly((app) => {
    const constructs = constructsIn(new Construct(new Stack(app, 'Fraud', { env: ENV }), path));
    constructs.forEach((construct, i) => keep.length > 0 && (construct.node.defaultChild as CfnElement).overrideLogicalId(keep[i]));
    ids = constructs.map(logicalIdOf);
  });
  return { directory, ids };
}

async function deployed(...directories: string[]) {
  const rehearsal = new Rehearsal();
  const trainings: number[] = [];
  for (const directory of directories) {
    const { succeeded, trainings: started } = await rehearsal.deploy(directory);
    expect(succeeded).toBe(true);
    trainings.push(started);
  }
  return { rehearsal, trainings };
}

const callsThatChange = (rehearsal: Rehearsal) => rehearsal.emulator.calls
  .filter(({ mutating }) => mutating)
  .map(({ operation }) => operation);

test('a construct that is renamed trains nothing when its resources keep their logical IDs', async () => {
  const before = under('Before');
  const { rehearsal, trainings } = await deployed(before.directory, under('After', before.ids).directory);

  expect(trainings).toEqual([1, 0]);
  expect(rehearsal.summary().trainings.map(({ outcome }) => outcome)).toEqual(['usable']);
  // The role of the algorithm is another one, so the algorithm is replaced, and the association with it.
  expect(callsThatChange(rehearsal).slice(3)).toEqual([
    'CreateConfiguredModelAlgorithm', 'CreateConfiguredModelAlgorithmAssociation',
    'DeleteConfiguredModelAlgorithmAssociation', 'DeleteConfiguredModelAlgorithm',
  ]);
});

test('a construct that is renamed trains again when its resources get other logical IDs', async () => {
  const { trainings } = await deployed(under('Before').directory, under('After').directory);

  expect(trainings).toEqual([1, 1]);
});

test('a model that is retained and then used from another stack trains nothing, and stays when its stack is deleted', async () => {
  const retained = assembly((app) => {
    const stack = new Stack(app, 'Fraud', { env: ENV });
    const [, , model] = constructsIn(stack, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    new CfnOutput(stack, 'Arn', { value: model.trainedModelArn });
  });
  const { rehearsal } = await deployed(retained);
  const arn = String(rehearsal.describe('Fraud').outputs.Arn);

  const { succeeded } = await rehearsal.destroy();
  const moved = await rehearsal.deploy(assembly((app) => {
    const stack = new Stack(app, 'Other', { env: ENV });
    const model = TrainedModel.fromTrainedModelArn(stack, 'Model', arn);
    new CfnOutput(stack, 'Arn', { value: model.trainedModelArn });
  }));

  expect({ succeeded, moved: moved.succeeded, trainings: moved.trainings }).toEqual({ succeeded: true, moved: true, trainings: 0 });
  expect(rehearsal.summary().trainings.map(({ outcome }) => outcome)).toEqual(['usable']);
});
