/**
 * Nobody who uses the constructs has to suppress a rule of AWS Solutions: each rule that they break has its reason in the
 * metadata of the resource.
 */
import { App, Aspects, CfnResource, RemovalPolicy, Stack, type IAspect, aws_ec2 as ec2, aws_kms as kms } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { InferenceContainer, ProviderSettings, TrainingContainer, type ProviderSettingsProps } from '../src';
import { ENVIRONMENT, newAlgorithm, newAssociation, newModel } from './collaboration';

interface Explanation { readonly id: string; readonly reason: string; readonly applies_to?: unknown }

const ALL_SETTINGS = (stack: Stack): ProviderSettingsProps => {
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  return {
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'] }),
    securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    logEncryption: key,
    environmentEncryption: key,
    ledgerEncryption: key,
    tracing: true,
    reservedConcurrentExecutions: 5,
    ledgerRemovalPolicy: RemovalPolicy.RETAIN,
  };
};
const NO_SETTINGS = (): ProviderSettingsProps => ({});

interface Case {
  readonly settings: (stack: Stack) => ProviderSettingsProps;
  readonly env?: { readonly account?: string; readonly region?: string };
}

function played({ settings, env = ENVIRONMENT }: Case, aspect?: IAspect) {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env });
  ProviderSettings.of(stack).set(settings(stack));
  const algorithm = newAlgorithm(stack, {
    training: TrainingContainer.fromRegistry('444455556666.dkr.ecr.eu-west-1.amazonaws.com/models/train:v1'),
    inference: InferenceContainer.fromRegistry('444455556666.dkr.ecr.eu-west-1.amazonaws.com/models/infer:v1'),
  });
  newModel(stack, { association: newAssociation(stack, { algorithm }), encryptionKey: new kms.Key(stack, 'ModelKey', { enableKeyRotation: true }) });
  if (aspect !== undefined) {
    Aspects.of(app).add(aspect);
  }
  Aspects.of(app).add(new AwsSolutionsChecks());
  return stack;
}

function findings(each: Case, aspect?: IAspect): string[] {
  const annotations = Annotations.fromStack(played(each, aspect));
  const rule = Match.stringLikeRegexp('AwsSolutions-.*');
  return [...annotations.findError('*', rule), ...annotations.findWarning('*', rule)].map(({ id, entry }) => `${id} ${entry.data}`);
}

function explanationsIn(stack: Stack): Explanation[] {
  return stack.node.findAll().filter(CfnResource.isCfnResource).flatMap((resource) => resource.getMetadata('cdk_nag')?.rules_to_suppress ?? []);
}

/** Takes one explanation away, wherever it is. */
function without(gone: string): IAspect {
  return {
    visit: (construct) => {
      if (CfnResource.isCfnResource(construct)) {
        const rules: Explanation[] = construct.getMetadata('cdk_nag')?.rules_to_suppress ?? [];
        construct.addMetadata('cdk_nag', { rules_to_suppress: rules.filter((rule) => JSON.stringify(rule) !== gone) });
      }
    },
  };
}

test.each([
  ['without settings', { settings: NO_SETTINGS }],
  ['with all settings', { settings: ALL_SETTINGS }],
  ['in a stack without an environment', { settings: ALL_SETTINGS, env: {} }],
])('nothing is found %s, and nothing has to be suppressed', (_title, each) => {
  expect(findings(each)).toEqual([]);
});

const EXPLANATIONS = [...new Set(explanationsIn(played({ settings: ALL_SETTINGS })).map((each) => JSON.stringify(each)))];

test.each(EXPLANATIONS)('the explanation %s is needed', (explanation) => {
  const found = [ALL_SETTINGS, NO_SETTINGS].flatMap((settings) => findings({ settings }, without(explanation)));
  expect(found).not.toEqual([]);
});
