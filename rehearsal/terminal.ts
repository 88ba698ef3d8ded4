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
