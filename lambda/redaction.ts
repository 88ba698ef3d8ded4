import type { ResourceEvent } from './event';

/** Shorter values are numbers and switches; to blank them would blank half of every message. */
const SHORTEST_SECRET = 4;

/**
 * Takes hyperparameter and environment values out of a text. The handlers never write them, but a message of
 * the service may quote one.
 */
export function redaction(event: ResourceEvent): (text: string) => string {
  const secrets = [event.ResourceProperties, event.OldResourceProperties]
    .flatMap((properties) => [properties?.Hyperparameters, properties?.Environment])
    .flatMap((entries) => (Array.isArray(entries) ? entries : []))
    .map((entry) => entry?.Value)
    .filter((value): value is string => typeof value === 'string' && value.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((clean, secret) => clean.split(secret).join('(not shown)'), text);
}
