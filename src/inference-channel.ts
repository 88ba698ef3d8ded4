/**
 * An ML input channel with the data for inference. `TrainingChannel.fromMlInputChannelArn()` gives one by its ARN.
 */
export interface IInferenceChannel {
  /**
   * The ARN of the ML input channel.
   */
  readonly mlInputChannelArn: string;
}
