import { Algorithm, type SageMakerAlgorithmStatus } from './algorithm';
import { errorUnder, SageMakerFaultPlan, type SageMakerCall } from './faults';
import { METHODS, operationOf, OPERATIONS, validate, type Method, type ReplyOf, type RequestOf, type SageMakerOperation } from './operations';
import { ValidationOutcomes } from './validation-outcomes';
import type { SageMaker } from '../../src/private/protocol/sagemaker';
import type { CreateAlgorithmRequest } from '../../src/private/protocol/sagemaker-create-algorithm-request';
import type { CallRecord } from '../call-record';
import { placeOf, type Caller } from '../caller';
import { SECOND, type Clock, type ClockSkew } from '../clock';
import type { StatusChange } from '../lifecycle';
import { pageOf } from '../listing';
import { copyOf } from '../plain-copy';
import { errorCodeOf, refusal } from '../service-error';
import { withoutTags, withTags } from '../tags';
import { underFault } from '../transport-fault';

/** How SageMaker behaves where its documents leave it open; can be changed at any time. */
export interface SageMakerBehavior {
  pendingSeconds: number;
  validationSeconds: number;
  deleteSeconds: number;
  /** How long what was created is missing from listings. Reads by name see it at once. */
  listingDelaySeconds: number;
  /** How many entries a page of a listing has at most, when the request asks for more. */
  largestPage: number;
}

const DEFAULT_BEHAVIOR: SageMakerBehavior = {
  pendingSeconds: 30, validationSeconds: 900, deleteSeconds: 20, listingDelaySeconds: 0, largestPage: 100,
};

export interface SageMakerEmulatorOptions {
  readonly clock: Clock;
  /** What differs from the default behavior. */
  readonly behavior?: Partial<SageMakerBehavior>;
  /** What the service's own clock shows: the times in replies. @default - the true time */
  readonly skew?: ClockSkew;
}

/** An algorithm that the service accepted. One with a validation is to be paid for. */
export interface SageMakerAlgorithmRecord {
  readonly algorithmArn: string;
  readonly name: string;
  readonly accountId: string;
  /** When, in milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly request: Readonly<CreateAlgorithmRequest>;
  readonly tags: () => Readonly<Record<string, string>>;
  /** Its status now, or undefined when it is not found any more. */
  readonly status: () => SageMakerAlgorithmStatus | undefined;
  /** Every status up to now, oldest first. */
  readonly history: () => readonly StatusChange<SageMakerAlgorithmStatus>[];
}

type Answers = { readonly [M in Method]: (caller: Caller, request: RequestOf<M>) => ReplyOf<M> };

/**
 * The algorithms of Amazon SageMaker in memory: all accounts and regions, with what a call can observe of the service. Nothing
 * happens by itself. Statuses are those that are due at the clock's time, whenever somebody looks.
 */
export class SageMakerEmulator {
  public readonly behavior: SageMakerBehavior;

  /** What goes wrong, and when. */
  public readonly faults = new SageMakerFaultPlan();

  /** What becomes of the algorithms to come. */
  public readonly nextValidations = new ValidationOutcomes();

