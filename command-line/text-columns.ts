import { stripVTControlCharacters } from 'node:util';
import cliui from 'cliui';

export const DEFAULT_COLUMNS = 120;

/** One text, or several side by side: each but the last one as wide as its width says. */
export interface Row {
  readonly cells: readonly string[];
  /** Of all cells but the last one, which has what is left. */
  readonly widths: readonly number[];
}

/** Rows in as many lines as they need. */
export function inColumns(rows: readonly Row[], columns = DEFAULT_COLUMNS): string {
  const ui = cliui({ width: columns });
  for (const { cells, widths } of rows) {
    const rest = columns - widths.reduce((sum, width) => sum + width, 0);
    // A cell that is empty has no text to be measured by, so that every width is said.
    ui.div(...cells.map((text, i) => ({ text, width: widths[i] ?? rest, padding: [0, 0, 0, 0] })));
  }
  return ui.toString();
}

/** What stands between two columns of a table, and before the first one. */
const GAP = 2;

/** A table: each column as wide as it needs to be, but for the last one, which has what is left. */
export function table(rows: readonly (readonly string[])[], columns?: number): string {
  const widths = (rows[0] ?? []).slice(0, -1).map((_, column) => GAP + Math.max(...rows.map((row) => stripVTControlCharacters(row[column]).length)));
  return inColumns(rows.map((row) => ({ cells: ['', ...row], widths: [GAP, ...widths] })), columns);
}
