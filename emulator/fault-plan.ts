/** What a fault plan looks at: a call of a service. */
export interface FaultTarget<Operation extends string> {
  readonly operation: Operation;
  readonly request: Readonly<Record<string, unknown>>;
}

/** Faults to come, for calls of one operation or of any. */
export interface PlannedFault<Operation extends string, Fault extends string> {
  readonly operation: Operation | '*';
  readonly fault: Fault;
  /**
   * How many calls are hit. `Infinity` never ends.
   *
   * @default 1
   */
  readonly times?: number;
  /** Which calls are hit. @default - all of the operation */
  readonly when?: (request: Readonly<Record<string, unknown>>) => boolean;
}

/** What goes wrong with the calls to come. */
export class FaultPlan<Operation extends string, Fault extends string, C extends FaultTarget<Operation> = FaultTarget<Operation>> {
  /** Asked about every call that no planned fault hits: how a seeded generator decides. */
  public onCall?: (call: C) => Fault | undefined;

  private planned: { readonly plan: PlannedFault<Operation, Fault>; left: number }[] = [];

  /** Adds faults. When several are for the same call, the one that was added first hits it. */
  public add(plan: PlannedFault<Operation, Fault>): this {
    this.planned.push({ plan, left: plan.times ?? 1 });
    return this;
  }

  /** Nothing goes wrong any more. */
  public clear(): void {
    this.planned = [];
    this.onCall = undefined;
  }

  /** What goes wrong with this call. A planned fault that is used up is forgotten. */
  public take(call: C): Fault | undefined {
    const hit = this.planned.find(({ plan }) => (
      (plan.operation === '*' || plan.operation === call.operation) && (plan.when?.(call.request) ?? true)
    ));
    if (hit === undefined) {
      return this.onCall?.(call);
    }
    hit.left -= 1;
    if (hit.left <= 0) {
      this.planned = this.planned.filter((planned) => planned !== hit);
    }
    return hit.plan.fault;
  }
}
