import type { EmulatorBehavior } from './behavior';
import type { Caller } from './caller';
import { SECOND, type Clock, type ClockSkew } from './clock';
import type { CleanRoomsMlFaultPlan } from './faults';
import { Identifiers } from './identifiers';
import type { Memberships } from './memberships';

/** What all resource types of the service share. */
export class ServiceState {
  private created = 0;
  private readonly identifiers: Identifiers;

  constructor(
    private readonly clock: Clock,
    public readonly behavior: EmulatorBehavior,
    public readonly faults: CleanRoomsMlFaultPlan,
    public readonly memberships: Memberships,
    seed: number | string,
    private readonly skew: ClockSkew,
  ) {
    this.identifiers = new Identifiers(seed);
  }

  public get now(): number {
    return this.clock.now();
  }

  /** A time as the service's own clock has it, for replies. */
  public shown(trueTime: number): Date {
    return new Date(this.skew(trueTime));
  }

  public nextSequence(): number {
    return this.created++;
  }

  public nextIdentifier(): string {
    return this.identifiers.next();
  }

  /** A new ARN for something of the caller. */
  public nextArn({ partition = 'aws', region, accountId }: Caller, resource: string): string {
    return `arn:${partition}:cleanrooms-ml:${region}:${accountId}:${resource}/${this.nextIdentifier()}`;
  }

  /** Until when something has to have been created to show in the listing that is asked for now. */
  public listedUntil(): number {
    const delay = Math.max(this.behavior.listingDelaySeconds, this.faults.listingAge?.() ?? 0);
    return this.now - delay * SECOND;
  }

  /** As of when the listing that is asked for now shows statuses. */
  public listedStatusesAt(): number {
    return this.now - (this.faults.listedStatusAge?.() ?? 0) * SECOND;
  }

  /** Whether a dependant that went away then stands in nobody's way any more. */
  public isReleased(goneAt: number): boolean {
    return goneAt + this.behavior.dependencyReleaseSeconds * SECOND <= this.now;
  }
}
