import type { EmulatorBehavior } from './behavior';
import type { Caller } from './caller';
import { SECOND, type Clock } from './clock';
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
  ) {
    this.identifiers = new Identifiers(seed);
  }

  public get now(): number {
    return this.clock.now();
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

  /** Whether something that was created then shows in listings. */
  public isListed(createdAt: number): boolean {
    return createdAt + this.behavior.listingDelaySeconds * SECOND <= this.now;
  }

  /** Whether a dependant that went away then stands in nobody's way any more. */
  public isReleased(goneAt: number): boolean {
    return goneAt + this.behavior.dependencyReleaseSeconds * SECOND <= this.now;
  }
}
