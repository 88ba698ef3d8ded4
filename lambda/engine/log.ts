/** One line of JSON for each decision: what was seen, what was decided and why. Never a value that could be a secret. */
export interface DecisionRecord {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  /** Physical id. */
  readonly resource: string;
  readonly logicalId: string;
  readonly request: string;
  readonly decision: string;
  readonly why: string;
  readonly seen?: unknown;
}

export type Log = (record: DecisionRecord) => void;

export const logToConsole: Log = (record) => console.log(JSON.stringify(record));
