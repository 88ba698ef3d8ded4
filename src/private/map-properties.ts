/**
 * Maps of the user, such as hyperparameters. They travel as lists: a key such as `Ref` would read as an intrinsic function.
 */
import { Lazy, Token, type Stack } from 'aws-cdk-lib';
import type { Entry, WithEntries } from './protocol/contract';
import { problemsOf, show, type Shape } from './protocol/shape';
import { isIntrinsic } from './template-properties';

/**
 * A map as a list, in an order that does not depend on how it was written. Names that are not known yet come last. A map
 * that is a token becomes a list when its value is known.
 */
export function entriesOf(map: { readonly [name: string]: string } | undefined): Entry[] | undefined {
  if (Token.isUnresolved(map)) {
    // What does not become a map is an error by then.
    return Lazy.uncachedAny({ produce: (context) => entriesOf(context.resolve(map)) }) as unknown as Entry[];
  }
  const names = Object.keys(map ?? {});
  const sorted = [...names.filter((name) => !Token.isUnresolved(name)).sort(), ...names.filter((name) => Token.isUnresolved(name))];
  return sorted.length > 0 ? sorted.map((name) => ({ Name: name, Value: map![name] })) : undefined;
}

/** A map, and what it has where nothing is given for a name. What is wrong with a map stays as it is. */
export function withDefaults<T extends { readonly [name: string]: string }>(map: T | undefined, defaults: T): T {
  if (Token.isUnresolved(map)) {
    return Lazy.uncachedAny({ produce: (context) => withDefaults(context.resolve(map), defaults) }) as unknown as T;
  }
  return typeof (map ?? {}) !== 'object' || Array.isArray(map) || isKnownAtDeployment(map) ? map as T : { ...defaults, ...map };
}

/** A request with lists in the places of its maps, wherever they are. */
export function withEntries<T>(shape: Shape, value: T): WithEntries<T> {
  return entriesIn(shape, value) as WithEntries<T>;
}

function entriesIn(shape: Shape, value: unknown): unknown {
  if (shape.type === 'map') {
    return entriesOf(value as { readonly [name: string]: string });
  }
  if (value === undefined || value === null || Token.isUnresolved(value)) {
    return value;
  }
  if (shape.type === 'list') {
    return (value as readonly unknown[]).map((entry) => entriesIn(shape.member, entry));
  }
  return shape.type === 'structure'
    ? Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, entriesIn(shape.members[name], member)]))
    : value;
}

/** A map, and what it has to be, by the property that it is given as. */
export interface MapsWithShapes {
  readonly [property: string]: { readonly map: object | undefined; readonly shape: Shape };
}

/** What is wrong with maps that were tokens. Until the app is complete, nothing is known of them. */
export function problemsOfTokenMaps(stack: Stack, maps: MapsWithShapes): string[] {
  return Object.entries(maps).filter(([, { map }]) => Token.isUnresolved(map)).flatMap(([property, { map: token, shape }]) => {
    const map = stack.resolve(token);
    return (isKnownAtDeployment(map)
      ? [{ path: property, message: `must be a map that is known when the app is synthesized, of which values can be tokens, got ${show(map)}` }]
      : problemsOf(shape, map ?? {}, property, isKnownAtDeployment)
    ).map(({ path, message }) => `${path} ${message}`);
  });
}

function isKnownAtDeployment(value: unknown): boolean {
  return typeof value === 'object' && value !== null && isIntrinsic(value);
}
