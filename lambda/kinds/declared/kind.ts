/** Declared resources: the API can create, get, list, delete and tag them, and nothing else. */
import type { TagMap } from '../../../src/private/protocol/api-requests';
import type { CleanRoomsMl } from '../../../src/private/protocol/clean-rooms-ml';

export interface Found {
  readonly arn: string;
  readonly name: string;
}

/** What a reconciler of immutable resources has to know of one of them. */
export interface Kind<D, A> {
  /** What may stand in the way of its deletion, in words. */
  readonly dependants: string;
  list(client: CleanRoomsMl, membership: string | undefined): Promise<Found[]>;
  /** Its tags; rejects when it does not exist. */
  tags(client: CleanRoomsMl, membership: string | undefined, arn: string): Promise<TagMap>;
  create(client: CleanRoomsMl, desired: D, name: string, tags: TagMap): Promise<string>;
  remove(client: CleanRoomsMl, membership: string | undefined, arn: string): Promise<unknown>;
  attributes(found: Found, desired: D): A;
}
