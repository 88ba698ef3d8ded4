import { CLEAN_ROOMS_ML, SAGEMAKER } from './modules';
import type { ChannelRecord, ExportJobRecord, InferenceJobRecord, SageMakerAlgorithmRecord, SageMakerAlgorithmStatus, TrainingRecord } from '../emulator';
import { originOf } from '../lambda/engine/physical-id';
import type { FunctionCall, Rehearsal } from '../rehearsal/index';
import { OWNER_TAG, RESOURCE_TYPES } from '../src/private/protocol/contract';

/** The event of a custom resource, as a handler gets it. */
export interface HandlerEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  /** That of a creation is not known yet. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, any>>;
  readonly OldResourceProperties?: Readonly<Record<string, any>>;
}

/** What is known of a request for a training before it is sent. */
interface Send {
  readonly event: HandlerEvent;
  /** When the handler began that sent it. */
  readonly invokedAt: number;
  readonly stack: StackCourse;
}

/** What a stack truly is at a moment, whatever anybody is shown. */
interface StackCourse {
  readonly status: string;
  /** Seconds since it was last being created or updated; 0 while it is. */
  readonly notForwardFor: number;
}

/** The resource of a stack that something in the service belongs to. */
export interface Maker {
  readonly stackId: string;
  readonly logicalId: string;
}

/** A training of a stack that the service accepted. */
export interface ObservedTraining extends Send {
  readonly record: TrainingRecord;
  readonly owner: string;
}

/** What is paid for beside trainings. */
export type PaidRecord = ChannelRecord | InferenceJobRecord | ExportJobRecord;

/** A query or a job of a stack that the service accepted. */
export interface ObservedPayment extends Send {
  readonly record: PaidRecord;
  readonly kind: 'query' | 'inference job' | 'export';
  /** What tells one that is wanted from another: of each there is one at most. */
  readonly key: string;
}

/** An algorithm of SageMaker that a stack has registered; one with a validation was paid for. */
export interface ObservedAlgorithm extends Send {
  readonly record: SageMakerAlgorithmRecord;
  readonly owner: string;
}

/** A request to remove an algorithm of SageMaker, and the status that this had when it was sent. */
interface Removal extends Send {
  readonly record: SageMakerAlgorithmRecord;
  readonly shown?: SageMakerAlgorithmStatus;
}

/** What a request that changes something is about: a version of a model, or an ARN under another name. */
interface Target {
  readonly AlgorithmArn?: string;
  readonly trainedModelArn?: string;
  readonly versionIdentifier?: string;
}

/** A request to delete what an owner has. */
interface ObservedDeletion {
  readonly responseAddress: string;
  readonly since: number;
  /** What the stack was then. */
  readonly status: string;
  /** Whether something else has the place of the owner in the stack, and with it what is left. */
  readonly hasHeir: boolean;
}

/** What the simulation has seen: the material of the invariants. */
export class Journal {
  public readonly trainings: ObservedTraining[] = [];
  /** Whose outputs another member deleted, and when. */
  public readonly intrusions = new Map<TrainingRecord, number>();
  public ledgerWasLost = false;
  /** When a handler was last at work to delete what an owner has. */
  public readonly deletions = new Map<string, ObservedDeletion>();
  /** Algorithms and associations that were made for a stack that did not go forward, and had not been there before. */
  public readonly untimely: string[] = [];
  /** What handlers did that they must not do, as it was seen when they did it. */
  public readonly foreignWrites: string[] = [];
  /** Secrets, and where they were seen. */
  public readonly leaks = new Set<string>();
  /** By origin: resources that CloudFormation left alone, as told, and those that it said it could not delete or roll back. */
  private readonly excused = new Set<string>();
  /** Owners of what only the ledger knew when it was lost. */
  private readonly forgotten = new Set<string>();
  /** By origin: what users left out of a rollback. */
  private readonly inconsistent = new Set<string>();
  /** By origin. */
  private readonly makers = new Map<string, Maker>();
  private readonly knownMakers = new Set<string>();
  private readonly byOrigin = new Map<string, ObservedTraining[]>();
  public readonly payments: ObservedPayment[] = [];
  /** Algorithms of SageMaker, oldest first. */
  public readonly algorithms: ObservedAlgorithm[] = [];
  public readonly removals: Removal[] = [];
  private readonly sends = new Map<string, Send>();
  /** By origin: the request that a function was at work on last. */
  private readonly latest = new Map<string, HandlerEvent>();
  /** Owners of the algorithms and associations that there have been. */
  private readonly made = new Set<string>();
  private readonly configurations = new Map<string, Set<string>>();
  private readonly knownPayments = new Set<PaidRecord>();
  private seenTrainings = 0;
  private seenAlgorithms = 0;
  private seenEvents = 0;

