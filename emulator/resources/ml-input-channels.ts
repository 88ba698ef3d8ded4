import type { Associations } from './associations';
import type { ChannelRecord } from './channel-record';
import { MlInputChannel, type ChannelReader } from './ml-input-channel';
import type { QueryOutcomes } from './query-outcomes';
import type { CreateMlInputChannelRequest, TagMap } from '../../src/private/protocol/api-requests';
import type { MlInputChannelDetails, MlInputChannelRequest, MlInputChannelSummary } from '../../src/private/protocol/clean-rooms-ml';
import type { Caller } from '../caller';
import { digestOf, uuidOf } from '../identifiers';
import type { LifecycleStatus } from '../lifecycle';
import { pageOf } from '../listing';
import { membershipOf } from '../memberships';
import type { ReplyOf, RequestOf } from '../operations';
import { copyOf } from '../plain-copy';
import { exception, notFound } from '../service-error';
import type { ServiceState } from '../service-state';

/** What the service shows beyond what the handlers' client declares. */
type Undeclared = Partial<Pick<CreateMlInputChannelRequest, 'description' | 'payerConfiguration'>>;

/** The ML input channels of all memberships. */
export class MlInputChannels {
  /** Every channel that was ever accepted, oldest first. */
  public readonly records: ChannelRecord[] = [];

  private readonly byArn = new Map<string, MlInputChannel>();
  /** How often the tables of a collaboration were read. */
  private readonly reads = new Map<string, number>();

  constructor(private readonly state: ServiceState, private readonly associations: Associations, private readonly outcomes: QueryOutcomes) {}

  /** Those that have something that can be deleted. */
  public existing(): ChannelRecord[] {
    return this.all().filter(({ isLeft }) => isLeft).map(({ record }) => record);
  }

