/** Every entry of a listing that comes in pages. */
export async function allPages<P extends { nextToken?: string }, T>(
  page: (token: { nextToken?: string; maxResults: number }) => Promise<P>, entries: (page: P) => T[],
): Promise<T[]> {
  const all: T[] = [];
  let nextToken: string | undefined;
  do {
    const current = await page({ ...(nextToken === undefined ? {} : { nextToken }), maxResults: 100 });
    all.push(...entries(current));
    nextToken = current.nextToken;
  } while (nextToken !== undefined && nextToken !== null);
  return all;
}
