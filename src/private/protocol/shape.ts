/**
 * A small description language for request shapes, and the two things that are derived from it: what is
 * wrong with a value, and the value with the types that CloudFormation's string conversion took away.
 */
export type Shape = StringShape | BooleanShape | NumberShape | ListShape | MapShape | StructureShape;

export interface StringShape {
  readonly type: 'string';
  readonly minLength?: number;
  readonly maxLength?: number;
  /** What the whole string has to match. */
  readonly pattern?: RegExp;
  /** `pattern` in words, for messages. */
  readonly meaning?: string;
  /** Whether the pattern says all about the length too, so that messages leave the length out. */
  readonly isFormat?: boolean;
  /** What to pass instead of a value that is wrong in a way that is known. */
  readonly instead?: (value: string) => string | undefined;
  readonly values?: readonly string[];
}

export interface BooleanShape {
  readonly type: 'boolean';
}

export interface NumberShape {
  readonly type: 'integer' | 'double';
  readonly min: number;
  readonly max: number;
  /** What the number counts, for messages. */
  readonly unit?: Unit;
}

export type Unit = 'seconds' | 'days' | 'GB' | 'MB';

export interface ListShape {
  readonly type: 'list';
  readonly min: number;
  readonly max?: number;
  readonly member: Shape;
}

export interface MapShape {
  readonly type: 'map';
  readonly max: number;
  readonly key: StringShape;
  readonly value: StringShape;
}

export interface StructureShape {
  readonly type: 'structure';
  readonly members: { readonly [name: string]: Shape };
  readonly required: readonly string[];
}

/** One thing that is wrong with a value. */
export interface Problem {
  /** Where, as member names: `resourceConfig.instanceCount`, `dataChannels[1].channelName`. */
  readonly path: string;
  /** What is allowed and what was got, without the path. */
  readonly message: string;
}

/** How a value is shown in a message: whole when short, and never more than a line. */
export function show(value: unknown): string {
  // JSON has no NaN and no infinity, and a construct refers to itself.
  const text = typeof value === 'number' ? String(value) : isPlain(value) ? JSON.stringify(value) ?? String(value) : withArticle(nameOfClass(value));
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function withArticle(name: string): string {
  return name === 'Array' ? 'a list' : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    ? ['Object', 'Array'].includes(nameOfClass(value)) && Object.values(value).every(isPlain)
    : typeof value !== 'function';
}

function nameOfClass(value: unknown): string {
  return typeof value === 'function' ? 'function' : ((value as object).constructor?.name ?? 'Object').replace(/\d+$/, '');
}

/**
 * Every problem of a value, in the order of its members.
 *
 * @param skip says which values cannot be judged yet (unresolved tokens); nothing below them is looked at.
 */
export function problemsOf(shape: Shape, value: unknown, path = '', skip: (value: unknown) => boolean = () => false): Problem[] {
  if (skip(value)) {
    return [];
  }
  const wrong = (message: string): Problem[] => [{ path, message }];
  switch (shape.type) {
    case 'string':
      return typeof value === 'string' ? problemsOfString(shape, value).map((message) => ({ path, message })) : wrong(`must be a string, got ${show(value)}`);
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong(`must be true or false, got ${show(value)}`);
    case 'integer':
    case 'double': {
      const fits = typeof value === 'number' && Number.isFinite(value) && value >= shape.min && value <= shape.max
        && (shape.type === 'double' || Number.isInteger(value));
      return fits ? [] : wrong(`must be ${allowed(shape)}, got ${quantity(value, shape.unit)}`);
    }
    case 'list': {
      if (!Array.isArray(value)) {
        return wrong(`must be a list, got ${show(value)}`);
      }
      const size = value.length < shape.min || (shape.max !== undefined && value.length > shape.max)
        ? wrong(`must have ${range(shape.min, shape.max)} ${shape.min === 1 && shape.max === undefined ? 'entry' : 'entries'}, got ${value.length}`)
        : [];
      return [...size, ...value.flatMap((entry, i) => problemsOf(shape.member, entry, `${path}[${i}]`, skip))];
    }
    case 'map': {
      if (!isRecord(value)) {
        return wrong(`must be a map, got ${show(value)}`);
      }
      const entries = Object.entries(value);
      const size = entries.length > shape.max ? wrong(`must have at most ${shape.max} entries, got ${entries.length}`) : [];
      return [...size, ...entries.flatMap(([key, entry]) => [
        ...(skip(key) ? [] : problemsOfString(shape.key, key).map((message) => ({ path, message: `key ${show(key)} ${message}` }))),
        ...problemsOf(shape.value, entry, `${path}[${show(key)}]`, skip),
      ])];
    }
    case 'structure': {
      if (!isRecord(value)) {
        return wrong(`must be a structure, got ${show(value)}`);
      }
      const at = (name: string) => (path === '' ? name : `${path}.${name}`);
      return [
        ...shape.required.filter((name) => value[name] === undefined).map((name) => ({ path: at(name), message: 'is required' })),
        ...Object.keys(value).filter((name) => !(name in shape.members)).map((name) => ({ path: at(name), message: 'is not a member of the request' })),
        ...Object.entries(shape.members).flatMap(([name, member]) => (
          value[name] === undefined ? [] : problemsOf(member, value[name], at(name), skip)
        )),
      ];
    }
  }
}

/** What is wrong with a string, each as the end of a sentence that starts with its name. */
export function problemsOfString(shape: StringShape, value: string): string[] {
  if (shape.values !== undefined) {
    return shape.values.includes(value) ? [] : [`must be one of ${shape.values.join(', ')}, got ${show(value)}`];
  }
  const problems = [
    ...(shape.pattern !== undefined && !matchesWhole(shape.pattern, value) ? [`be ${shape.meaning ?? `text that matches ${shape.pattern.source}`}`] : []),
    ...(value.length < (shape.minLength ?? 0) || value.length > (shape.maxLength ?? Infinity) ? [`have ${range(shape.minLength ?? 0, shape.maxLength)} characters`] : []),
  ];
  // What a value has to be comes before how long it has to be.
  const said = shape.isFormat ? problems.slice(0, 1) : problems;
  if (said.length === 0) {
    return [];
  }
  const got = value !== '' && said.at(-1)!.startsWith('have') ? `${value.length} characters: ${show(value)}` : show(value);
  const instead = shape.instead?.(value);
  return [`must ${said.join(' and ')}, got ${got}${instead === undefined ? '' : `; pass ${instead}`}`];
}

/** Patterns with their ends tied to those of the string, made when they are first needed. */
const WHOLE = new WeakMap<RegExp, RegExp>();

function matchesWhole(pattern: RegExp, value: string): boolean {
  const whole = WHOLE.get(pattern) ?? new RegExp(`^(?:${pattern.source})$`, pattern.flags);
  WHOLE.set(pattern, whole);
  return whole.test(value);
}

/**
 * The value as it was before CloudFormation turned its numbers and booleans into strings. Members that the shape does not
 * have are kept as they are, so that nothing is lost silently: `problemsOf` then names them.
 */
export function restore(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'integer':
    case 'double':
      return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
    case 'list':
      return Array.isArray(value) ? value.map((entry) => restore(shape.member, entry)) : value;
    case 'structure':
      return isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([name, entry]) => (
          [name, shape.members[name] === undefined ? entry : restore(shape.members[name], entry)]
        )))
        : value;
    default:
      return value;
  }
}

