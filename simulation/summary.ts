import type { Figures } from './play';

/** What many seeds have come to. */
export class Summary {
  private readonly totals: Record<string, number> = {};
  private readonly faults: Record<string, number> = {};
  private seeds = 0;
  private violations = 0;

  constructor(private readonly startedAt: number) {}

  public add({ faults, ...figures }: Figures, violated: boolean): void {
    this.seeds += 1;
    this.violations += violated ? 1 : 0;
    addTo(this.totals, figures);
    addTo(this.faults, faults);
  }

  /** The figures as lines. */
  public lines(now: number): string[] {
    const seconds = (now - this.startedAt) / 1000;
    const { steps = 0, deployments = 0, rollbacks = 0, trainings = 0, adoptions = 0, cancellations = 0, checks = 0 } = this.totals;
    const faults = Object.entries(this.faults).sort(([, a], [, b]) => b - a);
    return [
      `seeds               ${this.seeds}`,
      `steps               ${steps}`,
      `deployments         ${deployments}, ${(deployments / seconds).toFixed(0)} a second`,
      `rollbacks           ${rollbacks}`,
      `trainings           ${trainings}`,
      `adoptions           ${adoptions}`,
      `cancellations       ${cancellations}`,
      `faults              ${faults.reduce((sum, [, count]) => sum + count, 0)}`,
      ...faults.map(([kind, count]) => `  ${kind.padEnd(34)}${count}`),
      `invariants checked  ${checks}`,
      `violations          ${this.violations}`,
    ];
  }
}

function addTo(totals: Record<string, number>, figures: Readonly<Record<string, number>>): void {
  for (const [name, figure] of Object.entries(figures)) {
    totals[name] = (totals[name] ?? 0) + figure;
  }
}