  /** @param lag how late statuses can be shown, in seconds */
  constructor(private readonly rehearsal: Rehearsal, private readonly lag: number) {}

  /** Takes note of a call before it is sent. */
  public sent(call: FunctionCall): void {
    const event = call.cause as HandlerEvent;
    const { owner } = call.event as { readonly owner?: string };
    if (call.module !== CLEAN_ROOMS_ML && call.module !== SAGEMAKER) {
      return;
    }
    this.introduce(event);
    this.latest.set(originOf(event.StackId, event.LogicalResourceId), event);
    if (event.RequestType === 'Delete' && owner !== undefined && this.deletions.get(owner)?.responseAddress !== event.ResponseURL) {
      const { status } = this.courseOf(event.StackId);
      this.deletions.set(owner, { responseAddress: event.ResponseURL, since: call.invokedAt, status, hasHeir: this.hasHeir(event, owner) });
    }
    if (call.module === SAGEMAKER) {
      return this.sentToSageMaker(event, call);
    }
    if (call.method === 'createTrainedModel') {
      const { name, tags } = call.request as { name: string; tags?: Record<string, string> };
      this.sends.set(`${tags?.[OWNER_TAG]} ${name}`, { event, invokedAt: call.invokedAt, stack: this.courseOf(event.StackId) });
    } else if (call.method === 'putMLConfiguration') {
      const { membershipIdentifier } = call.request as { membershipIdentifier: string };
      this.configurations.set(membershipIdentifier, (this.configurations.get(membershipIdentifier) ?? new Set()).add(`owner-${originOf(event.StackId, event.LogicalResourceId)}-aaaaa`));
    } else if (call.method in PAID) {
      const { name, membershipIdentifier } = call.request as { name: string; membershipIdentifier: string };
      const sent = { event, invokedAt: call.invokedAt, stack: this.courseOf(event.StackId) };
      this.sends.set(`${PAID[call.method]} ${membershipIdentifier} ${name}`, sent);
    } else if (call.method.startsWith('create')) {
      this.watchCreation(event, call);
    } else if (/^(cancel|delete|tag|untag)/.test(call.method)) {
      this.watch(call.method, event, call.request as Target);
    }
  }

  private sentToSageMaker(event: HandlerEvent, { method, request, invokedAt }: FunctionCall): void {
    if (method === 'createAlgorithm') {
      const { AlgorithmName } = request as { readonly AlgorithmName: string };
      this.sends.set(`algorithm ${AlgorithmName}`, { event, invokedAt, stack: this.courseOf(event.StackId) });
    } else if (/^(delete|add)/.test(method)) {
      const { AlgorithmName: name, ResourceArn: arn } = request as { readonly AlgorithmName?: string; readonly ResourceArn?: string };
      const target = this.rehearsal.sageMaker.leftBehind().find((record) => record.name === name || record.algorithmArn === arn);
      this.watch(method, event, target === undefined ? {} : { AlgorithmArn: target.algorithmArn });
      if (method === 'deleteAlgorithm' && target !== undefined) {
        this.removals.push({ record: target, shown: target.status(), event, invokedAt, stack: this.courseOf(event.StackId) });
      }
    }
  }

  private hasHeir({ StackId: id, LogicalResourceId: logicalId }: HandlerEvent, owner: string): boolean {
    const { resources = [] } = this.rehearsal.describeAll().find((stack) => stack.id === id) ?? {};
    return resources.some((resource) => resource.logicalId === logicalId && resource.physicalId !== owner);
  }

  /** The resource that an owner stands for, if it is one of the stacks. */
  public makerOf(owner: string | undefined): Maker | undefined {
    return owner === undefined ? undefined : this.makers.get(originIn(owner));
  }

  /** The parts of owners that stand for resources of a stack, by logical id or path. */
  public originsOf(stackId: string, names: readonly string[]): string[] {
    return names.map((name) => originOf(stackId, name));
  }

  /** A user has a resource left as it is, which is then another one than its template says. */
  public leftOut(stackId: string, logicalIds: readonly string[]): void {
    this.originsOf(stackId, logicalIds).forEach((origin) => this.inconsistent.add(origin));
  }

  /** Whether a resource was left as it was by a rollback, and has not been asked for anything else since. */
  public wasLeftOut(stackId: string, logicalId: string): boolean {
    return this.inconsistent.has(originOf(stackId, logicalId));
  }

  /** Whether it is no wonder that something of this owner is still there. */
  public isExcused(owner: string): boolean {
    return this.excused.has(originIn(owner)) || this.forgotten.has(owner);
  }

