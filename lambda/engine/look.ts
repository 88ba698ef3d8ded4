/**
 * One look at a request, and one step towards its end. It is repeated until nothing is left to do. It can run twice, be killed
 * anywhere and run again on another machine.
 */
import type { Answer } from './answer';
import { ServiceCallError } from './call';
import type { Context } from './context';
import type { AcceptedEvent, ResourceEvent, ResourceLocator } from './event';
import { DeploymentFailure } from './failure';
import { activeEntry, answered, claim, save, withKeptOrphan, withoutOrphan, type LedgerEntry, type Orphan } from './ledger';
import { waiting, type Outcome, type Waiting } from './outcome';
import { replacementsOf } from './owners';
import { identityIn, withIdentity } from './physical-id';
import { SUPERSEDED, type Deletion } from './request';
import { requestIdentity, secondsBetween, type RequestIdentity } from './request-identity';
import { tryDecode, type RawRequest, type ResourceType } from './resource-type';
import { explain, sentence } from './service-error';
import { deletionScope, isStatusCertain, OUTDATED } from './stack-operation';
import { TIMING } from '../../src/private/protocol/contract';

type Attributes = Record<string, string>;
type RequestKind = ResourceEvent['RequestType'];
export type LookOutcome = { readonly state: 'answered'; readonly attributes: Readonly<Attributes> } | Waiting;

export async function look(context: Context, type: ResourceType, event: AcceptedEvent): Promise<LookOutcome> {
  return new Look(context, type, event).run();
}

/**
 * Records why a request failed, so that nobody goes on with it.
 *
 * @returns whether the request has failed for good. It has not when another look has come to another end, or changes the entry.
 */
export async function recordFailure(context: Context, event: AcceptedEvent, reason: string): Promise<boolean> {
  const entry = await activeEntry(context.ledger, activeRequestOf(event));
  if (entry === undefined) {
    return true;
  }
  return entry.answer === undefined
    ? await save(context.ledger, answered(entry, { failure: reason })) !== undefined
    : entry.answer.failure !== undefined;
}

/** What a request was answered with, or is to be; nothing when it is not over, or superseded. */
export async function recordedAnswer(context: Context, event: AcceptedEvent): Promise<Answer | undefined> {
  const entry = await activeEntry(context.ledger, activeRequestOf(event));
  const { failure, attributes } = entry?.answer ?? {};
  return failure !== undefined ? { failure } : attributes && { attributes };
}

const CHANGED = waiting('the ledger was changed by another look');

const activeRequestOf = (event: AcceptedEvent) => ({ owner: event.Owner, requestId: requestIdentity(event.RequestId, event.ResponseURL).id });

class Look {
  private readonly requestId: string;
  private readonly startedAt: number;

  constructor(private readonly context: Context, private readonly type: ResourceType, private readonly event: AcceptedEvent) {
    this.requestId = activeRequestOf(event).requestId;
    this.startedAt = Date.parse(event.StartedAt);
  }

  public async run(): Promise<LookOutcome> {
    try {
      return await this.proceed();
    } catch (error) {
      // Such as a throttled read of the ledger; what a reconciler calls is dealt with in `step`.
      return this.waitOrFail(error, this.event.RequestType, this.event.Owner, true);
    }
  }

  private async proceed(): Promise<LookOutcome> {
    const entry = await this.readEntry();
    if (entry.answer?.failure !== undefined) {
      throw new DeploymentFailure(entry.answer.failure);
    }
    if (entry.answer?.attributes !== undefined) {
      return { state: 'answered', attributes: entry.answer.attributes };
    }
    const outcome = this.event.RequestType === 'Delete' ? await this.remove(entry) : await this.makeSo(entry);
    if (outcome.state === 'waiting') {
      return outcome;
    }
    const attributes = outcome.attributes ?? {};
    return await save(this.context.ledger, answered(outcome.ledger, { attributes })) === undefined
      ? CHANGED
      : { state: 'answered', attributes };
  }

  /** A creation or an update: first what it has to remove, then what it is about. */
  private async makeSo(found: LedgerEntry): Promise<Outcome<Attributes>> {
    const entry = await this.withForsaken(found);
    if ('state' in entry) {
      return entry;
    }
    const removing = await this.removeOrphans(entry);
    if (removing !== undefined) {
      return removing;
    }
    const { Replaced: replaced } = this.event;
    if (replaced !== undefined && this.type.release !== undefined) {
      const released = await this.step(this.deletionOf(replaced), this.type.release);
      if (released.state === 'waiting') {
        return released;
      }
    }
    const outcome = await this.step(this.request(), this.type.reconcile);
    return outcome.state === 'done' ? { ...outcome, ledger: { ...outcome.ledger, deployed: true } } : outcome;
  }

