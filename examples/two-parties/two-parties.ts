import { App, type AppProps } from 'aws-cdk-lib';
import { ProviderStack } from './provider-stack';
import { TrainerStack, type TrainerStackProps } from './trainer-stack';
import { Completion, NoiseLevel } from 'cdk-cleanrooms-ml';

const PROVIDER = { account: '111122223333', region: 'us-east-1', membershipId: '0f1d8b5e-3a52-4a8e-9c3b-5f6d7e8a9b01' };
const TRAINER = { account: '444455556666', region: 'us-east-1', membershipId: '6a7b8c9d-0e1f-4a2b-8c3d-4e5f6a7b8c02' };

/** What the two parties change over time. */
export interface Change {
  /** Of the provider's privacy policy. */
  readonly metricsNoise?: NoiseLevel;
  readonly learningRate?: string;
  readonly modelDescription?: string;
  readonly team?: string;
  /** Whether the deployment waits until the model is trained. */
  readonly wait?: boolean;
}

type Trainer = new (scope: App, id: string, props: TrainerStackProps) => unknown;

/** Two parties of one collaboration, each with its own account; in earnest each has its own app. */
export function twoParties(change: Change = {}, props?: AppProps, trainer: Trainer = TrainerStack): App {
  const app = new App(props);
  new ProviderStack(app, 'Provider', {
    env: PROVIDER,
    membershipId: PROVIDER.membershipId,
    trainerAccountId: TRAINER.account,
    metricsNoise: change.metricsNoise ?? NoiseLevel.HIGH,
  });
  new trainer(app, 'Trainer', {
    env: TRAINER,
    membershipId: TRAINER.membershipId,
    mlInputChannelArn: `arn:aws:cleanrooms-ml:${TRAINER.region}:${TRAINER.account}:membership/${TRAINER.membershipId}/ml-input-channel/7c8d9e0f-1a2b-4c3d-8e4f-5a6b7c8d9e03`,
    learningRate: change.learningRate ?? '0.10',
    modelDescription: change.modelDescription,
    team: change.team ?? 'fraud',
    completion: change.wait === false ? Completion.whenSubmitted() : Completion.whenActive(),
  });
  return app;
}
