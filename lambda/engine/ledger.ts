/**
 * What the handlers have to know between invocations. The service has no client token, its listings can lag behind its
 * creates, and CloudFormation goes on to the next request for a resource while the state machine still works on the one
 * before.
 *
 * The ledger has one entry for each owner, changed by compare-and-swap alone. That makes two things certain:
 *
 * - A create is sent once. It is announced in the entry before it is sent. Whoever finds an announcement waits until its
 *   outcome is known, or until it is too late for it to have one.
 * - A request that CloudFormation has given up starts nothing: the entry names the active request, and the announcement of
 *   any other request fails.
 *
 * The ledger is a cache of intent. The service is the source of truth.
 */
import { counted, type Awaited, type Elapsed } from './elapsed';
import type { ResourceLocator } from './event';
import { wasSentBefore, type RequestIdentity } from './request-identity';
import type { StackOperation } from './stack-operation';

export interface VersionRef {
  readonly arn: string;
  /** Absent for the base version of a trained model, and for everything that has no versions. */
  readonly id?: string;
}

/** A create that is about to be sent, or was sent, and whose outcome is not known. */
export interface PendingCreate extends Awaited {
  readonly name: string;
  /** The request that sends it. */
  readonly startedBy: string;
  /** In milliseconds, by the clock of the function that sends it. */
  readonly at: number;
  /** The version that an incremental training was told to start from. */
  readonly parent?: VersionRef;
}

/** Something that the service created for the owner. */
export interface ResourceRecord extends PendingCreate, VersionRef {
  /** A training that has ended: with a usable model, or without one. */
  readonly terminal?: 'active' | 'over';
  /** The service has shown it, so it is gone when the service does not find it any more. */
  readonly seen?: true;
  /** A request other than the one that started it has waited for its end. */
  readonly awaitedBy?: string;
  /** Why the request that started it cancelled it: the service may show nothing of it afterwards. */
  readonly cancelReason?: string;
  /** The service has accepted its cancellation. */
  readonly cancelled?: true;
  /** A deletion is to remove it. */
  readonly deletionRequested?: true;
  /** The service has accepted the deletion of its output. */
  readonly removed?: true;
  /** Of the image that it was trained with: the service does not tell it of a base version once there are others. */
  readonly imageDigest?: string;
}

/** Which version was given to CloudFormation for what was asked for. */
export interface Deployment {
  readonly fingerprint: string;
  /** Absent where the ledger was lost: that something was deployed is known from CloudFormation alone. */
  readonly version?: VersionRef;
  /** A rollback was given the version in use for want of one for these inputs: it says nothing about what they stand for. */
  readonly isSubstitute?: true;
}

/** The name of a create whose outcome was never known. */
export interface UnresolvedName {
  readonly name: string;
  readonly startedBy: string;
  /** The service answered that something has the name already. */
  readonly isTaken?: true;
}

/** What a request ended with. It is given again whenever the same request is looked at. */
export interface Answer {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly failure?: string;
}

/** What has to be removed on behalf of an owner, although it is another owner's. */
export interface Orphan {
  readonly locator: ResourceLocator;
  /** The request that brought it here. */
  readonly since: string;
}

export interface LedgerEntry {
  readonly owner: string;
  /** How often the entry was written: what compare-and-swap compares. */
  readonly revision: number;

  /** The active request: the latest that CloudFormation sent about the owner. */
  readonly request: RequestIdentity;
  /** It deletes the owner, and CloudFormation waits for it. */
  readonly deleting?: true;
  /** When it arrived, in milliseconds: an event that is delivered twice is one request. */
  readonly since: number;
  /** The owner's clock. */
  readonly elapsed?: Elapsed;
  /** What it belongs to, once that is certain. */
  readonly operation?: StackOperation;
  /** What it ended with. */
  readonly answer?: Answer;
  /** How the request before it ended; absent where that is not known. */
  readonly precededBy?: 'succeeded' | 'failed';
  /** The ids of those before it: an event can be delivered again when CloudFormation has long gone on. */
  readonly superseded: readonly string[];

