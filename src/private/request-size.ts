/** How much of a request's event the properties of a custom resource take. */
import { EVENT_LIMITS } from './protocol/contract';
import type { Problem } from './protocol/shape';

/**
 * @param properties as the template has them; of what is known at deployment alone, the intrinsic function counts
 * @param nameOf what a property is called in messages
 * @param advice where to put large values
 */
export function problemsOfSize(
  properties: Readonly<Record<string, unknown>>, nameOf: (property: string) => string, advice = 'Put large values into the image or into a data channel',
): Problem[] {
  const got = bytesOf(properties);
  if (got <= EVENT_LIMITS.propertiesBytes) {
    return [];
  }
  const largest = Object.entries(properties)
    .map(([name, value]) => ({ name, bytes: bytesOf(value) }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 2)
    .map(({ name, bytes }) => `${nameOf(name)} ${bytes}`);
  return [{
    path: 'The properties',
    message: `must be at most ${EVENT_LIMITS.propertiesBytes} bytes together, written as JSON, got ${got} (the largest: ${largest.join(', ')}). `
      + `An update carries the old and the new properties in one event of ${EVENT_LIMITS.bytes} bytes. ${advice}`,
  }];
}

/** In an event, quotes and line breaks are escaped, and numbers are text. */
function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value, (_, member) => (typeof member === 'number' || typeof member === 'boolean' ? String(member) : member)) ?? '');
}