  /**
   * When a clean-up could not delete the owner whose place this one took, or what was to take the place of this one, CloudFormation
   * has forgotten that. So it comes into the care of this one, also where the deletion had no chance to hand it over.
   */
  private async withForsaken(entry: LedgerEntry): Promise<LedgerEntry | Waiting> {
    const { ledger } = this.context;
    const { Replaced: replaced } = this.event;
    const before = replaced === undefined ? undefined : await ledger.read(replaced.Owner);
    const related = new Set([entry, ...(before === undefined ? [] : [before])]
      .flatMap(({ predecessor, replacements }) => [...(predecessor === undefined ? [] : [predecessor]), ...replacements]));
    const known = [entry.owner, ...(replaced === undefined ? [] : [replaced.Owner]), ...entry.orphans.map(({ locator }) => locator.Owner)];
    const forsaken: Orphan[] = [];
    for (const owner of [...related].filter((other) => !known.includes(other))) {
      const other = await ledger.read(owner);
      if (!other?.deleting || other.deleted || other.handedOver || other.answer?.attributes !== undefined) {
        continue;
      }
      const end = other.answer === undefined ? this.endOfDeletion(entry, other.request) : 'over';
      if (end === 'unknown') {
        return waiting(`the deletion of ${owner} can still be at work`);
      }
      if (end === 'over') {
        forsaken.push({ locator: other.locator, since: other.request.id });
      }
    }
    return forsaken.length === 0 ? entry : await save(ledger, { ...entry, orphans: [...entry.orphans, ...forsaken] }) ?? CHANGED;
  }

  /**
   * What has become of a deletion that has no answer. CloudFormation creates and updates nothing before a clean-up is over. But it can
   * delete several resources that were in one place at the same time.
   */
  private endOfDeletion(entry: LedgerEntry, deletion: RequestIdentity): 'over' | 'unknown' | 'none' {
    const age = secondsBetween(deletion, entry.request);
    if (age === undefined || age <= 0) {
      return 'none';
    }
    const sinceThen = age + (this.context.now() - this.startedAt) / 1000;
    return this.event.RequestType !== 'Delete' || sinceThen > TIMING.cloudFormationMinutes * 60 ? 'over' : 'unknown';
  }

  /** What earlier requests left. What cannot be removed now stays in the care of this owner. */
  private async removeOrphans(entry: LedgerEntry): Promise<Outcome<Attributes> | undefined> {
    const isEarly = this.context.now() < this.startedAt + TIMING.handOverSeconds * 1000;
    for (const orphan of entry.orphans) {
      const { locator, since } = orphan;
      const isNew = since === this.requestId;
      if (!isNew && entry.orphansTried) {
        continue;
      }
      const outcome = await this.tryToRemove(orphan, isNew && isEarly);
      if (outcome?.state === 'waiting' && isNew) {
        return outcome;
      }
      if (outcome === undefined && isNew) {
        // It is not waited for any more, and tried again by the next request.
        await save(this.context.ledger, withKeptOrphan(await this.readEntry(), locator.Owner));
      }
    }
    if (entry.orphans.length > 0 && !entry.orphansTried) {
      await save(this.context.ledger, { ...await this.readEntry(), orphansTried: true });
    }
    return undefined;
  }

