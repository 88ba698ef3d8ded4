/** Makes things go wrong as a plan says: which kinds, how often, and from which seed. */
import { CLEAN_ROOMS_ML, DYNAMO_DB, SAGEMAKER, STEP_FUNCTIONS } from './modules';
import { Random } from './random';
import type { DisorderPlan, FaultKind } from './scenario';
import {
  THROTTLING_ERRORS, type DynamoDbFault, type Fault, type PendingCall, type SageMakerFault, type SageMakerOperation, type ThrottlingFault,
  type TrainingOutcome, type ValidationOutcome,
} from '../emulator';
import type {
  CloudFormationFault, Delivery, FunctionCall, StepFunctionsFault, TaskInvocation, Transit, TransportFault,
} from '../rehearsal/index';

/** How long a policy or a role takes to reach everybody. */
const IAM_PROPAGATION_MS = 60_000;
/** For how many seconds Lambda keeps trying to deliver an event. */
const LATEST = 6 * 3600;

/** What is paid for: an export and a query have no quota of their own, and are refused for other reasons. */
const COSTS = /^(CreateTrainedModel|StartTrainedModelInferenceJob|CreateAlgorithm)$/;

/** How often functions die that work on one request. What dies each time is given up. */
const MOST_DEATHS = 6;

const SERVICE_FAULTS: { readonly [kind in FaultKind]?: Fault } = {
  'throttled': 'throttle',
  'failed-before-effect': 'error-before',
  'failed-after-effect': 'error-after',
  'lost-reply': 'lost-reply',
  'connection-reset': 'reset',
  'credentials-expired': 'expired-credentials',
};

/** What SageMaker calls it. */
const IN_SAGEMAKER: { readonly [fault in Fault]?: SageMakerFault } = { conflict: 'in-use', quota: 'limit-in-use' };

/** Longer than a deployment waits for a validation. Nothing ends one that hangs. */
const LONG_VALIDATIONS = [3_600, 5_400] as const;

const LEDGER_FAULTS: { readonly [kind in FaultKind]?: DynamoDbFault } = {
  'ledger-throttled': 'throttle',
  'ledger-failed': 'error-before',
  'ledger-lost-reply': 'lost-reply',
  'ledger-credentials-expired': 'expired-credentials',
};

const STACK_FAULTS: { readonly [kind in FaultKind]?: CloudFormationFault } = {
  'stack-throttled': 'throttle',
  'stack-failed': 'error-before',
  'stack-lost-reply': 'lost-reply',
  'stack-credentials-expired': 'expired-credentials',
};

const START_FAULTS: { readonly [kind in FaultKind]?: StepFunctionsFault } = {
  'start-throttled': 'throttle',
  'start-failed': 'error-before',
  'start-lost-reply': 'lost-reply',
  'start-denied': 'access-denied',
};

const ANSWER_FAULTS: { readonly [kind in FaultKind]?: TransportFault } = {
  'answer-failed': 'error-before',
  'answer-lost-reply': 'lost-reply',
};

/** What an event of CloudFormation says of itself. */
interface DeliveredEvent {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
}

/** An event that came late, or that nobody could take at first. */
export interface TroubledDelivery extends DeliveredEvent {
  readonly sentAt: number;
}

export class FaultInjector {
  /** How often each kind happened. */
  public readonly counts = new Map<FaultKind, number>();
  private random: Random;
  private plan: DisorderPlan;
  /** When each account's policies have reached everybody. */
  private readonly permittedAt = new Map<string, number>();
  /** Until when every function that takes an event crashes, by the event's response address. */
  private readonly crashing = new Map<string, number>();
  /** How often a function has died that worked on a request, by its response address. */
  private readonly deaths = new Map<string, number>();
  public readonly troubledDeliveries: TroubledDelivery[] = [];

  constructor(plan: DisorderPlan, private readonly latency: Random | undefined, private readonly now: () => number) {
    this.plan = plan;
    this.random = new Random(plan.seed);
  }

  /** From now on this plan counts. */
  public follow(plan: DisorderPlan): void {
    this.plan = plan;
    this.random = new Random(plan.seed);
    this.permittedAt.clear();
  }

