import type { Timeline, TimelineEvent } from './timeline';
import { versionName } from './version-names';

/** What a deployment was to do with a resource, and what it did. */
export interface ExpectationOutcome {
  /** Which deployment or destruction, counted from 1. */
  readonly deployment: number;
  /** The construct path, or the logical id. */
  readonly resource: string;
  /** What was expected before the first step; absent where a training had not been. */
  readonly expected?: string;
  readonly happened: string;
}

/** Each expectation with its outcome, and each training that nothing had announced. */
export function expectationOutcomes({ events }: Pick<Timeline, 'events'>): ExpectationOutcome[] {
  const starts = events.flatMap(({ kind }, i) => (kind === 'deployment' ? [i] : []));
  return starts.flatMap((start, i) => {
    const during = events.slice(start, starts[i + 1]);
    const expected = during.filter(({ kind }) => kind === 'expectation');
    const isExpected = ({ stack, resource }: TimelineEvent) => expected.some((each) => each.stack === stack && each.resource === resource);
    const others = during.filter((event, at) => event.kind === 'training' && !isExpected(event)
      && during.findIndex(({ kind, stack, resource }) => kind === 'training' && stack === event.stack && resource === event.resource) === at);
    return [...expected, ...others].map((event) => ({
      deployment: i + 1,
      resource: event.resource ?? event.stack ?? '',
      ...(event.kind === 'expectation' ? { expected: event.text } : {}),
      happened: whatHappened(during.filter(({ stack, resource }) => stack === event.stack && resource === event.resource)),
    }));
  });
}

function whatHappened(events: readonly TimelineEvent[]): string {
  const trained = events.flatMap(({ training }) => (training === undefined ? [] : [versionName(training.number)]));
  const status = events.filter(({ kind }) => kind === 'resource').pop()?.text.split(' ')[0];
  return [trained.length === 0 ? 'trained nothing' : `trained ${trained.join(', ')}`, ...(status === undefined ? [] : [status])].join('; ');
}
