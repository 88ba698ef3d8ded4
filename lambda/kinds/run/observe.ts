/** What the service and the ledger say about an owner's runs. Reads only. */
import { isSame, isUpToDate, type RunDeletion, type RunRequest } from './request';
import { isActive, isOver, isRunning, type Run, type ShownRun } from './run';
import { parseRunName } from './run-name';
import type { DesiredRun, RunType } from './run-type';
import type { ObservedState } from './state';
import type { CleanRoomsMl } from '../../../src/private/protocol/clean-rooms-ml';
import { OWNER_TAG } from '../../../src/private/protocol/contract';
import { isInMembership } from '../../../src/private/protocol/membership-arn';
import { unlessNotFound } from '../../engine/call';
import type { Context } from '../../engine/context';
import { haveSeconds } from '../../engine/elapsed';
import { activeEntry, sameVersion, type LedgerEntry, type ResourceRecord } from '../../engine/ledger';
import { isCertainlyAbsent } from '../../engine/pending-create';
import { originIn } from '../../engine/physical-id';
import { retryIdempotent } from '../../engine/retry';
import { sameTags } from '../../engine/tag-changes';

type AnyRequest = RunRequest | RunDeletion;
type AnyType = Pick<RunType<DesiredRun, unknown>, 'versions' | 'get' | 'tags'> & {
  readonly list: (client: CleanRoomsMl, membership: string) => Promise<readonly ShownRun[]>;
};
type Relevant = (request: AnyRequest, ledger: LedgerEntry) => (record: ResourceRecord) => boolean;

/** Where the runs are looked for. */
interface Place {
  readonly type: AnyType;
  readonly context: Context;
  readonly membership: string;
  readonly base: string;
}

/**
 * @param listsAll whether to list the whole membership, or only to look at what the ledger says the request is about; what
 * listings alone show is listed in any case
 * @param relevant what it is about, of the ledger's records
 * @returns nothing when the request is superseded
 */
export async function observe(
  type: AnyType, context: Context, request: AnyRequest, listsAll: boolean, relevant: Relevant = isRelevant,
): Promise<ObservedState | undefined> {
  const ledger = await activeEntry(context.ledger, request);
  if (ledger === undefined) {
    return undefined;
  }
  const { membership, base } = request;
  const fullListing = listsAll || type.get === undefined;
  const nothing = { ledger, runs: [], foreignNames: [], unseen: [], tags: {}, fullListing };
  if (membership === undefined || (request.kind === 'Delete' && !request.canCancel && !request.hasOutput)) {
    return nothing;
  }

  const place: Place = { type: retryingType(type, context), context, membership, base };
  const known = fullListing ? ledger.records : ledger.records.filter(relevant(request, ledger));
  const arns = new Set(known.filter(({ terminal }) => terminal !== 'over').map(({ arn }) => arn));
  let listed: readonly ShownRun[] = [];
  if (fullListing) {
    const all = await place.type.list(context.client, membership);
    // What is found of a pending create is recorded at once: a later call of this look can fail, and another member can delete it.
    const created = await findPending(place, ledger, all);
    if (created !== undefined) {
      return { ...nothing, runs: [created] };
    }
    // Where the ledger has lost a version, it can be one of any model, which the listing shows under another owner's name.
    const isSearched = hasLostVersions(request, ledger) ? () => true : ({ name }: ShownRun) => parseRunName(base, name) !== undefined;
    all.filter(isSearched).forEach(({ arn }) => arns.add(arn));
    // The first one can have become a version of what it starts from.
    const first = request.kind === 'Delete' ? undefined : request.spec.continues?.first?.arn;
    if (first !== undefined && isInMembership(first, membership)) {
      arns.add(first);
    }
    listed = all;
  }

  const isComplete = isLedgerComplete(request, ledger);
  const listings = await inParallel([...arns], async (arn) => (
    (isComplete ? onlyVersion(arn, listed, ledger) : undefined) ?? await versionsOf(place, arn, listed)));
  const found = listings.flatMap((shown) => shown.flatMap((one) => {
    const run = toRun(base, one);
    return run === undefined ? [] : [{ run, shown }];
  }));
  const owned = await inParallel(found, ({ run, shown }) => isOwned(place, request.owner, ledger, run, shown));
  const runs = found.filter((_, i) => owned[i]).map(({ run }) => withWhatIsKnown(request, run, ledger));
  const foreignNames = found.filter((_, i) => !owned[i]).map(({ run }) => run.name);

  const unlisted = known.filter((record) => !runs.some((run) => sameVersion(run, record)));
  const unseen: string[] = [];
  for (const { record, run, isUnseen } of await inParallel(unlisted, async (one) => ({ record: one, ...await findUnlisted(place, request, one) }))) {
    runs.push(...run === undefined ? [] : [withWhatIsKnown(request, run, ledger)]);
    unseen.push(...isUnseen ? [record.name] : []);
  }
  const pending = ledger.pendingCreate?.name;
  if (fullListing && pending !== undefined && !runs.some(({ name }) => name === pending)) {
    unseen.push(pending);
  }
  return { ...nothing, runs, foreignNames, unseen, tags: await tagsOf(place, request, fullListing, runs) };
}

