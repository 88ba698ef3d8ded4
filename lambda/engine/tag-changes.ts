import type { TagMap } from '../../src/private/protocol/api-requests';
import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';

export interface TagChanges {
  readonly set: TagMap;
  readonly unset: readonly string[];
}

/**
 * What makes the tags of a resource those that are wanted. Only what this stack says, or said before, is
 * touched: tags from elsewhere, and the owner's, stay.
 */
export function tagChanges(wanted: TagMap, before: TagMap, actual: TagMap): TagChanges {
  return {
    set: Object.fromEntries(Object.entries(wanted).filter(([key, value]) => actual[key] !== value)),
    unset: Object.keys(before).filter((key) => !(key in wanted) && key in actual),
  };
}

export function sameTags(a: TagMap, b: TagMap): boolean {
  const { set, unset } = tagChanges(a, b, b);
  return Object.keys(set).length === 0 && unset.length === 0;
}

/** Untags before it tags, so that a resource with as many tags as there can be has room for others. */
export async function applyTags(client: CleanRoomsMl, resourceArn: string, { set, unset }: TagChanges): Promise<void> {
  if (unset.length > 0) {
    await client.untagResource({ resourceArn, tagKeys: [...unset] });
  }
  if (Object.keys(set).length > 0) {
    await client.tagResource({ resourceArn, tags: set });
  }
}
