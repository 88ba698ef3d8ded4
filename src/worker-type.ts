/**
 * The type of the workers that run the query of an ML input channel.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_WorkerComputeConfiguration.html
 */
export class WorkerType {
  /** CR.1X, 2 to 128 workers. */
  public static readonly CR_1_X = WorkerType.of('CR.1X');
  /** CR.4X, 2 to 32 workers. */
  public static readonly CR_4_X = WorkerType.of('CR.4X');
  /** CR.8X, 2 to 16 workers. */
  public static readonly CR_8_X = WorkerType.of('CR.8X');

  /**
   * A worker type that has no constant here yet. One that this library does not know is passed on with a warning, with 2 to 1,024
   * workers.
   *
   * @param name the whole name, such as `CR.1X`
   */
  public static of(name: string): WorkerType {
    return new WorkerType(name);
  }

  private constructor(
    /** The whole name, such as `CR.1X`. */
    public readonly name: string,
  ) {}

  /**
   * The whole name.
   */
  public toString(): string {
    return this.name;
  }
}
