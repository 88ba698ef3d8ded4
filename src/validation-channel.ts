import type { CompressionType } from './compression-type';
import type { RecordWrapper } from './record-wrapper';
import type { TrainingInputMode } from './training-input-mode';
import type { ValidationData } from './validation-data';

/**
 * A channel of the training job of a validation.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Channel.html
 */
export interface ValidationChannel {
  /**
   * The name of the channel. Must be a channel of the specification.
   */
  readonly name: string;

  /**
   * The sample data.
   */
  readonly data: ValidationData;

  /**
   * The MIME type of the data. Must be at most 256 characters. Clean Rooms ML delivers `text/csv` without a header, or
   * `application/x-parquet`.
   *
   * @default - not said
   */
  readonly contentType?: string;

  /**
   * How the data is compressed.
   *
   * @default - the service's default: it is not
   */
  readonly compression?: CompressionType;

  /**
   * How records are wrapped in pipe mode.
   *
   * @default - the service's default: they are not
   */
  readonly recordWrapper?: RecordWrapper;

  /**
   * How the data reaches the container.
   *
   * @default - as the training job says
   */
  readonly inputMode?: TrainingInputMode;

  /**
   * The seed by which the objects of the channel are shuffled.
   *
   * @default - they are not shuffled
   */
  readonly shuffleSeed?: number;
}
