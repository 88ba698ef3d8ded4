import type { Caller } from './caller';
import { uuidOf } from './identifiers';
import { exception } from './service-error';

/** A membership of a collaboration. */
export interface MembershipRegistration {
  readonly membershipIdentifier: string;
  readonly collaborationIdentifier: string;
  readonly accountId: string;
}

interface Membership extends MembershipRegistration {
  /** Whether somebody said which collaboration it is in; of others nothing is known. */
  readonly registered: boolean;
}

const MEMBERSHIP_IN_ARN = /:([0-9]{12}):membership\/([^/]+)\//;

/** Whose membership an ARN belongs to. */
export function membershipOf(arn: string): { accountId: string; membershipIdentifier: string } {
  const [, accountId, membershipIdentifier] = MEMBERSHIP_IN_ARN.exec(arn)!;
  return { accountId, membershipIdentifier };
}

/** Which membership is whose, and in which collaboration. */
export class Memberships {
  private readonly known = new Map<string, Membership>();

  public register(registration: MembershipRegistration): void {
    const { membershipIdentifier, accountId, collaborationIdentifier } = registration;
    const before = this.known.get(membershipIdentifier);
    if (before !== undefined && before.accountId !== accountId) {
      throw new Error(`membership ${membershipIdentifier} belongs to account ${before.accountId} already, it cannot be registered for ${accountId}`);
    }
    if (before?.registered && before.collaborationIdentifier !== collaborationIdentifier) {
      throw new Error(`membership ${membershipIdentifier} is in collaboration ${before.collaborationIdentifier} already`);
    }
    this.known.set(membershipIdentifier, { membershipIdentifier, collaborationIdentifier, accountId, registered: true });
  }

  /** Lets a caller act as a membership. One that nobody registered belongs to the first who does. */
  public enter(caller: Caller, membershipIdentifier: string): void {
    const membership = this.known.get(membershipIdentifier);
    if (membership === undefined) {
      this.known.set(membershipIdentifier, {
        membershipIdentifier,
        collaborationIdentifier: uuidOf('collaboration', membershipIdentifier),
        accountId: caller.accountId,
        registered: false,
      });
    } else if (membership.accountId !== caller.accountId) {
      throw exception('AccessDeniedException', `Account ${caller.accountId} does not own membership ${membershipIdentifier}.`);
    }
  }

  public collaborationOf(membershipIdentifier: string): string {
    return this.known.get(membershipIdentifier)?.collaborationIdentifier ?? uuidOf('collaboration', membershipIdentifier);
  }

  /** Refuses what belongs to a membership that is known to be in another collaboration. */
  public requireShared(membershipIdentifier: string, arn: string): void {
    const owner = membershipOf(arn).membershipIdentifier;
    if (!this.share(membershipIdentifier, owner)) {
      throw exception('AccessDeniedException', `Membership ${membershipIdentifier} is in no collaboration with the owner of ${arn}.`);
    }
  }

  /** Refuses a caller who is certainly no member of a collaboration. Of a membership that nobody registered, that is not known. */
  public requireMember({ accountId }: Caller, collaborationIdentifier: string): void {
    const own = [...this.known.values()].filter((membership) => membership.accountId === accountId);
    const isPossible = own.length > 0
      ? own.some(({ membershipIdentifier }) => this.isIn(membershipIdentifier, collaborationIdentifier))
      : ![...this.known.values()].some((membership) => membership.registered && membership.collaborationIdentifier === collaborationIdentifier);
    if (!isPossible) {
      throw exception('AccessDeniedException', `Account ${accountId} is no member of collaboration ${collaborationIdentifier}.`);
    }
  }

  /** Lets a caller look at what belongs to a membership of a collaboration. */
  public lookInto(caller: Caller, collaborationIdentifier: string, arn: string): void {
    this.requireMember(caller, collaborationIdentifier);
    if (!this.isIn(membershipOf(arn).membershipIdentifier, collaborationIdentifier)) {
      throw exception('AccessDeniedException', `${arn} is not of collaboration ${collaborationIdentifier}.`);
    }
  }

  /** What is known of the members of a collaboration. */
  public membersOf(collaborationIdentifier: string): MembershipRegistration[] {
    return [...this.known.values()].filter((membership) => membership.collaborationIdentifier === collaborationIdentifier);
  }

  /** Whether a membership is, or can be, one of a collaboration. */
  public isIn(membershipIdentifier: string, collaborationIdentifier: string): boolean {
    const membership = this.known.get(membershipIdentifier);
    return !membership?.registered || membership.collaborationIdentifier === collaborationIdentifier;
  }

  private share(one: string, other: string): boolean {
    const [a, b] = [this.known.get(one), this.known.get(other)];
    return !a?.registered || !b?.registered || a.collaborationIdentifier === b.collaborationIdentifier;
  }
}
