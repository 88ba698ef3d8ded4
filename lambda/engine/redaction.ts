/**
 * Takes what must not be shown out of a text: values of hyperparameters, of the environment and of query parameters, the SQL of
 * queries, and the address that CloudFormation wants its answer at. The handlers write none of them, but a message of the service may quote one.
 */
import type { ResourceEvent } from './event';

/** Shorter values are numbers and switches; to blank them would blank half of every message. */
const SHORTEST_SECRET = 4;

/** Shorter lines of a query are words of SQL and names of tables. */
const SHORTEST_LINE = 16;

/** Shorter than any secret, so that taking out and looking again comes to an end. */
const MASK = '***';

/** Parts of a presigned address that let somebody else answer in the place of the handlers. */
const ADDRESS_SECRETS = ['X-Amz-Signature', 'X-Amz-Credential', 'X-Amz-Security-Token', 'Signature', 'AWSAccessKeyId'];

export type Redaction = (text: string) => string;

export function redaction(event: ResourceEvent): Redaction {
  const patterns = patternsOf([...valuesOf(event), ...addressesOf(event)]);
  return (text) => redacted(text, patterns);
}

/** The same in every text of a value, however deep. */
export function redactedDeeply<T>(value: T, redact: Redaction): T {
  if (typeof value === 'string') {
    return redact(value) as T;
  }
  if (Array.isArray(value)) {
    return value.map((member) => redactedDeeply(member, redact)) as T;
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactedDeeply(member, redact)])) as T
    : value;
}

function valuesOf({ ResourceProperties: properties, OldResourceProperties: former }: ResourceEvent): string[] {
  const events = [properties, former];
  const entries = events
    .flatMap((all) => [all?.Hyperparameters, all?.Environment, all?.QueryParameters])
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((entry) => entry?.Value);
  const nested = events.flatMap((all) => entriesIn(all?.Request));
  return [...entries, ...nested, ...events.flatMap((all) => partsOfQuery(all?.Query))].filter((value): value is string => typeof value === 'string');
}

/** The values of all maps within a request, which are lists of entries there. */
function entriesIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const names = Object.keys(value);
  return names.length === 2 && 'Name' in value && 'Value' in value ? [value.Value] : names.flatMap((name) => entriesIn((value as Record<string, unknown>)[name]));
}

/** A service quotes a query as a whole, by the line, or a literal of it. */
function partsOfQuery(query: unknown): string[] {
  if (typeof query !== 'string') {
    return [];
  }
  const literals = [...query.matchAll(/'((?:[^']|'')*)'/g)].map(([, literal]) => literal);
  return [query, ...query.split('\n').filter((line) => line.trim().length >= SHORTEST_LINE), ...literals];
}

function addressesOf({ ResponseURL: address }: ResourceEvent): string[] {
  if (typeof address !== 'string') {
    return [];
  }
  const query = address.slice(address.indexOf('?') + 1).split('&').map((parameter) => parameter.split('='));
  const parts = query.filter(([name]) => ADDRESS_SECRETS.includes(name)).map(([, ...value]) => value.join('='));
  return [address, ...parts.flatMap((part) => [part, decoded(part)])];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

interface Pattern {
  readonly text: string;
  /** Whether any white space stands for any other: messages are folded and wrapped on their way. */
  readonly folded: boolean;
}

/** Longer ones first, so that one that is part of another leaves nothing of that one behind. */
function patternsOf(secrets: readonly string[]): Pattern[] {
  const patterns = new Map<string, Pattern>();
  for (const secret of secrets) {
    for (const text of [secret, secret.trim()].flatMap(writtenForms)) {
      if (text.length >= SHORTEST_SECRET) {
        patterns.set(text, { text, folded: text.trim().length >= SHORTEST_SECRET });
      }
    }
  }
  return [...patterns.values()].sort((a, b) => b.text.length - a.text.length);
}

/** How a value is written in JSON, in JSON within JSON, in an address, in a form, and in XML or HTML. */
function writtenForms(value: string): string[] {
  const json = (text: string) => JSON.stringify(text).slice(1, -1);
  // Half of a surrogate pair cannot be encoded.
  const wellFormed = Buffer.from(value).toString();
  const inAddress = encodeURIComponent(wellFormed);
  const inMarkup = value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const forms = [
    value,
    json(value),
    json(json(value)),
    inAddress,
    inAddress.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
    new URLSearchParams([['', value]]).toString().slice(1),
    inAddress.replace(/%20/g, '+'),
    encodeURI(wellFormed),
    inMarkup,
    inMarkup.replace(/"/g, '&quot;').replace(/'/g, '&#39;'),
    inMarkup.replace(/"/g, '&quot;').replace(/'/g, '&apos;'),
  ];
  return [...new Set(forms)];
}

/** Until there is nothing left to take out: what stood on both sides of one value can come together as another. */
function redacted(text: string, patterns: readonly Pattern[]): string {
  for (let clean = text; ;) {
    const next = patterns.reduce(without, clean);
    if (next === clean) {
      return clean;
    }
    clean = next;
  }
}

/** The text without a pattern, and without the beginning of it where the text is cut in the middle of a value. */
function without(text: string, pattern: Pattern): string {
  let clean = '';
  let from = 0;
  for (let at = startOf(text, pattern, 0); at !== -1; at = startOf(text, pattern, Math.max(at + 1, from))) {
    const end = endOf(text, pattern, at);
    if (end !== undefined) {
      clean += text.slice(from, at) + MASK;
      from = end;
    }
  }
  return from === 0 ? text : clean + text.slice(from);
}

function startOf(text: string, { text: secret, folded }: Pattern, from: number): number {
  const first = secret[0];
  if (!folded || !isSpace(first)) {
    return text.indexOf(first, from);
  }
  const rest = text.slice(from).search(/\s/);
  return rest === -1 ? -1 : from + rest;
}

/** Where a value that begins here ends; nothing when it is another text. */
function endOf(text: string, { text: secret, folded }: Pattern, start: number): number | undefined {
  let at = start;
  let matched = 0;
  while (matched < secret.length) {
    if (folded && isSpace(secret[matched]) && isSpace(text[at])) {
      while (matched < secret.length && isSpace(secret[matched])) {
        matched++;
      }
      while (isSpace(text[at])) {
        at++;
      }
    } else if (text[at] === secret[matched]) {
      at++;
      matched++;
    } else {
      break;
    }
  }
  const isCut = matched >= SHORTEST_SECRET && /^(\s*$|\.\.\.|…)/.test(text.slice(at, at + 40));
  return matched === secret.length || isCut ? at : undefined;
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}