  private readonly clock: Clock;
  private readonly skew: ClockSkew;
  private readonly all: Algorithm[] = [];
  private readonly records: SageMakerAlgorithmRecord[] = [];
  private log: CallRecord<SageMakerOperation>[] = [];
  private readonly answers: Answers = {
    createAlgorithm: (caller, request) => this.create(caller, request),
    describeAlgorithm: (caller, { AlgorithmName }) => this.require(caller, AlgorithmName).details(this.shown),
    listAlgorithms: (caller, request) => this.list(caller, request),
    deleteAlgorithm: (caller, request) => this.delete(caller, request),
    listTags: (caller, { ResourceArn }) => ({ Tags: Object.entries(this.require(caller, ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })) }),
    addTags: (caller, { ResourceArn, Tags }) => {
      const algorithm = this.require(caller, ResourceArn);
      algorithm.tags = withTags(algorithm.tags, Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])));
      return {};
    },
    deleteTags: (caller, { ResourceArn, TagKeys }) => {
      const algorithm = this.require(caller, ResourceArn);
      algorithm.tags = withoutTags(algorithm.tags, TagKeys);
      return {};
    },
  };

  constructor({ clock, behavior, skew = (time) => time }: SageMakerEmulatorOptions) {
    this.clock = clock;
    this.skew = skew;
    this.behavior = { ...DEFAULT_BEHAVIOR, ...behavior };
  }

  /** Every call since the last reset, in order. */
  public get calls(): readonly CallRecord<SageMakerOperation>[] {
    return this.log;
  }

  /** Every algorithm that was accepted, in order. */
  public get algorithms(): readonly SageMakerAlgorithmRecord[] {
    return this.records;
  }

  /** Every algorithm whose validation was accepted, which is to say paid for, in order. */
  public get validations(): readonly SageMakerAlgorithmRecord[] {
    return this.records.filter(({ request }) => request.ValidationSpecification !== undefined);
  }

  /** The service as one account sees it in one region. */
  public client(caller: Caller): SageMaker {
    const methods = METHODS.map((method) => [method, async (request: unknown = {}) => this.call(caller, method, request)]);
    return Object.fromEntries(methods);
  }

  /** When the status of an algorithm changes next, in milliseconds since the epoch, unless a call comes first. */
  public nextChangeAt(): number | undefined {
    const times = this.all.flatMap(({ nextChangeAt }) => nextChangeAt ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** What exists now. */
  public leftBehind(): readonly SageMakerAlgorithmRecord[] {
    return this.records.filter(({ status }) => status() !== undefined && status() !== 'Deleting');
  }

  /** Forgets the calls so far. */
  public resetCalls(): void {
    this.log = [];
  }

  private readonly shown = (time: number) => new Date(this.skew(time));

  private call<M extends Method>(caller: Caller, method: M, sent: unknown): ReplyOf<M> {
    const request = copyOf(sent);
    const call: SageMakerCall = {
      at: this.clock.now(),
      accountId: caller.accountId,
      operation: operationOf(method),
      request: request as SageMakerCall['request'],
      mutating: OPERATIONS[method].mutating,
    };
    const record = { ...call, outcome: 'ok' };
    this.log.push(record);
    try {
      return underFault(this.faults.take(call), (fault) => errorUnder(fault, call), () => {
        validate(method, request);
        return this.answers[method](caller, request);
      });
    } catch (error) {
      record.outcome = errorCodeOf(error);
      throw error;
    }
  }

  private create(caller: Caller, request: CreateAlgorithmRequest): ReplyOf<'createAlgorithm'> {
    const { partition = 'aws', region, accountId } = caller;
    const { AlgorithmName: name, ValidationSpecification: validation } = request;
    if (this.find(caller, name) !== undefined) {
      throw refusal('ValidationException', `Cannot create an already existing algorithm: an algorithm with the name "${name}" already exists.`);
    }
    if (validation !== undefined && !validation.ValidationRole.includes(`:${accountId}:`)) {
      throw refusal('ValidationException', `The role ${validation.ValidationRole} is not of account ${accountId}.`);
    }
    const arn = `arn:${partition}:sagemaker:${region}:${accountId}:algorithm/${name}`;
    const algorithm = new Algorithm({
      arn,
      scope: placeOf(caller),
      sequence: this.all.length,
      request,
      outcome: this.nextValidations.take(request),
      times: { ...this.behavior },
      now: () => this.clock.now(),
    });
    this.all.push(algorithm);
    this.records.push(recordOf(algorithm, accountId));
    return { AlgorithmArn: arn };
  }

  private list(caller: Caller, { NameContains, NextToken, MaxResults }: RequestOf<'listAlgorithms'>): ReplyOf<'listAlgorithms'> {
    const until = this.clock.now() - this.behavior.listingDelaySeconds * SECOND;
    const listed = this.all.filter(({ exists, scope, name, acceptedAt }) => (
      exists && scope === placeOf(caller) && acceptedAt <= until && (NameContains === undefined || name.includes(NameContains))));
    const page = { nextToken: NextToken, maxResults: MaxResults };
    const { rows, nextToken } = pageOf(`ListAlgorithms ${placeOf(caller)} ${NameContains}`, listed, page, this.behavior);
    return { AlgorithmSummaryList: rows.map((algorithm) => algorithm.summary(this.shown)), NextToken: nextToken };
  }

  private delete(caller: Caller, { AlgorithmName }: RequestOf<'deleteAlgorithm'>): ReplyOf<'deleteAlgorithm'> {
    const algorithm = this.require(caller, AlgorithmName);
    const { status } = algorithm.current;
    if (algorithm.isValidating || status === 'Deleting') {
      throw refusal('ConflictException', `The algorithm ${algorithm.arn} with status ${status} cannot be deleted.`);
    }
    algorithm.delete();
    return {};
  }

  private find(caller: Caller, arnOrName: string): Algorithm | undefined {
    return this.all.find(({ exists, scope, name, arn }) => exists && scope === placeOf(caller) && (name === arnOrName || arn === arnOrName));
  }

  private require(caller: Caller, arnOrName: string): Algorithm {
    const algorithm = this.find(caller, arnOrName);
    if (algorithm === undefined) {
      throw refusal('ValidationException', `Algorithm ${arnOrName} does not exist.`);
    }
    return algorithm;
  }
}

function recordOf(algorithm: Algorithm, accountId: string): SageMakerAlgorithmRecord {
  return {
    algorithmArn: algorithm.arn,
    name: algorithm.name,
    accountId,
    acceptedAt: algorithm.acceptedAt,
    request: algorithm.request,
    tags: () => ({ ...algorithm.tags }),
    status: () => (algorithm.exists ? algorithm.current.status : undefined),
    history: () => algorithm.history,
  };
}