  /** A deletion: first what it is about, then everything that only this owner knows of. */
  private async remove(entry: LedgerEntry): Promise<Outcome<Attributes>> {
    const successor = await this.successorDuringCleanUp(entry);
    if (!entry.deleted && !entry.handedOver) {
      const own = await this.removeOrHandOver(entry, successor).catch(async (failure: unknown) => {
        // Nobody asks for this deletion again, and nobody else knows of them.
        for (const orphan of failure instanceof DeploymentFailure ? await this.inCare() : []) {
          await this.tryToRemove(orphan, false);
        }
        throw failure;
      });
      if (own.state === 'waiting') {
        return own;
      }
      // What follows can take several looks, and this part is not repeated in them.
      if (await save(this.context.ledger, own.ledger) === undefined) {
        return CHANGED;
      }
    }
    const withForsaken = await this.withForsaken(await this.readEntry());
    if ('state' in withForsaken) {
      return withForsaken;
    }
    for (const orphan of withForsaken.orphans) {
      const isPatient = successor === undefined || this.context.now() < this.startedAt + TIMING.handOverSeconds * 1000;
      const outcome = successor === undefined ? await this.removeOrphan(orphan) : await this.tryToRemove(orphan, isPatient);
      if (outcome?.state === 'waiting') {
        return outcome;
      }
      if (outcome === undefined && !await this.handOver([orphan.locator], successor!)) {
        return CHANGED;
      }
    }
    const replacements = await replacementsOf(this.context, await this.readEntry());
    if (replacements.length > 0) {
      const removing = await this.removeReplacements(replacements);
      if (removing !== undefined) {
        return removing;
      }
    }
    return { state: 'done', ledger: await this.readEntry() };
  }

  /** Everything of others that this owner is to remove, as far as it is known by now. */
  private async inCare(): Promise<readonly Orphan[]> {
    const entry = await this.readEntry();
    const withForsaken = await this.withForsaken(entry);
    return ('state' in withForsaken ? entry : withForsaken).orphans;
  }

  /** What took the owner's place takes it into its care, and removes it later, when something still depends on it. */
  private async removeOrHandOver(entry: LedgerEntry, successor: string | undefined): Promise<Outcome<Attributes>> {
    const { owner } = entry;
    const isPatient = successor === undefined || this.context.now() < this.startedAt + TIMING.handOverSeconds * 1000;
    try {
      const outcome = await this.type.reconcile(this.context, this.deletionOf(this.locatorOf(entry)));
      return outcome.state === 'done' && outcome.isLeft && successor !== undefined && await this.handOver([this.locatorOf(entry)], successor)
        ? { state: 'done', ledger: await this.asHandedOver('it is left on purpose', successor) }
        : outcome;
    } catch (error) {
      try {
        return this.waitOrFail(error, 'Delete', owner, isPatient);
      } catch (failure) {
        if (successor === undefined || !await this.handOver([this.locatorOf(entry)], successor)) {
          throw failure;
        }
        const handedOver = await this.asHandedOver((failure as Error).message, successor, 'WARN');
        if (error instanceof ServiceCallError && error.meaning === 'conflict') {
          return { state: 'done', ledger: handedOver };
        }
        // What is not just held by something else is reported, and tried again all the same.
        await save(this.context.ledger, handedOver);
        throw failure;
      }
    }
  }

  private async asHandedOver(why: string, successor: string, level?: 'WARN'): Promise<LedgerEntry> {
    this.log('hand-over', `${sentence(why)} ${successor} removes it later`, this.event.Owner, level);
    const { deployed: _, ...rest } = await this.readEntry();
    return { ...rest, handedOver: true as const };
  }

  /** With the stack everything goes: nobody would look after what is handed over then. */
  private async successorDuringCleanUp(entry: LedgerEntry): Promise<string | undefined> {
    const successor = await this.successorOf(entry);
    return successor !== undefined && await deletionScope(this.context, this.event.StackId) === 'stack' ? undefined : successor;
  }

  /**
   * What is in use in the place of an owner; a deletion that comes late finds it behind others that are gone. A rollback goes back
   * by one, so what came before a predecessor is in nobody's place, whatever a ledger says that was put back to an earlier time.
   */
  private async successorOf({ owner: self, replacements, predecessor }: LedgerEntry, path: readonly string[] = []): Promise<string | undefined> {
    const known = [...path, self];
    const related = [...[...replacements].reverse(), ...(predecessor === undefined || path.length > 0 ? [] : [predecessor])];
    for (const owner of related.filter((other) => !known.includes(other))) {
      const entry = await this.context.ledger.read(owner);
      // What is being deleted, or should have been, takes nobody's place.
      const successor = entry?.deleted || entry?.deleting ? await this.successorOf(entry, known) : entry?.deployed && owner;
      if (successor) {
        return successor;
      }
    }
    return undefined;
  }

  private async handOver(locators: readonly ResourceLocator[], successor: string): Promise<boolean> {
    const { ledger } = this.context;
    const entry = await ledger.read(successor);
    if (entry === undefined || entry.deleted) {
      return false;
    }
    const known = [successor, ...entry.orphans.map(({ locator }) => locator.Owner)];
    const added = locators.filter(({ Owner }) => !known.includes(Owner)).map((locator) => ({ locator, since: this.requestId }));
    return await save(ledger, { ...entry, orphans: [...entry.orphans, ...added] }) !== undefined;
  }

