/** The whole workflow of a collaboration, as the example declares it: from nothing to scores, and back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, CfnResource, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { collaboration, type Change } from '../examples/collaboration/collaboration';
import { Rehearsal } from '../rehearsal/index';
import { InferenceInstanceType, Membership, MlInputChannel, TrainedModel, TrainedModelInference } from '../src';

/** A third app: the provider infers with the base version of the bank's model, of which it knows no more than the ARN. */
function scoringOfProvider(trainedModelArn: string): App {
  const app = new App();
  const stack = new Stack(app, 'Scoring', { env: { account: '111122223333', region: 'us-east-1' } });
  const parameter = (name: string) => new CfnParameter(stack, name).valueAsString;
  const membershipIdentifier = parameter('MembershipIdentifier');
  new TrainedModelInference(stack, 'Scores', {
    trainedModel: TrainedModel.fromTrainedModelArn(stack, 'Model', trainedModelArn),
    membership: Membership.fromMembershipAttributes(stack, 'Membership', {
      membershipIdentifier, collaborationIdentifier: parameter('CollaborationIdentifier'),
    }),
    channel: MlInputChannel.fromMlInputChannelArn(
      stack, 'Channel', stack.formatArn({ service: 'cleanrooms-ml', resource: 'membership', resourceName: `${membershipIdentifier}/ml-input-channel/cases` })),
    receiver: '444455556666',
    instanceType: InferenceInstanceType.ML_M5_2XLARGE,
  });
  return app;
}

const stacksOf = (change?: Change) => collaboration(change).node.children.filter(Stack.isStack);

describe('the example of a collaboration', () => {
  test('is synthesized without errors', () => {
    expect(stacksOf().flatMap((stack) => Annotations.fromStack(stack).findError('*', Match.anyValue()))).toEqual([]);
  });

  test('warns of the policy alone that the trainer cannot see', () => {
    const warnings = stacksOf().flatMap((stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-cleanrooms-ml:')));
    expect(warnings.map(({ id, entry }) => `${id} ${/cdk-cleanrooms-ml:(\w+)/.exec(String(entry.data))![1]}`).sort()).toEqual([
      '/Trainer/Model/Export unknownPrivacyPolicy', '/Trainer/Model/Scores unknownPrivacyPolicy',
    ]);
  });

  test('pays once for each query, version, inference and export, also when an update is rolled back in the middle', async () => {
    const rehearsal = new Rehearsal();
    const { emulator } = rehearsal;
    const paid = () => ({
      queries: emulator.queries.length,
      trainings: emulator.trainings.length,
      inferences: emulator.inferenceJobs.length,
      exports: emulator.exportJobs.length,
    });
    const deploy = async (change: Change, fail?: string) => {
      const { directory } = collaboration(change).synth();
      await rehearsal.deploy(directory, { stacks: ['Provider'] });
      const parameters = rehearsal.describe('Provider').outputs as Record<string, string>;
      await rehearsal.deploy(directory, {
        stacks: ['Trainer'], parameters, ...(fail === undefined ? {} : { fail: { [fail]: 'The parameter is locked by another team.' } }),
      });
      return { status: rehearsal.describe('Trainer').status, ...paid() };
    };

    // Everything from nothing: the data to learn from, and the data to score.
    expect(await deploy({})).toEqual({ status: 'CREATE_COMPLETE', queries: 2, trainings: 1, inferences: 1, exports: 1 });
    // New data goes through channels, model, inference and export in one deployment.
    const later = { since: '2026-02-01' };
    expect(await deploy(later)).toEqual({ status: 'UPDATE_COMPLETE', queries: 4, trainings: 2, inferences: 2, exports: 2 });
    expect(await deploy(later)).toEqual({ status: 'UPDATE_COMPLETE', queries: 4, trainings: 2, inferences: 2, exports: 2 });
    // The update fails after the training. What it has paid for is used when it is made again.
    const faster = { ...later, learningRate: '0.05' };
    expect(await deploy(faster, 'Trainer/VersionInUse')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', queries: 4, trainings: 3 });
    expect(await deploy(faster)).toMatchObject({ status: 'UPDATE_COMPLETE', queries: 4, trainings: 3 });
    const [latest] = [...emulator.inferenceJobs].reverse();
    expect(latest.request.trainedModelVersionIdentifier).toBe(emulator.trainings[2].versionIdentifier);

    const before = paid();
    expect(await rehearsal.destroy()).toMatchObject({ succeeded: true, trainings: 0 });
    expect(paid()).toEqual(before);
    const { leftBehind } = rehearsal.summary();
    expect(Object.values(leftBehind).flat()).toEqual([]);
  });

  test('calls every operation of the page about operations, and no other', async () => {
    const rehearsal = new Rehearsal({ behavior: { listTrainedModels: 'all', jobDefaultVersion: 'base' } });
    const { emulator } = rehearsal;
    const deploy = async (change: Change, tags: Readonly<Record<string, string>>, model: Readonly<Record<string, unknown>> = {}) => {
      const app = collaboration(change);
      const resource = app.node.findChild('Trainer').node.findChild('Model').node.findAll().find(CfnResource.isCfnResource)!;
      Object.entries(model).forEach(([property, value]) => resource.addPropertyOverride(property, value));
      Object.entries(tags).forEach(([key, value]) => Tags.of(app).add(key, value));
      const { directory } = app.synth();
      await rehearsal.deploy(directory, { stacks: ['Provider'] });
      await rehearsal.deploy(directory, { stacks: ['Trainer'], parameters: rehearsal.describe('Provider').outputs as Record<string, string> });
    };
    await deploy({}, { team: 'fraud' });
    await deploy({}, { cost: 'shared' });
    // An inference job that a rollback does not want is cancelled, and so is a training that does not end.
    emulator.nextInferenceJobs.hang();
    await deploy({ learningRate: '0.05' }, {});
    emulator.nextTrainings.hang();
    await deploy({ learningRate: '0.01' }, {});
    // The provider scores with a version of the bank's that is not the latest.
    const [{ trainedModelArn }] = emulator.trainings;
    const { directory } = scoringOfProvider(trainedModelArn).synth();
    const { outputs, resources } = rehearsal.describe('Provider');
    const parameters = {
      CollaborationIdentifier: String(outputs.CollaborationIdentifier),
      MembershipIdentifier: resources.find(({ type }) => type === 'AWS::CleanRooms::Membership')!.physicalId!,
    };
    expect(await rehearsal.deploy(directory, { parameters })).toMatchObject({ succeeded: true });
    expect(emulator.inferenceJobs.at(-1)).toMatchObject({ accountId: '111122223333', request: { trainedModelArn } });
    // Old versions are not kept.
    for (const learningRate of ['0.20', '0.30', '0.40']) {
      await deploy({ learningRate }, {}, { Retraining: { Strategy: 'FROM_SCRATCH' }, VersionRetention: { KeepLast: 1 } });
    }
    await rehearsal.destroy();

    const [called] = readFileSync(join(__dirname, '..', 'docs', 'operations.md'), 'utf8').split('These are not called');
    const documented = [...called.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell]) => cell.split(', ').map((name) => name.replaceAll('`', '')));
    expect([...new Set(emulator.calls.map(({ operation }) => operation))].sort()).toEqual(documented.sort());
  });
});
