/** What a log policy takes out of a text before members see it, as far as that can be told without the service. */
import type { ENTITY_TYPES } from '../src/private/protocol/api-model';

export interface Redaction {
  readonly entities: readonly (typeof ENTITY_TYPES[number])[];
  /** Regular expressions. */
  readonly customIdentifiers: readonly string[];
}

export const REDACTED = '[REDACTED]';

export function redact(text: string, { entities, customIdentifiers }: Redaction): string {
  const expressions = [
    ...customIdentifiers.map((source) => new RegExp(source, 'g')),
    ...entities.includes('NUMBERS') ? [/\d+(?:[.,]\d+)*/g] : [],
    // The service recognizes more than this: names, for one.
    ...entities.includes('ALL_PERSONALLY_IDENTIFIABLE_INFORMATION') ? [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g] : [],
  ];
  return expressions.reduce((redacted, expression) => redacted.replace(expression, REDACTED), text);
}
