/**
 * What the handlers call, and what their role allows: nothing but a deployment in earnest would tell that the one is not
 * in the other. Each kind of resource has a stack to itself, so that none lives on the rights of another.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Tags, aws_s3 as s3 } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import {
  ENVIRONMENT, MEMBERSHIP_ID, newAlgorithm, newAssociation, newExport, newInference, newInputChannel, newMlConfiguration, newModel,
  newSageMakerAlgorithm,
} from './collaboration';
import { Rehearsal } from '../rehearsal/index';
import { Completion, DataSize, PrivacyPolicy, Retraining, TrainingContainer } from '../src';

const directory = mkdtempSync(join(tmpdir(), 'handler-permissions-'));
afterAll(() => rmSync(directory, { recursive: true }));

interface Version {
  readonly tag: string;
  readonly description: string;
}

const KINDS: { readonly [kind: string]: (scope: Construct, version: Version) => void } = {
  'an algorithm': (scope, { description }) => newAlgorithm(scope, {
    training: TrainingContainer.fromRegistry('registry.example.com/train:v1', { arguments: [description] }),
  }),
  'an association': (scope, { description }) => newAssociation(scope, {
    privacyPolicy: PrivacyPolicy.builder().maxArtifactSize(DataSize.gigabytes(description.length)).build(),
  }),
  'a trained model': (scope, { description }) => newModel(scope, {
    revision: description,
    retraining: Retraining.incremental({ channelName: 'base' }),
    completion: completionOf({ tag: '', description }),
  }),
  'an inference': (scope, version) => newInference(scope, { revision: version.description, completion: completionOf(version) }),
  'an export': (scope, version) => newExport(scope, {
    revision: version.description, completion: completionOf(version), collaborationIdentifier: COLLABORATION_ID,
  }),
  'an ML input channel': (scope, { description }) => newInputChannel(scope, { revision: description }),
  'a SageMaker algorithm': (scope, { description }) => newSageMakerAlgorithm(scope, { revision: description }),
  'an ML configuration': (scope, { description }) => newMlConfiguration(scope, {
    bucket: s3.Bucket.fromBucketName(scope, 'Bucket', 'models'), prefix: description,
  }),
};

const COLLABORATION_ID = '22222222-3333-4444-5555-666666666666';
const completionOf = ({ description }: Version) => (description === 'unfinished' ? Completion.whenSubmitted() : Completion.whenActive());

/** Tagged, changed, changed again while a training runs: everything that a life can ask for. */
const LIFE: Version[] = [
  { tag: 'a', description: 'first' },
  { tag: 'b', description: 'first' },
  { tag: 'b', description: 'second' },
  { tag: 'b', description: 'unfinished' },
];

function stackOf(kind: string, version: Version, outdir: string): Stack {
  const stack = new Stack(new App({ outdir }), 'Stack', { env: ENVIRONMENT });
  KINDS[kind](stack, version);
  Tags.of(stack).add('tag', version.tag);
  Tags.of(stack).add(version.tag, 'value');
  return stack;
}

/** The actions that the role of the handlers allows on some resource. */
function allowedActions(template: Template): Set<string> {
  const policies = template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^cdkcleanroomsmlProviderRole') }] } });
  return new Set(Object.values(policies)
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[] }[])
    .flatMap(({ Action }) => Action));
}

describe.each(Object.keys(KINDS))('a stack with nothing but %s', (kind) => {
  test('lets its handlers do all that they do in the life of it', async () => {
    const rehearsal = new Rehearsal();
    rehearsal.emulator.registerMembership({
      membershipIdentifier: MEMBERSHIP_ID, collaborationIdentifier: COLLABORATION_ID, accountId: ENVIRONMENT.account,
    });
    let allowed = new Set<string>();
    for (const [i, version] of LIFE.entries()) {
      const stack = stackOf(kind, version, join(directory, kind, String(i)));
      allowed = allowedActions(Template.fromStack(stack));
      const assembly = (stack.node.root as App).synth().directory;
      expect(await rehearsal.deploy(assembly)).toMatchObject({ succeeded: true });
    }
    expect(await rehearsal.destroy()).toMatchObject({ succeeded: true });

    const called = new Set([
      ...rehearsal.emulator.calls.map(({ operation }) => `cleanrooms-ml:${operation}`),
      ...rehearsal.sageMaker.calls.map(({ operation }) => `sagemaker:${operation}`),
    ]);
    expect(called.size).toBeGreaterThan(2);
    expect([...called].filter((action) => !allowed.has(action))).toEqual([]);
    // The ledger, and the question whether the stack goes forward.
    expect([...allowed]).toEqual(expect.arrayContaining([
      'dynamodb:GetItem', 'dynamodb:PutItem', 'cloudformation:DescribeStacks', 'cloudformation:DescribeStackResource',
    ]));
  });
});
