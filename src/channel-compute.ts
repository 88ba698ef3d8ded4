import { ANY, instanceOf, optional, optionsOf, requireArgument } from './private/kind';
import { show } from './private/protocol/shape';
import { WorkerType } from './worker-type';

/**
 * How workers are set up.
 */
export interface ChannelWorkersOptions {
  /**
   * Spark properties by name, at most 50. Names have 1 to 200 characters, values at most 500.
   *
   * @default - none
   */
  readonly spark?: { [name: string]: string };
}

/**
 * What the query of an ML input channel runs on.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_ComputeConfiguration.html
 */
export class ChannelCompute {
  /**
   * Runs the query on workers.
   *
   * @param count how many: 2 to 128 of `CR_1X`, 2 to 32 of `CR_4X`, 2 to 16 of `CR_8X`
   */
  public static workers(workerType: WorkerType, count: number, options: ChannelWorkersOptions = {}): ChannelCompute {
    requireArgument('ChannelCompute.workers()', 'workerType', workerType, instanceOf(WorkerType, 'a WorkerType', (value) => (
      typeof value === 'string' ? `WorkerType.of(${show(value)})` : undefined)));
    requireArgument('ChannelCompute.workers()', 'options', options, optionsOf({ spark: optional(ANY) }));
    return new ChannelCompute(workerType, count, options.spark);
  }

  private constructor(
    /** @internal */
    public readonly _type: WorkerType,
    /** @internal */
    public readonly _count: number,
    /** @internal */
    public readonly _spark?: { [name: string]: string },
  ) {}
}
