import type { TrainedModelProperties } from './private/contract';

/**
 * How many versions of a trained model stay.
 *
 * A version goes only when an update has completed without it: never the one in use, never the one before it, and never
 * what a version that is kept for itself was trained from.
 */
export class VersionRetention {
  /**
   * Every version stays until the model is deleted.
   */
  public static keepAll(): VersionRetention {
    return new VersionRetention();
  }

  /**
   * The newest usable versions stay; the output of older ones is deleted.
   *
   * @param versions how many, the one in use among them: a whole number, at least 1
   */
  public static keepLast(versions: number): VersionRetention {
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