  /** Where to look: the properties of a request to delete can be those of another owner. */
  readonly locator: ResourceLocator;
  /** It was there before the ledger heard of it: what it has created is to be searched for. */
  readonly lost?: true;
  /** A request to create or update it has succeeded. */
  readonly deployed?: true;
  /**
   * It had been deployed, and nobody had asked to delete it, when an update was to put it in the place of another one: CloudFormation
   * goes back to it, or was told to retain it. Nobody but a deletion of its own removes it.
   */
  readonly retained?: true;
  /** A deletion has ended, and nothing of the owner is left. */
  readonly deleted?: true;
  /** Owners that an update was to put in the place of this one, also if it never came to that. */
  readonly replacements: readonly string[];
  /** The owner whose place this one was to take. */
  readonly predecessor?: string;
  /** Of a singleton: what was there when this owner put something else in its place. */
  readonly formerContent?: unknown;
  readonly orphans: readonly Orphan[];
  /** The active request has tried to remove them. */
  readonly orphansTried?: true;
  /** It could not be deleted, and what took its place has it among its orphans. */
  readonly handedOver?: true;
  /** It is retained, and the update that wanted it in use again was given up: what that has begun is stopped. */
  readonly givenUp?: true;

  readonly pendingCreate?: PendingCreate;
  /** Why the service refused a training that is to be sent again, how often, and when it did so last. */
  readonly quota?: { readonly why: string; readonly refusals: number; readonly at: number };
  /** Creates whose outcome was never known. Their names can be taken for ever, by what came and went unseen. */
  readonly unresolvedNames: readonly UnresolvedName[];
  readonly records: readonly ResourceRecord[];
  /** The latest last. */
  readonly history: readonly Deployment[];
}

export interface Ledger {
  /** The entry as it is now: a consistent read. */
  read(owner: string): Promise<LedgerEntry | undefined>;
  /** Writes the entry as revision `entry.revision`, if the stored one is the revision before. False if it is not. */
  write(entry: LedgerEntry): Promise<boolean>;
}

/**
 * Entries of one kind that an owner keeps at most, in the about 250 KB that they come to: DynamoDB stores items of up to
 * 400 KB.
 */
const CAPACITY = 300;
/** Lambda delivers an event for up to six hours; nobody makes so many requests for one resource in that time. */
const SUPERSEDED_CAPACITY = 50;

/** Writes a changed entry; nothing when somebody else has changed it since it was read. */
export async function save(ledger: Ledger, entry: LedgerEntry): Promise<LedgerEntry | undefined> {
  const next = bounded({ ...entry, revision: entry.revision + 1 });
  return await ledger.write(next) ? next : undefined;
}

/**
 * What exceeds the capacity is dropped, the oldest first: what is over, and then trained versions that are the only ones of
 * their ARN, which are found again by name and tag. What is neither terminal nor known to be findable stays, as does what is
 * in use or was deployed last.
 */
function bounded(entry: LedgerEntry): LedgerEntry {
  const { records, history, unresolvedNames } = entry;
  if (records.length <= CAPACITY && history.length <= CAPACITY && unresolvedNames.length <= CAPACITY) {
    return entry;
  }
  const recent = history.slice(-2).map(({ version }) => version);
  const parents = records.filter((record) => recent.some((version) => sameVersion(version, record))).map(({ parent }) => parent);
  const isKept = (record: ResourceRecord) => [...recent, ...parents].some((version) => sameVersion(version, record));
  const isAlone = ({ arn }: ResourceRecord) => records.filter((record) => record.arn === arn).length === 1;
  const droppable = [
    ...records.filter((record) => record.terminal === 'over' && !isKept(record)),
    ...records.filter((record) => record.terminal === 'active' && !isKept(record) && isAlone(record)),
  ];
  const dropped = new Set(droppable.slice(0, Math.max(0, records.length - CAPACITY)));
  return {
    ...entry,
    records: records.filter((record) => !dropped.has(record)),
    history: history.slice(-CAPACITY),
    unresolvedNames: unresolvedNames.slice(-CAPACITY),
  };
}

/** What a claim adds to what is known of an owner. */
export interface ClaimOptions {
  /** What is to be remembered of what is to take the owner's place, from what was remembered. */
  readonly replacements?: (remembered: readonly string[]) => readonly string[];
  readonly predecessor?: string;
  /** How the request before ended, where that stands in the entry of another owner. */
  readonly precededBy?: 'succeeded' | 'failed';
  /** What the request has to remove as well. */
  readonly orphans?: readonly ResourceLocator[];
  /** CloudFormation has been told of the owner before, so a ledger that does not know it has lost it. */
  readonly isKnown?: boolean;
  /** The request is the deletion of the owner itself. */
  readonly isDeletion?: boolean;
  /** The request removes the owner on behalf of another one. */
  readonly isOrphan?: boolean;
}

