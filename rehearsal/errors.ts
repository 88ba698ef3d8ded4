/** Why a rehearsal cannot go on, in words for the person who started it. What the rehearsed app does wrong is never one. */
export class RehearsalError extends Error {
  public readonly name = 'RehearsalError';
}
