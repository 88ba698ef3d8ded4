import type { CleanRoomsMlEmulator, DynamoDbEmulator, SageMakerEmulator } from '../emulator';
import type { CloudFormationFaultPlan, StatusRead } from './cloud-formation-client';
import type { CrossRegionExports } from './cross-region-references';
import { CustomResourceRequests, type ResponseFaultPlan } from './custom-resource-requests';
import type { Disturbances } from './disturbances';
import type { Environment } from './environment';
import { invocationFailure, type InvocationResult } from './lambda-container';
import { LambdaFunction, type LambdaFunctionProps } from './lambda-function';
import { seededRandom } from './random';
import type { Scheduler } from './scheduler';
import { sdkModules } from './sdk-modules';
import type { Stack } from './stack';
import { StateMachine } from './state-machine';
import type { StepFunctionsFaultPlan } from './step-functions-client';
import type { RetainedResource } from './summary';
import type { Timeline } from './timeline';
import { versionName } from './version-names';

export interface CloudProps {
  readonly scheduler: Scheduler;
  readonly timeline: Timeline;
  readonly cleanRoomsMl: CleanRoomsMlEmulator;
  readonly sageMaker: SageMakerEmulator;
  readonly dynamoDb: DynamoDbEmulator;
  readonly cloudFormationFaults: CloudFormationFaultPlan;
  readonly stepFunctionsFaults: StepFunctionsFaultPlan;
  readonly responseFaults: ResponseFaultPlan;
  /** The version of the AWS SDK in the Lambda runtime. */
  readonly sdkVersion: string;
  readonly seed: number;
  readonly disturbances: Disturbances;
}

/** When Lambda tries an asynchronous invocation again that failed, in seconds. */
const ASYNCHRONOUS_RETRIES = [60, 120];
/** How old an event can be that Lambda still delivers, in seconds. */
const LONGEST_EVENT_AGE = 6 * 3600;

/** How a function is invoked asynchronously. */
export interface AsynchronousInvocation {
  /** In seconds. */
  readonly maximumAge?: number;
  /** How often an invocation that failed is repeated. */
  readonly retries?: number;
}

/** Everything that exists in AWS while a rehearsal runs, of all its accounts and regions. */
export class Cloud {
  public readonly scheduler: Scheduler;
  public readonly timeline: Timeline;
  public readonly cleanRoomsMl: CleanRoomsMlEmulator;
  public readonly sageMaker: SageMakerEmulator;
  public readonly dynamoDb: DynamoDbEmulator;
  public readonly cloudFormationFaults: CloudFormationFaultPlan;
  public readonly stepFunctionsFaults: StepFunctionsFaultPlan;
  public readonly sdkVersion: string;
  public readonly requests: CustomResourceRequests;
  /** By ARN. */
  public readonly functions = new Map<string, LambdaFunction>();
  /** By ARN of the function. */
  public readonly asynchronousInvocations = new Map<string, AsynchronousInvocation>();
  /** By ARN. */
  public readonly stateMachines = new Map<string, StateMachine>();
  /** Every state machine there ever was. */
  public readonly allStateMachines: StateMachine[] = [];
  /** Every stack there ever was, by ARN. */
  public readonly stacks = new Map<string, Stack>();
  /** The event for which an execution of a state machine was started, by the input of the execution. */
  private readonly causes = new Map<string, unknown>();
  public readonly crossRegionExports: CrossRegionExports = new Map();
  /** What CloudFormation has left behind, since a policy told it to. */
  public readonly retained: RetainedResource[] = [];
  /** The ARNs of functions whose handlers are not ours, and could run for ever. */
  public readonly foreignFunctions = new Set<string>();
  private readonly seed: number;
  private readonly disturbances: Disturbances;
  private observedCalls = 0;
  private observedSageMakerCalls = 0;
  private observedTrainings = 0;
  /** By what is paid for. */
  private readonly observedPayments = new Map<string, number>();