  /**
   * Removes what was to take the owner's place, and what CloudFormation may not know of. It is in use after a successful
   * update, and the original is in use after a rollback. So it goes only when CloudFormation certainly deletes the stack.
   */
  private async removeReplacements(replacements: readonly ResourceLocator[]): Promise<Outcome<Attributes> | undefined> {
    const scope = await deletionScope(this.context, this.event.StackId);
    const entry = await this.readEntry();
    if (scope === 'unknown' && !isStatusCertain(entry)) {
      return waiting(OUTDATED);
    }
    if (scope !== 'stack') {
      this.log('keep', `${replacements.map(({ Owner }) => Owner).join(', ')} took its place and stays: the stack is not being deleted`);
      return undefined;
    }
    for (const replacement of replacements) {
      const other = await this.context.ledger.read(replacement.Owner);
      if (other?.deleting && other.answer === undefined) {
        this.log('keep', `${replacement.Owner} is being deleted by a request of its own`, replacement.Owner);
        continue;
      }
      const outcome = await this.removeOther(replacement, true);
      if (outcome.state === 'waiting') {
        return outcome;
      }
    }
    return undefined;
  }

  /** @returns nothing when it cannot be removed now */
  private async tryToRemove(orphan: Orphan, isPatient: boolean): Promise<Outcome<Attributes> | undefined> {
    const { locator } = orphan;
    try {
      return await this.removeOrphan(orphan, isPatient);
    } catch (error) {
      if (!(error instanceof DeploymentFailure)) {
        throw error;
      }
      this.log('keep', `${locator.Owner} could not be removed yet: ${error.message}`, locator.Owner, 'WARN');
      return undefined;
    }
  }

  /**
   * Removes an orphan that is still one: an owner that has become the target of a request again is in use. A deletion can have
   * died between the two writes of a hand-over; then its request is still the active one.
   */
  private async removeOrphan({ locator, since }: Orphan, isPatient = true, path?: readonly string[]): Promise<Outcome<Attributes>> {
    const entry = await this.context.ledger.read(locator.Owner);
    if (entry?.handedOver || entry?.givenUp || entry?.deleted || (entry !== undefined && entry.request.id === since)) {
      return this.removeOther(locator, isPatient, path);
    }
    this.log('keep', `${locator.Owner} is in use again`, locator.Owner);
    return this.forget(locator);
  }

  /**
   * Removes what another owner has.
   *
   * @param isPatient whether a conflict is waited for
   * @param path the owners in whose care it is: two can have had each other in theirs, one after the other
   */
  private async removeOther(
    locator: ResourceLocator, isPatient: boolean, path: readonly string[] = [this.event.Owner],
  ): Promise<Outcome<Attributes>> {
    const { ledger } = this.context;
    const before = await ledger.read(locator.Owner);
    if (before?.deleted && before.orphans.length === 0) {
      return this.forget(locator);
    }
    const request = requestIdentity(this.event.RequestId, this.event.ResponseURL);
    if (await claim(ledger, locator, request, this.context.now(), { isOrphan: true }) === undefined) {
      return this.forget(locator);
    }
    if (before?.retained) {
      return this.releaseRetained(locator);
    }
    if (!before?.deleted) {
      const outcome = await this.step(this.deletionOf(locator), this.type.reconcile, isPatient);
      if (outcome.state === 'waiting') {
        return outcome;
      }
      if (await save(ledger, answered(outcome.ledger, { attributes: {} })) === undefined) {
        return CHANGED;
      }
    }
    const care = [...path, locator.Owner];
    for (const orphan of (before?.orphans ?? []).filter((other) => !care.includes(other.locator.Owner))) {
      const outcome = await this.removeOrphan(orphan, isPatient, care);
      if (outcome.state === 'waiting') {
        return outcome;
      }
    }
    return this.forget(locator);
  }

  /** What was deployed and retained stays. What an update that was given up has begun with it does not go on. */
  private async releaseRetained(locator: ResourceLocator): Promise<Outcome<Attributes>> {
    if (this.type.release !== undefined) {
      const released = await this.step(this.deletionOf(locator), this.type.release);
      if (released.state === 'waiting') {
        return released;
      }
    }
    this.log('keep', `${locator.Owner} was retained before, and stays`, locator.Owner);
    return this.forget(locator);
  }