/**
 * Makes a request the active one of an owner, unless another one came after it. What was announced or created stays.
 *
 * @returns when the request arrived, in milliseconds; nothing when it is superseded
 */
export async function claim(
  ledger: Ledger, locator: ResourceLocator, request: RequestIdentity, now: number, options: ClaimOptions,
): Promise<number | undefined> {
  const { Owner: owner } = locator;
  // Every failed write means that another one succeeded, so this ends unless writers never stop.
  for (let attempt = 0; attempt < 10; attempt++) {
    const entry = await ledger.read(owner);
    if (isSuperseded(entry, request)) {
      return undefined;
    }
    if (entry?.request.id === request.id) {
      return entry.since;
    }
    if (await save(ledger, claimed(entry, locator, request, now, options)) !== undefined) {
      return now;
    }
  }
  throw new Error(`The ledger's entry of "${owner}" is being changed by others all the time.`);
}

function claimed(
  entry: LedgerEntry | undefined, locator: ResourceLocator, request: RequestIdentity, now: number, options: ClaimOptions,
): LedgerEntry {
  const {
    replacements = (remembered) => remembered, predecessor = entry?.predecessor, precededBy = howItEnded(entry), orphans = [],
    isKnown, isDeletion, isOrphan,
  } = options;
  const kept = entry ?? {
    owner: locator.Owner, revision: 0, superseded: [], replacements: [], orphans: [], unresolvedNames: [], records: [], history: [],
  };
  const known = kept.orphans.map((orphan) => orphan.locator.Owner);
  // A deletion that has failed leaves it as it was, and is asked for again in some other way.
  const isDeployed = entry?.deployed && !entry.deleting;
  return {
    ...kept,
    ...ENDED_WITH_THE_REQUEST,
    ...(entry === undefined && isKnown ? { lost: true as const } : {}),
    ...(isOrphan ? entry?.retained ? { givenUp: true as const } : { handedOver: true as const, deployed: undefined } : {}),
    retained: isDeletion ? undefined : entry?.retained ?? (options.predecessor !== undefined && isDeployed ? true : undefined),
    request,
    deleting: isDeletion ? true : undefined,
    since: now,
    precededBy,
    superseded: [...kept.superseded, ...(entry === undefined ? [] : [entry.request.id])].slice(-SUPERSEDED_CAPACITY),
    locator,
    predecessor,
    replacements: replacements(kept.replacements),
    orphans: [...kept.orphans, ...orphans.filter(({ Owner }) => !known.includes(Owner)).map((orphan) => ({ locator: orphan, since: request.id }))],
  };
}

/** The entry of an owner, as long as a request is its active one. */
export async function activeEntry(
  ledger: Ledger, { owner, requestId }: { readonly owner: string; readonly requestId: string },
): Promise<LedgerEntry | undefined> {
  const entry = await ledger.read(owner);
  return entry?.request.id === requestId ? entry : undefined;
}

/** What is not true any more, or not known yet, when another request becomes the active one. */
const ENDED_WITH_THE_REQUEST = {
  operation: undefined,
  answer: undefined,
  quota: undefined,
  deleted: undefined,
  handedOver: undefined,
  givenUp: undefined,
  orphansTried: undefined,
} as const;

/** How the active request of an owner ended; nothing where the ledger has none. */
export function howItEnded(entry: LedgerEntry | undefined): 'succeeded' | 'failed' | undefined {
  if (entry?.answer?.failure !== undefined) {
    return 'failed';
  }
  return entry?.answer?.attributes === undefined ? undefined : 'succeeded';
}

/** Whether CloudFormation has asked something else about the owner since it sent a request, which came late or again. */
function isSuperseded(entry: LedgerEntry | undefined, request: RequestIdentity): boolean {
  return entry !== undefined && (entry.superseded.includes(request.id) || wasSentBefore(request, entry.request));
}

/** The active request has ended. */
export function answered(entry: LedgerEntry, answer: Answer): LedgerEntry {
  return { ...entry, answer };
}

