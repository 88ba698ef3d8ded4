import type { Caller } from '../caller';
import type { LifecycleStatus, StatusChange } from '../lifecycle';
import type { Listed } from '../listing';
import { exception } from '../service-error';
import type { ServiceState } from '../service-state';
import type { JobCourse } from './job-course';

/** What every job on a trained model is asked for with. */
export interface JobRequest {
  readonly membershipIdentifier: string;
  readonly name: string;
}

/** A job that the service accepted. */
export interface Job<Request extends JobRequest> extends Listed {
  readonly caller: Caller;
  readonly request: Request;
  readonly course: JobCourse;
  /** What the outside sees of it. */
  readonly record: JobRecord<Request>;
}

/** A job that the service accepted, which is when it has to be paid for: plain data, and views that go with the time. */
export interface JobRecord<Request extends JobRequest> {
  readonly name: string;
  readonly membershipIdentifier: string;
  readonly accountId: string;
  /** When, in milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly request: Readonly<Request>;
  /** Its status now, or undefined when it is not found any more. */
  readonly status: () => Exclude<LifecycleStatus, 'GONE'> | undefined;
  /** Every status up to now, oldest first. */
  readonly history: () => readonly StatusChange[];
}

export function jobRecord<R extends JobRequest>({ accountId }: Caller, request: R, course: JobCourse): JobRecord<R> {
  const { name, membershipIdentifier } = request;
  return {
    name,
    membershipIdentifier,
    accountId,
    acceptedAt: course.acceptedAt,
    request,
    status: () => statusOf(course),
    history: () => course.history,
  };
}

export function statusOf({ current: { status } }: JobCourse): Exclude<LifecycleStatus, 'GONE'> | undefined {
  return status === 'GONE' ? undefined : status;
}

/** All jobs of a kind that were ever accepted, oldest first. */
export class JobCollection<R extends JobRequest, J extends Job<R>> {
  private readonly jobs: J[] = [];

  /** @param kind what one of them is called in messages. */
  constructor(private readonly state: ServiceState, private readonly kind: string) {}

  public get all(): readonly J[] {
    return this.jobs;
  }

  public get records(): readonly JobRecord<R>[] {
    return this.jobs.map(({ record }) => record);
  }

  public get running(): readonly J[] {
    return this.jobs.filter(({ course }) => course.running);
  }

  public add(job: J): void {
    this.jobs.push(job);
  }

  /** Those that a listing that is asked for now can show. */
  public listed(): J[] {
    const until = this.state.listedUntil();
    return this.jobs.filter(({ course }) => course.acceptedAt <= until && course.current.status !== 'GONE');
  }

  public nextChangeAt(): number | undefined {
    const times = this.jobs.flatMap(({ course }) => course.nextChangeAt ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  public requireFreeName({ membershipIdentifier, name }: R): void {
    const { uniqueNames } = this.state.behavior;
    const namesakes = this.jobs.filter(({ request }) => request.membershipIdentifier === membershipIdentifier && request.name === name);
    const isTaken = uniqueNames === 'forever'
      ? namesakes.length > 0
      : uniqueNames === 'live' && namesakes.some(({ course }) => !NAME_FREE.has(course.current.status));
    if (isTaken) {
      throw exception('ConflictException', `A ${this.kind} with the name "${name}" already exists.`);
    }
  }
}

const NAME_FREE: ReadonlySet<LifecycleStatus> = new Set(['CREATE_FAILED', 'INACTIVE', 'GONE']);
