/** Who calls the service, and where. */
export interface Caller {
  readonly accountId: string;
  readonly region: string;
  /** @default 'aws' */
  readonly partition?: string;
}

/** What an account has in a region is apart from what it has in another one. */
export function placeOf(caller: Caller): string {
  return `${caller.accountId}/${caller.region}`;
}