/** Nothing of the owner is left. What it created is remembered for its names. */
export function deleted(entry: LedgerEntry): LedgerEntry {
  const { deployed: _, retained: __, ...rest } = entry;
  return { ...rest, deleted: true, history: [], records: entry.records.map((record) => ({ ...record, terminal: 'over' as const })) };
}

/**
 * The same, where a deletion removes nothing: what has ended well is not started again when the owner is created anew, and what is
 * still going on is waited for.
 */
export function deletedWithoutOutput(entry: LedgerEntry): LedgerEntry {
  const { records } = entry;
  return { ...deleted(entry), records: records.map(({ deletionRequested: _, ...record }) => record) };
}

export function withoutOrphan(entry: LedgerEntry, owner: string): LedgerEntry {
  return { ...entry, orphans: entry.orphans.filter(({ locator }) => locator.Owner !== owner) };
}

/** An orphan that its request could not remove is like one of an earlier request. */
export function withKeptOrphan(entry: LedgerEntry, owner: string): LedgerEntry {
  return { ...entry, orphans: entry.orphans.map((orphan) => (orphan.locator.Owner === owner ? { ...orphan, since: '' } : orphan)) };
}

export function announced(entry: LedgerEntry, pendingCreate: PendingCreate): LedgerEntry {
  return { ...entry, pendingCreate: counted(pendingCreate, entry) };
}

/** The pending create succeeded, and this is what it created. */
export function createSucceeded(entry: LedgerEntry, version: VersionRef): LedgerEntry {
  const { pendingCreate, quota: _, ...rest } = entry;
  if (pendingCreate === undefined) {
    return entry;
  }
  const { awaited: __, ...create } = pendingCreate;
  // A service can give the ARN of what is gone again.
  const others = entry.records.filter((record) => !((record.terminal === 'over' || record.deletionRequested) && sameVersion(record, version)));
  return { ...rest, records: [...others, { ...create, ...version }] };
}

/** The pending create was refused. */
export function createFailed(entry: LedgerEntry): LedgerEntry {
  const { pendingCreate: _, ...rest } = entry;
  return rest;
}

/** Nothing shows that the pending create ever arrived. */
export function createOutcomeUnknown(entry: LedgerEntry, isTaken = false): LedgerEntry {
  const { pendingCreate } = entry;
  const taken = isTaken ? { isTaken: true as const } : {};
  const names: UnresolvedName[] = pendingCreate === undefined ? [] : [{ name: pendingCreate.name, startedBy: pendingCreate.startedBy, ...taken }];
  return { ...createFailed(entry), quota: undefined, unresolvedNames: [...entry.unresolvedNames, ...names] };
}

/** One more look has not found what these names stand for. */
export function lookedInVain(entry: LedgerEntry, names: readonly string[]): LedgerEntry {
  const more = <T extends PendingCreate>(create: T): T => (names.includes(create.name) ? counted(create, entry) : create);
  return { ...entry, pendingCreate: entry.pendingCreate && more(entry.pendingCreate), records: entry.records.map(more) };
}

/** Changes what is recorded of some versions. */
export function recorded(entry: LedgerEntry, versions: readonly VersionRef[], change: Partial<ResourceRecord>): LedgerEntry {
  return {
    ...entry,
    records: entry.records.map((record) => (versions.some((version) => sameVersion(version, record)) ? { ...record, ...change } : record)),
  };
}

/**
 * CloudFormation is given a version for a fingerprint.
 *
 * @param previous the fingerprint that CloudFormation says was deployed before: a ledger that was lost does not know it
 */
export function deployedVersion(entry: LedgerEntry, deployment: Deployment, previous?: string): LedgerEntry {
  const { fingerprint } = deployment;
  const isKnown = previous === undefined || entry.history.some((other) => other.fingerprint === previous);
  const history = isKnown ? entry.history : [...entry.history, { fingerprint: previous }];
  return { ...entry, history: [...history.filter((other) => other.fingerprint !== fingerprint), deployment] };
}

export function recordOf(entry: LedgerEntry, version: VersionRef | undefined): ResourceRecord | undefined {
  return entry.records.find((record) => sameVersion(record, version));
}

export function sameVersion(a: VersionRef | undefined, b: VersionRef | undefined): boolean {
  return a !== undefined && b !== undefined && a.arn === b.arn && a.id === b.id;
}
