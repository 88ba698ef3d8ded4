/** What a check comes to. Something that was not tried says why, since it is no pass. */
export type Verdict = 'pass' | 'fail' | 'warning' | 'not tried';

export interface Finding {
  readonly verdict: Verdict;
  /** What was found, or why it was not tried. */
  readonly found: string;
  /** What to do. @default - nothing is to be done */
  readonly advice?: string;
}

/** A line of the report. */
export interface CheckResult extends Finding {
  readonly container: 'training' | 'inference';
  /** What was looked at. */
  readonly check: string;
}

export const pass = (found: string): Finding => ({ verdict: 'pass', found });
export const fail = (found: string, advice: string): Finding => ({ verdict: 'fail', found, advice });
export const warning = (found: string, advice: string): Finding => ({ verdict: 'warning', found, advice });
export const notTried = (found: string, advice?: string): Finding => ({ verdict: 'not tried', found, advice });
