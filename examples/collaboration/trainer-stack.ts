import { CfnParameter, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnMembership } from 'aws-cdk-lib/aws-cleanrooms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { MemberTable } from './member-table';
import {
  ChannelCompute, ChannelQuery, Completion, ConfiguredModelAlgorithmAssociation, InferenceInstanceType, MlConfiguration, MlInputChannel, ResultFormat,
  Retraining, TrainedModel, TrainingChannel, TrainingInstanceType, WorkerType,
} from 'cdk-cleanrooms-ml';

export interface TrainerStackProps extends StackProps {
  /** The first day whose transactions are learned from. */
  readonly since: string;
  readonly learningRate: string;
}

/** The member that queries, trains, and gets models and scores: a bank, with its transactions. */
export class TrainerStack extends Stack {
  constructor(scope: Construct, id: string, props: TrainerStackProps) {
    super(scope, id, props);

    // The collaboration and the association are in another account, so what is known of them comes with the deployment.
    const parameter = (name: string) => new CfnParameter(this, name, { description: `Output "${name}" of the provider's stack` }).valueAsString;
    const association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(this, 'Association', {
      configuredModelAlgorithmAssociationArn: parameter('AssociationArn'),
      trainingDefinition: parameter('TrainingDefinition'),
    });
    const membership = new CfnMembership(this, 'Membership', {
      collaborationIdentifier: parameter('CollaborationIdentifier'),
      queryLogStatus: 'ENABLED',
      paymentConfiguration: {
        queryCompute: { isResponsible: true },
        machineLearning: { modelTraining: { isResponsible: true }, modelInference: { isResponsible: true } },
      },
    });
    const transactions = new MemberTable(this, 'Transactions', {
      membership,
      database: 'payments',
      table: 'transactions',
      columns: ['card_hash', 'amount', 'merchant_category', 'day'],
      readRoleName: 'clean-rooms-transactions',
      queryAccountId: this.account,
      allowedAnalysis: association.allowedAnalysis,
    });

    // Where models and scores arrive, and logs and metrics.
    const bucket = new Bucket(this, 'Received', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      serverAccessLogsPrefix: 'access/',
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const configuration = new MlConfiguration(this, 'MlConfiguration', { membership, bucket, prefix: 'fraud' });

    const channelOf = (name: string, sql: string) => {
      const channel = new MlInputChannel(this, name, {
        membership,
        association,
        query: ChannelQuery.sql(sql, { parameters: { since: props.since } }),
        compute: ChannelCompute.workers(WorkerType.CR_4_X, 8),
        resultFormat: ResultFormat.PARQUET,
        retention: Duration.days(30),
      });
      channel.node.addDependency(transactions);
      return channel;
    };
    const learned = channelOf('Learned', 'SELECT t.amount, t.merchant_category, k.is_fraud FROM transactions t '
      + 'JOIN known_cases k ON t.card_hash = k.card_hash WHERE t.day >= :since');
    const scored = channelOf('Scored', 'SELECT t.amount, t.merchant_category FROM transactions t '
      + 'JOIN known_cases k ON t.card_hash = k.card_hash WHERE t.day >= :since');

    const model = new TrainedModel(this, 'Model', {
      membership,
      association,
      channels: [TrainingChannel.fromMlInputChannel('train', learned)],
      resources: { instanceType: TrainingInstanceType.ML_M5_2XLARGE, volumeSizeGb: 50 },
      maxRuntime: Duration.minutes(45),
      hyperparameters: { 'learning-rate': props.learningRate },
      retraining: Retraining.incremental({ channelName: 'base' }),
      completion: Completion.whenActive(),
    });
    model.node.addDependency(configuration);

    model.infer('Scores', {
      channel: scored, receiver: this.account, instanceType: InferenceInstanceType.ML_M5_2XLARGE, accept: 'text/csv',
    });
    model.export('Export', { receiver: this.account });

    // What others read to know which version to use.
    new StringParameter(this, 'VersionInUse', {
      parameterName: '/fraud/version-in-use', stringValue: `${model.trainedModelArn} ${model.versionIdentifier}`,
    });
  }
}