  /** Takes in what happened since the last time. */
  public catchUp(): void {
    const { emulator, timeline } = this.rehearsal;
    for (const record of emulator.trainings.slice(this.seenTrainings)) {
      const owner = record.request.tags?.[OWNER_TAG];
      const send = this.sends.get(`${owner} ${record.name}`);
      if (owner !== undefined && send !== undefined) {
        const training = { record, owner, ...send };
        this.trainings.push(training);
        this.byOrigin.set(originIn(owner), [...this.byOrigin.get(originIn(owner)) ?? [], training]);
      }
    }
    this.notePayments();
    this.noteAlgorithms();
    for (const { kind, stack, resource, text } of timeline.events.slice(this.seenEvents)) {
      if (kind === 'resource' && /^DELETE_(FAILED|SKIPPED)/.test(text) && !this.isHandedOver(stack!, resource!, text)) {
        this.excused.add(originOf(this.rehearsal.describe(stack!).id, resource!));
      }
      if (kind === 'request' && /^(Create|Update)/.test(text)) {
        this.inconsistent.delete(originOf(this.rehearsal.describe(stack!).id, resource!));
      }
    }
    this.seenTrainings = emulator.trainings.length;
    this.seenEvents = timeline.events.length;
  }

  private noteAlgorithms(): void {
    const { algorithms } = this.rehearsal.sageMaker;
    for (const record of algorithms.slice(this.seenAlgorithms)) {
      const owner = record.request.Tags?.find(({ Key }) => Key === OWNER_TAG)?.Value;
      const send = this.sends.get(`algorithm ${record.name}`);
      if (owner !== undefined && send !== undefined) {
        this.algorithms.push({ record, owner, ...send });
      }
    }
    this.seenAlgorithms = algorithms.length;
  }

  private notePayments(): void {
    const { queries, inferenceJobs, exportJobs } = this.rehearsal.emulator;
    const all = [
      // Another query is another channel, with an owner of its own.
      ...queries.map((record) => ({ record, kind: 'query' as const, what: [record.request.tags?.[OWNER_TAG]] })),
      ...inferenceJobs.map((record) => ({ record, kind: 'inference job' as const, what: whatItIsAbout(record.request) })),
      ...exportJobs.map((record) => ({ record, kind: 'export' as const, what: whatItIsAbout(record.request) })),
    ];
    for (const { record, kind, what } of all.filter((each) => !this.knownPayments.has(each.record))) {
      const send = this.sends.get(`${kind} ${record.membershipIdentifier} ${record.name}`);
      this.knownPayments.add(record);
      if (send !== undefined) {
        const { StackId: stackId, LogicalResourceId: logicalId, ResourceProperties: { Revision: revision = '' } } = send.event;
        this.payments.push({ record, kind, key: JSON.stringify([originOf(stackId, logicalId), ...what, ...kind === 'query' ? [] : [revision]]), ...send });
      }
    }
  }

  /** The ledger is about to be lost: what CloudFormation has replaced and could not remove is known to nothing else. */
  public ledgerIsLost(): void {
    this.ledgerWasLost = true;
    const current = new Set(this.rehearsal.describeAll().flatMap(({ resources }) => resources.map(({ physicalId }) => physicalId)));
    const { algorithms, associations, activeOutputs, runningTrainings } = this.rehearsal.emulator.leftBehind();
    const requests = [...activeOutputs, ...runningTrainings].map(({ request }) => request);
    for (const { tags } of [...algorithms, ...associations, ...requests]) {
      const owner = tags?.[OWNER_TAG];
      if (owner !== undefined && !current.has(owner)) {
        this.forgotten.add(owner);
      }
    }
  }

  /** Whether a training or a resource is wanted by a stack that has not been taken back for longer than that can be known. */
  public isTimely({ notForwardFor }: StackCourse): boolean {
    return notForwardFor <= this.lag + ON_THE_WAY_SECONDS;
  }

  /** What a resource of a stack was asked to be, when a function was at work on it last. */
  public latestRequest(stackId: string, logicalId: string): HandlerEvent | undefined {
    return this.latest.get(originOf(stackId, logicalId));
  }

  /** Owners of ML configurations that were put into a membership. */
  public configurationOrigins(membershipIdentifier: string): readonly string[] {
    return [...this.configurations.get(membershipIdentifier) ?? []];
  }

  /** The trainings that were made for a resource of a stack, oldest first. */
  public trainingsOf(stackId: string, logicalId: string): readonly ObservedTraining[] {
    return this.byOrigin.get(originOf(stackId, logicalId)) ?? [];
  }

  private introduce({ StackId: stackId, LogicalResourceId: logicalId }: HandlerEvent): void {
    const key = `${stackId} ${logicalId}`;
    if (!this.knownMakers.has(key)) {
      this.knownMakers.add(key);
      this.makers.set(originOf(stackId, logicalId), { stackId, logicalId });
    }
  }