  constructor(props: CloudProps) {
    this.scheduler = props.scheduler;
    this.timeline = props.timeline;
    this.cleanRoomsMl = props.cleanRoomsMl;
    this.sageMaker = props.sageMaker;
    this.dynamoDb = props.dynamoDb;
    this.cloudFormationFaults = props.cloudFormationFaults;
    this.stepFunctionsFaults = props.stepFunctionsFaults;
    this.sdkVersion = props.sdkVersion;
    this.seed = props.seed;
    this.disturbances = props.disturbances;
    this.requests = new CustomResourceRequests(props.scheduler, props.responseFaults, ({ stackId, logicalId, status }) => (
      this.timeline.record({ ...this.resourceOf(stackId, logicalId), kind: 'lateResponse', text: `${status}, which CloudFormation no longer waits for` })
    ));
  }

  /** How old the status is that a read shows, in seconds. */
  public statusAge(read: StatusRead): number {
    return this.disturbances.statusAge?.(read) ?? 0;
  }

  /** The stack of this name, unless it was deleted. */
  public findStack(name: string, environment: Environment): Stack | undefined {
    return [...this.stacks.values()].find((stack) => stack.name === name && stack.isIn(environment) && stack.status !== 'DELETE_COMPLETE');
  }

  /** The stack that exports something under this name. */
  public exporterOf(name: string, environment: Environment): Stack | undefined {
    return [...this.stacks.values()].find((stack) => stack.isIn(environment) && stack.exports.has(name));
  }

  /** Makes a function, or puts a new version in the place of the one with the same ARN. */
  public deployFunction(props: LambdaFunctionProps, environment: Environment): void {
    const modules = sdkModules(this, environment);
    this.functions.set(props.arn, new LambdaFunction(props, {
      now: () => this.scheduler.now(),
      after: (seconds, job) => this.scheduler.after(seconds, job),
      random: seededRandom(this.seed + this.functions.size),
      log: (parts, event) => this.takeLog(props.arn, parts, event),
      sdkModule: modules,
      httpsRequest: (request, cause) => {
        // What was done before the answer comes before what CloudFormation makes of it.
        this.observe(this.callerOf(cause));
        return this.requests.receive(request);
      },
      network: (call) => {
        if (call.method === 'startExecution') {
          this.causes.set((call.request as { input: string }).input, call.cause);
        }
        return this.disturbances.onCall?.(call);
      },
      clockOf: (container) => this.disturbances.clockOf?.(props.arn, container),
      containerFor: (idle) => this.disturbances.containerFor?.(props.arn, idle),
      environment: {
        AWS_REGION: environment.region,
        AWS_DEFAULT_REGION: environment.region,
        AWS_LAMBDA_FUNCTION_NAME: props.name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(props.memoryMegabytes),
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_LOG_GROUP_NAME: props.logGroup ?? `/aws/lambda/${props.name}`,
        ...props.environment,
      },
    }));
  }

  public deployStateMachine(arn: string, definition: string): void {
    const existing = this.stateMachines.get(arn);
    if (existing !== undefined) {
      existing.update(definition);
      return;
    }
    const stateMachine = new StateMachine(arn, definition, this.scheduler, (functionArn, payload, input) => {
      const invoke = () => this.invoke(functionArn, payload, this.causes.get(input));
      const { again } = this.disturbances.onTask?.(functionArn, payload) ?? {};
      if (again !== undefined) {
        this.scheduler.after(again, () => void invoke());
      }
      return invoke();
    });
    this.stateMachines.set(arn, stateMachine);
    this.allStateMachines.push(stateMachine);
  }

  /** Invokes a function and waits for what it gives. */
  public async invoke(functionArn: string, payload: string, cause?: unknown): Promise<InvocationResult> {
    const invoked = this.functions.get(functionArn);
    if (invoked === undefined) {
      return invocationFailure({ errorType: 'Lambda.ResourceNotFoundException', errorMessage: `Function not found: ${functionArn}` });
    }
    const event: unknown = JSON.parse(payload);
    const result = await invoked.invoke(event, cause);
    this.observe(this.callerOf(cause ?? event));
    return result;
  }

