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

/**
 * Whether an id is one of ours. CloudFormation makes one up for the deletion of a resource whose creation it gave
 * up before it was told the id, as when another resource of the stack fails meanwhile.
 *
 * @see https://github.com/aws/aws-cdk/pull/36951
 */
export function isPhysicalId(id: string): boolean {
  return PARTS.test(id);
}

/** The part of an id that is the same for everything that was ever put in the place of a resource. */
export function originIn(id: string): string {
  return PARTS.exec(id)?.[1] ?? digest(id, ORIGIN_LENGTH);
}

/** The part of an id that tells whether it stands for the same resource. */
export function identityIn(id: string): string {
  return id.slice(id.lastIndexOf('-') + 1);
}

/** The id of what takes the place of a resource, or of what had it: only the identity differs. */
export function withIdentity(id: string, identity: unknown): string {
  const parts = PARTS.exec(id);
  return parts === null
    ? physicalId(id, digest(id, ORIGIN_LENGTH), identity)
    : physicalId(id.slice(0, parts.index), parts[1], identity);
}