  /** When the next status change happens, unless a request comes first. */
  public nextChangeAt(): number | undefined {
    const times = this.all().map(({ nextChangeAt }) => nextChangeAt).filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** A channel to tag. */
  public owned(caller: Caller, arn: string): { tags: TagMap } {
    const channel = this.require(arn);
    this.state.memberships.enter(caller, channel.membershipIdentifier);
    return channel;
  }

  /** The channels that a training or an inference job of the membership is to read. What was issued elsewhere is taken to be of use. */
  public toRead(membershipIdentifier: string, arns: readonly string[]): { read(reader: ChannelReader): void } {
    const channels = arns.flatMap((arn) => {
      this.state.memberships.requireShared(membershipIdentifier, arn);
      const channel = this.byArn.get(arn);
      if (channel !== undefined && !channel.exists) {
        throw notFound('ML input channel', arn);
      }
      if (channel?.readable === false) {
        throw exception('ValidationException', `The ML input channel ${arn} with status ${channel.current.status} cannot be read.`);
      }
      return channel ?? [];
    });
    const collaboration = this.state.memberships.collaborationOf(membershipIdentifier);
    if (channels.length > 0) {
      this.requireBudget(collaboration);
    }
    return {
      read: (reader) => {
        channels.forEach((channel) => channel.readers.push(reader));
        this.spend(collaboration, channels.length > 0 ? 1 : 0);
      },
    };
  }

  public create(caller: Caller, request: CreateMlInputChannelRequest): ReplyOf<'createMLInputChannel'> {
    const { membershipIdentifier, name } = request;
    const { memberships } = this.state;
    memberships.enter(caller, membershipIdentifier);
    const siblings = this.associations.dependantsOf(membershipIdentifier, request.configuredModelAlgorithmAssociations[0]);
    this.requireRole(caller, request);
    this.requireFreeName(membershipIdentifier, name);
    const collaboration = memberships.collaborationOf(membershipIdentifier);
    this.requireBudget(collaboration);
    this.spend(collaboration, 1);
    const arn = this.state.nextArn(caller, `membership/${membershipIdentifier}/ml-input-channel`);
    const channel = new MlInputChannel(this.state, { arn, caller, request: copyOf(request), outcome: this.outcomes.take(request) });
    this.byArn.set(arn, channel);
    this.records.push(channel.record);
    siblings?.push(channel);
    return { mlInputChannelArn: arn };
  }

  public get(caller: Caller, request: MlInputChannelRequest): MlInputChannelDetails {
    const channel = this.ofMembership(caller, request);
    if (channel === undefined) {
      return this.issuedElsewhere(request);
    }
    const { status, message } = channel.current;
    const { inputChannel, retentionInDays, kmsKeyArn } = channel.request;
    return {
      ...this.summaryOf(channel),
      ...copyOf({ inputChannel, retentionInDays, kmsKeyArn }),
      ...(message !== undefined && { statusDetails: { statusCode: status, message } }),
      ...(channel.hadData && sizeOf(channel)),
      ...this.budgetsOf(channel),
      tags: { ...channel.tags },
    };
  }

  public list(caller: Caller, request: RequestOf<'listMLInputChannels'>): ReplyOf<'listMLInputChannels'> {
    const { membershipIdentifier } = request;
    this.state.memberships.enter(caller, membershipIdentifier);
    const until = this.state.listedUntil();
    const listed = this.all().filter((channel) => (
      channel.membershipIdentifier === membershipIdentifier && channel.exists && channel.acceptedAt <= until));
    const { rows, nextToken } = pageOf(`ListMLInputChannels ${membershipIdentifier}`, listed, request, this.state.behavior);
    return { mlInputChannelsList: rows.map((row) => this.summaryOf(row)), nextToken };
  }

  /** Any member of the collaboration can delete data. */
  public deleteData(caller: Caller, { membershipIdentifier, mlInputChannelArn }: MlInputChannelRequest): ReplyOf<'deleteMLInputChannelData'> {
    this.state.memberships.enter(caller, membershipIdentifier);
    this.state.memberships.requireShared(membershipIdentifier, mlInputChannelArn);
    this.deleteDataOf(mlInputChannelArn);
    return {};
  }

  public deleteDataOf(arn: string): void {
    this.require(arn).deleteData();
  }

  private all(): MlInputChannel[] {
    return [...this.byArn.values()];
  }

  private require(arn: string): MlInputChannel {
    const channel = this.byArn.get(arn);
    if (channel?.exists !== true) {
      throw notFound('ML input channel', arn);
    }
    return channel;
  }

  /** @returns nothing for a channel that was issued elsewhere */
  private ofMembership(caller: Caller, { membershipIdentifier, mlInputChannelArn }: MlInputChannelRequest): MlInputChannel | undefined {
    this.state.memberships.enter(caller, membershipIdentifier);
    if (membershipOf(mlInputChannelArn).membershipIdentifier !== membershipIdentifier) {
      throw exception('ValidationException', `mlInputChannelArn is not of membership ${membershipIdentifier}`);
    }
    return this.byArn.has(mlInputChannelArn) ? this.require(mlInputChannelArn) : undefined;
  }

  /** What is said of a channel that can be read, and that nothing else is known of. */
  private issuedElsewhere({ membershipIdentifier, mlInputChannelArn }: MlInputChannelRequest): MlInputChannelDetails {
    const at = this.state.shown(this.state.now);
    return {
      mlInputChannelArn,
      membershipIdentifier,
      collaborationIdentifier: this.state.memberships.collaborationOf(membershipIdentifier),
      configuredModelAlgorithmAssociations: [],
      name: mlInputChannelArn.slice(mlInputChannelArn.lastIndexOf('/') + 1),
      status: 'ACTIVE',
      retentionInDays: 30,
      createTime: at,
      updateTime: at,
    };
  }

  private requireRole({ accountId }: Caller, { inputChannel: { roleArn } }: CreateMlInputChannelRequest): void {
    if (!roleArn.includes(`:${accountId}:`)) {
      throw exception('AccessDeniedException', `The role ${roleArn} is not of account ${accountId}.`);
    }
  }

  private requireFreeName(membershipIdentifier: string, name: string): void {
    const { uniqueNames } = this.state.behavior;
    const namesakes = this.all().filter((channel) => channel.membershipIdentifier === membershipIdentifier && channel.name === name);
    if (uniqueNames === 'forever' ? namesakes.length > 0 : uniqueNames === 'live' && namesakes.some(({ current }) => !NAME_FREE.has(current.status))) {
      throw exception('ConflictException', `An ML input channel with the name "${name}" already exists.`);
    }
  }

  private left(collaboration: string): number {
    return this.state.behavior.accessBudget - (this.reads.get(collaboration) ?? 0);
  }

  private requireBudget(collaboration: string): void {
    if (this.left(collaboration) <= 0) {
      throw exception('ValidationException', `The access budget of a table in collaboration ${collaboration} is used up.`);
    }
  }

  private spend(collaboration: string, reads: number): void {
    this.reads.set(collaboration, (this.reads.get(collaboration) ?? 0) + reads);
  }

  private budgetsOf({ membershipIdentifier, arn }: MlInputChannel): Pick<MlInputChannelDetails, 'privacyBudgets'> {
    const left = this.left(this.state.memberships.collaborationOf(membershipIdentifier));
    if (left === Infinity) {
      return {};
    }
    const [, , , region, accountId] = arn.split(':');
    const table = `arn:aws:cleanrooms:${region}:${accountId}:membership/${membershipIdentifier}/configuredtableassociation/${uuidOf(membershipIdentifier)}`;
    return { privacyBudgets: { accessBudgets: [{ resourceArn: table, aggregateRemainingBudget: left }] } };
  }

  private summaryOf(channel: MlInputChannel): MlInputChannelSummary & Undeclared {
    const { arn, name, membershipIdentifier, acceptedAt, protectedQueryIdentifier, current } = channel;
    const { configuredModelAlgorithmAssociations, description, payerConfiguration } = channel.request;
    return {
      mlInputChannelArn: arn,
      name,
      membershipIdentifier,
      collaborationIdentifier: this.state.memberships.collaborationOf(membershipIdentifier),
      ...copyOf({ configuredModelAlgorithmAssociations, description, payerConfiguration }),
      status: channel.status()!,
      protectedQueryIdentifier,
      createTime: this.state.shown(acceptedAt),
      updateTime: this.state.shown(current.at),
    };
  }
}

/** Data that nobody queried: the same for the same name. */
function sizeOf({ name }: MlInputChannel): Pick<MlInputChannelDetails, 'numberOfRecords' | 'numberOfFiles' | 'sizeInGb'> {
  const records = parseInt(digestOf(name).slice(0, 6), 16);
  return { numberOfRecords: records, numberOfFiles: 1 + records % 16, sizeInGb: Math.ceil(records / 1000) / 1000 };
}

/** What leaves its name to others, unless names are taken for ever. */
const NAME_FREE: ReadonlySet<LifecycleStatus> = new Set(['CREATE_FAILED', 'INACTIVE', 'GONE']);
