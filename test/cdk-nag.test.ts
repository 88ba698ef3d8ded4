/**
 * Nobody who uses the constructs has to suppress a rule of AWS Solutions: each rule that they break has its reason in the
 * metadata of the resource.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Aspects, CfnResource, RemovalPolicy, Stack, type IAspect, aws_ec2 as ec2, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, NIST80053R4Checks, NIST80053R5Checks } from 'cdk-nag';
import { InferenceContainer, ProviderSettings, TrainingContainer, type ProviderSettingsProps } from '../src';
import {
  ASSOCIATION_ARN, CHANNEL_ARN, ENVIRONMENT, MEMBERSHIP_ID, newAlgorithm, newAssociation, newExport, newInference, newInputChannel,
  newMlConfiguration, newModel, newSageMakerAlgorithm, validationTraining,
} from './collaboration';
import { collaboration } from '../examples/collaboration/collaboration';
import { IsolatedStack } from '../examples/isolated-vpc/isolated-stack';
import { twoParties } from '../examples/two-parties/two-parties';

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
  newInference(stack);
  newExport(stack);
  newInputChannel(stack, { encryptionKey: new kms.Key(stack, 'DataKey', { enableKeyRotation: true }) });
  const encryptionKey = new kms.Key(stack, 'OutputsKey', { enableKeyRotation: true });
  newMlConfiguration(stack, { bucket: s3.Bucket.fromBucketName(stack, 'Outputs', 'outputs'), prefix: 'models', encryptionKey });
  const volumeEncryptionKey = new kms.Key(stack, 'VolumeKey', { enableKeyRotation: true });
  const { resources } = validationTraining(stack);
  newSageMakerAlgorithm(stack, {
    training: TrainingContainer.fromRegistry('444455556666.dkr.ecr.eu-west-1.amazonaws.com/models/train:v1'),
    validation: { training: validationTraining(stack, { resources: { ...resources, volumeEncryptionKey } }) },
  });
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

describe('NIST 800-53', () => {
  const EXAMPLES: Readonly<Record<string, () => readonly Stack[]>> = {
    'two-parties': () => twoParties().node.children.filter(Stack.isStack),
    'collaboration': () => collaboration().node.children.filter(Stack.isStack),
    'isolated-vpc': () => [new IsolatedStack(new App(), 'Isolated', {
      env: ENVIRONMENT, membershipId: MEMBERSHIP_ID, associationArn: ASSOCIATION_ARN, mlInputChannelArn: CHANNEL_ARN,
    })],
  };

  /** What a setting ends. */
  const ENDED_BY: Readonly<Record<string, keyof ProviderSettingsProps>> = {
    LambdaInsideVPC: 'vpc',
    LambdaConcurrency: 'reservedConcurrentExecutions',
    CloudWatchLogGroupEncrypted: 'logEncryption',
    DynamoDBPITREnabled: 'ledgerPointInTimeRecovery',
  };
  /** What stays, and why. The README has the same list. */
  const STAYS: Readonly<Record<string, string>> = {
    DynamoDBInBackupPlan: 'A backup plan selects tables by tag or ARN, outside the stack. The service is the source of truth.',
    LambdaDLQ: 'Lambda invokes Accept again, and the state machine repeats a look. CloudFormation gives up on what nobody answers.',
    IAMNoInlinePolicy: 'Permissions come and go with the resources of the stack. CloudFormation does not share them with other roles.',
  };
  /** What a VPC itself has, and what cdk-nag cannot look at, since the address range of the VPC is a token. */
  const OF_THE_VPC = ['EC2RestrictedCommonPorts', 'EC2RestrictedSSH', 'EC23', 'VPCDefaultSecurityGroupClosed'];

  /** The rules that are broken, and by which constructs. */
  function broken(example: string, settings: (stack: Stack) => ProviderSettingsProps = () => ({})): { rule: string; path: string }[] {
    const stacks = EXAMPLES[example]();
    stacks.forEach((stack) => ProviderSettings.of(stack).set(settings(stack)));
    [new AwsSolutionsChecks(), new NIST80053R4Checks(), new NIST80053R5Checks()].forEach((pack) => Aspects.of(stacks[0].node.root).add(pack));
    return stacks.flatMap((stack) => {
      const annotations = Annotations.fromStack(stack);
      return [...annotations.findError('*', Match.anyValue()), ...annotations.findWarning('*', Match.anyValue())];
    }).flatMap(({ id, entry }) => {
      const rule = /^(?:CdkNagValidationFailure\[)?(?:AwsSolutions|NIST\.800\.53\.R[45])-(\w+)/.exec(String(entry.data))?.[1];
      return rule === undefined ? [] : [{ rule, path: id }];
    });
  }

  const rulesOf = (found: readonly { rule: string }[]) => [...new Set(found.map(({ rule }) => rule))].sort();

  test('the example of a collaboration breaks nothing more but what its bucket does', () => {
    const found = broken('collaboration');
    const ofTheBucket = found.filter(({ path }) => path.startsWith('/Trainer/Received/'));
    expect(rulesOf(found.filter((each) => !ofTheBucket.includes(each)))).toEqual([...Object.keys(ENDED_BY), ...Object.keys(STAYS)].sort());
    expect(rulesOf(ofTheBucket).every((rule) => rule.startsWith('S3'))).toBe(true);
  });

  test('what the first example breaks is ended by a setting, or stays for a reason', () => {
    expect(rulesOf(broken('two-parties'))).toEqual([...Object.keys(ENDED_BY), ...Object.keys(STAYS)].sort());
  });

  test('the settings end what they are said to end', () => {
    const settings = (stack: Stack) => ({ ...ALL_SETTINGS(stack), ledgerPointInTimeRecovery: true });
    expect(rulesOf(broken('two-parties', settings))).toEqual(Object.keys(STAYS).sort());
  });

  test('the example in a VPC breaks nothing more but what the VPC has', () => {
    const { LambdaInsideVPC: _, ...ended } = ENDED_BY;
    const found = broken('isolated-vpc');
    expect(rulesOf(found.filter(({ path }) => path.includes('/Vpc/')))).toEqual([...OF_THE_VPC, 'CloudWatchLogGroupEncrypted', 'IAMNoInlinePolicy'].sort());
    expect(rulesOf(found.filter(({ path }) => !path.includes('/Vpc/')))).toEqual([...Object.keys(ended), ...Object.keys(STAYS)].sort());
  });

  test('the README lists what stays', () => {
    const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
    [...Object.keys(STAYS), ...Object.entries(ENDED_BY).flat()].forEach((name) => expect(readme).toContain(`\`${name}\``));
  });
});
