import { isDeepStrictEqual } from 'node:util';
import {
  CleanRoomsMlEmulator, DynamoDbEmulator, SageMakerEmulator, type ClockSkew, type EmulatorBehavior, type SageMakerBehavior,
} from '../emulator';
import { clockTime } from './clock-time';
import { Cloud } from './cloud';
import { type AssemblyStack, type CloudAssembly, readCloudAssembly } from './cloud-assembly';
import { CloudFormationFaultPlan } from './cloud-formation-client';
import { ResponseFaultPlan } from './custom-resource-requests';
import { DEFAULT_DEPLOYMENT_BEHAVIOR, type DeploymentBehavior } from './deployment-behavior';
import type { Disturbances } from './disturbances';
import { DEFAULT_ENVIRONMENT, type Environment } from './environment';
import { RehearsalError } from './errors';
import { checkNestedStacks } from './nested-stacks';
import { fill } from './physical-names';
import { checkFailures, isPlanned, type PlannedFailures } from './planned-failure';
import { ResourceFailure } from './resource-provider';
import { Scheduler } from './scheduler';
import { Stack, type StackSource, type StackStatus } from './stack';
import { StackDeployment } from './stack-deployment';
import { resolveStackOutputs } from './stack-outputs';
import { type Execution } from './state-machine';
import { StepFunctionsFaultPlan } from './step-functions-client';
import { countByOperation, type RehearsalSummary, summarize, versionKey } from './summary';
import { Timeline } from './timeline';
import { uuidOf } from '../emulator/identifiers';
import { RESOURCE_TYPES } from '../src/private/protocol/contract';

/** A time span: the sum of both. */
export interface TimeSpan {
  readonly minutes?: number;
  readonly seconds?: number;
}

export interface RehearsalOptions {
  /** How the emulated service behaves, where that differs from its default. */
  readonly behavior?: Partial<EmulatorBehavior>;
  /** How the emulated SageMaker behaves, where that differs from its default. */
  readonly sageMakerBehavior?: Partial<SageMakerBehavior>;
  /** How CloudFormation behaves, where that differs from its default. */
  readonly deploymentBehavior?: Partial<DeploymentBehavior>;
  /** @default 2026-01-01T00:00:00Z */
  readonly startTime?: Date;
  /** The version of the AWS SDK in the Lambda runtime. @default '3.1060.0' */
  readonly sdkVersion?: string;
  /** Decides everything that is random. @default 0 */
  readonly seed?: number;
  /** What the clock of Clean Rooms ML shows; its statuses change in true time. @default - the true time */
  readonly serviceClock?: ClockSkew;
  /** What goes wrong between the services, beyond the faults of the emulator. @default - nothing */
  readonly disturbances?: Disturbances;
  /**
   * Custom resources of others whose handlers are run, by type, logical id or construct path. They have to be functions of the
   * assembly, in Node.js, that use neither files nor the network.
   *
   * @default - all of them are stood in for
   */
  readonly run?: readonly string[];
  /** The account of stacks that name none. @default '111111111111' */
  readonly account?: string;
  /**
   * The time that passes before each deployment and each destruction but the first.
   *
   * @default - until no training is in progress
   */
  readonly gap?: TimeSpan;
  /** The region of stacks that name none. @default 'us-east-1' */
  readonly region?: string;
}

export interface DestroyOptions {
  /** Names or paths of the stacks; `*` stands for any text. @default - all */
  readonly stacks?: readonly string[];
}

export interface DeployOptions extends DestroyOptions {
  /** Values of the templates' parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Resources that fail, by logical id or construct path. */
  readonly fail?: PlannedFailures;
  /**
   * Whether to update stacks whose template has not changed, as `cdk deploy --force` does: they take the outputs of other
   * stacks as they are now. @default false
   */
  readonly force?: boolean;
}

export interface StackResult {
  readonly name: string;
  readonly status: StackStatus;
  /** Why it failed. */
  readonly reason?: string;
}

