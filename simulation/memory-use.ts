/** Whether the memory that seeds take is given back: what is kept from one to the next would grow with them. */
const MEGABYTE = 2 ** 20;
const QUARTERS = 4;
/** Between the second quarter, when everything is warm, and the last one. */
const TOLERATED_GROWTH = 1.25;

export class MemoryUse {
  /** Megabytes that the process had, all its workers included, after each quarter of the seeds. */
  private readonly atQuarters: number[] = [];
  private done = 0;
  private peak = 0;

  constructor(private readonly seeds: number) {}

  public seedDone(): void {
    const megabytes = Math.round(process.memoryUsage().rss / MEGABYTE);
    this.done += 1;
    this.peak = Math.max(this.peak, megabytes);
    if (this.done >= (this.atQuarters.length + 1) * this.seeds / QUARTERS) {
      this.atQuarters.push(megabytes);
    }
  }

  public lines(): string[] {
    const [, second, , last] = this.atQuarters;
    const grows = this.atQuarters.length === QUARTERS && last > second * TOLERATED_GROWTH;
    return [
      `memory              at most ${this.peak} MB; after each quarter ${this.atQuarters.join(', ')} MB: it ${grows ? 'GROWS' : 'does not grow'}`,
    ];
  }
}
