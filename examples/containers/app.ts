/**
 * The app of a model provider: the sample container is validated in Amazon SageMaker before anybody in the collaboration can
 * train with it. docs/containers.md explains it.
 */
import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import {
  AlgorithmSpecification, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataSize, InferenceContainer, InferenceInstanceType,
  Membership, NoiseLevel, PrivacyPolicy, S3Data, SageMakerAlgorithm, SplitType, TrainingContainer, TrainingInstanceType, ValidationData,
} from 'cdk-cleanrooms-ml';

const CONTAINER = join(__dirname, 'logistic-regression');
const SAMPLE_DATA = join(__dirname, 'sample-data');

const app = new App();
const stack = new Stack(app, 'Provider', { env: { account: '111122223333', region: 'us-east-1' } });

const specification = AlgorithmSpecification.fromJson(join(CONTAINER, 'algorithm.json'));
const training = TrainingContainer.fromAsset(CONTAINER, { metrics: specification.metrics });
const inference = InferenceContainer.fromAsset(CONTAINER);

const outputs = new Bucket(stack, 'Outputs', { blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true, removalPolicy: RemovalPolicy.RETAIN });
const validated = new SageMakerAlgorithm(stack, 'Validated', {
  specification,
  training,
  inference: { containers: [{ image: inference }] },
  validation: {
    training: {
      channels: [{
        name: 'train',
        contentType: 'text/csv',
        data: ValidationData.fromS3(S3Data.fromAsset(new Asset(stack, 'Rows', { path: join(SAMPLE_DATA, 'rows.csv') }))),
      }],
      hyperparameters: { epochs: '5' },
      resources: { instanceType: TrainingInstanceType.of('ml.m5.2xlarge'), volumeSizeGb: 10 },
      output: { bucket: outputs, prefix: 'validation' },
      maxRuntime: Duration.minutes(20),
    },
    transform: {
      data: S3Data.fromAsset(new Asset(stack, 'Records', { path: join(SAMPLE_DATA, 'records.csv') })),
      contentType: 'text/csv',
      split: SplitType.LINE,
      resources: { instanceType: InferenceInstanceType.of('ml.m5.2xlarge') },
      output: { bucket: outputs, prefix: 'scores' },
    },
  },
});

const association = new ConfiguredModelAlgorithmAssociation(stack, 'Association', {
  membership: Membership.fromMembershipId(stack, 'Membership', '0f1d8b5e-3a52-4a8e-9c3b-5f6d7e8a9b01'),
  algorithm: new ConfiguredModelAlgorithm(stack, 'Algorithm', { training, inference, specification }),
  privacyPolicy: PrivacyPolicy.builder()
    .trainedModelMetrics(NoiseLevel.HIGH)
    .maxArtifactSize(DataSize.gigabytes(2))
    .maxInferenceOutputSize(DataSize.gigabytes(5))
    .toPolicy(),
});
// Nobody in the collaboration can train what has not been validated.
association.node.addDependency(validated);

app.synth();
