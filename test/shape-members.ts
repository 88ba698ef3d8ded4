/** The members of a shape by their paths, for tables that name each of them. `[]` stands for each entry of a list. */
import type { Shape } from '../src/private/protocol/shape';

/** The paths of all members of a shape. */
export function membersOf(shape: Shape, path = ''): string[] {
  switch (shape.type) {
    case 'structure':
      return Object.entries(shape.members).flatMap(([name, member]) => {
        const at = path === '' ? name : `${path}.${name}`;
        return [at, ...membersOf(member, at)];
      });
    case 'list':
      return membersOf(shape.member, `${path}[]`);
    default:
      return [];
  }
}

/** The paths of the members of a shape that a value has. */
export function membersIn(shape: Shape, value: unknown): string[] {
  return membersOf(shape).filter((member) => [valueAt(value, member)].flat().some((found) => found !== undefined));
}

/** What is at a path; below `[]` a list of what is there in each entry. */
export function valueAt(value: unknown, path: string): unknown {
  const [, name, each, rest] = /^([^.[]+)(\[\])?\.?(.*)$/.exec(path)!;
  const found = (value as Record<string, unknown> | undefined)?.[name];
  if (rest === '') {
    return found;
  }
  return each === undefined ? valueAt(found, rest) : (found as unknown[] | undefined)?.map((entry) => valueAt(entry, rest));
}
