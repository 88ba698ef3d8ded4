/**
 * What the handlers may do for each construct: on the ARNs that it is about, and on all resources only where the
 * service supports no resource for an action.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_cleanroomsml.html
 */
import { Stack, Token, type aws_kms as kms } from 'aws-cdk-lib';
import type { IMembershipRef } from 'aws-cdk-lib/aws-cleanrooms';
import { SERVICE_PRINCIPAL } from './protocol/api-model';
import { SAGEMAKER_PRINCIPAL } from './protocol/sagemaker-create-algorithm';

export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: unknown } };
}

/**
 * CloudFormation changes a policy, and changes it back in a rollback, before it deletes what an update no longer wants.
 * So what a deletion needs must not be part of a policy that other constructs change.
 */
export interface Permissions {
  /** What only a Create operation needs. It joins what other constructs need. */
  readonly toCreate: readonly Permission[];
  /** All else, in policies of their own: by ID, which says all about what is in them. They come and go as a whole. */
  readonly toManage: { readonly [id: string]: readonly Permission[] };
  /** The key that a Create operation names. */
  readonly encryptionKey?: kms.IKey;
}

const ALL = ['*'];

/** What other members have is looked at before something is paid for. */
function toLookInto(stack: Stack, operations: readonly string[]): Permission[] {
  return operations.length === 0 ? [] : [
    { actions: mlActions(...operations), resources: ALL },
    // A collaboration belongs to the account that created it, which need not be this one.
    { actions: ['cleanrooms:PassCollaboration'], resources: [collaborationArn(stack)] },
  ];
}

function collaborationArn(stack: Stack): string {
  return stack.formatArn({ service: 'cleanrooms', account: '*', resource: 'collaboration', resourceName: '*' });
}

