import type { TrainingObservation } from '../training-run';

const EXCERPT = 160;

/** The first line of a text, in quotes. */
export function excerpt(text: string): string {
  const line = text.trim().split('\n')[0];
  return `"${line.length > EXCERPT ? `${line.slice(0, EXCERPT)}...` : line}"`;
}

export function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

export function quantity(count: number, thing: string): string {
  return `${count.toLocaleString('en-US')} ${thing}${count === 1 ? '' : 's'}`;
}

export const BYTES_IN_GB = 1e9;

export function size(bytes: number): string {
  const unit = [['GB', BYTES_IN_GB], ['MB', 1e6], ['kB', 1e3]].find(([, least]) => bytes >= Number(least));
  return unit === undefined ? quantity(bytes, 'byte') : `${(bytes / Number(unit[1])).toPrecision(3)} ${unit[0]}`;
}

/** How a training ended, and the last thing that was said. */
export function endOf({ hosts, timedOut }: TrainingObservation): string {
  // A host that failed, rather than one that was killed since another failed.
  const failed = hosts.find(({ exit }) => (exit.status ?? 0) !== 0) ?? hosts.find(({ exit }) => exit.status === undefined) ?? hosts[0];
  const { exit, output, host } = failed;
  const end = exit.status === undefined ? `it was ended by ${exit.signal}` : `it ended with status ${exit.status}`;
  const errors = output.filter(({ stream, text }) => stream === 'stderr' && text.trim() !== '');
  const last = (errors.length > 0 ? errors : output).at(-1)?.text;
  return `${timedOut ? 'it took too long' : end}${hosts.length > 1 ? ` on ${host}` : ''}${last === undefined ? '' : `: ${excerpt(last)}`}`;
}
