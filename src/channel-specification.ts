import type { CompressionType } from './compression-type';
import type { TrainingInputMode } from './training-input-mode';

/**
 * A channel that a training container reads its data from.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ChannelSpecification.html
 */
export interface ChannelSpecification {
  /**
   * The name of the channel. Must be 1 to 64 letters, digits, `.`, `-` and `_`, unique within the specification.
   */
  readonly name: string;

  /**
   * What the channel is for: at most 1,024 characters on one line.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Whether the container cannot train without the channel.
   *
   * @default false
   */
  readonly required?: boolean;

  /**
   * The MIME types of the data that the container reads from the channel: at least 1, of at most 256 characters each. Clean Rooms ML
   * delivers `text/csv`, without a header, and `application/x-parquet`.
   */
  readonly contentTypes: string[];

  /**
   * How the data can be compressed. Clean Rooms ML has no setting for it, so nothing is checked against it.
   *
   * @default - not said
   */
  readonly compressionTypes?: CompressionType[];

  /**
   * The input modes in which the container reads the channel: at least 1.
   */
  readonly inputModes: TrainingInputMode[];
}
