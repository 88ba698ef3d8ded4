import { exception } from './service-error';
import { MAX_TAGS } from '../src/private/protocol/api-model';
import type { TagMap } from '../src/private/protocol/api-requests';
import type { Problem } from '../src/private/protocol/shape';

/** What is wrong with the keys of tags beyond their length: the prefix is AWS's own, in any case. */
export function problemsOfTagKeys(keys: readonly string[], path: string): Problem[] {
  return keys.filter((key) => /^aws:/i.test(key)).map((key) => ({ path, message: `has the key "${key}", and the prefix aws: is reserved` }));
}

/** What is wrong with the tags of a new resource. */
export function problemsOfTags(tags: TagMap | undefined): Problem[] {
  const keys = Object.keys(tags ?? {});
  return [
    ...problemsOfTagKeys(keys, 'tags'),
    ...(keys.length > MAX_TAGS ? [{ path: 'tags', message: `must have at most ${MAX_TAGS} entries, got ${keys.length}` }] : []),
  ];
}

/** The tags of a resource that is tagged again. */
export function withTags(tags: TagMap, added: TagMap): TagMap {
  const merged = { ...tags, ...added };
  if (Object.keys(merged).length > MAX_TAGS) {
    throw exception('ValidationException', `tags would be ${Object.keys(merged).length} on this resource, and it can have ${MAX_TAGS}`);
  }
  return merged;
}

export function withoutTags(tags: TagMap, keys: readonly string[]): TagMap {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}
