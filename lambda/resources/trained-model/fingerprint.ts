/**
 * The fingerprint of a trained model has three parts, so that the same version is recognised whatever `retrainOn` says, also
 * after a change of `retrainOn` itself.
 */
import type { DesiredTrainedModel } from './properties';
import type { RetrainScope } from '../../../src/private/protocol/contract';
import { digest } from '../../engine/digest';
import { FINGERPRINT_LENGTH } from '../../kinds/run/run-name';

const PART = FINGERPRINT_LENGTH / 3;

export function trainingFingerprint({ request, revision, trainingDefinition }: Pick<DesiredTrainedModel, 'request' | 'revision' | 'trainingDefinition'>): string {
  const byName = [...request.dataChannels].sort((a, b) => (a.channelName < b.channelName ? -1 : 1));
  const parts = [
    // What the user changes to train again.
    revision ?? '',
    // What the model learns from and how. An association is known by what it trains with, if that is known.
    {
      definition: trainingDefinition ?? request.configuredModelAlgorithmAssociationArn,
      channels: byName,
      hyperparameters: request.hyperparameters ?? {},
      environment: request.environment ?? {},
      inputMode: request.trainingInputMode,
      encryptionKey: request.kmsKeyArn,
    },
    // What the training runs on.
    { resources: request.resourceConfig, runtime: request.stoppingCondition, payer: request.mlModelTrainingPayerAccountId },
  ];
  return parts.map((part) => digest(part, PART)).join('');
}

/** Whether a change from one to the other is none, for a user who retrains on changes of that scope. */
export function sameModel(scope: RetrainScope, a: string, b: string): boolean {
  const parts = { REVISION_ONLY: 1, INPUTS: 2, ANY_TRAINING_PROPERTY: 3 }[scope];
  return a.slice(0, parts * PART) === b.slice(0, parts * PART);
}
