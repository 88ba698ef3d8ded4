/** Why a container cannot be tried, in words for the person who started it. What the container does wrong is never one. */
export class TryError extends Error {
  public readonly name = 'TryError';
}
