import { DeploymentFailure } from './failure';

/**
 * Every entry of a listing that comes in pages. A page without entries, or with null in their place, is an empty one.
 *
 * @throws DeploymentFailure when the service gives a token for the second time: there would be no end
 */
export async function allPages<P extends { nextToken?: string | null }, T>(
  page: (token: { nextToken?: string; maxResults: number }) => Promise<P>, entries: (page: P) => readonly T[],
): Promise<T[]> {
  const all: T[] = [];
  const tokens = new Set<string>();
  for (let nextToken: string | null | undefined; ;) {
    const current = await page({ ...(nextToken ? { nextToken } : {}), maxResults: 100 });
    all.push(...entries(current));
    nextToken = current.nextToken;
    if (!nextToken) {
      return all;
    }
    if (tokens.has(nextToken)) {
      const listed = Object.keys(current).filter((member) => Array.isArray(current[member as keyof P])).join(', ');
      throw new DeploymentFailure(`The listing of ${listed || 'resources'} has no end: after ${tokens.size + 1} pages the service gave the same page token again.`);
    }
    tokens.add(nextToken);
  }
}
