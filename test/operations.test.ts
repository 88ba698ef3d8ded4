/** Which operations are called, and with which members of their requests: what docs/operations.md says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, CfnResource, Stack, Tags } from 'aws-cdk-lib';
import { everything, synthesize } from './every-property';
import { membersIn } from './shape-members';
import { OPERATIONS, operationOf, type Method } from '../emulator/operations';
import { collaboration, type Change } from '../examples/collaboration/collaboration';
import { Rehearsal } from '../rehearsal/index';
import { InferenceInstanceType, Membership, MlInputChannel, TrainedModel, TrainedModelInference, type TrainedModelAttributes } from '../src';

const PAGE = readFileSync(join(__dirname, '..', 'docs', 'operations.md'), 'utf8');

interface Coverage {
  readonly method: Method;
  /** The members of its request that are never sent. */
  readonly omitted: readonly string[];
}

const whole = (method: Method): Coverage => ({ method, omitted: [] });

/** The operations that incremental and distributed training came with, or changed. */
const OF_VERSIONS: readonly Coverage[] = [
  whole('cancelTrainedModel'),
  whole('createConfiguredModelAlgorithmAssociation'),
  whole('createTrainedModel'),
  whole('deleteTrainedModelOutput'),
  whole('getCollaborationConfiguredModelAlgorithmAssociation'),
  whole('getCollaborationTrainedModel'),
  whole('getConfiguredModelAlgorithmAssociation'),
  whole('getTrainedModel'),
  whole('getTrainedModelInferenceJob'),
  { method: 'listCollaborationTrainedModelExportJobs', omitted: ['trainedModelVersionIdentifier'] },
  { method: 'listCollaborationTrainedModelInferenceJobs', omitted: ['trainedModelVersionIdentifier'] },
  whole('listCollaborationTrainedModels'),
  { method: 'listTrainedModelInferenceJobs', omitted: ['trainedModelArn', 'trainedModelVersionIdentifier'] },
  { method: 'listTrainedModelVersions', omitted: ['status'] },
  whole('listTrainedModels'),
  whole('startTrainedModelExportJob'),
  whole('startTrainedModelInferenceJob'),
];

/** A third app: the provider infers with a version of the bank's model, of which it knows no more than its identifiers. */
function scoringOfProvider(version: TrainedModelAttributes): App {
  const app = new App();
  const stack = new Stack(app, 'Scoring', { env: { account: '111122223333', region: 'us-east-1' } });
  const parameter = (name: string) => new CfnParameter(stack, name).valueAsString;
  const membershipIdentifier = parameter('MembershipIdentifier');
  new TrainedModelInference(stack, 'Scores', {
    trainedModel: TrainedModel.fromTrainedModelAttributes(stack, 'Model', version),
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

/** The collaboration of the example, through changes, jobs that do not end, an app of the provider and a deletion. */
async function lifeOfCollaboration(): Promise<Rehearsal> {
  const rehearsal = new Rehearsal({ behavior: { listTrainedModels: 'all', jobDefaultVersion: 'base', largestPage: 1 } });
  const { emulator } = rehearsal;
  const deployBoth = async (change: Change, tags: Readonly<Record<string, string>>, model: Readonly<Record<string, unknown>> = {}) => {
    const app = collaboration(change);
    const resource = app.node.findChild('Trainer').node.findChild('Model').node.findAll().find(CfnResource.isCfnResource)!;
    Object.entries(model).forEach(([property, value]) => resource.addPropertyOverride(property, value));
    Object.entries(tags).forEach(([key, value]) => Tags.of(app).add(key, value));
    const { directory } = app.synth();
    await rehearsal.deploy(directory, { stacks: ['Provider'] });
    await rehearsal.deploy(directory, { stacks: ['Trainer'], parameters: rehearsal.describe('Provider').outputs as Record<string, string> });
  };
  await deployBoth({}, { team: 'fraud' });
  await deployBoth({}, { cost: 'shared' });
  // An inference job that a rollback does not want is cancelled, and so is a training that does not end.
  emulator.nextInferenceJobs.hang();
  await deployBoth({ learningRate: '0.05' }, {});
  emulator.nextTrainings.hang();
  await deployBoth({ learningRate: '0.01' }, {});
  // The provider scores with versions of the bank's that are not the latest: the base version, and one that has an identifier.
  const [{ trainedModelArn }, { versionIdentifier }] = emulator.trainings;
  const { outputs, resources } = rehearsal.describe('Provider');
  const parameters = {
    CollaborationIdentifier: String(outputs.CollaborationIdentifier),
    MembershipIdentifier: resources.find(({ type }) => type === 'AWS::CleanRooms::Membership')!.physicalId!,
  };
  for (const version of [{ trainedModelArn }, { trainedModelArn, versionIdentifier }]) {
    expect(await rehearsal.deploy(scoringOfProvider(version).synth().directory, { parameters })).toMatchObject({ succeeded: true });
    expect(emulator.inferenceJobs.at(-1)).toMatchObject({ accountId: '111122223333', request: { trainedModelArn } });
  }
  // Old versions are not kept.
  for (const learningRate of ['0.20', '0.30', '0.40']) {
    await deployBoth({ learningRate }, {}, { Retraining: { Strategy: 'FROM_SCRATCH' }, VersionRetention: { KeepLast: 1 } });
  }
  await rehearsal.destroy();
  return rehearsal;
}

async function lifeOfEverything(): Promise<Rehearsal> {
  const rehearsal = new Rehearsal();
  expect(await rehearsal.deploy(synthesize(everything))).toMatchObject({ succeeded: true });
  return rehearsal;
}

let calls: Rehearsal['emulator']['calls'];
let ofCollaboration: Rehearsal['emulator']['calls'];

beforeAll(async () => {
  ofCollaboration = (await lifeOfCollaboration()).emulator.calls;
  calls = [...ofCollaboration, ...(await lifeOfEverything()).emulator.calls];
});

test('the example of a collaboration calls every operation of the page, and no other', () => {
  const [called] = PAGE.split('These are not called');
  const documented = [...called.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell]) => cell.split(', ').map((name) => name.replaceAll('`', '')));

  expect([...new Set(ofCollaboration.map(({ operation }) => operation))].sort()).toEqual(documented.sort());
});

test.each(OF_VERSIONS)('$method is called with every member that it has, but for $omitted', ({ method, omitted }) => {
  const shape = OPERATIONS[method].request;
  const sent = new Set(calls.filter(({ operation }) => operation === operationOf(method)).flatMap(({ request }) => membersIn(shape, request)));

  expect(Object.keys(shape.members).filter((member) => !sent.has(member))).toEqual(omitted);
});

test('the page lists the members that are not sent', () => {
  const [, rows] = PAGE.split('| Member | Why |');
  const listed = [...rows.matchAll(/^\| `(\w+)` of (.+?) \|/gm)].flatMap(([, member, operations]) => (
    [...operations.matchAll(/`(\w+)`/g)].map(([, operation]) => `${operation}.${member}`)));

  expect(listed.sort()).toEqual(OF_VERSIONS.flatMap(({ method, omitted }) => omitted.map((member) => `${operationOf(method)}.${member}`)).sort());
});
