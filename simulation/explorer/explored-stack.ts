/** CloudFormation with one resource: what it asks, in which order, and what it shows meanwhile. */
import type { Properties, Subject } from './subjects';
import type { ResourceEvent } from '../../lambda/engine/event';
import { requestIdentity } from '../../lambda/engine/request-identity';

export const STACK_ID = 'arn:aws:cloudformation:us-east-1:111122223333:stack/Test/6e1a';
const LOGICAL_ID = 'Resource';
/** What CloudFormation makes up for the deletion of a resource whose id it was never told. */
const MADE_UP_ID = 'Test-Resource-1O2M3L4K5J6H';

/** Why CloudFormation sends a request. A rollback and a clean-up come from a stack that goes back or is done. */
export type Purpose = 'create' | 'update' | 'rollback' | 'clean-up' | 'delete';

export interface StackAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

export interface StackRequest {
  readonly number: number;
  readonly purpose: Purpose;
  readonly event: ResourceEvent;
  readonly sentAt: number;
  /** The identity that the handlers give it. */
  readonly id: string;
  deliveries: number;
  /** Whether the function that takes requests has done so. */
  accepted: boolean;
  answer?: StackAnswer;
  answeredAt?: number;
}

/** What is in use, as far as CloudFormation knows. */
interface InUse {
  readonly physicalId: string;
  readonly properties: Properties;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Shown {
  readonly at: number;
  readonly stack: string;
  readonly resource: string;
  /** The request that CloudFormation waits for. */
  readonly request: StackRequest;
}

export class ExploredStack {
  public readonly requests: StackRequest[] = [];
  /** What was deployed last, with success. */
  public deployed?: InUse;
  /** What a rollback goes back to. */
  private before?: InUse;
  /** What an update has deployed that can still be rolled back. */
  private attempted?: InUse;
  /** What a clean-up removes. */
  private replaced?: InUse;
  private readonly shown: Shown[] = [];

  constructor(private readonly subject: Subject) {}

  /** The request that was sent last. */
  public get current(): StackRequest | undefined {
    return this.requests[this.requests.length - 1];
  }

  public get isGone(): boolean {
    return this.current?.purpose === 'delete' && this.current.answer?.Status === 'SUCCESS';
  }

  public get hasCleanUp(): boolean {
    return this.replaced !== undefined;
  }

  /** What CloudFormation can ask next. */
  public next(): Purpose[] {
    const { current } = this;
    if (current === undefined) {
      return ['create'];
    }
    const { Status: status } = current.answer ?? {};
    switch (current.purpose) {
      case 'create':
        return status === 'SUCCESS' ? ['update', 'delete'] : ['delete'];
      case 'update':
        // Something else in the stack can fail at any time.
        return status === 'SUCCESS' ? ['rollback', ...this.afterSuccess()] : ['rollback'];
      case 'rollback':
        return status === undefined ? [] : status === 'SUCCESS' ? this.afterSuccess() : ['rollback', 'delete'];
      case 'clean-up':
        return status === undefined ? [] : ['update', 'delete'];
      case 'delete':
        return status === 'FAILED' ? ['delete'] : [];
    }
  }

  public send(purpose: Purpose, now: number): StackRequest {
    const number = this.requests.length + 1;
    const date = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
    const event: ResourceEvent = {
      ...this.content(purpose),
      RequestId: `request-${number}`,
      ResponseURL: `https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/${number}?X-Amz-Date=${date}&X-Amz-Expires=7200&X-Amz-Signature=${number}`,
      StackId: STACK_ID,
      LogicalResourceId: LOGICAL_ID,
      ResourceType: this.subject.resourceType,
    };
    const request: StackRequest = {
      number, purpose, event, sentAt: now, id: requestIdentity(event.RequestId, event.ResponseURL).id, deliveries: 0, accepted: false,
    };
    const wasCreated = this.deployed !== undefined;
    this.requests.push(request);
    const [stack, resource] = {
      'create': ['CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS'],
      'update': ['UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'],
      'rollback': ['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS'],
      'clean-up': [`${this.isBack(number) ? 'UPDATE_ROLLBACK' : 'UPDATE'}_COMPLETE_CLEANUP_IN_PROGRESS`, 'UPDATE_COMPLETE'],
      'delete': [wasCreated ? 'DELETE_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS', 'DELETE_IN_PROGRESS'],
    }[purpose];
    this.show(now, stack, resource);
    return request;
  }

