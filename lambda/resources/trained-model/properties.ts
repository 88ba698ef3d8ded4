/** What a trained model is asked to be. */
import { CREATE_TRAINED_MODEL, UUID } from '../../../src/private/protocol/api-model';
import type { CreateTrainedModelRequest } from '../../../src/private/protocol/api-requests';
import {
  TIMING, type CompletionMode, type RetrainingStrategy, type RetrainScope, type TrainedModelProperties,
} from '../../../src/private/protocol/contract';
import { Decoder, type Desired, type Raw } from '../../engine/properties';

export interface DesiredTrainedModel extends Desired<Omit<CreateTrainedModelRequest, 'name' | 'tags' | 'incrementalTrainingDataChannels'>> {
  readonly retraining: {
    readonly strategy: RetrainingStrategy;
    readonly channelName?: string;
    readonly startFrom?: { readonly arn: string; readonly id?: string };
  };
  readonly retrainOn: RetrainScope;
  readonly revision?: string;
  /** That of the association, when it is known. */
  readonly trainingDefinition?: string;
  readonly completion: { readonly mode: CompletionMode; readonly timeoutSeconds: number };
  readonly keepLast?: number;
  /** Where it is known, and needed to see what other members have. */
  readonly collaborationIdentifier?: string;
}

export function decodeTrainedModel(raw: Raw<TrainedModelProperties>): DesiredTrainedModel {
  const decoder = new Decoder(raw);
  const hyperparameters = decoder.entries('Hyperparameters', raw.Hyperparameters, 'Name');
  const environment = decoder.entries('Environment', raw.Environment, 'Name');
  const retraining = decoder.members('Retraining', raw.Retraining);
  const completion = decoder.members('Completion', raw.Completion);
  const retention = decoder.members('VersionRetention', raw.VersionRetention ?? {});
  const strategy = decoder.oneOf<RetrainingStrategy>('Retraining.Strategy', retraining.Strategy, ['INCREMENTAL', 'FROM_SCRATCH']);
  const startFrom = decoder.optionalText('Retraining.StartFromArn', retraining.StartFromArn);
  const decoded = {
    retraining: {
      strategy,
      channelName: strategy === 'INCREMENTAL' ? decoder.text('Retraining.ChannelName', retraining.ChannelName) : undefined,
      startFrom: startFrom === undefined
        ? undefined
        : { arn: startFrom, id: versionId(decoder.optionalText('Retraining.StartFromVersion', retraining.StartFromVersion)) },
    },
    retrainOn: decoder.oneOf<RetrainScope>('RetrainOn', raw.RetrainOn, ['INPUTS', 'ANY_TRAINING_PROPERTY', 'REVISION_ONLY']),
    revision: decoder.optionalText('Revision', raw.Revision),
    trainingDefinition: decoder.optionalText('TrainingDefinition', raw.TrainingDefinition),
    completion: {
      mode: decoder.oneOf<CompletionMode>('Completion.Mode', completion.Mode, ['WHEN_SUBMITTED', 'WHEN_ACTIVE']),
      timeoutSeconds: decoder.optionalNumber('Completion.TimeoutSeconds', completion.TimeoutSeconds) ?? TIMING.maxActiveMinutes * 60,
    },
    keepLast: decoder.optionalNumber('VersionRetention.KeepLast', retention.KeepLast),
    collaborationIdentifier: decoder.optionalText('CollaborationIdentifier', raw.CollaborationIdentifier, UUID),
  };
  return { ...decoder.common(CREATE_TRAINED_MODEL, { hyperparameters, environment }), ...decoded };
}

/** A version's identifier; the base version's is absent, null, empty or "NULL", and is never sent. */
export function versionId(id: string | null | undefined): string | undefined {
  return id === null || id === '' || id === 'NULL' ? undefined : id;
}