  /** Invokes a function and does not wait: Lambda tries it again when it fails. */
  public invokeAsynchronously(functionArn: string, payload: string): void {
    const { maximumAge = LONGEST_EVENT_AGE, retries: attempts = ASYNCHRONOUS_RETRIES.length } = this.asynchronousInvocations.get(functionArn) ?? {};
    const sentAt = this.scheduler.now();
    const attempt = async (retries: readonly number[]): Promise<void> => {
      if (this.scheduler.now() > sentAt + maximumAge * 1000) {
        return;
      }
      const result = await this.invoke(functionArn, payload);
      if (result.errorType === undefined) {
        return;
      }
      const { errorMessage } = JSON.parse(result.payload);
      this.timeline.record({ ...this.callerOf(JSON.parse(payload)), kind: 'notice', text: `the provider failed by itself: ${result.errorType}: ${errorMessage}` });
      const [delay, ...others] = retries;
      if (delay !== undefined) {
        this.scheduler.after(delay, () => void attempt(others));
      }
    };
    const { late, again } = this.disturbances.onDelivery?.(payload) ?? {};
    if (late === undefined) {
      void attempt(ASYNCHRONOUS_RETRIES.slice(0, attempts));
    } else {
      this.scheduler.after(late, () => void attempt(ASYNCHRONOUS_RETRIES.slice(0, attempts)));
    }
    if (again !== undefined) {
      this.scheduler.after(again, () => void attempt([]));
    }
  }

  /** Puts into the timeline what the services were asked since the last time. */
  public observe(caller: { stack?: string; resource?: string } = {}): void {
    const { calls, trainings, queries, inferenceJobs, exportJobs } = this.cleanRoomsMl;
    const { calls: sageMakerCalls, validations } = this.sageMaker;
    // Somebody who counts the calls for a test of their own can have reset them.
    const since = <T>(all: readonly T[], observed: number) => all.slice(Math.min(observed, all.length));
    for (const call of [...since(calls, this.observedCalls), ...since(sageMakerCalls, this.observedSageMakerCalls)]) {
      if (call.mutating || call.outcome !== 'ok') {
        this.timeline.record({ ...caller, kind: 'call', text: `${call.operation} -> ${call.outcome}` });
      }
    }
    for (const training of trainings.slice(this.observedTrainings)) {
      const { name, trainedModelArn, versionIdentifier } = training;
      const number = trainings.indexOf(training) + 1;
      const text = `training ${number} starts, and is paid for: ${versionName(number)} is ${name}`;
      this.timeline.record({ ...caller, kind: 'training', text, training: { number, name, trainedModelArn, versionIdentifier } });
    }
    const paid = (what: string, records: readonly { readonly name: string }[]) => {
      const observed = this.observedPayments.get(what) ?? 0;
      records.slice(observed).forEach(({ name }, i) => (
        this.timeline.record({ ...caller, kind: 'payment', text: `${what} ${observed + i + 1} starts, and is paid for: ${name}` })));
      this.observedPayments.set(what, records.length);
    };
    paid('query', queries);
    paid('inference job', inferenceJobs);
    paid('export', exportJobs);
    paid('validation', validations);
    this.observedCalls = calls.length;
    this.observedSageMakerCalls = sageMakerCalls.length;
    this.observedTrainings = trainings.length;
  }

  private callerOf(event: unknown): { stack?: string; resource?: string } {
    const { StackId, LogicalResourceId } = (event ?? {}) as { StackId?: string; LogicalResourceId?: string };
    return this.resourceOf(StackId, LogicalResourceId);
  }

  private resourceOf(stackId = '', logicalId = ''): { stack?: string; resource?: string } {
    const stack = this.stacks.get(stackId);
    return stack === undefined ? {} : { stack: stack.name, resource: stack.pathOf(logicalId) };
  }

  private takeLog(functionArn: string, parts: readonly unknown[], event: unknown): void {
    this.disturbances.onLog?.(functionArn, parts);
    const [text] = parts;
    if (typeof text !== 'string' || !text.startsWith('{')) {
      return;
    }
    const line = parseDecision(text);
    if (line !== undefined) {
      // What was done because of the decision before comes first.
      const caller = this.callerOf(event);
      this.observe(caller);
      this.timeline.recordDecision({ ...caller, text: line.why === undefined ? line.decision : `${line.decision}: ${line.why}` });
    }
  }
}

function parseDecision(text: string): { decision: string; why?: string } | undefined {
  try {
    const line = JSON.parse(text);
    return typeof line.decision === 'string' ? line : undefined;
  } catch {
    return undefined;
  }
}
