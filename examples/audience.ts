import { inColumns } from 'cdk-cleanrooms-ml/rehearsal';

/** Where a story is told. */
export interface Audience {
  readonly color: boolean;
  /** How wide it is. */
  readonly columns: number;
  readonly out: (text: string) => void;
}

export function heading({ color, columns }: Audience, text: string): string {
  const lines = wrapped(text, columns);
  return color ? `\u001b[1m${lines}\u001b[0m` : lines;
}

export function wrapped(text: string, columns: number): string {
  return inColumns([{ cells: [text], widths: [] }], columns);
}
