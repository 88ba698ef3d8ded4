/**
 * How much time has certainly passed. Clocks of different hosts are never compared for this: the state machine says how many
 * seconds it has waited between the looks of a request, and each entry of the ledger adds them up. A look that runs twice, or
 * dies and runs again, comes with the same number, so nothing is counted twice.
 */
import type { Ledger, LedgerEntry } from './ledger';

/** The seconds that have certainly passed for an owner: a clock of its own that can only be slow. */
export interface Elapsed {
  readonly seconds: number;
  /** The request whose state machine waited last. */
  readonly request: string;
  /** How many seconds that state machine had waited then, since it was started. */
  readonly waited: number;
}

/** Something that is waited for. */
export interface Awaited {
  /** When it began on the owner's clock, and how many seconds have been counted since. */
  readonly awaited?: { readonly from: number; readonly seconds: number };
}

export function haveSeconds(seconds: number, { awaited }: Awaited): boolean {
  return (awaited?.seconds ?? 0) >= seconds;
}

/** Something that is waited for, on the owner's clock as it is now. */
export function counted<T extends Awaited>(subject: T, { elapsed }: Pick<LedgerEntry, 'elapsed'>): T {
  const now = elapsed?.seconds ?? 0;
  const from = subject.awaited?.from ?? now;
  return { ...subject, awaited: { from, seconds: now - from } };
}

/**
 * The ledger as one look finds it: the clock of every entry is set by what the state machine of the request has waited.
 *
 * @param waited in all, in seconds
 */
export function countingLedger(ledger: Ledger, request: string, waited: number): Ledger {
  const advanced = (entry: LedgerEntry): LedgerEntry => ({ ...entry, elapsed: advance(entry.elapsed, request, waited) });
  return {
    read: async (owner) => {
      const entry = await ledger.read(owner);
      return entry && advanced(entry);
    },
    write: (entry) => ledger.write(advanced(entry)),
  };
}

/** What another state machine waits for overlaps with this one, so only the time since this one was last counted is added. */
function advance(elapsed: Elapsed | undefined, request: string, waited: number): Elapsed {
  const more = elapsed?.request === request ? Math.max(0, waited - elapsed.waited) : 0;
  return { seconds: (elapsed?.seconds ?? 0) + more, request, waited: elapsed?.request === request ? Math.max(waited, elapsed.waited) : waited };
}