  /** What happens to a call of a function on its way. */
  public transitOf(call: FunctionCall): Transit | undefined {
    const disturbed = this.disturbanceOf(call);
    if (disturbed !== undefined || this.latency === undefined || ![CLEAN_ROOMS_ML, SAGEMAKER, DYNAMO_DB].includes(call.module)) {
      return disturbed;
    }
    return { there: this.latency.next(), back: this.latency.next() };
  }

  /** What the service answers. */
  public serviceFault(call: PendingCall<string>): Fault | undefined {
    if (this.plan.faults.length === 0) {
      return undefined;
    }
    if (this.plan.faults.includes('iam-propagation')) {
      const permittedAt = this.permittedAt.get(call.accountId) ?? call.at + IAM_PROPAGATION_MS;
      this.permittedAt.set(call.accountId, permittedAt);
      if (call.at < permittedAt) {
        return this.noted('iam-propagation', call.operation.startsWith('Create') && this.random.chance(0.5) ? 'role-not-assumable' : 'access-denied');
      }
    }
    if (/^(Delete|Cancel)/.test(call.operation) && this.strikes('conflict')) {
      return this.noted('conflict', 'conflict');
    }
    if (COSTS.test(call.operation) && this.strikes('quota-used-up', 2)) {
      return this.noted('quota-used-up', 'quota');
    }
    if (COSTS.test(call.operation) && this.strikes('refused-with-values')) {
      return this.noted('refused-with-values', 'refused');
    }
    return this.oneOf(SERVICE_FAULTS) ?? this.throttling('throttled-by-another-name');
  }

  public sageMakerFault(call: PendingCall<SageMakerOperation>): SageMakerFault | undefined {
    const fault = this.serviceFault(call);
    return fault && (IN_SAGEMAKER[fault] ?? fault as SageMakerFault);
  }

  public ledgerFault(): DynamoDbFault | undefined {
    return this.plan.faults.length === 0 ? undefined : this.oneOf(LEDGER_FAULTS) ?? this.throttling('ledger-throttled-by-another-name');
  }

  /** What CloudFormation answers. */
  public stackFault(): CloudFormationFault | undefined {
    return this.plan.faults.length === 0 ? undefined : this.oneOf(STACK_FAULTS) ?? this.throttling('stack-throttled-by-another-name');
  }

  /** When an event of CloudFormation gets there. */
  public deliveryOf(payload: string): Delivery | undefined {
    if (this.plan.faults.length === 0) {
      return undefined;
    }
    const again = this.strikes('delivered-twice', 3)
      ? this.noted('delivered-twice', this.random.integer(0, this.random.pick([5, 120, 900, LATEST])))
      : undefined;
    if (this.strikes('delivered-late')) {
      this.troubled(payload);
      return { again, late: this.noted('delivered-late', this.random.integer(1, this.random.pick([120, 3500, LATEST]))) };
    }
    if (this.strikes('delivery-crashes')) {
      const { ResponseURL } = this.troubled(payload);
      const after = this.noted('delivery-crashes', this.random.integer(200, this.random.pick([900, LATEST])));
      this.crashing.set(ResponseURL, this.now() + after * 1000);
      return { again: after };
    }
    return { again };
  }

  /** What becomes of the start of an execution. */
  public startFault(): StepFunctionsFault | undefined {
    return this.plan.faults.length === 0 ? undefined : this.oneOf(START_FAULTS, 3);
  }

  /** What becomes of an answer on its way to CloudFormation. */
  public answerFault(): TransportFault | undefined {
    return this.plan.faults.length === 0 ? undefined : this.oneOf(ANSWER_FAULTS, 2);
  }

  /** How the state machine invokes a function. */
  public taskOf(): TaskInvocation | undefined {
    return this.strikes('looked-twice') ? this.noted('looked-twice', { again: this.random.pick([0, 0.5, 20]) }) : undefined;
  }

  /** What becomes of a training, a query or a job. */
  public outcome(kinds: readonly FaultKind[] = ['training-hangs', 'training-fails']): TrainingOutcome {
    if (kinds.includes('training-hangs') && this.strikes('training-hangs', 4)) {
      return this.noted('training-hangs', { outcome: 'hang' });
    }
    return this.strikes('training-fails', 4)
      ? this.noted('training-fails', { outcome: 'fail', reason: 'The container exited with code 1.' })
      : { outcome: 'succeed' };
  }

