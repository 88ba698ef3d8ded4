/** What a resource type adds to the lifecycle of singletons. */
import type { CleanRoomsMl } from '../../../src/private/protocol/clean-rooms-ml';

export interface DesiredSingleton {
  readonly label: string;
  /**
   * Whether to take over what is there already and was put by somebody else.
   *
   * @default false
   */
  readonly adopt?: boolean;
}

export interface SingletonType<D extends DesiredSingleton, A, C = unknown> {
  /** What the resource is called in messages. */
  readonly noun: string;
  /** What may stand in the way of its deletion, in words. */
  readonly dependants: string;
  decode(raw: Record<string, unknown>): D;
  /** The membership that has one. */
  membership(desired: D): string;
  /** What is put, in the form in which `get` shows it. */
  content(desired: D): C;
  /** What is there; rejects when there is nothing. */
  get(client: CleanRoomsMl, membership: string): Promise<C>;
  /** Puts it, in the place of whatever is there. */
  put(client: CleanRoomsMl, membership: string, content: C): Promise<unknown>;
  remove(client: CleanRoomsMl, membership: string): Promise<unknown>;
  attributes(desired: D): A;
}
