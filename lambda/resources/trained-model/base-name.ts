import { originIn } from '../../engine/physical-id';

/**
 * What the names of an owner's trainings start with. It identifies the owner, also where the user chose the name: several
 * resources can ask for one name, and a version has to say by itself whose it is.
 */
export function baseNameOf(owner: string, name: string | undefined): string {
  return name === undefined ? owner : `${name}-${originIn(owner)}`;
}
