/** Whose resources a request is about. */
import type { Context } from './context';
import type { Holding, ResourceEvent } from './event';
import type { LedgerEntry } from './ledger';
import { identityIn, isPhysicalId, originOf, physicalId, withIdentity } from './physical-id';
import { membershipIn } from './properties';
import { legible, type ResourceType } from './resource-type';
import { isCleaningUp } from './stack-direction';

export interface Owners {
  /** The one that the request is about. */
  readonly wanted: Holding;
  /** What the request is to take the place of, if that is another one. */
  readonly replaced?: Holding;
  /** Those that were to take the place of one and were given up before CloudFormation was told of them. */
  readonly abandoned: readonly Holding[];
}

export async function ownersOf(context: Context, type: ResourceType, event: ResourceEvent): Promise<Owners> {
  const { ResourceProperties: properties, OldResourceProperties: former = {} } = event;
  const current = event.PhysicalResourceId!;
  switch (event.RequestType) {
    case 'Create':
      return { wanted: holding(created(type, event), properties), abandoned: [] };
    case 'Update': {
      const wanted = withIdentity(current, type.idParts(properties).identity);
      const before = legible((raw) => type.idParts(raw), former);
      const formerly = before === undefined ? current : withIdentity(current, before.identity);
      const owner = await idAfterUpdate(context, current, formerly, wanted);
      const entry = await context.ledger.read(current);
      const others = (await replacementsIn(context, entry)).filter(({ Owner }) => Owner !== owner && Owner !== formerly);
      // What the update before this one was to make can still be on its way, though nothing of it has arrived.
      const givenUp = ![current, wanted, owner].some((known) => identityIn(known) === identityIn(formerly));
      return {
        wanted: holding(owner, properties),
        replaced: owner === current ? undefined : entry?.holding ?? holding(current, former),
        abandoned: givenUp ? [holding(formerly, former), ...others] : others,
      };
    }
    case 'Delete': {
      const owner = (isPhysicalId(current) ? undefined : legible(() => created(type, event), properties)) ?? current;
      const entry = await context.ledger.read(owner);
      const left = await replacementsIn(context, entry);
      return {
        wanted: entry?.holding ?? holding(owner, properties),
        // A clean-up deletes what was replaced, and leaves what took its place.
        abandoned: left.length === 0 || await isCleaningUp(context, event.StackId) ? [] : left,
      };
    }
  }
}

function created(type: ResourceType, { StackId, LogicalResourceId, ResourceProperties }: ResourceEvent): string {
  const { label, identity } = type.idParts(ResourceProperties);
  return physicalId(label, originOf(StackId, LogicalResourceId), identity);
}

function holding(owner: string, properties: Record<string, unknown>): Holding {
  return { Owner: owner, Membership: membershipIn(properties), Name: typeof properties.Name === 'string' ? properties.Name : undefined };
}

/** What was to take the owner's place and is not known to be gone. */
async function replacementsIn({ ledger }: Context, entry: LedgerEntry | undefined): Promise<Holding[]> {
  const entries = await Promise.all((entry?.replacements ?? []).map((owner) => ledger.read(owner)));
  return entries.flatMap((replacement) => (replacement === undefined || replacement.removed ? [] : [replacement.holding]));
}

/** Earlier properties are compared as they are understood today; an id can be one that an earlier release made of them. */
async function idAfterUpdate(context: Context, current: string, formerly: string, wanted: string): Promise<string> {
  if (identityIn(formerly) !== identityIn(wanted)) {
    return wanted;
  }
  if (identityIn(current) === identityIn(wanted)) {
    return current;
  }
  // Nothing has changed that makes another resource, and yet the id is another. Either an earlier release made it, or it is
  // that of an update that failed and is being taken back for the second time: then the one to go back to is there.
  const entry = await context.ledger.read(wanted);
  return entry === undefined || entry.removed ? current : wanted;
}
