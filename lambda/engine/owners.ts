/** Whose resources a request is about. */
import type { Context } from './context';
import type { ResourceEvent, ResourceLocator } from './event';
import { howItEnded, type LedgerEntry } from './ledger';
import { identityIn, isPhysicalId, originOf, physicalId, withIdentity } from './physical-id';
import { membershipIn } from './properties';
import { tryDecode, type ResourceType } from './resource-type';

export interface Owners {
  /** The one that the request is about. */
  readonly target: ResourceLocator;
  /** What the request is to take the place of, if that is another one. */
  readonly replaced?: ResourceLocator;
  /** How the last request for what is being replaced ended. */
  readonly precededBy?: 'succeeded' | 'failed';
  /** Those that were to take the place of one and were given up before CloudFormation was told of them. */
  readonly orphans: readonly ResourceLocator[];
  /** What was to take the place of a target that is created, except what was retained. */
  readonly replacements?: readonly string[];
}

export async function ownersOf(context: Context, type: ResourceType, event: ResourceEvent): Promise<Owners> {
  const { ResourceProperties: properties, OldResourceProperties: former = {} } = event;
  const current = event.PhysicalResourceId!;
  switch (event.RequestType) {
    case 'Create': {
      const owner = created(type, event);
      const replacements = await unretainedReplacementsOf(context, await context.ledger.read(owner));
      return { target: locatorOf(owner, properties), orphans: [], replacements };
    }
    case 'Update': {
      const wanted = withIdentity(current, type.idParts(properties).identity);
      const before = tryDecode((raw) => type.idParts(raw), former);
      const formerly = before === undefined ? current : withIdentity(current, before.identity);
      const owner = await idAfterUpdate(context, current, formerly, wanted);
      const entry = await context.ledger.read(current);
      const others = (await replacementsOf(context, entry)).filter(({ Owner }) => Owner !== owner && Owner !== formerly);
      // What the update before this one was to make can still be on its way, though nothing of it has arrived.
      const isGivenUp = ![current, wanted, owner].some((known) => identityIn(known) === identityIn(formerly));
      return {
        target: locatorOf(owner, properties),
        ...(owner === current ? {} : { replaced: entry?.locator ?? locatorOf(current, former), precededBy: howItEnded(entry) }),
        orphans: isGivenUp ? [locatorOf(formerly, former), ...others] : others,
      };
    }
    case 'Delete': {
      const owner = (isPhysicalId(current) ? undefined : tryDecode(() => created(type, event), properties)) ?? current;
      const entry = await context.ledger.read(owner);
      return { target: entry?.locator ?? locatorOf(owner, properties), orphans: [] };
    }
  }
}

/** What was to take an owner's place and is not known to be gone. */
export async function replacementsOf({ ledger }: Context, entry: LedgerEntry | undefined): Promise<ResourceLocator[]> {
  const locators: ResourceLocator[] = [];
  for (const owner of entry?.replacements ?? []) {
    const replacement = await ledger.read(owner);
    locators.push(...replacement === undefined || replacement.deleted ? [] : [replacement.locator]);
  }
  return locators;
}

/** What took an owner's place, was deployed, and was not to be deleted when that is created anew, was retained. The rest is removed. */
async function unretainedReplacementsOf({ ledger }: Context, entry: LedgerEntry | undefined): Promise<string[]> {
  const unretained: string[] = [];
  for (const owner of entry?.replacements ?? []) {
    const replacement = await ledger.read(owner);
    unretained.push(...replacement?.deployed && !replacement.deleting ? [] : [owner]);
  }
  return unretained;
}

/**
 * The id under which CloudFormation deletes what a request to create it may have begun. Nothing can have been begun with
 * properties that cannot be read: the deletion finds nothing under the id that stands in.
 */
export function idOfCreation({ resourceTypeOf }: Pick<Context, 'resourceTypeOf'>, event: ResourceEvent): string {
  try {
    return created(resourceTypeOf(event.ResourceType), event);
  } catch {
    const { StackId, LogicalResourceId } = event;
    return physicalId(LogicalResourceId, originOf(StackId, LogicalResourceId), 'unreadable');
  }
}

function created(type: ResourceType, { StackId, LogicalResourceId, ResourceProperties }: ResourceEvent): string {
  const { label, identity } = type.idParts(ResourceProperties);
  return physicalId(label, originOf(StackId, LogicalResourceId), identity);
}

function locatorOf(owner: string, properties: Record<string, unknown>): ResourceLocator {
  return { Owner: owner, Membership: membershipIn(properties), Name: typeof properties.Name === 'string' ? properties.Name : undefined };
}

/** Earlier properties are compared as they are understood today; an id can be one that an earlier release made of them. */
async function idAfterUpdate(context: Context, current: string, formerly: string, wanted: string): Promise<string> {
  if (identityIn(formerly) !== identityIn(wanted)) {
    return wanted;
  }
  if (identityIn(current) === identityIn(wanted)) {
    return current;
  }
  // Nothing has changed that replaces the resource, and yet the id is another. Either an earlier release made it, or it is
  // that of an update that failed and is being taken back for the second time: then the one to go back to is there.
  const entry = await context.ledger.read(wanted);
  return entry === undefined || entry.deleted ? current : wanted;
}
