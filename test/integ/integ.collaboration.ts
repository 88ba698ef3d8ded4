/**
 * The service keeps an association and its privacy policy, and an ML configuration, as they are declared. The account is the only
 * member of the collaboration, so no second account is needed. Nothing is queried or trained.
 *
 * docs/integration-tests.md says what the deployment creates.
 */
import { join } from 'node:path';
import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnCollaboration, CfnMembership } from 'aws-cdk-lib/aws-cleanrooms';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import {
  ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataSize, InferenceContainer, MlConfiguration, NoiseLevel, PrivacyPolicy,
  TrainingContainer,
} from 'cdk-cleanrooms-ml';

const CONTAINER = join(__dirname, 'container');

const app = new App();
const stack = new Stack(app, 'cdk-cleanrooms-ml-collaboration');

const collaboration = new CfnCollaboration(stack, 'Collaboration', {
  name: 'cdk-cleanrooms-ml-integ',
  description: 'An integration test of cdk-cleanrooms-ml',
  analyticsEngine: 'SPARK',
  queryLogStatus: 'DISABLED',
  creatorDisplayName: 'Only member',
  creatorMemberAbilities: ['CAN_QUERY'],
  creatorMlMemberAbilities: { customMlMemberAbilities: ['CAN_RECEIVE_MODEL_OUTPUT', 'CAN_RECEIVE_INFERENCE_OUTPUT'] },
  creatorPaymentConfiguration: {
    queryCompute: { isResponsible: true },
    machineLearning: { modelTraining: { isResponsible: true }, modelInference: { isResponsible: true } },
  },
  members: [],
});
const membership = new CfnMembership(stack, 'Membership', {
  collaborationIdentifier: collaboration.attrCollaborationIdentifier,
  queryLogStatus: 'DISABLED',
  paymentConfiguration: {
    queryCompute: { isResponsible: true },
    machineLearning: { modelTraining: { isResponsible: true }, modelInference: { isResponsible: true } },
  },
});

const algorithm = new ConfiguredModelAlgorithm(stack, 'Algorithm', {
  training: TrainingContainer.fromAsset(CONTAINER, { metrics: [{ name: 'auc', regex: 'auc=([0-9.]+)' }] }),
  inference: InferenceContainer.fromAsset(CONTAINER),
});
const association = new ConfiguredModelAlgorithmAssociation(stack, 'Association', {
  membership,
  algorithm,
  privacyPolicy: PrivacyPolicy.builder()
    .trainedModelMetrics(NoiseLevel.HIGH)
    .maxArtifactSize(DataSize.gigabytes(1))
    .build(),
});
const bucket = new Bucket(stack, 'Received', {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true, removalPolicy: RemovalPolicy.DESTROY,
});
const configuration = new MlConfiguration(stack, 'MlConfiguration', { membership, bucket, prefix: 'received' });

const test = new IntegTest(app, 'Collaboration', { testCases: [stack] });

test.assertions
  .awsApiCall('CleanRoomsML', 'getConfiguredModelAlgorithmAssociation', {
    configuredModelAlgorithmAssociationArn: association.configuredModelAlgorithmAssociationArn,
    membershipIdentifier: membership.attrMembershipIdentifier,
  })
  .expect(ExpectedResult.objectLike({
    configuredModelAlgorithmArn: algorithm.configuredModelAlgorithmArn,
    membershipIdentifier: membership.attrMembershipIdentifier,
    privacyConfiguration: {
      policies: {
        trainedModels: {
          containerMetrics: { noiseLevel: 'HIGH' },
          maxArtifactSize: { unit: 'GB', value: 1 },
        },
      },
    },
  }));

test.assertions
  .awsApiCall('CleanRoomsML', 'getMLConfiguration', { membershipIdentifier: membership.attrMembershipIdentifier })
  .expect(ExpectedResult.objectLike({
    membershipIdentifier: membership.attrMembershipIdentifier,
    defaultOutputLocation: { destination: { s3Destination: { s3Uri: configuration.outputS3Uri } } },
  }));

test.assertions
  .awsApiCall('CleanRoomsML', 'getConfiguredModelAlgorithm', { configuredModelAlgorithmArn: algorithm.configuredModelAlgorithmArn })
  .expect(ExpectedResult.objectLike({
    trainingContainerConfig: {
      imageUri: Match.stringLikeRegexp('^[0-9]{12}\\.dkr\\.ecr\\.'),
      metricDefinitions: [{ name: 'auc', regex: 'auc=([0-9.]+)' }],
    },
  }));

app.synth();