  /** What becomes of a validation. */
  public validationOutcome(): ValidationOutcome {
    if (this.strikes('training-hangs', 4)) {
      return this.noted('training-hangs', { outcome: 'succeed', seconds: this.random.pick(LONG_VALIDATIONS) });
    }
    return this.strikes('training-fails', 4)
      ? this.noted('training-fails', { outcome: 'fail', stage: this.random.pick(['scan', 'training']), reason: 'The container exited with code 1.' })
      : { outcome: 'succeed' };
  }

  /** Whether cancellations, or deletions, that the service accepts now end badly. */
  public failing(what: 'cancel' | 'delete'): 'never' | 'once' | 'always' {
    if (this.plan.faults.includes(`${what}-always-fails`)) {
      return this.noted(`${what}-always-fails`, 'always');
    }
    return this.plan.faults.includes(`${what}-fails`) ? this.noted(`${what}-fails`, 'once') : 'never';
  }

  /** Whether trainings come to their own end while cancellations are on their way. */
  public cancellingTooLate(): 'never' | 'always' {
    return this.plan.faults.includes('cancel-too-late') ? this.noted('cancel-too-late', 'always') : 'never';
  }

  /** When another member deletes an output, in seconds, and a number that tells which. */
  public intrusion(): { readonly after: number; readonly which: number } | undefined {
    return this.plan.faults.includes('output-deleted-by-another-member')
      ? { after: this.random.integer(0, 400), which: this.random.seed() }
      : undefined;
  }

  public noted<T>(kind: FaultKind, result: T): T {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    return result;
  }

  private disturbanceOf(call: FunctionCall): Transit | undefined {
    if (this.crashing.size > 0 && this.now() < (this.crashing.get((call.cause as DeliveredEvent).ResponseURL) ?? 0)) {
      return { crash: 'before' };
    }
    if (this.plan.faults.length === 0) {
      return undefined;
    }
    const { ResponseURL } = call.cause as DeliveredEvent;
    const deaths = this.deaths.get(ResponseURL) ?? 0;
    if (deaths < MOST_DEATHS && this.strikes('crash', 2)) {
      this.deaths.set(ResponseURL, deaths + 1);
      return this.noted('crash', { crash: this.random.pick(['before', 'after']), there: this.random.pick([0, 2]) });
    }
    switch (call.module) {
      case CLEAN_ROOMS_ML:
      case SAGEMAKER:
        if (this.strikes('slow-reply')) {
          return this.noted('slow-reply', { back: this.random.integer(20, 200) });
        }
        return this.strikes('late-request') ? this.noted('late-request', { there: this.random.integer(15, 60) }) : undefined;
      case STEP_FUNCTIONS:
        return this.strikes('started-twice', 3) ? this.noted('started-twice', { again: this.random.pick([0, 0.1, 20]) }) : undefined;
      case DYNAMO_DB:
        return this.strikes('ledger-sent-twice') ? this.noted('ledger-sent-twice', { again: 0.1 }) : undefined;
      default:
        return undefined;
    }
  }

  private troubled(payload: string): DeliveredEvent {
    const { ResponseURL, StackId, LogicalResourceId } = JSON.parse(payload) as DeliveredEvent;
    this.troubledDeliveries.push({ ResponseURL, StackId, LogicalResourceId, sentAt: this.now() });
    return { ResponseURL, StackId, LogicalResourceId };
  }

  private throttling(kind: FaultKind): ThrottlingFault | undefined {
    return this.strikes(kind) ? this.noted(kind, `throttle:${this.random.pick(THROTTLING_ERRORS)}` as const) : undefined;
  }

  private oneOf<F>(faults: { readonly [kind in FaultKind]?: F }, factor = 1): F | undefined {
    for (const kind of this.plan.faults) {
      const fault = faults[kind];
      if (fault !== undefined && this.strikes(kind, factor)) {
        return this.noted(kind, fault);
      }
    }
    return undefined;
  }

  private strikes(kind: FaultKind, factor = 1): boolean {
    return this.plan.faults.includes(kind) && this.random.chance(Math.min(0.9, this.plan.rate * factor));
  }
}