/** Where one look needs many reads, one of them would fail again and again. */
function retryingType(type: AnyType, context: Context): AnyType {
  const { get, versions, tags } = type;
  const read = <T>(run: () => Promise<T>) => retryIdempotent(context, run);
  return {
    list: (...where) => read(() => type.list(...where)),
    ...(get === undefined ? {} : { get: (...which) => read(() => get(...which)) }),
    ...(versions === undefined ? {} : { versions: (...which) => read(() => versions(...which)) }),
    ...(tags === undefined ? {} : { tags: (...which) => read(() => tags(...which)) }),
  };
}

/** The runs that a request can be about. What is terminal and was asked for with other inputs is not. */
function isRelevant(request: AnyRequest, ledger: LedgerEntry): (record: ResourceRecord) => boolean {
  if (request.kind === 'Delete') {
    return () => true;
  }
  const { base, spec, previous } = request;
  const asked = [spec, ...(previous === undefined ? [] : [previous.spec])].map(({ fingerprint }) => fingerprint);
  const deployed = ledger.history.filter(({ fingerprint }) => asked.includes(fingerprint)).map(({ version }) => version);
  return (record) => {
    const fingerprint = parseRunName(base, record.name)?.fingerprint;
    return record.terminal === undefined
      || deployed.some((version) => sameVersion(version, record))
      || (fingerprint !== undefined && isSame(request, fingerprint, spec.fingerprint));
  };
}

/** What a pending create has created, as far as listings show it. */
async function findPending(place: Place, { pendingCreate }: LedgerEntry, all: readonly ShownRun[]): Promise<Run | undefined> {
  if (pendingCreate === undefined) {
    return undefined;
  }
  const { base, membership } = place;
  const isCreated = ({ name }: ShownRun) => name === pendingCreate.name;
  const listed = all.find(isCreated);
  if (listed !== undefined) {
    return toRun(base, listed);
  }
  // What starts from another one can be a version of that one, which the listing can show under another name.
  const parent = pendingCreate.parent?.arn;
  const siblings = parent !== undefined && isInMembership(parent, membership) ? await versionsOf(place, parent, all) : [];
  const created = siblings.find(isCreated);
  return created && toRun(base, created);
}

/**
 * Whether the ledger has every version that there is. Where it does not, the listing of all models can hide some: it can show
 * one version of each. Before a deletion there is no way to tell.
 */
function isLedgerComplete(request: AnyRequest, ledger: LedgerEntry): boolean {
  return request.kind !== 'Delete' && request.previous !== undefined && ledger.unresolvedNames.length === 0 && isUpToDate(request, ledger);
}

/** Whether versions can exist that the ledger does not know: what is updated or deleted was created before. */
function hasLostVersions(request: AnyRequest, ledger: LedgerEntry): boolean {
  switch (request.kind) {
    case 'Create': return false;
    case 'Update': return ledger.history.length === 0 || !isUpToDate(request, ledger);
    case 'Delete': return ledger.lost === true;
  }
}

/** The run of an ARN that has one, as the whole listing shows it: no further call is made for what has ended. */
function onlyVersion(arn: string, listed: readonly ShownRun[], { records }: LedgerEntry): readonly ShownRun[] | undefined {
  const rows = listed.filter((row) => row.arn === arn);
  const known = records.filter((record) => record.arn === arn);
  const isAlone = known.length === 1 && rows.length === 1 && rows[0].id === known[0].id;
  return isAlone && known[0].terminal !== undefined ? rows : undefined;
}

/** Calls at a time: a model with hundreds of versions can have as many ARNs, and all of them are asked about in one invocation. */
const PARALLEL = 5;

/** Whatever fails, nothing of it goes on when this has ended: a function that is frozen would go on with it in the next look. */
async function inParallel<T, R>(all: readonly T[], run: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < all.length; i += PARALLEL) {
    for (const settled of await Promise.allSettled(all.slice(i, i + PARALLEL).map(run))) {
      if (settled.status === 'rejected') {
        throw settled.reason;
      }
      results.push(settled.value);
    }
  }
  return results;
}

/** Where each run has an ARN of its own, the whole listing shows it, and what is not listed is asked about one by one. */
async function versionsOf({ type, context, membership }: Place, arn: string, listed: readonly ShownRun[]): Promise<readonly ShownRun[]> {
  return type.versions === undefined
    ? listed.filter((row) => row.arn === arn)
    : await unlessNotFound(type.versions(context.client, membership, arn)) ?? [];
}

