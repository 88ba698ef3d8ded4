import { NUMBER, requireArgument } from './private/kind';
import type { TrainedModelProperties } from './private/protocol/contract';

/**
 * How many versions of a trained model stay.
 *
 * The newest versions stay, the one in use, the one that was in use before the last change, and what any of these was
 * trained from. The output of other versions is deleted when the model changes the next time.
 */
export class VersionRetention {
  /**
   * Keeps every version until the model is deleted.
   */
  public static keepAll(): VersionRetention {
    return new VersionRetention();
  }

  /**
   * Keeps the newest finished versions and deletes the output of older ones.
   *
   * @param versions how many, the one in use among them: a whole number, at least 1
   */
  public static keepLast(versions: number): VersionRetention {
    requireArgument('VersionRetention.keepLast()', 'versions', versions, NUMBER);
    return new VersionRetention(versions);
  }

  private constructor(private readonly versions?: number) {}

  /**
   * This retention as the handlers take it.
   *
   * @internal
   */
  public _toProperties(): TrainedModelProperties['VersionRetention'] {
    return { KeepLast: this.versions };
  }
}
