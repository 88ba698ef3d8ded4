import { decisionText } from './decision-words';
import type { Timeline, TimelineEvent, TimelineKind } from './timeline';
import { withVersionNames } from './version-names';

export const DEFAULT_COLUMNS = 120;

export interface PrintOptions {
  /** The first event to print. @default 0 */
  readonly from?: number;
  /** Whether to color it, for a terminal. @default false */
  readonly color?: boolean;
  /** Whether to show what is of no interest unless one looks for it. @default false */
  readonly routine?: boolean;
  /** @default 120 */
  readonly columns?: number;
}

/** What stands before the text of an event. */
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
  notice: 'note: ',
};

const ESCAPES = { bold: '\u001b[1m', red: '\u001b[31m', green: '\u001b[32m', yellow: '\u001b[33m', gray: '\u001b[90m' } as const;
type Color = keyof typeof ESCAPES;
const RESET = '\u001b[0m';

const MAX_NAME_COLUMNS = 36;

/** The timeline as text: deployments as headings, below them one line for each event, who it is about named once. */
export function printTimeline({ events, start }: Pick<Timeline, 'events' | 'start'>, options: PrintOptions = {}): string {
  const { from = 0, color = false, routine = false, columns = DEFAULT_COLUMNS } = options;
  const shown = events.slice(from).filter((event) => routine || !event.routine);
  const nameColumns = Math.min(MAX_NAME_COLUMNS, Math.max(0, ...shown.map((event) => nameOf(event).length)));
  // All trainings so far, also those in events that were printed before.
  const inPlainWords = plainWords(events);
  const paint = (text: string, hue: Color | undefined) => (color && hue !== undefined ? `${ESCAPES[hue]}${text}${RESET}` : text);
  const lines: string[] = [];
  let lastTime = '';
  let lastName = '';
  for (const { event, fold } of folded(shown)) {
    const time = clockTime(event.at - start);
    if (event.kind === 'deployment') {
      const heading = `${event.text} `;
      lines.push('', paint(`${time}  ${heading.padEnd(Math.max(0, columns - time.length - 2), '=')}`, 'bold'));
      [lastTime, lastName] = ['', ''];
      continue;
    }
    const name = nameOf(event);
    const prefix = `${(time === lastTime ? '' : time).padEnd(time.length)}  ${shortened(name === lastName ? '' : name, nameColumns).padEnd(nameColumns)}  `;
    const { times, until } = fold?.lines === 1 ? fold : event;
    const repeated = times > 1 ? ` (${times} times, until ${clockTime(until - start)})` : '';
    const wrapped = wrap(`${inPlainWords(event)}${repeated}`, columns - prefix.length - MARKERS[event.kind].length);
    wrapped.forEach((text, i) => {
      const before = i === 0 ? `${prefix}${MARKERS[event.kind]}` : ' '.repeat(prefix.length + MARKERS[event.kind].length);
      lines.push(`${before}${paint(text, colorOf(event))}`);
    });
    if (fold !== undefined && fold.lines > 1) {
      const text = `(these ${fold.lines} events ${fold.times} times, until ${clockTime(fold.until - start)})`;
      lines.push(`${' '.repeat(time.length + 4 + nameColumns)}${paint(text, 'gray')}`);
    }
    [lastTime, lastName] = [time, name];
  }
  return lines.join('\n').trimStart();
}

/** The texts of events as a person reads them. The event of a training is the legend of the name that its version has elsewhere. */
function plainWords(events: readonly TimelineEvent[]): (event: TimelineEvent) => string {
  const shorten = withVersionNames(events.flatMap(({ training }) => training ?? []));
  return ({ kind, text }) => (kind === 'training' ? text : shorten(kind === 'decision' ? decisionText(text) : text));
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

/** A duration as hours, minutes and seconds. */
export function clockTime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Texts side by side: the first column as wide as it needs to be, the second one wrapped. */
export function twoColumns(rows: readonly (readonly [string, string])[], columns = DEFAULT_COLUMNS): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.flatMap(([label, text]) => (
    wrap(text, columns - width - 4).map((line, i) => `  ${(i === 0 ? label : '').padEnd(width)}  ${line}`)
  )).join('\n');
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
    case 'training': return 'yellow';
    case 'call': return text.endsWith('-> ok') ? undefined : 'red';
    case 'decision':
    case 'notice':
    case 'lateResponse': return 'gray';
    default: return /FAILED|ROLLBACK|failed/.test(text) ? 'red' : /COMPLETE|succeeded/.test(text) ? 'green' : undefined;
  }
}

/** Breaks a text into lines, between words where there are some. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let rest = paragraph.trimEnd();
    while (rest.length > columns) {
      const space = rest.lastIndexOf(' ', columns);
      const end = space > 0 ? space : columns;
      lines.push(rest.slice(0, end));
      rest = rest.slice(end).trimStart();
    }
    lines.push(rest);
  }
  return lines.filter((line, i) => line !== '' || i === 0);
}
