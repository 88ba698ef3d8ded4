/**
 * From the properties in an event to what they mean: numbers restored, lists back to maps, and an error that
 * says which property is malformed.
 */
import { UUID } from '../../src/private/protocol/api-model';
import type { TagMap } from '../../src/private/protocol/api-requests';
import { PROPERTY_FORMAT, type CommonProperties, type Entry } from '../../src/private/protocol/contract';
import { toApiCasing } from '../../src/private/protocol/property-casing';
import { problemsOf, problemsOfString, restore, show, type Problem, type StringShape, type StructureShape } from '../../src/private/protocol/shape';

/** Properties that cannot be understood. */
export class MalformedProperties extends Error {
  constructor(problems: readonly Problem[]) {
    super(`Malformed properties: ${problems.map(({ path, message }) => `${path} ${message}`).join('; ')}.`);
    this.name = 'MalformedProperties';
  }
}

/** What every resource asks for. */
export interface Desired<R> {
  readonly label: string;
  /** The name that the user asked for. */
  readonly name?: string;
  readonly tags: TagMap;
  readonly request: R;
}

/** An event's properties before anything is known of them. */
export type Raw<T> = { readonly [K in keyof T]?: unknown };

/**
 * The membership that a resource lives in, or nothing when that is not legible. A resource with malformed
 * properties was never created, and its deletion must not be what keeps a stack from going away.
 */
export function membershipIn(raw: { readonly Request?: unknown }): string | undefined {
  const membership = isRecord(raw.Request) ? raw.Request.MembershipIdentifier : undefined;
  return typeof membership === 'string' && problemsOfString(UUID, membership).length === 0 ? membership : undefined;
}

/** How the API of a resource writes its requests. */
export interface Notation {
  /** The members that every resource has, and that the handlers set. */
  readonly name: string;
  readonly tags: string;
  /** A request in the API's own terms, from what a template has. */
  read(request: unknown, shape: StructureShape): unknown;
}

const CAMEL_CASE: Notation = { name: 'name', tags: 'tags', read: toApiCasing };

/** Collects everything that is wrong with the properties of one resource. */
export class Decoder {
  private readonly problems: Problem[] = [];

  /** @param notation how the API writes its requests; by default, as Clean Rooms ML does */
  constructor(private readonly raw: Raw<CommonProperties & { Request: unknown }>, private readonly notation = CAMEL_CASE) {
    if (raw.PropertyFormat !== PROPERTY_FORMAT) {
      this.problem('PropertyFormat', `must be "${PROPERTY_FORMAT}", got ${show(raw.PropertyFormat)}; the handlers are older than the template`);
    }
  }

  /**
   * What all resources have, once everything else is decoded: throws if anything was wrong.
   *
   * @param others the members of the request that have properties of their own, by path
   */
  common<R>(shape: StructureShape, others: { [path: string]: Record<string, string> | string | undefined } = {}): Desired<R> {
    const { [this.notation.name]: nameShape, [this.notation.tags]: _tags, incrementalTrainingDataChannels: _incremental, ...members } = shape.members;
    const requestShape: StructureShape = { ...shape, members, required: shape.required.filter((member) => member in members) };
    const given = Object.entries(others).reduce(
      (request, [path, value]) => (value === undefined ? request : withMember(request, path.split('.'), value)),
      this.members('Request', this.notation.read(this.raw.Request, requestShape)));
    const request = restore(requestShape, given);
    this.problems.push(...problemsOf(requestShape, request, 'Request', isUnlisted).map(withoutSecrets));
    const label = this.text('Label', this.raw.Label);
    const name = this.optionalText('Name', this.raw.Name);
    if (name !== undefined) {
      problemsOfString(nameShape as StringShape, name).forEach((message) => this.problem('Name', message));
    }
    const tags = this.entries('Tags', this.raw.Tags, 'Key') ?? {};
    if (this.problems.length > 0) {
      throw new MalformedProperties(this.problems);
    }
    return { label, name, tags, request: request as R };
  }

  text(path: string, value: unknown): string {
    if (typeof value !== 'string' || value === '') {
      this.problem(path, `must be text, got ${show(value)}`);
      return '';
    }
    return value;
  }

  /** @param shape what the text has to be like */
  optionalText(path: string, value: unknown, shape: StringShape = { type: 'string' }): string | undefined {
    if (value === undefined || value === '') {
      return undefined;
    }
    const text = this.text(path, value);
    problemsOfString(shape, text).forEach((message) => this.problem(path, message));
    return text;
  }

  optionalNumber(path: string, value: unknown): number | undefined {
    if (value === undefined) {
      return undefined;
    }
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1) {
      this.problem(path, `must be a whole number of at least 1, got ${show(value)}`);
    }
    return number;
  }

  oneOf<T extends string>(path: string, value: unknown, values: readonly T[]): T {
    if (!values.includes(value as T)) {
      this.problem(path, `must be one of ${values.join(', ')}, got ${show(value)}`);
    }
    return value as T;
  }

  members(path: string, value: unknown): Record<string, unknown> {
    if (!isRecord(value)) {
      this.problem(path, `must be a structure, got ${show(value)}`);
      return {};
    }
    return value;
  }

  entries(path: string, value: unknown, key: 'Name' | 'Key'): Record<string, string> | undefined {
    if (value === undefined) {
      return undefined;
    }
    if (!Array.isArray(value)) {
      this.problem(path, `must be a list, got a value of type ${typeof value}`);
      return undefined;
    }
    // Values are not shown: hyperparameters and environment can be secrets.
    return Object.fromEntries(value.map((entry: Partial<Entry> & { Key?: string }, i) => {
      if (typeof entry?.[key] !== 'string' || typeof entry.Value !== 'string') {
        this.problem(`${path}[${i}]`, `must have "${key}" and "Value" as text`);
      }
      return [entry?.[key], entry?.Value];
    }));
  }

  private problem(path: string, message: string) {
    this.problems.push({ path, message });
  }
}

/** The request with one more member; what is no structure stays as it is, and is a problem of the request. */
function withMember(request: Record<string, unknown>, [name, ...rest]: string[], value: unknown): Record<string, unknown> {
  const member = request[name] ?? {};
  return { ...request, [name]: rest.length === 0 ? value : isRecord(member) ? withMember(member, rest, value) : member };
}

const SECRETS = /^Request\.((?:[\w[\].]+\.)?(?:hyperparameters|environment)|inputChannel\.dataSource\.protectedQueryInputParameters\.sqlParameters(\.\w+)?)/i;

/** What can be secret: what is wrong with it is said without its value. */
function withoutSecrets({ path, message }: Problem): Problem {
  const secret = SECRETS.exec(path);
  return secret === null ? { path, message } : { path: secret[0], message: message.replace(/, got [^]*|key [^]* must/, (text) => (text.startsWith('key') ? 'has a key that must' : '')) };
}

/** An instance or worker type that is newer than the list is for the service to judge. */
function isUnlisted(value: unknown): boolean {
  return typeof value === 'string' && /^(ml\.[a-z0-9-]+\.[a-z0-9]+|CR\.[0-9]+X)$/.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