function toRun(base: string, { arn, id, name, status, createdAt, startedFrom }: ShownRun): Run | undefined {
  const parsed = parseRunName(base, name);
  return parsed && { ...parsed, arn, id, name, status, createdAt, ...(startedFrom === undefined ? {} : { startedFrom }) };
}

/** A listing can show an outdated status. What has ended does not go on; a deletion removes whatever is shown all the same. */
function withWhatIsKnown({ kind }: AnyRequest, run: Run, { records }: LedgerEntry): Run {
  const terminal = kind === 'Delete' ? undefined : records.find((record) => sameVersion(record, run))?.terminal;
  if (terminal === 'active' && isRunning(run)) {
    return { ...run, status: 'ACTIVE' };
  }
  return terminal === 'over' && (isRunning(run) || isActive(run)) ? { ...run, status: 'INACTIVE' } : run;
}

/**
 * Owned is what the ledger records, or has announced, and what carries the owner's tag: the name alone, though it identifies
 * the owner, can have been chosen by somebody else. Where tags belong to the ARN, they are those of the version that was made
 * last: when another owner's version explains them, they say nothing about this one, and its name does.
 */
async function isOwned(
  { type, context, membership }: Place, owner: string, { records, pendingCreate }: LedgerEntry, run: Run, siblings: readonly ShownRun[],
): Promise<boolean> {
  if (records.some((record) => sameVersion(record, run)) || pendingCreate?.name === run.name || type.tags === undefined) {
    return true;
  }
  const tagged = (await unlessNotFound(type.tags(context.client, membership, run)))?.[OWNER_TAG];
  if (tagged === undefined) {
    return false;
  }
  // An owner whose place this one took, or that took its place, is the same resource of the stack under another name.
  return originIn(tagged) === originIn(owner) || siblings.some(({ name }) => name !== run.name && name.includes(`-${originIn(tagged)}-`));
}

/** After so many seconds, what was to go, and what only a listing can show, is taken to be gone. */
const SECONDS_WITHOUT_ANSWER = 30;

/**
 * A run that the ledger records and that no listing shows. A listing can lag, or miss what an earlier one showed, so the service
 * is asked about the run itself.
 */
async function findUnlisted(
  { type, context, membership, base }: Place, request: AnyRequest, record: ResourceRecord,
): Promise<{ readonly run?: Run; readonly isUnseen: boolean }> {
  const parsed = parseRunName(base, record.name);
  if (parsed === undefined) {
    return { isUnseen: false };
  }
  const { arn, id, name, at: createdAt } = record;
  const inStatus = (status: Run['status'], isUnseen = false) => ({ run: { ...parsed, arn, id, name, createdAt, status }, isUnseen });
  if (record.terminal === 'over') {
    return inStatus('INACTIVE');
  }
  if (type.get === undefined && (record.seen || isListedElsewhere(request, record))) {
    // Nothing removes it, and the listing is of what the request is about.
    return inStatus(record.terminal === 'active' ? 'ACTIVE' : 'CREATE_IN_PROGRESS');
  }
  const details = type.get && await unlessNotFound(type.get(context.client, membership, record));
  if (details !== undefined && details.id === id) {
    return { run: toRun(base, details), isUnseen: false };
  }
  const hasEnded = record.cancelled || record.removed;
  if (details === undefined && (record.seen || hasEnded)) {
    return inStatus('INACTIVE');
  }
  if (isCertainlyAbsent(record)) {
    return inStatus('INACTIVE');
  }
  if (hasEnded && haveSeconds(SECONDS_WITHOUT_ANSWER, record)) {
    return { run: { ...inStatus('INACTIVE').run, isInferred: true }, isUnseen: false };
  }
  return inStatus(record.seen || hasEnded || record.deletionRequested ? 'CANCEL_PENDING' : 'CREATE_PENDING', true);
}

/** Whether a run was started from something else than the request is about, so that no listing of the request can show it. */
function isListedElsewhere(request: AnyRequest, { parent }: ResourceRecord): boolean {
  return request.kind !== 'Delete' && parent !== undefined && parent.arn !== request.spec.madeFrom?.arn;
}

/** Tags by ARN, where those of the request differ from those before. */
async function tagsOf(
  { type, context, membership }: Place, request: AnyRequest, fullListing: boolean, runs: readonly Run[],
): Promise<ObservedState['tags']> {
  if (type.tags === undefined || !fullListing || request.kind !== 'Update' || request.previous === undefined
    || sameTags(request.tags, request.previous.tags)) {
    return {};
  }
  const tags: Record<string, Record<string, string>> = {};
  for (const arn of new Set(runs.filter((run) => !isOver(run)).map((run) => run.arn))) {
    tags[arn] = (await unlessNotFound(type.tags(context.client, membership, { arn }))) ?? {};
  }
  return tags;
}
