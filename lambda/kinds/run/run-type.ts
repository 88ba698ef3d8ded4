/** What a resource type adds to the lifecycle of runs: data, small functions, and the calls of the service. */
import type { Run, ShownRun } from './run';
import type { Use, Used } from './use';
import type { TagMap } from '../../../src/private/protocol/api-requests';
import type { CleanRoomsMl } from '../../../src/private/protocol/clean-rooms-ml';
import type { CompletionMode } from '../../../src/private/protocol/contract';
import type { ResourceRecord, VersionRef } from '../../engine/ledger';

/** What every run is asked for with. */
export interface DesiredRun {
  readonly label: string;
  /** The name that the user asked for. */
  readonly name?: string;
  readonly tags: TagMap;
}

/** What the lifecycle has to know of what is asked for. */
export interface RunSpec {
  /** Tells one set of inputs from another: see `fingerprintOf`. */
  readonly fingerprint: string;
  /**
   * Other resources that the inputs refer to. They can be new ones in a rollback as well, where they had to be made again.
   *
   * @default - none
   */
  readonly references?: unknown;
  /**
   * Whether a change from one fingerprint to another is none for this user.
   *
   * @default - two fingerprints are the same when they are equal
   */
  readonly isSame?: (a: string, b: string) => boolean;
  readonly completion: { readonly mode: CompletionMode; readonly timeoutSeconds: number };
  /**
   * What has to be usable before this one can be started. `used` looks at it.
   *
   * @default - it uses nothing that can be seen
   */
  readonly uses?: readonly Use[];
  /**
   * The run of another resource that it is made from. Its end is waited for before anything else is looked at.
   *
   * @default - it is made from none that can be seen
   */
  readonly madeFrom?: VersionRef;
  /**
   * How many usable runs stay.
   *
   * @default - all of them
   */
  readonly keepLast?: number;
  /**
   * It starts from the newest run that ended well; the first one from here, if anywhere.
   *
   * @default - it starts from nothing
   */
  readonly continues?: { readonly first?: VersionRef };
}

/** How the user is told about runs of a type. */
export interface RunWords {
  /** One run, such as "training". */
  readonly run: string;
  /** The operation that starts one. */
  readonly operation: string;
  /** What has the name of a run in the service, such as "trained model". */
  readonly subject: string;
  /** The property that gives it another name. */
  readonly nameProperty: string;
  /** Why nothing can be in use, and what to do about it. */
  readonly nothingLeft: string;
  /** What to do about one that takes longer than the user wants to wait. */
  readonly tooLong: string;
}

/** A run that is to be started. */
export interface NewRun<D> {
  readonly desired: D;
  readonly name: string;
  readonly tags: TagMap;
  /** What it starts from. */
  readonly parent?: VersionRef;
}

export interface RunDetails extends ShownRun {
  /** What the service says about its status. */
  readonly message?: string;
  readonly imageDigest?: string;
}

export interface RunType<D extends DesiredRun, A> {
  /** What the resource is called in messages. */
  readonly noun: string;
  /** What may stand in the way of its deletion, in words. */
  readonly dependants: string;
  readonly words: RunWords;
  /** Whether the digest of its image is an attribute: only `get` tells it, once a run has ended well. */
  readonly reportsImage?: boolean;
  /** Whether one that takes longer than the user wants to wait goes on. @default - it is cancelled, if it can be */
  readonly goesOnWhenTooLong?: boolean;
  decode(raw: Record<string, unknown>): D;
  membership(desired: D): string;
  spec(desired: D): RunSpec;

  /**
   * The runs of a membership. Of several under one ARN it can show one.
   *
   * @param desired what is asked for. It is absent in a deletion
   */
  list(client: CleanRoomsMl, membership: string, desired?: D): Promise<readonly RunDetails[]>;
  /**
   * The runs under one ARN; rejects when there is none.
   *
   * @default - each run has an ARN of its own
   */
  versions?(client: CleanRoomsMl, membership: string, arn: string): Promise<readonly ShownRun[]>;
  /**
   * One run, or another one of its ARN; rejects when there is none.
   *
   * @default - listings alone show runs, and everything is listed in each look
   */
  get?(client: CleanRoomsMl, membership: string, run: VersionRef): Promise<RunDetails>;
  /**
   * The tags of a run; rejects when it does not exist.
   *
   * @default - the service has no tags for it, and its name says whose it is
   */
  tags?(client: CleanRoomsMl, membership: string, run: VersionRef): Promise<TagMap | undefined>;
  /** What the wanted run uses, in the order of `RunSpec.uses`; nothing in the place of what is not found. */
  used?(client: CleanRoomsMl, desired: D, now: number): Promise<readonly (Used | undefined)[]>;
  /**
   * Those that somebody in the collaboration is using, and that are not removed for the sake of order.
   *
   * @default - nobody uses them, as far as can be seen
   */
  inUse?(client: CleanRoomsMl, desired: D, runs: readonly Run[]): Promise<readonly Run[]>;
  /** Where a run has no ARN, its name stands for it. */
  start(client: CleanRoomsMl, run: NewRun<D>): Promise<VersionRef>;
  /** @default - a run cannot be cancelled */
  cancel?(client: CleanRoomsMl, membership: string, run: VersionRef): Promise<unknown>;
  /** @default - a run leaves nothing that can be removed */
  deleteOutput?(client: CleanRoomsMl, membership: string, run: VersionRef): Promise<unknown>;

  attributes(run: Run, record: ResourceRecord | undefined): A;
  /**
   * How much of a quota one request needs.
   *
   * @default - one instance
   */
  quotaNeeds?(desired: D): { readonly instanceCount?: number };
  /** What else there is to say when the service refuses to start a run. */
  refusalHint?(run: NewRun<D>): string | undefined;
}
