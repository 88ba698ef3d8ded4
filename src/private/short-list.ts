/** Lists of allowed values in messages, which stay legible when there are many. */
const SHOWN = 12;

export function shortListOf(values: readonly string[]): string {
  const shown = values.slice(0, SHOWN).map((value) => JSON.stringify(value)).join(', ');
  return values.length > SHOWN ? `${shown} and ${values.length - SHOWN} more` : shown;
}