  /** An answer at a response address. Only what CloudFormation waits for counts. */
  public receive(path: string, answer: StackAnswer, now: number): StackRequest | undefined {
    const request = this.requests.find(({ event }) => new URL(event.ResponseURL).pathname === path.split('?')[0]);
    if (request === undefined || request !== this.current || request.answer !== undefined) {
      return undefined;
    }
    request.answer = answer;
    request.answeredAt = now;
    const isSuccess = answer.Status === 'SUCCESS';
    const { ResourceProperties: properties } = request.event;
    const { stack, resource } = this.shown[this.shown.length - 1];
    // The stack is still at work on something else.
    this.show(now, request.purpose === 'delete' && isSuccess ? 'DELETE_COMPLETE' : stack, resource.replace('IN_PROGRESS', isSuccess ? 'COMPLETE' : 'FAILED'));
    if (request.purpose === 'clean-up') {
      this.replaced = undefined;
    } else if (request.purpose !== 'delete' && isSuccess) {
      const replaced = request.purpose === 'rollback' ? this.attempted : this.deployed;
      this.replaced = replaced !== undefined && replaced.physicalId !== answer.PhysicalResourceId ? replaced : undefined;
      this.attempted = request.purpose === 'update' ? { physicalId: answer.PhysicalResourceId, properties, attributes: answer.Data ?? {} } : undefined;
      this.deployed = { physicalId: answer.PhysicalResourceId, properties, attributes: answer.Data ?? {} };
    }
    return request;
  }

  /** What is shown at a time, of a stack that somebody knows of. */
  public at(time: number): Shown {
    const past = this.shown.filter(({ at }) => at <= time);
    return past[past.length - 1] ?? this.shown[0];
  }

  /** Whether CloudFormation deployed what a request asks for, at a time or during the seconds before it. */
  public wasDeploying(request: StackRequest, time: number, seconds: number): boolean {
    return this.shown.some(({ at, stack, resource, request: shownFor }, i) => (
      shownFor === request && /^(CREATE|UPDATE)_IN_PROGRESS$/.test(stack) && resource.endsWith('_IN_PROGRESS')
      && at <= time && (this.shown[i + 1]?.at ?? Infinity) > time - seconds * 1000));
  }

  private afterSuccess(): Purpose[] {
    return this.replaced === undefined ? ['update', 'delete'] : ['clean-up'];
  }

  private isBack(number: number): boolean {
    return this.requests[number - 2]?.purpose === 'rollback';
  }

  private content(purpose: Purpose): Pick<ResourceEvent, 'RequestType' | 'ResourceProperties' | 'OldResourceProperties' | 'PhysicalResourceId'> {
    const [first, second] = this.subject.declarations;
    const { deployed, current } = this;
    switch (purpose) {
      case 'create':
        return { RequestType: 'Create', ResourceProperties: first };
      case 'update': {
        const { physicalId, properties } = this.before = deployed!;
        this.attempted = undefined;
        return {
          RequestType: 'Update',
          ResourceProperties: properties === first ? second : first,
          OldResourceProperties: properties,
          PhysicalResourceId: physicalId,
        };
      }
      case 'rollback': {
        const { properties } = this.before!;
        const wanted = current!.event[current!.purpose === 'rollback' ? 'OldResourceProperties' : 'ResourceProperties'];
        return { RequestType: 'Update', ResourceProperties: properties, OldResourceProperties: wanted, PhysicalResourceId: (this.attempted ?? this.before!).physicalId };
      }
      case 'clean-up': {
        const { physicalId, properties } = this.replaced!;
        return { RequestType: 'Delete', ResourceProperties: properties, PhysicalResourceId: physicalId };
      }
      case 'delete': {
        const known = deployed ?? { physicalId: current!.answer?.PhysicalResourceId ?? MADE_UP_ID, properties: first };
        const { physicalId, properties } = current!.purpose === 'rollback' && this.attempted !== undefined ? this.attempted : known;
        return { RequestType: 'Delete', ResourceProperties: properties, PhysicalResourceId: physicalId };
      }
    }
  }

  private show(at: number, stack: string, resource: string): void {
    this.shown.push({ at, stack, resource, request: this.current! });
  }
}
