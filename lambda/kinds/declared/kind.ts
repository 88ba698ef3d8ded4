/** Declared resources: the API can create, get, list, delete and tag them, at once or in the course of time. */
import type { TrainedModelStatus } from '../../../src/private/protocol/api-model';
import type { TagMap } from '../../../src/private/protocol/api-requests';
import type { CleanRoomsMl } from '../../../src/private/protocol/clean-rooms-ml';

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
  list(client: CleanRoomsMl, membership: string | undefined): Promise<Found[]>;
  /** Rejects when it does not exist. */
  get(client: CleanRoomsMl, membership: string | undefined, arn: string): Promise<Details>;
  create(client: CleanRoomsMl, desired: D, name: string, tags: TagMap): Promise<string>;
  remove(client: CleanRoomsMl, membership: string | undefined, arn: string): Promise<unknown>;
  attributes(found: Found & Partial<Details>, desired: D): A;
}
