import { parseArgs } from 'node:util';

/** What stands for the standard input in the place of a file. */
const STANDARD_INPUT = '-';

/** A command line that does not make sense. */
export class UsageError extends Error {}

interface Options {
  readonly [name: string]: { readonly type: 'string' | 'boolean'; readonly multiple?: boolean; readonly short?: string };
}

type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: T }>>;

/** The options and positional arguments of a command line. @throws UsageError */
export function parseOptions<T extends Options>(args: readonly string[], options: T): Parsed<T> {
  const config = { args: [...args], allowPositionals: true as const, options };
  for (const token of parseArgs({ ...config, strict: false, tokens: true }).tokens) {
    if (token.kind === 'option') {
      checkOption(token.rawName, options[token.name]?.type, token.value, token.inlineValue === true);
    }
  }
  return parseArgs(config);
}

function checkOption(option: string, type: 'string' | 'boolean' | undefined, value: string | undefined, isInline: boolean): void {
  if (type === undefined) {
    throw new UsageError(`there is no option ${option}`);
  }
  if (type === 'boolean' && value !== undefined) {
    throw new UsageError(`${option} takes no value, got ${value}`);
  }
  if (type === 'string' && (value === undefined || value === '' || (!isInline && value.startsWith('-') && value !== STANDARD_INPUT))) {
    throw new UsageError(`${option} needs a value${value ? `, got the option ${value}` : ''}`);
  }
}

export function assignment(option: string, text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) {
    throw new UsageError(`${option} must be name=value, got ${text}`);
  }
  return [text.slice(0, equals), text.slice(equals + 1)];
}

export function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) {
    throw new UsageError(`${option} must be a number above 0, got ${text}`);
  }
  return value;
}

export function whole(option: string, text: string, least: number, most = Infinity): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    throw new UsageError(`${option} must be a whole number ${most === Infinity ? `from ${least} on` : `from ${least} to ${most}`}, got ${text}`);
  }
  return value;
}
