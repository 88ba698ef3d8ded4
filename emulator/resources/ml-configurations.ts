import type { MlOutputConfiguration, PutMlConfigurationRequest } from '../../src/private/protocol/api-requests';
import type { Caller } from '../caller';
import type { ReplyOf, RequestOf } from '../operations';
import { copyOf } from '../plain-copy';
import { exception } from '../service-error';
import type { ServiceState } from '../service-state';

/** What a membership has put. */
export interface MlConfigurationRecord {
  readonly membershipIdentifier: string;
  readonly defaultOutputLocation: MlOutputConfiguration;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The ML configurations of all memberships: each has one at most. */
export class MlConfigurations {
  private readonly configurations = new Map<string, MlConfigurationRecord>();

  constructor(private readonly state: ServiceState) {}

  public existing(): MlConfigurationRecord[] {
    return [...this.configurations.values()];
  }

  public put(caller: Caller, { membershipIdentifier, defaultOutputLocation }: PutMlConfigurationRequest): ReplyOf<'putMLConfiguration'> {
    this.state.memberships.enter(caller, membershipIdentifier);
    const { now } = this.state;
    const createdAt = this.configurations.get(membershipIdentifier)?.createdAt ?? now;
    this.configurations.set(membershipIdentifier, {
      membershipIdentifier, defaultOutputLocation: copyOf(defaultOutputLocation), createdAt, updatedAt: now,
    });
    return {};
  }

  public get(caller: Caller, { membershipIdentifier }: RequestOf<'getMLConfiguration'>): ReplyOf<'getMLConfiguration'> {
    const { defaultOutputLocation, createdAt, updatedAt } = this.require(caller, membershipIdentifier);
    return {
      membershipIdentifier,
      defaultOutputLocation: copyOf(defaultOutputLocation),
      createTime: this.state.shown(createdAt),
      updateTime: this.state.shown(updatedAt),
    };
  }

  public delete(caller: Caller, { membershipIdentifier }: RequestOf<'deleteMLConfiguration'>): ReplyOf<'deleteMLConfiguration'> {
    this.require(caller, membershipIdentifier);
    this.configurations.delete(membershipIdentifier);
    return {};
  }

  /**
   * Why a member cannot receive what a job of a membership makes, if it is known that it cannot. Members that nobody registered, and
   * that did nothing yet, are taken to have a configuration.
   */
  public reasonAgainst(membershipIdentifier: string, accountId: string): string | undefined {
    const { memberships } = this.state;
    const receivers = memberships.membersOf(memberships.collaborationOf(membershipIdentifier)).filter((member) => member.accountId === accountId);
    return receivers.length === 0 || receivers.some((member) => this.configurations.has(member.membershipIdentifier))
      ? undefined
      : `Account ${accountId} has no ML configuration in the collaboration, so it cannot receive output.`;
  }

  private require(caller: Caller, membershipIdentifier: string): MlConfigurationRecord {
    this.state.memberships.enter(caller, membershipIdentifier);
    const configuration = this.configurations.get(membershipIdentifier);
    if (configuration === undefined) {
      throw exception('ResourceNotFoundException', `The membership ${membershipIdentifier} has no ML configuration.`);
    }
    return configuration;
  }
}
