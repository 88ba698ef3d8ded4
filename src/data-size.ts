/**
 * A size in gigabytes, the one unit that the service counts in. Fractions are allowed.
 */
export class DataSize {
  /**
   * A size in gigabytes.
   *
   * @param amount how many; the property that it is given to says what the service allows
   */
  public static gigabytes(amount: number): DataSize {
    return new DataSize(amount);
  }

  private constructor(private readonly amount: number) {}

  /**
   * This size in gigabytes.
   */
  public toGigabytes(): number {
    return this.amount;
  }
}
