/** Names of runs: `<base>-<fingerprint>[-<attempt>]`. The name is the idempotency key, since the service has no other. */
import { digest } from '../../engine/digest';
import { originIn } from '../../engine/physical-id';

/** Characters of a fingerprint, which tells one set of inputs from another. */
export const FINGERPRINT_LENGTH = 21;

/** The fingerprint of inputs that need no parts of their own. */
export function fingerprintOf(inputs: unknown): string {
  return digest(inputs, FINGERPRINT_LENGTH);
}

/**
 * What the names of an owner's runs start with. It identifies the owner, also where the user chose the name: several
 * resources can ask for one name, and a run has to say by itself whose it is.
 */
export function baseNameOf(owner: string, name: string | undefined): string {
  return name === undefined ? owner : `${name}-${originIn(owner)}`;
}

/** Attempts count from one. */
export function runName(base: string, fingerprint: string, attempt: number): string {
  return `${base}-${fingerprint}${attempt > 1 ? `-${attempt}` : ''}`;
}

const FINGERPRINT_AND_ATTEMPT = new RegExp(`^([a-z2-7]{${FINGERPRINT_LENGTH}})(?:-([0-9]+))?$`);

/** What a name says, when it is one of that base. */
export function parseRunName(base: string, name: string): { readonly fingerprint: string; readonly attempt: number } | undefined {
  if (!name.startsWith(`${base}-`)) {
    return undefined;
  }
  const match = FINGERPRINT_AND_ATTEMPT.exec(name.slice(base.length + 1));
  return match === null ? undefined : { fingerprint: match[1], attempt: match[2] === undefined ? 1 : Number(match[2]) };
}
