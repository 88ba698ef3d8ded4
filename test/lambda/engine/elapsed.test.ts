import { counted, countingLedger, haveSeconds } from '../../../lambda/engine/elapsed';
import type { Ledger, LedgerEntry } from '../../../lambda/engine/ledger';

const ENTRY = { owner: 'Owner', revision: 1, superseded: [], replacements: [], orphans: [], unresolvedNames: [], records: [], history: [] };

/** A ledger with one entry, and what looks of several requests read and write there. */
function ledgerOf() {
  let stored = { ...ENTRY, request: { id: 'one' }, since: 0, locator: { Owner: 'Owner' } } as LedgerEntry;
  const ledger: Ledger = {
    read: async () => stored,
    write: async (entry) => {
      stored = entry;
      return true;
    },
  };
  const look = async (request: string, waited: number, isWritten = true) => {
    const seen = countingLedger(ledger, request, waited);
    const entry = (await seen.read('Owner'))!;
    if (isWritten) {
      await seen.write(entry);
    }
    return entry;
  };
  return { look, seconds: async (...args: Parameters<typeof look>) => (await look(...args)).elapsed!.seconds };
}

test('what the state machine has waited is counted', async () => {
  const { seconds } = ledgerOf();
  expect([await seconds('one', 0), await seconds('one', 15), await seconds('one', 45)]).toEqual([0, 15, 45]);
});

test('a look that runs again counts nothing twice, and one that writes nothing loses nothing', async () => {
  const { seconds } = ledgerOf();
  await seconds('one', 0);
  expect([await seconds('one', 15), await seconds('one', 15), await seconds('one', 30, false), await seconds('one', 60)]).toEqual([15, 15, 30, 60]);
});

test('a look that comes late does not set the clock back', async () => {
  const { seconds } = ledgerOf();
  await seconds('one', 0);
  expect([await seconds('one', 60), await seconds('one', 15), await seconds('one', 60)]).toEqual([60, 60, 60]);
});

test('what another state machine waits is added, but for the time in which both waited', async () => {
  const { seconds } = ledgerOf();
  await seconds('one', 0);
  expect([await seconds('one', 60), await seconds('two', 100), await seconds('two', 120), await seconds('one', 300)]).toEqual([60, 60, 80, 80]);
});

test('what is waited for begins when it is first counted', async () => {
  const { look } = ledgerOf();
  await look('one', 0);
  const create = counted({ name: 'training' } as { name: string; awaited?: { from: number; seconds: number } }, await look('one', 30));
  const later = counted(create, await look('one', 210));
  expect([haveSeconds(1, create), haveSeconds(180, later), haveSeconds(181, later)]).toEqual([false, true, false]);
});
