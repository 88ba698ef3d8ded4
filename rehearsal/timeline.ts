import type { Clock } from '../emulator';
import type { NumberedTraining } from './version-names';

/**
 * - `deployment`, `result`: a deployment or a destruction starts, and ends.
 * - `expectation`: what a deployment is going to replace and train, as far as templates tell.
 * - `stack`, `resource`: a change of status.
 * - `request`: what CloudFormation asks a custom resource's provider.
 * - `lateResponse`: what a provider answers when CloudFormation has given up on the resource.
 * - `decision`: a line of a handler's log that says what it decided and why.
 * - `call`: a call of Clean Rooms ML or SageMaker that can change something, or that failed.
 * - `training`: a training that the service accepted, and that is therefore paid for.
 * - `payment`: a query, an inference job, an export or the validation of an algorithm that the service accepted.
 * - `notice`: what the rehearsal does otherwise than AWS would.
 */
export type TimelineKind =
  | 'deployment' | 'result' | 'expectation' | 'stack' | 'resource' | 'request' | 'lateResponse' | 'decision' | 'call' | 'training' | 'payment' | 'notice';

export interface TimelineEvent {
  /** Virtual time, in milliseconds since the epoch. */
  readonly at: number;
  readonly kind: TimelineKind;
  /** The name of the stack. */
  readonly stack?: string;
  /** The construct path of the resource, or its logical id. */
  readonly resource?: string;
  readonly text: string;
  /** What is trained, in an event of the kind `training`. */
  readonly training?: NumberedTraining;
  /** Whether it is of no interest unless one looks for it: resources that are only stood in for, and what goes without saying. */
  readonly routine: boolean;
  /** How often the same happened in a row: a poll that sees nothing new. */
  readonly times: number;
  /** When it last happened. */
  readonly until: number;
}

export type NewTimelineEvent = Omit<TimelineEvent, 'at' | 'times' | 'until' | 'routine'> & Partial<Pick<TimelineEvent, 'routine'>>;

/** Everything that happened in a rehearsal, in order. */
export class Timeline {
  /** When the rehearsal began, in milliseconds since the epoch. */
  public readonly start: number;
  private readonly recorded: TimelineEvent[] = [];
  /** The decisions about each resource since something last happened to it: where they are, by their text. */
  private readonly decisions = new Map<string, Map<string, number>>();
  private readonly notices = new Set<string>();

  constructor(private readonly clock: Clock) {
    this.start = clock.now();
  }

  public get events(): readonly TimelineEvent[] {
    return this.recorded;
  }

  public record(event: NewTimelineEvent): void {
    const at = this.clock.now();
    this.recorded.push({ ...event, routine: event.routine ?? false, at, times: 1, until: at });
    if (event.kind !== 'decision') {
      this.decisions.delete(subject(event));
    }
  }

  /** Records a decision, or that it was made again while nothing else happened to the resource. */
  public recordDecision(event: Omit<NewTimelineEvent, 'kind'>): void {
    const made = this.decisions.get(subject(event)) ?? new Map<string, number>();
    const index = made.get(event.text);
    if (index === undefined) {
      this.decisions.set(subject(event), made.set(event.text, this.recorded.length));
      this.record({ ...event, kind: 'decision' });
    } else {
      const before = this.recorded[index];
      this.recorded[index] = { ...before, times: before.times + 1, until: this.clock.now() };
    }
  }

  /** Records what needs to be said once. */
  public notice(text: string, where: { readonly stack?: string; readonly resource?: string } = {}): void {
    if (!this.notices.has(text)) {
      this.notices.add(text);
      this.record({ ...where, kind: 'notice', text });
    }
  }
}

function subject(event: { readonly stack?: string; readonly resource?: string }): string {
  return `${event.stack}/${event.resource}`;
}
