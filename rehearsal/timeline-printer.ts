import { createColors } from 'picocolors';
import { clockTime } from './clock-time';
import { decisionText, isAction } from './decision-words';
import type { Timeline, TimelineEvent, TimelineKind } from './timeline';
import { withVersionNames } from './version-names';
import { DEFAULT_COLUMNS, inColumns, type Row } from '../command-line/text-columns';

export interface PrintOptions {
  /** The first event to print. @default 0 */
  readonly from?: number;
  /** Whether to color it, for a terminal. @default false */
  readonly color?: boolean;
  /** Whether to print every event: requests, decisions, calls, and the resources that are only stood in for. @default false */
  readonly verbose?: boolean;
  /** @default 120 */
  readonly columns?: number;
}

/** What stands before the text of an event. What follows from a request is indented. */
const MARKERS: Readonly<Record<TimelineKind, string>> = {
  deployment: '',
  result: '',
  expectation: 'expected: ',
  stack: '',
  resource: '',
  request: '> ',
  lateResponse: '(too late) ',
  decision: '  ',
  call: '    ',
  training: '  $ ',
  payment: '  $ ',
  notice: 'note: ',
};

type Color = 'bold' | 'red' | 'green' | 'yellow' | 'gray';

const TIME_COLUMNS = 10;
const MAX_NAME_COLUMNS = 36;

/** The timeline as text: deployments as headings, below them one line for each event, who it is about named once. */
export function printTimeline({ events, start }: Pick<Timeline, 'events' | 'start'>, options: PrintOptions = {}): string {
  const { from = 0, color = false, verbose = false, columns = DEFAULT_COLUMNS } = options;
  const shown = events.slice(from).filter((event) => verbose || isOfInterest(event));
  const nameColumns = Math.min(MAX_NAME_COLUMNS, Math.max(0, ...shown.map((event) => nameOf(event).length)));
  // All trainings so far, also those in events that were printed before.
  const inPlainWords = plainWords(events);
  const colors = createColors(color);
  const paint = (text: string, hue: Color | undefined) => (hue === undefined ? text : colors[hue](text));
  const rows: Row[] = [];
  let lastTime = '';
  let lastName = '';
  for (const { event, fold } of folded(shown)) {
    const time = clockTime(event.at - start);
    if (event.kind === 'deployment') {
      rows.push({ cells: [''], widths: [] });
      rows.push({ cells: [time, paint(`${event.text} `.padEnd(Math.max(0, columns - TIME_COLUMNS), '='), 'bold')], widths: [TIME_COLUMNS] });
      [lastTime, lastName] = ['', ''];
      continue;
    }
    const name = nameOf(event);
    const marker = MARKERS[event.kind].trimStart();
    const indent = verbose ? MARKERS[event.kind].length - marker.length : 0;
    const { times, until } = fold?.lines === 1 ? fold : event;
    const repeated = times > 1 ? ` (${times} times, until ${clockTime(until - start)})` : '';
    rows.push({
      cells: [
        time === lastTime ? '' : time,
        name === lastName ? '' : shortened(name, nameColumns),
        ...(marker === '' ? [] : [marker]),
        paint(`${inPlainWords(event)}${repeated}`, colorOf(event)),
      ],
      widths: [TIME_COLUMNS, nameColumns + 2 + indent, ...(marker === '' ? [] : [marker.length])],
    });
    if (fold !== undefined && fold.lines > 1) {
      const text = `(these ${fold.lines} events ${fold.times} times, until ${clockTime(fold.until - start)})`;
      rows.push({ cells: ['', paint(text, 'gray')], widths: [TIME_COLUMNS + nameColumns + 2] });
    }
    [lastTime, lastName] = [time, name];
  }
  return inColumns(rows, columns).trimStart();
}