export function permissionsForAlgorithm(stack: Stack, needs: { roleArn: string; encryptionKey?: kms.IKey }): Permissions {
  return {
    toCreate: [{
      actions: ['iam:PassRole'],
      resources: [needs.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': SERVICE_PRINCIPAL } },
    }],
    encryptionKey: needs.encryptionKey,
    toManage: {
      Algorithms: [
        {
          actions: mlActions('CreateConfiguredModelAlgorithm', 'ListConfiguredModelAlgorithms'),
          resources: ALL,
        },
        {
          actions: mlActions('GetConfiguredModelAlgorithm', 'DeleteConfiguredModelAlgorithm', 'TagResource', 'UntagResource'),
          resources: [mlArn(stack, 'configured-model-algorithm/*')],
        },
      ],
    },
  };
}

export function permissionsForAssociation(stack: Stack, needs: { membership: IMembershipRef; algorithmArn: string }): Permissions {
  const { membershipIdentifier, membershipArn } = needs.membership.membershipRef;
  return {
    toCreate: [{
      actions: mlActions('CreateConfiguredModelAlgorithmAssociation'),
      resources: [concrete(needs.algorithmArn) ?? mlArn(stack, 'configured-model-algorithm/*')],
    }],
    toManage: {
      Associations: [
        {
          actions: mlActions('ListConfiguredModelAlgorithmAssociations'),
          resources: ALL,
        },
        {
          actions: ['cleanrooms:GetCollaboration', 'cleanrooms:ListMembers'],
          // A collaboration belongs to the account that created it, which need not be this one.
          resources: [collaborationArn(stack)],
        },
      ],
      [`AssociationsIn${nameOf(needs.membership)}`]: [
        {
          actions: mlActions('GetConfiguredModelAlgorithmAssociation', 'DeleteConfiguredModelAlgorithmAssociation', 'TagResource', 'UntagResource'),
          resources: [mlArn(stack, `membership/${membershipIdentifier}/configured-model-algorithm-association/*`)],
        },
        {
          actions: ['cleanrooms:GetMembership', 'cleanrooms:PassMembership'],
          resources: [membershipArn],
        },
      ],
    },
  };
}

export function permissionsForTrainedModel(
  stack: Stack,
  needs: {
    membership: IMembershipRef;
    associationArn: string;
    channelArns: readonly string[];
    /** What it reads in the collaboration of what other members have. */
    lookIntoCollaboration: readonly string[];
    encryptionKey?: kms.IKey;
  },
): Permissions {
  const { membershipIdentifier, membershipArn } = needs.membership.membershipRef;
  return {
    toCreate: [
      {
        actions: mlActions('CreateTrainedModel'),
        resources: [concrete(needs.associationArn) ?? anyAssociationArn(stack)],
      },
      {
        actions: mlActions('GetMLInputChannel'),
        resources: needs.channelArns.map((arn) => concrete(arn) ?? anyChannelArn(stack, membershipIdentifier)),
      },
      ...toLookInto(stack, needs.lookIntoCollaboration),
    ],
    encryptionKey: needs.encryptionKey,
    toManage: {
      TrainedModels: [
        {
          actions: mlActions('ListTrainedModels', 'ListTrainedModelVersions', 'ListTagsForResource'),
          resources: ALL,
        },
      ],
      [`TrainedModelsIn${nameOf(needs.membership)}`]: [
        {
          actions: mlActions('GetTrainedModel', 'CancelTrainedModel', 'DeleteTrainedModelOutput', 'TagResource', 'UntagResource'),
          resources: [mlArn(stack, `membership/${membershipIdentifier}/trained-model/*`)],
        },
        {
          actions: ['cleanrooms:PassMembership'],
          resources: [membershipArn],
        },
      ],
    },
  };
}

export function permissionsForMlInputChannel(
  stack: Stack, needs: { membership: IMembershipRef; associationArn: string; roleArn: string; encryptionKey?: kms.IKey },
): Permissions {
  const { membershipIdentifier, membershipArn } = needs.membership.membershipRef;
  return {
    toCreate: [
      {
        actions: mlActions('CreateMLInputChannel'),
        resources: [concrete(needs.associationArn) ?? anyAssociationArn(stack)],
      },
      {
        actions: ['iam:PassRole'],
        resources: [needs.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': SERVICE_PRINCIPAL } },
      },
    ],
    encryptionKey: needs.encryptionKey,
    toManage: {
      MlInputChannels: [
        {
          actions: mlActions('ListMLInputChannels'),
          resources: ALL,
        },
      ],
      [`MlInputChannelsIn${nameOf(needs.membership)}`]: [
        {
          actions: mlActions('GetMLInputChannel', 'DeleteMLInputChannelData', 'TagResource', 'UntagResource'),
          resources: [mlArn(stack, `membership/${membershipIdentifier}/ml-input-channel/*`)],
        },
        {
          actions: ['cleanrooms:PassMembership'],
          resources: [membershipArn],
        },
      ],
    },
  };
}

export function permissionsForMlConfiguration(needs: { membership: IMembershipRef; roleArn: string }): Permissions {
  return {
    toCreate: [{
      actions: ['iam:PassRole'],
      resources: [needs.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': SERVICE_PRINCIPAL } },
    }],
    toManage: {
      MlConfigurations: [
        {
          actions: mlActions('PutMLConfiguration', 'GetMLConfiguration', 'DeleteMLConfiguration'),
          resources: ALL,
        },
      ],
      [`MlConfigurationIn${nameOf(needs.membership)}`]: [
        {
          actions: ['cleanrooms:PassMembership'],
          resources: [needs.membership.membershipRef.membershipArn],
        },
      ],
    },
  };
}

export function permissionsForInference(
  stack: Stack,
  needs: {
    membership: IMembershipRef;
    trainedModelArn: string;
    associationArn?: string;
    mlInputChannelArn: string;
    lookIntoCollaboration: readonly string[];
    encryptionKey?: kms.IKey;
  },
): Permissions {
  const { membershipIdentifier, membershipArn } = needs.membership.membershipRef;
  const { trainedModelArn, associationArn = '', lookIntoCollaboration } = needs;
  const channelArn = concrete(needs.mlInputChannelArn) ?? anyChannelArn(stack, membershipIdentifier);
  return {
    toCreate: [
      {
        actions: mlActions('StartTrainedModelInferenceJob'),
        resources: [
          concrete(trainedModelArn) ?? mlArn(stack, `membership/${membershipIdentifier}/trained-model/*`),
          // The service also asks for the association of the model, where the request names none.
          (associationArn && concrete(associationArn)) || anyAssociationArn(stack),
          channelArn,
        ],
      },
      {
        actions: mlActions('GetMLInputChannel'),
        resources: [channelArn],
      },
      ...toLookInto(stack, lookIntoCollaboration),
    ],
    encryptionKey: needs.encryptionKey,
    toManage: {
      InferenceJobs: [
        {
          actions: mlActions('ListTrainedModelInferenceJobs', 'ListTrainedModelVersions', 'ListTagsForResource'),
          resources: ALL,
        },
      ],
      [`InferenceJobsIn${nameOf(needs.membership)}`]: [
        {
          actions: mlActions('GetTrainedModelInferenceJob', 'CancelTrainedModelInferenceJob', 'TagResource', 'UntagResource'),
          resources: [mlArn(stack, `membership/${membershipIdentifier}/trained-model-inference-job/*`)],
        },
        {
          actions: ['cleanrooms:PassMembership'],
          resources: [membershipArn],
        },
      ],
    },
  };
}

export function permissionsForExport(
  stack: Stack, needs: { membership: IMembershipRef; trainedModelArn: string; lookIntoCollaboration: readonly string[] },
): Permissions {
  const { membershipIdentifier, membershipArn } = needs.membership.membershipRef;
  return {
    toCreate: [
      {
        actions: mlActions('StartTrainedModelExportJob'),
        resources: [concrete(needs.trainedModelArn) ?? mlArn(stack, `membership/${membershipIdentifier}/trained-model/*`)],
      },
      ...toLookInto(stack, needs.lookIntoCollaboration),
    ],
    toManage: {
      Exports: [
        {
          actions: mlActions('ListCollaborationTrainedModelExportJobs', 'ListTrainedModelVersions'),
          resources: ALL,
        },
        {
          actions: ['cleanrooms:PassCollaboration'],
          // A collaboration belongs to the account that created it, which need not be this one.
          resources: [collaborationArn(stack)],
        },
      ],
      [`ExportsIn${nameOf(needs.membership)}`]: [
        {
          actions: ['cleanrooms:PassMembership'],
          resources: [membershipArn],
        },
      ],
    },
  };
}

/** @param needs.roleArn the role of the validation, if there is one */
export function permissionsForSageMakerAlgorithm(stack: Stack, needs: { roleArn?: string }): Permissions {
  return {
    toCreate: needs.roleArn === undefined ? [] : [{
      actions: ['iam:PassRole'],
      resources: [needs.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': SAGEMAKER_PRINCIPAL } },
    }],
    toManage: {
      SageMakerAlgorithms: [
        {
          actions: ['sagemaker:ListAlgorithms'],
          resources: ALL,
        },
        {
          actions: ['CreateAlgorithm', 'DescribeAlgorithm', 'DeleteAlgorithm', 'AddTags', 'ListTags', 'DeleteTags'].map((name) => `sagemaker:${name}`),
          resources: [stack.formatArn({ service: 'sagemaker', resource: 'algorithm', resourceName: '*' })],
        },
      ],
    },
  };
}

function anyChannelArn(stack: Stack, membershipIdentifier: string): string {
  return mlArn(stack, `membership/${membershipIdentifier}/ml-input-channel/*`);
}

/** The association that a model is trained from can be another member's. */
export function anyAssociationArn(stack: Stack): string {
  return mlArn(stack, 'membership/*/configured-model-algorithm-association/*', '*');
}

export function mlArn(stack: Stack, resource: string, account?: string): string {
  const [type, ...name] = resource.split('/');
  return stack.formatArn({ service: 'cleanrooms-ml', account, resource: type, resourceName: name.join('/') });
}

export function mlActions(...operations: string[]): string[] {
  return operations.map((operation) => `cleanrooms-ml:${operation}`);
}

/**
 * The ARN, when it is known. One that another resource of the template provides would make the permissions depend on
 * the very resource that depends on them.
 */
function concrete(arn: string): string | undefined {
  return Token.isUnresolved(arn) ? undefined : arn;
}

/** Something that tells one membership from another when the app is synthesized. */
function nameOf(membership: IMembershipRef): string {
  return concrete(membership.membershipRef.membershipIdentifier) ?? membership.node.addr;
}