export interface DeploymentResult {
  readonly succeeded: boolean;
  /** The stacks that were looked at, in order; those after a failed one are not. */
  readonly stacks: readonly StackResult[];
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** How many trainings the service accepted meanwhile. */
  readonly trainings: number;
  /** How often each operation of Clean Rooms ML and SageMaker was called meanwhile. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface ResourceDescription {
  readonly logicalId: string;
  /** The construct path, or the logical id. */
  readonly path: string;
  readonly type: string;
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface StackDescription {
  /** The ARN. */
  readonly id: string;
  readonly name: string;
  readonly status: StackStatus;
  /** Every status that it has had, oldest first, with the time in milliseconds since the epoch. */
  readonly statuses: readonly { readonly at: number; readonly status: StackStatus }[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly resources: readonly ResourceDescription[];
}

const DEFAULT_START_TIME = new Date('2026-01-01T00:00:00Z');
const DEFAULT_SDK_VERSION = '3.1060.0';
/** How often it is looked whether trainings have ended. */
const LOOK_SECONDS = 30;
const MAX_TRAINING_SECONDS = 28 * 24 * 60 * 60;

/**
 * Deploys what an app synthesized, without AWS: CloudFormation and Clean Rooms ML are played on a virtual clock, and
 * the custom resources are handled by the very code in the assembly.
 */
export class Rehearsal {
  /** The emulated service: for faults, other members' doings, and what was trained. */
  public readonly emulator: CleanRoomsMlEmulator;
  /** The emulated SageMaker: for faults, and for what becomes of validations. */
  public readonly sageMaker: SageMakerEmulator;
  /** The emulated DynamoDB, which the handlers keep their ledger in. */
  public readonly dynamoDb = new DynamoDbEmulator();
  /** What goes wrong with CloudFormation, as the functions call it. */
  public readonly cloudFormationFaults = new CloudFormationFaultPlan();
  /** What goes wrong with the executions that functions start. */
  public readonly stepFunctionsFaults = new StepFunctionsFaultPlan();
  /** What goes wrong with the responses of custom resources on their way to CloudFormation. */
  public readonly responseFaults = new ResponseFaultPlan();
  /** Everything that happened. */
  public readonly timeline: Timeline;
  private readonly scheduler: Scheduler;
  private readonly cloud: Cloud;
  private readonly behavior: DeploymentBehavior;
  private readonly environment: Environment;
  private readonly startTime: number;
  private readonly gap?: TimeSpan;
  private readonly run: readonly string[];
  /** The last deployment of each stack, by the stack's ARN. */
  private readonly deployments = new Map<string, StackDeployment>();

  constructor(options: RehearsalOptions = {}) {
    const { startTime = DEFAULT_START_TIME, seed = 0 } = options;
    this.startTime = startTime.getTime();
    this.gap = options.gap;
    this.run = options.run ?? [];
    this.scheduler = new Scheduler(this.startTime);
    this.timeline = new Timeline(this.scheduler);
    this.emulator = new CleanRoomsMlEmulator({ clock: this.scheduler, behavior: options.behavior, seed, skew: options.serviceClock });
    this.sageMaker = new SageMakerEmulator({ clock: this.scheduler, behavior: options.sageMakerBehavior, skew: options.serviceClock });
    this.cloud = new Cloud({
      scheduler: this.scheduler,
      timeline: this.timeline,
      cleanRoomsMl: this.emulator,
      sageMaker: this.sageMaker,
      dynamoDb: this.dynamoDb,
      cloudFormationFaults: this.cloudFormationFaults,
      stepFunctionsFaults: this.stepFunctionsFaults,
      responseFaults: this.responseFaults,
      sdkVersion: options.sdkVersion ?? DEFAULT_SDK_VERSION,
      seed,
      disturbances: options.disturbances ?? {},
    });
    this.behavior = { ...DEFAULT_DEPLOYMENT_BEHAVIOR, ...options.deploymentBehavior };
    this.environment = { account: options.account ?? DEFAULT_ENVIRONMENT.account, region: options.region ?? DEFAULT_ENVIRONMENT.region };
  }

  /** Every execution there ever was, with its history, also of state machines that were deleted. */
  public get executions(): readonly Execution[] {
    return this.cloud.allStateMachines.flatMap(({ executions }) => [...executions.values()]);
  }

  /** The virtual time. */
  public now(): Date {
    return new Date(this.scheduler.now());
  }

  /**
   * Deploys an assembly, given as itself or as a directory: creates stacks, and updates those that are there. As
   * with `cdk deploy`, a stack that fails is the last one.
   */
  public async deploy(assembly: string | CloudAssembly, options: DeployOptions = {}): Promise<DeploymentResult> {
    const stacks = selected(loaded(assembly), options.stacks);
    checkNestedStacks(stacks);
    checkFailures(stacks, options.fail ?? {});
    checkParameters(stacks, options.parameters ?? {});
    return this.report('deploy', stacks, (stack) => this.deployStack(stack, options));
  }

  /** Deletes the stacks of an assembly, or all of them, those that were deployed last first. */
  public async destroy(assembly?: string | CloudAssembly, options: DestroyOptions = {}): Promise<DeploymentResult> {
    const deployed = [...this.cloud.stacks.values()]
      .filter(({ status, source, parent }) => status !== 'DELETE_COMPLETE' && source !== undefined && parent === undefined);
    const stacks = assembly === undefined ? deployed.map(({ source }) => source!.stack) : loaded(assembly).stacks;
    return this.report('destroy', [...selected({ stacks }, options.stacks)].reverse(), (stack) => this.destroyStack(stack));
  }

  /** Gives up the update of a stack that is in progress, as `cancel-update-stack` does; false when there is none. */
  public cancelUpdate(name: string): boolean {
    const stack = this.latest(name);
    return stack !== undefined && (this.deployments.get(stack.id)?.cancelUpdate() ?? false);
  }

  /**
   * Tries the rollback of an update again that failed, as `continue-update-rollback` does.
   *
   * @param options.resourcesToSkip what stays as it is, of the resources that could not be rolled back: logical ids or construct paths
   */
  public async continueUpdateRollback(name: string, options: { readonly resourcesToSkip?: readonly string[] } = {}): Promise<StackResult> {
    const stack = this.latest(name);
    const deployment = this.deployments.get(stack?.id ?? '');
    if (stack?.status !== 'UPDATE_ROLLBACK_FAILED' || deployment === undefined) {
      throw new RehearsalError(`there is no stack "${name}" whose rollback failed`);
    }
    await this.scheduler.runUntil(deployment.continueRollback(options.resourcesToSkip ?? []));
    return resultOf(stack);
  }

  /** Does something after this time, as soon as time gets there: while a deployment is in progress, for example. */
  public after(duration: TimeSpan, job: () => void): void {
    this.scheduler.after(secondsIn(duration), job);
  }

  /** Lets time pass. */
  public advance(duration: TimeSpan): Promise<void> {
    return this.scheduler.advance(secondsIn(duration));
  }

  /** Lets time pass until no execution of a state machine is left that still goes on. */
  public settle(): Promise<void> {
    return this.scheduler.settle();
  }

  /** A stack as `describe-stacks` and `describe-stack-resources` show it, given by its name or path. */
  public describe(name: string): StackDescription {
    const stack = this.latest(name);
    if (stack === undefined) {
      throw new RehearsalError(`there is no stack "${name}"`);
    }
    return descriptionOf(stack);
  }

  /** Every status that a stack has had, oldest first, given by its ARN. */
  public statusesOf(stackId: string): StackDescription['statuses'] {
    return this.cloud.stacks.get(stackId)?.statuses.all ?? [];
  }

  /** Every stack there ever was, those that are gone included, in the order of their creation. */
  public describeAll(): StackDescription[] {
    return [...this.cloud.stacks.values()].map(descriptionOf);
  }

  /** What it has come to so far. */
  public summary(): RehearsalSummary {
    const live = [...this.cloud.stacks.values()].filter(({ status }) => status !== 'DELETE_COMPLETE');
    const resources = live.flatMap((stack) => [...stack.resources.values()]);
    const known = {
      physicalIds: new Set(resources.map(({ physicalId }) => physicalId)),
      memberships: new Set(resources.filter(({ definition }) => definition.Type === RESOURCE_TYPES.mlConfiguration)
        .map(({ attributes }) => attributes.MembershipIdentifier)),
      names: new Set(resources.map(({ attributes }) => attributes.Name)),
      versions: new Set(resources.map(({ attributes }) => versionKey(attributes.TrainedModelArn, attributes.VersionIdentifier))),
      retained: this.cloud.retained,
    };
    return summarize({ cleanRoomsMl: this.emulator, sageMaker: this.sageMaker }, known, this.timeline, this.scheduler.now());
  }

  private latest(name: string): Stack | undefined {
    return [...this.cloud.stacks.values()].reverse().find((each) => each.name === name || each.source?.stack.displayName === name);
  }

  private async report(
    verb: 'deploy' | 'destroy', stacks: readonly AssemblyStack[], work: (stack: AssemblyStack) => Promise<StackResult & { succeeded: boolean }>,
  ): Promise<DeploymentResult> {
    await this.passGap();
    const startedAt = this.now();
    const { trainings } = this.emulator;
    const before = { calls: this.emulator.calls.length, sageMakerCalls: this.sageMaker.calls.length, trainings: trainings.length };
    const results: StackResult[] = [];
    let succeeded = true;
    this.timeline.record({ kind: 'deployment', text: `${verb} ${stacks.map(({ name }) => name).join(', ')}` });
    for (const stack of stacks) {
      const { succeeded: done, ...result } = await this.scheduler.runUntil(work(stack));
      results.push(result);
      if (!done) {
        succeeded = false;
        break;
      }
    }
    const finishedAt = this.now();
    const started = this.emulator.trainings.length - before.trainings;
    this.timeline.record({
      kind: 'result',
      text: `${verb} ${succeeded ? 'succeeded' : 'failed'} after ${clockTime(finishedAt.getTime() - startedAt.getTime())}, trainings started: ${started}`,
    });
    return {
      succeeded,
      stacks: results,
      startedAt,
      finishedAt,
      trainings: started,
      calls: countByOperation([...this.emulator.calls.slice(before.calls), ...this.sageMaker.calls.slice(before.sageMakerCalls)]),
    };
  }

  private async passGap(): Promise<void> {
    if (this.cloud.stacks.size === 0) {
      return;
    }
    if (this.gap !== undefined) {
      return secondsIn(this.gap) > 0 ? this.advance(this.gap) : undefined;
    }
    const jobs = () => {
      const { runningTrainings, runningInferenceJobs, runningExportJobs } = this.emulator.leftBehind();
      const validations = this.sageMaker.validations.filter(({ status }) => status() === 'Pending' || status() === 'InProgress');
      return { trainings: runningTrainings.length, others: runningInferenceJobs.length + runningExportJobs.length + validations.length };
    };
    const running = () => jobs().trainings + jobs().others;
    const what = jobs().others > 0 ? 'job' : 'training';
    const before = { count: running(), time: this.scheduler.now() };
    const limit = before.time + MAX_TRAINING_SECONDS * 1000;
    while (running() > 0 && this.scheduler.now() < limit) {
      await this.scheduler.advance(LOOK_SECONDS);
    }
    if (before.count > running()) {
      const passed = clockTime(this.scheduler.now() - before.time);
      this.timeline.record({ kind: 'notice', text: `${passed} pass until ${before.count === 1 ? `the ${what} has` : `${before.count} ${what}s have`} ended` });
    }
  }

  private async deployStack(assemblyStack: AssemblyStack, { parameters, fail = {}, force = false }: DeployOptions) {
    const environment = this.environmentOf(assemblyStack);
    let stack = this.cloud.findStack(assemblyStack.name, environment);
    if (stack?.status === 'ROLLBACK_COMPLETE' || stack?.status === 'ROLLBACK_FAILED') {
      // Nothing else can be done with a stack that could not be created: `cdk deploy` deletes it too.
      await this.deploymentOf(stack).delete();
      stack = stack.status as StackStatus === 'DELETE_COMPLETE' ? undefined : stack;
    }
    const isNew = stack === undefined;
    stack ??= this.newStack(assemblyStack.name, environment);
    const template: StackSource = {
      stack: assemblyStack, template: assemblyStack.template, parameters: { ...assemblyStack.parameters, ...parameters },
    };
    let source: StackSource;
    try {
      source = { ...template, stackOutputs: resolveStackOutputs(this.cloud, stack, template) };
    } catch (error) {
      if (!(error instanceof ResourceFailure)) {
        throw error;
      }
      this.timeline.record({ kind: 'stack', stack: stack.name, text: `cannot be ${isNew ? 'created' : 'updated'}: ${error.message}` });
      return { ...resultOf(stack), reason: error.message, succeeded: false };
    }
    if (isNew) {
      this.cloud.stacks.set(stack.id, stack);
      stack.announce(assemblyStack);
      await this.deploymentOf(stack, fail).create(source);
    } else if (stack.status.endsWith('_FAILED')) {
      return { ...resultOf(stack), reason: `Stack is in ${stack.status} state and can not be updated.`, succeeded: false };
    } else if (isPlanned(assemblyStack, fail) || hasChanged(stack, source) || (force && outdatedOutputs(stack, source).length > 0)) {
      stack.announce(assemblyStack);
      await this.deploymentOf(stack, fail).update(source);
    } else {
      this.timeline.record({ kind: 'stack', stack: stack.name, text: 'no changes' });
      const outdated = outdatedOutputs(stack, source);
      if (outdated.length > 0) {
        this.timeline.record({
          kind: 'notice',
          stack: stack.name,
          text: `keeps the former value of ${outdated.join(', ')}, since CloudFormation and "cdk deploy" do not notice changes of weak references. `
            + 'Deploy it with --force',
        });
      }
      return { ...resultOf(stack), reason: undefined, succeeded: true };
    }
    return { ...resultOf(stack), succeeded: stack.status === 'CREATE_COMPLETE' || stack.status === 'UPDATE_COMPLETE' };
  }

  private async destroyStack(assemblyStack: AssemblyStack) {
    const stack = this.cloud.findStack(assemblyStack.name, this.environmentOf(assemblyStack));
    if (stack === undefined) {
      return { name: assemblyStack.name, status: 'DELETE_COMPLETE' as const, succeeded: true };
    }
    await this.deploymentOf(stack).delete();
    return { ...resultOf(stack), succeeded: stack.status === 'DELETE_COMPLETE' };
  }

  private deploymentOf(stack: Stack, plannedFailures?: PlannedFailures): StackDeployment {
    const deployment = new StackDeployment({ cloud: this.cloud, stack, behavior: this.behavior, run: this.run, plannedFailures });
    this.deployments.set(stack.id, deployment);
    return deployment;
  }

  private newStack(name: string, environment: Environment): Stack {
    const uuid = uuidOf(environment.account, environment.region, name, this.cloud.stacks.size);
    return new Stack(fill(`arn:{partition}:cloudformation:{region}:{account}:stack/${name}/${uuid}`, environment), name, environment, this.scheduler);
  }

  private environmentOf(stack: AssemblyStack): Environment {
    return { ...this.environment, ...stack.environment };
  }
}

function secondsIn({ minutes = 0, seconds = 0 }: TimeSpan): number {
  return minutes * 60 + seconds;
}

function loaded(assembly: string | CloudAssembly): CloudAssembly {
  return typeof assembly === 'string' ? readCloudAssembly(assembly) : assembly;
}

function selected({ stacks }: CloudAssembly, names: readonly string[] | undefined): readonly AssemblyStack[] {
  if (names === undefined) {
    return stacks;
  }
  const matches = ({ name, displayName }: AssemblyStack, wanted: string) => {
    const pattern = new RegExp(`^${wanted.split('*').map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
    return pattern.test(name) || (displayName !== undefined && pattern.test(displayName));
  };
  const unknown = names.filter((name) => !stacks.some((stack) => matches(stack, name)));
  if (unknown.length > 0) {
    throw new RehearsalError(`there is no stack ${unknown.map((name) => `"${name}"`).join(', ')}; there are ${stacks.map(({ displayName, name }) => displayName ?? name).join(', ')}`);
  }
  return stacks.filter((stack) => names.some((name) => matches(stack, name)));
}

/** A misspelled parameter would silently leave the default in place. */
function checkParameters(stacks: readonly AssemblyStack[], parameters: Readonly<Record<string, string>>): void {
  const unknown = Object.keys(parameters).find((name) => stacks.every(({ template }) => template.Parameters?.[name] === undefined));
  if (unknown !== undefined) {
    throw new RehearsalError(`there is no parameter "${unknown}" in ${stacks.map(({ name }) => name).join(', ')}`);
  }
}

function hasChanged(stack: Stack, { template, parameters }: StackSource): boolean {
  const { source } = stack;
  return source === undefined || !isDeepStrictEqual([source.template, source.parameters], [template, parameters]);
}

/** The outputs of other stacks that are not any more what they were when the stack was deployed. */
function outdatedOutputs({ source }: Stack, { stackOutputs: now }: StackSource): string[] {
  return [...now ?? []].filter(([key, value]) => !isDeepStrictEqual(source?.stackOutputs?.get(key), value))
    .map(([key]) => (JSON.parse(key) as string[]).slice(0, 2).join('.'));
}

function descriptionOf(stack: Stack): StackDescription {
  return {
    id: stack.id,
    name: stack.name,
    status: stack.status,
    statuses: stack.statuses.all,
    outputs: stack.outputs,
    resources: [...stack.resources.values()].map(({ logicalId, definition, physicalId, attributes }) => (
      { logicalId, path: stack.pathOf(logicalId), type: definition.Type, physicalId, attributes }
    )),
  };
}

function resultOf({ name, status, statusReason }: Stack): StackResult {
  return { name, status, reason: statusReason };
}
