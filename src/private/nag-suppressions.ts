/**
 * Explanations of the rules of cdk-nag that the provider breaks, in the metadata that cdk-nag reads. Whoever uses the
 * package has nothing to suppress, and finds the reason in the template.
 *
 * @see https://github.com/cdklabs/cdk-nag#suppressing-a-rule
 */
import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

interface Suppression {
  readonly id: string;
  readonly reason: string;
  /** The findings of a rule that has several for one resource. @default - all */
  readonly applies_to?: readonly (string | { readonly regex: string })[];
}

const METADATA = 'cdk_nag';

const ALL_RESOURCES: Suppression = {
  id: 'AwsSolutions-IAM5',
  applies_to: ['Resource::*'],
  reason: 'IAM has no resource for operations that list, for CreateConfiguredModelAlgorithm, for ListTagsForResource and for ML configurations.',
};
const IDS_OF_THE_SERVICE: Suppression = {
  id: 'AwsSolutions-IAM5',
  applies_to: [{ regex: '/^Resource::arn:.+:cleanrooms-ml:.+\\/\\*$/' }],
  reason: 'Clean Rooms ML generates the IDs of what is created.',
};
const NAMES_OF_ALGORITHMS: Suppression = {
  id: 'AwsSolutions-IAM5',
  applies_to: [{ regex: '/^Resource::arn:.+:sagemaker:.+:algorithm\\/\\*$/' }],
  reason: 'The name of an algorithm depends on its content.',
};
const COLLABORATIONS: Suppression = {
  id: 'AwsSolutions-IAM5',
  applies_to: [{ regex: '/^Resource::arn:.+:cleanrooms:.+:collaboration\\/\\*$/' }],
  reason: 'The ID of a membership does not tell the collaboration, nor the account that created it.',
};
const OPERATIONS_OF_A_KEY: Suppression = {
  id: 'AwsSolutions-IAM5',
  applies_to: ['Action::kms:GenerateDataKey*', 'Action::kms:ReEncrypt*'],
  reason: 'AWS KMS has variants of these operations. The key is named.',
};
const LOGS_AND_METRICS: Suppression = {
  id: 'AwsSolutions-IAM5',
  applies_to: ['Resource::*', { regex: '/^Resource::arn:.+:logs:.+:log-group:\\/aws\\/cleanroomsml\\/\\*$/' }],
  reason: 'Clean Rooms ML names the log groups. IAM has no resource for metrics: their namespace is named.',
};
const OBJECTS: Suppression = {
  id: 'AwsSolutions-IAM5',
  applies_to: [{ regex: '/^Resource::.+\\/\\*$/' }],
  reason: 'Clean Rooms ML names the objects. The bucket and the prefix are named.',
};
const QUERIES: Suppression = {
  id: 'AwsSolutions-IAM5',
  applies_to: ['Resource::*'],
  reason: 'A query is started in a collaboration, whose ID and whose members\' analysis templates the stack does not know.',
};
const VALIDATIONS: Suppression = {
  id: 'AwsSolutions-IAM5',
  applies_to: [
    'Resource::*', { regex: '/^Resource::arn:.+:logs:.+:log-group:\\/aws\\/sagemaker\\/.+\\*$/' }, { regex: '/^Resource::.+\\/.*\\*$/' },
  ],
  reason: 'SageMaker names the log groups and the objects of its jobs. IAM has no resource for metrics, whose namespace is named, nor for a token of Amazon ECR.',
};
const TRACES: Suppression = {
  id: 'AwsSolutions-IAM5',
  applies_to: ['Resource::*'],
  reason: 'IAM has no resource for sending trace data to AWS X-Ray.',
};

export const SUPPRESSIONS = {
  /** Of the policies with permissions that only settings need. */
  settings: [TRACES, OPERATIONS_OF_A_KEY],
  vpcAccess: [{
    id: 'AwsSolutions-IAM4',
    applies_to: ['Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'],
    reason: 'AWS Lambda documents this policy for functions in a VPC. Its operations have no resources.',
  }],
  mlInputChannel: [QUERIES],
  sageMakerValidation: [VALIDATIONS],
  mlConfiguration: [LOGS_AND_METRICS, OBJECTS, OPERATIONS_OF_A_KEY],
  ledger: [{
    id: 'AwsSolutions-DDB3',
    reason: 'The service is the source of truth, and a ledger that is restored is out of date. ProviderSettings can set ledgerPointInTimeRecovery.',
  }],
  stateMachine: [
    { id: 'AwsSolutions-SF1', reason: 'Step Functions keeps the history of an execution for 90 days, and the function logs every decision.' },
    { id: 'AwsSolutions-SF2', reason: 'An execution calls one function. ProviderSettings can set tracing for both.' },
  ],
} satisfies { readonly [what: string]: readonly Suppression[] };

/** Adds explanations to a resource, beside those that it has. A role that is made outside the app has none. */
export function explain(construct: IConstruct, suppressions: readonly Suppression[]): void {
  const resource = construct.node.defaultChild ?? construct;
  if (!CfnResource.isCfnResource(resource)) {
    return;
  }
  const existing = (resource.getMetadata(METADATA)?.rules_to_suppress ?? []) as readonly Suppression[];
  const added = suppressions.filter((each) => !existing.includes(each));
  if (added.length > 0) {
    resource.addMetadata(METADATA, { rules_to_suppress: [...existing, ...added] });
  }
}

/** Adds the explanations of the wildcards that permissions of the handlers have. */
export function explainPermissions(policy: IConstruct, actions: readonly string[], resources: readonly string[]): void {
  const has = (service: string) => resources.some((resource) => resource.includes(`:${service}:`) && resource.endsWith('/*'));
  explain(policy, [
    ...(resources.includes('*') ? [ALL_RESOURCES] : []),
    ...(has('cleanrooms-ml') ? [IDS_OF_THE_SERVICE] : []),
    ...(has('cleanrooms') ? [COLLABORATIONS] : []),
    ...(has('sagemaker') ? [NAMES_OF_ALGORITHMS] : []),
    ...(actions.some((action) => action.startsWith('kms:') && action.endsWith('*')) ? [OPERATIONS_OF_A_KEY] : []),
  ]);
}
