import { DEFAULT_COLUMNS } from './text-columns';

/** What is written to. */
export interface Terminal {
  readonly isTerminal: boolean;
  /** The environment variables. @default - none */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether to print in color.
 *
 * @see https://no-color.org and https://force-color.org
 */
export function isColored({ isTerminal, environment = {} }: Terminal): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (NO_COLOR) {
    return false;
  }
  return FORCE_COLOR ? FORCE_COLOR !== '0' : isTerminal && TERM !== 'dumb';
}

/** Where a command writes. */
export interface Output extends Terminal {
  /** How wide it is. @default - the environment variable COLUMNS, or 120 */
  readonly columns?: number;
  out(text: string): void;
  error(text: string): void;
}

const LEAST_COLUMNS = 60;

/** The width of a file is said by the environment, if at all. */
export function columnsOf({ columns, environment }: Output): number {
  return Math.max(LEAST_COLUMNS, columns ?? (Number(environment?.COLUMNS) || DEFAULT_COLUMNS));
}
