/** How the API models write shapes down. */
import type { BooleanShape, ListShape, MapShape, NumberShape, Shape, StringShape, StructureShape, Unit } from './shape';

export const BOOLEAN: BooleanShape = { type: 'boolean' };

export function text(minLength: number, maxLength: number, pattern?: RegExp, meaning?: string): StringShape {
  return { type: 'string', minLength, maxLength, pattern, meaning };
}

/** Text whose pattern says all about its length. */
export function format(shape: StringShape): StringShape {
  return { ...shape, isFormat: true };
}

export function oneOf(values: readonly string[]): StringShape {
  return { type: 'string', values };
}

export function integer(min: number, max: number, unit?: Unit): NumberShape {
  return { type: 'integer', min, max, unit };
}

export function double(min: number, max: number, unit?: Unit): NumberShape {
  return { type: 'double', min, max, unit };
}

export function list(member: Shape, min: number, max?: number): ListShape {
  return { type: 'list', member, min, max };
}

export function map(key: StringShape, value: StringShape, max: number): MapShape {
  return { type: 'map', key, value, max };
}

export function structure(members: { readonly [name: string]: Shape }, ...required: string[]): StructureShape {
  return { type: 'structure', members, required };
}
