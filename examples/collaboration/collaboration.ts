import { App, type AppProps } from 'aws-cdk-lib';
import { ProviderStack } from './provider-stack';
import { TrainerStack } from './trainer-stack';

const PROVIDER = { account: '111122223333', region: 'us-east-1' };
const TRAINER = { account: '444455556666', region: 'us-east-1' };

/** What the members change over time. */
export interface Change {
  readonly trainingImageTag?: string;
  readonly since?: string;
  readonly learningRate?: string;
}

/** A whole collaboration, from nothing to scores: its two members, each with its own account. */
export function collaboration(change: Change = {}, props?: AppProps): App {
  const app = new App(props);
  new ProviderStack(app, 'Provider', {
    env: PROVIDER, trainerAccountId: TRAINER.account, trainingImageTag: change.trainingImageTag ?? 'training-v1',
  });
  new TrainerStack(app, 'Trainer', { env: TRAINER, since: change.since ?? '2026-01-01', learningRate: change.learningRate ?? '0.10' });
  return app;
}
