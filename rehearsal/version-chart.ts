import { createColors } from 'picocolors';
import { clockTime } from './clock-time';
import type { RehearsalSummary, TrainingSummary } from './summary';
import { versionName } from './version-names';
import { DEFAULT_COLUMNS } from '../command-line/text-columns';

export interface ChartOptions {
  /** Whether to color it, for a terminal. @default false */
  readonly color?: boolean;
  /** @default 120 */
  readonly columns?: number;
}

/** What a version is in for a while. Of several in one column, the first one that is listed is drawn. */
const PHASES = [
  { mark: 'x', color: 'red', statuses: /^(?:CANCEL|CREATE_FAILED|DELETE_FAILED)/, legend: 'cancelled or failed' },
  { mark: '-', color: 'yellow', statuses: /^CREATE/, legend: 'in training' },
  { mark: '=', color: 'green', statuses: /^ACTIVE$/, legend: 'usable' },
] as const;

/** A version has one row, and the time goes from left to right. Below it are the numbers of the deployments. */
export function printVersionChart({ trainings, deployments, seconds }: RehearsalSummary, options: ChartOptions = {}): string {
  const { color = false, columns = DEFAULT_COLUMNS } = options;
  const colors = createColors(color);
  const names = trainings.map((_, i) => versionName(i + 1));
  const indent = 4 + Math.max(0, ...names.map(({ length }) => length));
  const width = columns - indent;
  const step = Math.max(1, seconds) / width;
  const rows = trainings.map((training, i) => {
    const marks = Array.from({ length: width }, (_, column) => (
      PHASES.find((phase) => isIn(phase.statuses, training, column * step, (column + 1) * step))));
    return `  ${names[i].padEnd(indent - 2)}${marks.map((phase) => (phase === undefined ? ' ' : colors[phase.color](phase.mark))).join('').trimEnd()}`;
  });
  const ticks = deployments.reduce((line, { after }, i) => {
    const number = String(i + 1);
    const column = Math.max(line.length, Math.min(width - number.length, Math.floor(after / step)));
    return `${line.padEnd(column)}${number}`;
  }, '').slice(0, width);
  return [
    ...rows,
    `  ${''.padEnd(indent - 2)}${ticks}`,
    `  ${''.padEnd(indent - 2)}${PHASES.map(({ mark, legend }) => `${mark} ${legend}`).join(', ')}; ${clockTime(seconds * 1000)} in all`,
  ].join('\n');
}

/** Whether a version has such a status at any time of a span, in seconds. */
function isIn(statuses: RegExp, { history }: TrainingSummary, from: number, to: number): boolean {
  return history.some(({ status, after }, i) => statuses.test(status) && after < to && (history[i + 1]?.after ?? Infinity) > from);
}
