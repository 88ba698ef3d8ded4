/**
 * What the handlers have to remember between invocations, because nothing else does: the service has no client
 * token, its listings can lag behind its creates, and CloudFormation goes on to the next request for a resource
 * while the provider framework is still polling for the one before.
 *
 * One entry for each owner, changed by compare-and-swap alone. That makes two things certain:
 *
 * - A create is sent once. It is announced in the entry before it is sent, and whoever finds an announcement
 *   waits until its outcome is known, or until it is too late for it to have one.
 * - A request that CloudFormation has given up cannot start anything: the entry names the request that speaks
 *   for the owner, and the announcement of any other fails.
 */
import type { Holding } from './event';
import { isEarlier, type SentRequest } from './sent-request';

export interface VersionRef {
  readonly arn: string;
  /** Absent for the base version of a trained model, and for everything that has no versions. */
  readonly id?: string;
}

/** A create that is about to be sent, or has been, and whose outcome is not known. */
export interface Intent {
  readonly name: string;
  readonly at: number;
  /** The version that an incremental training was told to start from. */
  readonly parent?: VersionRef;
}

/** A create that the service accepted. */
export interface Accepted extends Intent, VersionRef {
  /** Why it was cancelled by the request that began it: the service may show nothing of it afterwards. */
  readonly givenUp?: string;
  /** A deletion was to remove it. */
  readonly unwanted?: true;
  /** It was seen to have come to rest: trained, failed or removed. */
  readonly settled?: boolean;
  /** Of the image that it was trained with: the service does not tell it of a base version once there are others. */
  readonly imageDigest?: string;
}

export interface LedgerEntry {
  readonly owner: string;
  /** How often the entry was written: what compare-and-swap compares. */
  readonly revision: number;
  /** The CloudFormation request that speaks for the owner. */
  readonly request: SentRequest;
  /** When it arrived, in milliseconds: an event that is delivered twice is one request. */
  readonly since: number;
  /** The ids of those that did before: an event can be delivered again when CloudFormation has long moved on. */
  readonly superseded: readonly string[];
  /** A deletion is through. */
  readonly removed?: true;
  /** Where to look: the properties of a request to delete can be those of another owner. */
  readonly holding: Holding;
  /** Owners that an update was to put in the place of this one, also if it never came to that. */
  readonly replacements: readonly string[];
  readonly intent?: Intent;
  /** Names of creates whose outcome was never known. They can be taken for ever, by what came and went unseen. */
  readonly attempted?: readonly string[];
  readonly accepted: readonly Accepted[];
  /** Which version was given to CloudFormation, by the fingerprint of what was asked for; the latest last. */
  readonly served: readonly { readonly fingerprint: string; readonly version: VersionRef }[];
}

export interface Ledger {
  /** The entry as it is now: a consistent read. */
  read(owner: string): Promise<LedgerEntry | undefined>;
  /** Writes the entry as revision `entry.revision`, if the stored one is the revision before. False if it is not. */
  write(entry: LedgerEntry): Promise<boolean>;
}

/** Memory that would not fit is memory of what is long gone. */
const REMEMBERED = 50;

/**
 * Makes a request the one that speaks for the owner, unless another one came after it. Whatever was announced or accepted stays.
 *
 * @param replacements what there is to remember of what is to take the owner's place, from what was remembered
 * @returns when the request arrived, in milliseconds; nothing when it is late
 */
export async function speakFor(
  ledger: Ledger, holding: Holding, request: SentRequest, now: number, replacements = (remembered: readonly string[]) => remembered,
): Promise<number | undefined> {
  const { Owner: owner } = holding;
  // Every failed write means that another one succeeded, so this ends unless writers never stop.
  for (let attempt = 0; attempt < 10; attempt++) {
    const entry = await ledger.read(owner);
    if (isLate(entry, request)) {
      return undefined;
    }
    if (entry?.request.id === request.id) {
      return entry.since;
    }
    const { removed: _, ...next } = entry ?? { owner, revision: 0, superseded: [], replacements: [], accepted: [], served: [] };
    const written = await ledger.write({
      ...next,
      revision: next.revision + 1,
      request,
      since: now,
      superseded: [...next.superseded, ...(entry === undefined ? [] : [entry.request.id])].slice(-REMEMBERED),
      holding,
      replacements: replacements(next.replacements),
    });
    if (written) {
      return now;
    }
  }
  throw new Error(`The ledger's entry of "${owner}" is being changed by others all the time.`);
}

/** Whether CloudFormation has asked something else about the owner since it sent a request, which came late or again. */
function isLate(entry: LedgerEntry | undefined, request: SentRequest): boolean {
  return entry !== undefined && (entry.superseded.includes(request.id) || isEarlier(request, entry.request));
}

/** Everything of the owner is gone. */
export function removed(entry: LedgerEntry): LedgerEntry {
  return { ...entry, revision: entry.revision + 1, removed: true };
}

export function announced(entry: LedgerEntry, intent: Intent): LedgerEntry {
  return { ...entry, revision: entry.revision + 1, intent };
}

/** The announced create was accepted, and this is what came of it. */
export function accepted(entry: LedgerEntry, version: VersionRef): LedgerEntry {
  const { intent, ...rest } = entry;
  return intent === undefined ? entry : {
    ...rest,
    revision: entry.revision + 1,
    accepted: [...entry.accepted, { ...intent, ...version }].slice(-REMEMBERED),
  };
}

/** The announced create was refused. */
export function withdrawn(entry: LedgerEntry): LedgerEntry {
  const { intent: _, ...rest } = entry;
  return { ...rest, revision: entry.revision + 1 };
}

/** Nothing shows that the announced create ever arrived. */
export function unanswered(entry: LedgerEntry): LedgerEntry {
  const names = entry.intent === undefined ? [] : [entry.intent.name];
  return { ...withdrawn(entry), attempted: [...entry.attempted ?? [], ...names].slice(-REMEMBERED) };
}

/** Everything is about to be removed. */
export function unwanted(entry: LedgerEntry): LedgerEntry {
  return { ...entry, revision: entry.revision + 1, accepted: entry.accepted.map((training) => ({ ...training, unwanted: true })) };
}

/** A training is about to be cancelled. */
export function givenUp(entry: LedgerEntry, version: VersionRef, why: string): LedgerEntry {
  return {
    ...entry,
    revision: entry.revision + 1,
    accepted: entry.accepted.map((training) => (sameVersion(version, training) ? { ...training, givenUp: why } : training)),
  };
}

/** What CloudFormation was given for a fingerprint, and which trainings have come to rest by then. */
export function served(
  entry: LedgerEntry, fingerprint: string, { imageDigest, ...version }: VersionRef & Pick<Accepted, 'imageDigest'>, atRest: readonly VersionRef[],
): LedgerEntry {
  return {
    ...entry,
    revision: entry.revision + 1,
    accepted: entry.accepted.map((training) => ({
      ...training,
      ...(atRest.some((rests) => sameVersion(rests, training)) ? { settled: true } : {}),
      ...(sameVersion(version, training) ? { imageDigest } : {}),
    })),
    served: [...entry.served.filter((answer) => answer.fingerprint !== fingerprint), { fingerprint, version }].slice(-REMEMBERED),
  };
}

export function sameVersion(a: VersionRef | undefined, b: VersionRef | undefined): boolean {
  return a !== undefined && b !== undefined && a.arn === b.arn && a.id === b.id;
}
