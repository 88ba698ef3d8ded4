/** Declared resources: the API can create, get, list, delete and tag them, at once or in the course of time. */
import type { TrainedModelStatus } from '../../../src/private/protocol/api-model';
import type { TagMap } from '../../../src/private/protocol/api-requests';
import type { Services } from '../../engine/services';
import type { TagChanges } from '../../engine/tag-changes';

export interface Found {
  readonly arn: string;
  readonly name: string;
}

/** What the service says about one resource. */
export interface Details {
  readonly tags: TagMap;
  /**
   * Where it is created and deleted in the course of time.
   *
   * @default - it is there at once, and gone at once
   */
  readonly status?: TrainedModelStatus;
  /** The word of the service for its status. @default - that of Clean Rooms ML */
  readonly shownStatus?: string;
  /** Whether nothing was paid for it, so that a rollback need not leave it. @default false */
  readonly isFree?: boolean;
  /** What the service says about its status. */
  readonly message?: string;
  /** What the service says about it otherwise, where it has a status: attributes that only the service knows. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What a reconciler of immutable resources has to know of one of them. */
export interface Kind<D, A> {
  /** What may stand in the way of its deletion, in words. */
  readonly dependants: string;
  /**
   * Whether `get` shows a status, and what is created has to become active. Such a thing costs: where it was in use and has gone, it
   * is not made again until something asks for another one.
   *
   * @default false
   */
  readonly isGradual?: boolean;
  /**
   * Of what takes its time and cannot be ended while it does: what to do when it takes longer than a deployment can wait. A rollback
   * leaves it, and a later deployment adopts it. A deletion of the stack waits for its end, and removes it.
   *
   * @default - a rollback removes it
   */
  readonly goesOnWhenTooLong?: string;
  /**
   * Whether the service shows nothing any more of what was deleted, and can give its ARN again.
   *
   * @default false
   */
  readonly leavesNothing?: boolean;
  /** @param name what is looked for has this name, or a name that begins with it */
  list(client: Services, membership: string | undefined, name: string): Promise<Found[]>;
  /** Rejects when it does not exist. */
  get(client: Services, membership: string | undefined, arn: string): Promise<Details>;
  create(client: Services, desired: D, name: string, tags: TagMap): Promise<string>;
  remove(client: Services, membership: string | undefined, arn: string, name: string): Promise<unknown>;
  /** @default - as Clean Rooms ML tags */
  tag?(client: Services, arn: string, changes: TagChanges): Promise<void>;
  attributes(found: Found & Partial<Details>, desired: D): A;
}
