import type { TrainedModelProperties } from './private/contract';
import { TEXT, TRAINED_MODEL, optional, requireArgument, structureOf } from './private/kind';
import type { ITrainedModel } from './trained-model';

/**
 * How a trained model continues from an earlier one.
 */
export interface IncrementalRetrainingOptions {
  /**
   * The name by which the container finds the earlier model: 1 to 64 letters, digits, `.`, `-` and `_`, unlike the
   * names of the data channels.
   */
  readonly channelName: string;

  /**
   * Another model that the first training starts from. Changing it later trains nothing: each later training continues from
   * this model's own newest finished version.
   *
   * @default - the first version is trained from scratch
   */
  readonly startFrom?: ITrainedModel;
}

/**
 * What a new version of a trained model is trained from.
 *
 * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/create-trained-model.html
 */
export class Retraining {
  /**
   * Trains each version from the newest finished version, which costs less than training on everything again. The container
   * has to know how to continue from a model.
   */
  public static incremental(options: IncrementalRetrainingOptions): Retraining {
    requireArgument('Retraining.incremental()', 'options', options, structureOf({ channelName: TEXT, startFrom: optional(TRAINED_MODEL) }));
    return new Retraining({
      Strategy: 'INCREMENTAL',
      ChannelName: options.channelName,
      StartFromArn: options.startFrom?.trainedModelArn,
      StartFromVersion: options.startFrom?.versionIdentifier || undefined,
    });
  }

  /**
   * Trains each version from scratch.
   */
  public static fromScratch(): Retraining {
    return new Retraining({ Strategy: 'FROM_SCRATCH' });
  }

  private constructor(private readonly properties: TrainedModelProperties['Retraining']) {}

  /**
   * This choice as the handlers take it.
   *
   * @internal
   */
  public _toProperties(): TrainedModelProperties['Retraining'] {
    return this.properties;
  }
}