  /** A rollback can make again what was there. */
  private watchCreation({ StackId: stackId, LogicalResourceId: logicalId }: HandlerEvent, call: FunctionCall): void {
    const owner = (call.request as { tags: Record<string, string> }).tags[OWNER_TAG];
    const stack = this.courseOf(stackId);
    if (!this.isTimely(stack) && !(stack.status === 'UPDATE_ROLLBACK_IN_PROGRESS' && this.made.has(owner))) {
      this.untimely.push(`${logicalId} of ${stackNameIn(stackId)} was made ${describeCourse(stack)}`);
    }
    this.made.add(owner);
  }

  /** A handler changes what belongs to the resource that it was asked about, and nothing else. */
  private watch(method: string, event: HandlerEvent, request: Target): void {
    const owners = this.ownersOf(request);
    const origin = originOf(event.StackId, event.LogicalResourceId);
    if (owners.length > 0 && !owners.some((owner) => owner !== undefined && originIn(owner) === origin)) {
      this.foreignWrites.push(`${method} of ${event.LogicalResourceId} in ${stackNameIn(event.StackId)} is about what belongs to ${owners[0] ?? 'nobody'}: ${JSON.stringify(request)}`);
    }
  }

  /** Whose it is that a request is about; nothing when it does not exist any more. */
  private ownersOf(request: Target): (string | undefined)[] {
    const { trainedModelArn, versionIdentifier } = request;
    const arn = trainedModelArn ?? Object.entries(request).find(([name]) => name.endsWith('Arn'))?.[1];
    const { emulator, sageMaker } = this.rehearsal;
    const versions = emulator.trainings.filter((record) => record.trainedModelArn === arn);
    if (versions.length > 0) {
      const named = trainedModelArn === undefined ? versions : versions.filter((record) => record.versionIdentifier === versionIdentifier);
      return named.map((record) => record.request.tags?.[OWNER_TAG]);
    }
    const { algorithms, associations, inputChannels } = emulator.leftBehind();
    return [
      ...algorithms, ...associations,
      ...inputChannels.map((record) => ({ arn: record.mlInputChannelArn, tags: record.request.tags ?? {} })),
      ...emulator.inferenceJobs.map((record) => ({ arn: record.trainedModelInferenceJobArn, tags: record.request.tags ?? {} })),
      ...sageMaker.leftBehind().map((record) => ({ arn: record.algorithmArn, tags: record.tags() })),
    ].filter((existing) => existing.arn === arn).map(({ tags }) => tags[OWNER_TAG]);
  }

  /** What a clean-up could not remove, and what took its place still can: an algorithm or an association. */
  private isHandedOver(stackName: string, resource: string, text: string): boolean {
    const { status, resources } = this.rehearsal.describe(stackName);
    const heir = resources.find(({ path, logicalId }) => path === resource || logicalId === resource);
    // Where the function crashed each time, nobody has heard of the deletion.
    const wasHeard = !/did not receive a response/.test(text);
    return text.startsWith('DELETE_FAILED') && wasHeard && /UPDATE_(ROLLBACK_)?COMPLETE/.test(status) && heir !== undefined && heir.type !== RESOURCE_TYPES.trainedModel;
  }

  private courseOf(stackId: string): StackCourse {
    const statuses = this.rehearsal.statusesOf(stackId);
    const { status } = statuses[statuses.length - 1];
    if (isForward(status)) {
      return { status, notForwardFor: 0 };
    }
    const last = statuses.map((each) => isForward(each.status)).lastIndexOf(true);
    return { status, notForwardFor: (this.rehearsal.now().getTime() - statuses[last + 1].at) / 1000 };
  }
}

/** What tells a job from another: taken from the request itself, not from what the handlers make of it. */
function whatItIsAbout(request: InferenceJobRecord['request'] | ExportJobRecord['request']): unknown[] {
  const { trainedModelArn, trainedModelVersionIdentifier = '', outputConfiguration } = request;
  const { dataSource, environment } = request as Partial<InferenceJobRecord['request']>;
  return [trainedModelArn, trainedModelVersionIdentifier, outputConfiguration, dataSource, environment];
}

const PAID: { readonly [method: string]: ObservedPayment['kind'] } = {
  createMLInputChannel: 'query', startTrainedModelInferenceJob: 'inference job', startTrainedModelExportJob: 'export',
};

/** Seconds that a request can take from the last look at the stack until it is sent. */
const ON_THE_WAY_SECONDS = 15;

export function describeCourse({ status, notForwardFor }: StackCourse): string {
  return `${Math.round(notForwardFor)} seconds after the stack was last being created or updated; it is ${status}`;
}

/** Whether a stack is being created or updated, and not taken back. */
export function isForward(status: string): boolean {
  return status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS';
}

/** The part of an owner that stays the same whatever the resource is replaced by. */
export function originIn(owner: string): string {
  return /-([a-z2-7]{7})-[a-z2-7]{5}$/.exec(owner)?.[1] ?? owner;
}

function stackNameIn(stackId: string): string {
  return stackId.split('/')[1];
}
