/** The lifecycle of singletons: one for each membership, put, got and deleted, without a name, a tag or a listing. */
import { reconcileSingleton } from './reconcile';
import type { DesiredSingleton, SingletonType } from './singleton-type';
import { resourceType, type ResourceType } from '../../engine/resource-type';

/** A resource type of which a membership has one instance. */
export function singleton<D extends DesiredSingleton, A extends Record<string, string>, C>(type: SingletonType<D, A, C>): ResourceType {
  return resourceType<D, A>({
    noun: type.noun,
    dependants: type.dependants,
    decode: (raw) => type.decode(raw),
    identity: (desired) => ({ membership: type.membership(desired) }),
    reconcile: (context, request) => reconcileSingleton(type, context, request),
  });
}