  private async forget(locator: ResourceLocator): Promise<Outcome<Attributes>> {
    const entry = await this.readEntry();
    if (!entry.orphans.some((orphan) => orphan.locator.Owner === locator.Owner)) {
      return { state: 'done', ledger: entry };
    }
    const saved = await save(this.context.ledger, withoutOrphan(entry, locator.Owner));
    return saved === undefined ? CHANGED : { state: 'done', ledger: saved };
  }

  /** One step, in which an error of the service either means "not yet" or is the end. */
  private async step<R extends Deletion | RawRequest>(
    request: R, reconcile: (context: Context, request: R) => Promise<Outcome<Attributes>>, isPatient = true,
  ): Promise<Outcome<Attributes>> {
    try {
      return await reconcile(this.context, request);
    } catch (error) {
      return this.waitOrFail(error, request.kind, request.owner, isPatient);
    }
  }

  private waitOrFail(error: unknown, kind: RequestKind, owner: string, isPatient: boolean): Waiting {
    if (!(error instanceof ServiceCallError)) {
      throw error;
    }
    const isRetried = this.isRetryable(error, kind, isPatient);
    const why = explain(error.operation, error.error);
    this.log(isRetried ? 'wait' : 'fail', why, owner, isRetried ? 'WARN' : 'ERROR');
    if (isRetried) {
      return waiting(why);
    }
    throw new DeploymentFailure(`${why}${kind === 'Delete' ? this.deletionHint(error) : ''}`);
  }

  private isRetryable({ meaning, endsByItself }: ServiceCallError, kind: RequestKind, isPatient: boolean): boolean {
    const since = this.context.now() - this.startedAt;
    switch (meaning) {
      case 'not-now':
      case 'unknown-outcome':
        return true;
      case 'conflict':
        return isPatient && kind === 'Delete' && (endsByItself || since < TIMING.dependencyMinutes * 60_000);
      case 'not-permitted':
        return since < TIMING.iamPropagationSeconds * 1000;
      default:
        return false;
    }
  }

  /** How a deletion that is refused comes to an end all the same. */
  private deletionHint({ meaning }: ServiceCallError): string {
    switch (meaning) {
      case 'conflict':
        return ` It may be held by ${this.type.dependants}: remove that, then delete the stack again.`;
      case 'not-permitted':
      case 'refused':
        return ' If the membership is gone, so is what was in it: delete the stack and let it retain this resource.';
      default:
        return '';
    }
  }

  private async readEntry(): Promise<LedgerEntry> {
    const entry = await activeEntry(this.context.ledger, activeRequestOf(this.event));
    if (entry === undefined) {
      throw new DeploymentFailure(SUPERSEDED);
    }
    return entry;
  }

  private request(): RawRequest {
    const { event, type } = this;
    // Where an update replaces the resource, the earlier properties are those of the one that it replaces.
    const identityOf = (raw: Record<string, unknown>) => identityIn(withIdentity(event.Owner, type.idParts(raw).identity));
    const isSameResource = tryDecode(identityOf, event.OldResourceProperties) === identityOf(event.ResourceProperties);
    return {
      ...this.basics(event.Owner),
      kind: event.RequestType as RawRequest['kind'],
      desired: event.ResourceProperties,
      ...(isSameResource ? { previous: event.OldResourceProperties } : {}),
    };
  }

  private deletionOf({ Owner: owner, Membership: membership, Name: name }: ResourceLocator): Deletion {
    return { ...this.basics(owner), kind: 'Delete', membership, name };
  }

  private locatorOf({ locator }: LedgerEntry): ResourceLocator {
    return { Owner: this.event.Owner, Membership: locator.Membership ?? this.event.Membership, Name: locator.Name ?? this.event.Name };
  }

  private basics(owner: string) {
    const { event: { LogicalResourceId: logicalId, StackId: stackId }, requestId, startedAt } = this;
    return { owner, logicalId, stackId, requestId, startedAt };
  }

  private log(decision: string, why: string, resource = this.event.Owner, level: 'INFO' | 'WARN' | 'ERROR' = 'INFO'): void {
    this.context.log({ level, resource, logicalId: this.event.LogicalResourceId, request: this.event.RequestType, decision, why: sentence(why) });
  }
}
