import { createColors } from 'picocolors';
import type { CheckResult, Verdict } from './verdict';
import { DEFAULT_COLUMNS, inColumns } from '../command-line/text-columns';

export interface ReportOptions {
  /** @default - no color */
  readonly color?: boolean;
  /** @default - 120 */
  readonly columns?: number;
}

const VERDICT_WIDTH = 'not tried'.length + 2;
const MARGIN = 2;

/** The table: a line for each check, and what to do below it. */
export function printReport(results: readonly CheckResult[], { color = false, columns = DEFAULT_COLUMNS }: ReportOptions = {}): string {
  const colors = createColors(color);
  const paint: Readonly<Record<Verdict, (text: string) => string>> = {
    'pass': colors.green, 'fail': (text) => colors.bold(colors.red(text)), 'warning': colors.yellow, 'not tried': colors.dim,
  };
  const widths = [MARGIN, VERDICT_WIDTH, Math.max(...results.map(({ check }) => check.length)) + 2];
  const sections = [...new Set(results.map(({ container }) => container))].map((container) => [
    colors.bold(container === 'training' ? 'Training container' : 'Inference container'),
    inColumns(results.filter((result) => result.container === container).flatMap(({ verdict, check, found, advice }) => [
      { cells: ['', paint[verdict](verdict), check, found], widths },
      ...advice === undefined ? [] : [{ cells: ['', '', '', colors.italic(`-> ${advice}`)], widths }],
    ]), columns),
  ].join('\n'));
  return [...sections, printCounts(results)].join('\n\n');
}

function printCounts(results: readonly CheckResult[]): string {
  const counts = countsOf(results);
  return `${counts.pass} passed, ${counts.fail} failed, ${counts.warning} ${counts.warning === 1 ? 'warning' : 'warnings'}, ${counts['not tried']} not tried`;
}

export function countsOf(results: readonly CheckResult[]): Record<Verdict, number> {
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length;
  return { 'pass': count('pass'), 'fail': count('fail'), 'warning': count('warning'), 'not tried': count('not tried') };
}
