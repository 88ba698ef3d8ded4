import type { DataDistribution } from './data-distribution';
import type { IMlInputChannel } from './ml-input-channel';
import type { ChannelSource } from './private/channel-source';
import { ANY, INPUT_CHANNEL, optional, optionsOf, requireArgument } from './private/kind';
import type { ModelTrainingDataChannel } from './private/protocol/api-requests';

/**
 * How a channel is used.
 */
export interface TrainingChannelOptions {
  /**
   * How the data is spread over the instances.
   *
   * @default - the service's default
   */
  readonly distribution?: DataDistribution;
}

/**
 * Data that a training reads, under the name by which the container finds it.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_ModelTrainingDataChannel.html
 */
export class TrainingChannel {
  /**
   * The data of an ML input channel.
   *
   * @param channelName the container's name for the data: 1 to 64 letters, digits, `.`, `-` and `_`, unique among the
   * channels of a model
   * @param mlInputChannelArn the ARN of the ML input channel
   */
  public static fromMlInputChannelArn(channelName: string, mlInputChannelArn: string, options: TrainingChannelOptions = {}): TrainingChannel {
    requireArgument('TrainingChannel.fromMlInputChannelArn()', 'options', options, optionsOf({ distribution: optional(ANY) }));
    return new TrainingChannel(channelName, mlInputChannelArn, options.distribution);
  }

  /**
   * The data of an ML input channel of the app, or of an imported one.
   *
   * The model trains again when another channel takes its place, which is when any property of the channel changes but its tags and
   * description.
   *
   * @param channelName the container's name for the data: 1 to 64 letters, digits, `.`, `-` and `_`, unique among the
   * channels of a model
   */
  public static fromMlInputChannel(channelName: string, channel: IMlInputChannel, options: TrainingChannelOptions = {}): TrainingChannel {
    requireArgument('TrainingChannel.fromMlInputChannel()', 'channel', channel, INPUT_CHANNEL);
    requireArgument('TrainingChannel.fromMlInputChannel()', 'options', options, optionsOf({ distribution: optional(ANY) }));
    return new TrainingChannel(channelName, channel.mlInputChannelArn, options.distribution, channel as ChannelSource);
  }

  private constructor(
    /** The container's name for the data. */
    public readonly channelName: string,
    /** The ARN of the ML input channel. */
    public readonly mlInputChannelArn: string,
    /** How the data is spread over the instances, when that is said. */
    public readonly distribution?: DataDistribution,
    /** @internal */
    public readonly _source?: ChannelSource,
  ) {}

  /**
   * This channel as the API takes it.
   *
   * @internal
   */
  public _toRequest(): ModelTrainingDataChannel {
    return { channelName: this.channelName, mlInputChannelArn: this.mlInputChannelArn, s3DataDistributionType: this.distribution };
  }
}