/** The value with its maps, wherever they are, in the place of lists of their entries. */
export function withMaps(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case 'map':
      return Array.isArray(value) && value.every(isEntry) ? Object.fromEntries(value.map(({ Name, Value }) => [Name, Value])) : value;
    case 'list':
      return Array.isArray(value) ? value.map((entry) => withMaps(shape.member, entry)) : value;
    case 'structure':
      return isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([name, entry]) => (
          [name, shape.members[name] === undefined ? entry : withMaps(shape.members[name], entry)]
        )))
        : value;
    default:
      return value;
  }
}

function isEntry(value: unknown): value is { readonly Name: string; readonly Value: string } {
  return isRecord(value) && typeof value.Name === 'string' && typeof value.Value === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a number can be: `a whole number from 1 to 5`, `0.01 to 100 GB`, `1 second to 28 days, in whole seconds`. */
function allowed({ type, min, max, unit }: NumberShape): string {
  if (unit === undefined) {
    return `${type === 'integer' ? 'a whole number' : 'a number'} from ${min} to ${max}`;
  }
  const limits = unit === 'seconds' ? `${duration(min)} to ${duration(max)}` : `${min} to ${max} ${unit}`;
  return type === 'integer' ? `${limits}, in whole ${unit}` : limits;
}

function quantity(value: unknown, unit: Unit | undefined): string {
  if (typeof value !== 'number' || !Number.isFinite(value) || unit === undefined) {
    return show(value);
  }
  return unit === 'seconds' ? duration(value) : `${value} ${unit}`;
}

const LENGTHS = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]] as const;

/** A number of seconds in the units that people use: `28 days`, `1 hour 30 minutes`, `1.5 seconds`. */
export function duration(seconds: number): string {
  const parts: string[] = [];
  let left = Math.max(seconds, 0);
  for (const [unit, length] of LENGTHS) {
    const count = length === 1 ? left : Math.floor(left / length);
    left -= count * length;
    if (count > 0 || (length === 1 && parts.length === 0)) {
      parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
    }
  }
  return parts.join(' ');
}

function range(min: number, max: number | undefined): string {
  return max === undefined ? `at least ${min}` : min === 0 ? `at most ${max}` : min === max ? `exactly ${min}` : `${min} to ${max}`;
}
