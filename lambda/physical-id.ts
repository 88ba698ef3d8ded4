/**
 * Physical ids say who owns a resource of the service: `<label>-<origin>-<identity>`.
 *
 * - The origin comes from the stack and the logical id that the resource was first made with. It stays through
 *   every update, so that a refactoring that moves or renames the resource keeps what it owns.
 * - The identity comes from the properties that cannot change without making another resource. A rollback to
 *   earlier properties therefore gives back the earlier id, character for character.
 */
import { digest } from './digest';

const ORIGIN_LENGTH = 7;
const IDENTITY_LENGTH = 5;
const PARTS = new RegExp(`-([a-z2-7]{${ORIGIN_LENGTH}})-[a-z2-7]{${IDENTITY_LENGTH}}$`);

export function physicalId(label: string, origin: string, identity: unknown): string {
  return `${label}-${origin}-${digest(identity, IDENTITY_LENGTH)}`;
}

export function originOf(stackId: string, logicalId: string): string {
  return digest([stackId, logicalId], ORIGIN_LENGTH);
}

/** The origin in an earlier physical id. */
export function originIn(id: string): string {
  return PARTS.exec(id)?.[1] ?? digest(id, ORIGIN_LENGTH);
}
