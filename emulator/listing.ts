import type { EmulatorBehavior } from './behavior';
import { exception } from './service-error';
import type { Page } from '../src/private/protocol/clean-rooms-ml';

/** Anything that listings show, newest first. */
export interface Listed {
  /** Its place among everything that was ever created. */
  readonly sequence: number;
}

/** The service's documented page size when a request has none. */
const DEFAULT_PAGE_SIZE = 10;

/**
 * One page of rows. A token is good for the listing that gave it out, and for no other; it stands for the last row
 * shown, so that what is created or goes away meanwhile moves nothing into or out of the pages to come.
 *
 * @param listing which listing it is: the operation and what it is about.
 */
export function pageOf<Row extends Listed>(
  listing: string, rows: readonly Row[], page: Page, { largestPage }: Pick<EmulatorBehavior, 'largestPage'>,
): { rows: Row[]; nextToken?: string } {
  const below = page.nextToken === undefined ? Infinity : sequenceIn(page.nextToken, listing);
  const left = rows.filter(({ sequence }) => sequence < below).sort((a, b) => b.sequence - a.sequence);
  const shown = left.slice(0, Math.min(page.maxResults ?? DEFAULT_PAGE_SIZE, largestPage));
  return { rows: shown, nextToken: shown.length < left.length ? tokenAfter(shown[shown.length - 1], listing) : undefined };
}

function tokenAfter({ sequence }: Listed, listing: string): string {
  return Buffer.from(JSON.stringify([listing, sequence])).toString('base64url');
}

function sequenceIn(token: string, listing: string): number {
  try {
    const [of, sequence] = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (of === listing && typeof sequence === 'number') {
      return sequence;
    }
  } catch {
    // Not one of ours; answered below.
  }
  throw exception('ValidationException', 'nextToken must be one that the same listing gave out');
}