/** What happens, and not how it came to that. */
function isOfInterest({ kind, text, routine }: TimelineEvent): boolean {
  switch (kind) {
    case 'request': return false;
    case 'call': return !isOk(text);
    case 'decision': return isAction(text);
    // That a stack takes everything back is news, that it is at work is not.
    case 'stack': return !/^(?:(?:CREATE|UPDATE|DELETE)_IN_PROGRESS|\w+_CLEANUP_IN_PROGRESS)/.test(text);
    default: return !routine;
  }
}

/** The texts of events as a person reads them. The event of a training is the legend of the name that its version has elsewhere. */
function plainWords(events: readonly TimelineEvent[]): (event: TimelineEvent) => string {
  const shorten = withVersionNames(events.flatMap(({ training }) => training ?? []));
  return ({ kind, text }) => (kind === 'training' || kind === 'payment' ? text : shorten(kind === 'decision' ? decisionText(text) : text));
}

/** How many events at the end of what was printed happened how often in a row. */
interface Fold {
  readonly lines: number;
  readonly times: number;
  readonly until: number;
}

/** As many events of one resource can make up what is repeated. */
const MAX_FOLDED_EVENTS = 12;

/**
 * The events, with what is repeated in a row once. Each resource has a row of its own in each deployment: many try again
 * side by side.
 */
function folded(events: readonly TimelineEvent[]): { readonly event: TimelineEvent; readonly fold?: Fold }[] {
  const shown: { at: number; event: TimelineEvent; fold?: Fold }[] = [];
  for (const row of rowsOf(events)) {
    const keys = row.map((at) => JSON.stringify([events[at].kind, events[at].text]));
    for (let i = 0; i < row.length;) {
      const { lines, times } = repetitionAt(keys, i);
      const until = events[row[i + lines * times - 1]].until;
      row.slice(i, i + lines).forEach((at, line) => (
        shown.push({ at, event: events[at], ...(times > 1 && line === lines - 1 ? { fold: { lines, times, until } } : {}) })));
      i += lines * times;
    }
  }
  return shown.sort((a, b) => a.at - b.at);
}

/** Where the events of each resource are, for each deployment. */
function rowsOf(events: readonly TimelineEvent[]): readonly number[][] {
  const rows = new Map<string, number[]>();
  let deployment = 0;
  events.forEach(({ kind, stack, resource }, at) => {
    deployment += kind === 'deployment' ? 1 : 0;
    const key = JSON.stringify([deployment, stack, resource]);
    const row = rows.get(key);
    if (row === undefined) {
      rows.set(key, [at]);
    } else {
      row.push(at);
    }
  });
  return [...rows.values()];
}

/** What is repeated from a place on: the shortest sequence that is, and how often it is there. */
function repetitionAt(keys: readonly string[], from: number): { lines: number; times: number } {
  for (let lines = 1; lines <= MAX_FOLDED_EVENTS; lines += 1) {
    const repeats = (time: number) => keys.slice(from, from + lines).every((key, at) => keys[from + time * lines + at] === key);
    let times = 1;
    while (repeats(times)) {
      times += 1;
    }
    if (times > 1) {
      return { lines, times };
    }
  }
  return { lines: 1, times: 1 };
}

function isOk(call: string): boolean {
  return call.endsWith('-> ok');
}

function nameOf({ stack = '', resource }: TimelineEvent): string {
  return resource ?? stack;
}

/** The end of a path says more than its beginning. */
function shortened(name: string, columns: number): string {
  return name.length > columns ? `...${name.slice(name.length - columns + 3)}` : name;
}

function colorOf({ kind, text }: TimelineEvent): Color | undefined {
  switch (kind) {
    case 'training':
    case 'payment': return 'yellow';
    case 'call': return isOk(text) ? undefined : 'red';
    case 'decision': return isAction(text) ? undefined : 'gray';
    case 'notice':
    case 'lateResponse': return 'gray';
    default: return /FAILED|ROLLBACK|failed/.test(text) ? 'red' : /COMPLETE|succeeded/.test(text) ? 'green' : undefined;
  }
}
