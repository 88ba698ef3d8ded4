/** What a run reads or is made from, and that has to be usable before it is paid for. */
import type { RunRequest } from './request';
import { isRunningStatus, type RunStatus } from './run';
import type { ObservedState, Step } from './state';
import { TIMING } from '../../../src/private/protocol/contract';

export interface Use {
  /** What it is called in messages. */
  readonly text: string;
  /** What to do about it while it is being made. */
  readonly notReady: string;
  /** What to do about it where it cannot be used any more. */
  readonly notUsable: string;
}

/** What is used, as the service shows it. */
export interface Used {
  readonly status: RunStatus;
  /** Why it cannot be used whatever its status is, such as "has expired". */
  readonly unusable?: string;
}

/** What is still being made cannot be used yet. */
export function awaitUses({ spec, startedAt, words }: RunRequest, { used }: ObservedState, now: number): Step | undefined {
  const { uses = [], completion: { timeoutSeconds } } = spec;
  if (uses.length === 0) {
    return undefined;
  }
  if (used === undefined) {
    return { do: 'check-used', why: `checking ${uses.map(({ text }) => text).join(', ')}` };
  }
  for (const [i, { text, notReady }] of uses.entries()) {
    const status = used[i]?.status;
    // What stays unseen is for the service to judge: it knows whether it exists.
    if (status === undefined && now < startedAt + TIMING.creationGracePeriodSeconds * 1000) {
      return { do: 'wait', why: `${text} is not found yet` };
    }
    if (status !== undefined && isRunningStatus(status)) {
      return now < startedAt + timeoutSeconds * 1000
        ? { do: 'wait', why: `${text} is ${status}` }
        : { do: 'fail', why: `${text} is ${status} after ${timeoutSeconds / 60} minutes, so no ${words.run} was started; ${notReady}` };
    }
  }
  return undefined;
}

/** What cannot be used any more: a run that reads it would be paid for, and fail. */
export function refuseUses({ spec: { uses = [] }, words }: RunRequest, { used = [] }: ObservedState): Step | undefined {
  const problems = uses.flatMap(({ text, notUsable }, i) => {
    const { status, unusable } = used[i] ?? {};
    const problem = unusable ?? (status === undefined || status === 'ACTIVE' ? undefined : `is ${status}`);
    return problem === undefined ? [] : [`${text} ${problem}, so no ${words.run} was started; ${notUsable}`];
  });
  return problems.length === 0 ? undefined : { do: 'fail', why: problems.join('. ') };
}
