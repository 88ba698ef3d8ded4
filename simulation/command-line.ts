/** The arguments of the commands of this folder: whole numbers, switches and choices, each by its name. */
import { parseArgs } from 'node:util';

/** A whole number from 0 on, a switch, or one of some words. */
type Option = 'number' | 'switch' | readonly string[];
type Value<O extends Option> = O extends 'number' ? number : O extends 'switch' ? boolean : string;

/**
 * Reads arguments.
 *
 * @throws Error with the usage, when there is something else among them
 */
export function readArguments<O extends { readonly [name: string]: Option }>(
  args: readonly string[], options: O, usage: string,
): { readonly [name in keyof O]?: Value<O[name]> } {
  const valueOf = (name: string, given: string | boolean) => {
    const option = options[name];
    const value = option === 'number' ? Number(given) : given;
    const isAllowed = option === 'switch' || (option === 'number' ? given !== '' && Number.isInteger(value) && Number(value) >= 0 : option.includes(String(given)));
    if (!isAllowed) {
      throw new Error(usage);
    }
    return value;
  };
  const types = Object.entries(options).map(([name, option]) => [name, { type: option === 'switch' ? 'boolean' : 'string' }] as const);
  const { values } = parsed(args, Object.fromEntries(types), usage);
  return Object.fromEntries(Object.entries(values).map(([name, given]) => [name, valueOf(name, given)])) as { [name in keyof O]?: Value<O[name]> };
}

function parsed(
  args: readonly string[], options: { readonly [name: string]: { readonly type: 'boolean' | 'string' } }, usage: string,
): { readonly values: { readonly [name: string]: string | boolean } } {
  try {
    return parseArgs({ args: [...args], options }) as { values: { [name: string]: string | boolean } };
  } catch {
    throw new Error(usage);
  }
}
