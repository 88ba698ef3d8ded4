import type { Clock } from '../emulator';
import type { AssemblyStack } from './cloud-assembly';
import { constructPathOf } from './construct-path';
import type { Environment } from './environment';
import type { StackOutputReference } from './intrinsics';
import { StatusHistory } from './status-history';
import type { Template, TemplateResource } from './template';

export type StackStatus =
  | 'REVIEW_IN_PROGRESS'
  | 'CREATE_IN_PROGRESS' | 'CREATE_COMPLETE' | 'CREATE_FAILED'
  | 'ROLLBACK_IN_PROGRESS' | 'ROLLBACK_COMPLETE' | 'ROLLBACK_FAILED'
  | 'UPDATE_IN_PROGRESS' | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' | 'UPDATE_COMPLETE'
  | 'UPDATE_ROLLBACK_IN_PROGRESS' | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS' | 'UPDATE_ROLLBACK_COMPLETE' | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_IN_PROGRESS' | 'DELETE_COMPLETE' | 'DELETE_FAILED';

/** A resource as CloudFormation knows it. */
export interface StackResource {
  readonly logicalId: string;
  readonly definition: TemplateResource;
  readonly physicalId: string;
  /** What it was last asked to be. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What a stack is deployed from. */
export interface StackSource {
  readonly stack: AssemblyStack;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  /** What its references to outputs of other stacks gave when it was deployed, by `outputKey`. @default - not resolved yet */
  readonly stackOutputs?: ReadonlyMap<string, unknown>;
}

export function outputKey({ StackName, OutputName, Region, RoleArn }: StackOutputReference): string {
  return JSON.stringify([StackName, OutputName, Region, RoleArn]);
}

/** A stack, from its creation to its deletion. */
export class Stack {
  /** Every status that it has had. */
  public readonly statuses: StatusHistory<StackStatus>;
  public statusReason?: string;
  /** What it was last successfully deployed from. */
  public source?: StackSource;
  public readonly resources = new Map<string, StackResource>();
  /** Every status that each resource has had, by logical id. */
  public readonly resourceStatuses = new Map<string, StatusHistory<string>>();
  /** What a rollback has made superfluous and is still to delete. */
  public leftovers: StackResource[] = [];
  /** What a resource was before an update that a rollback could not take back, where that is another physical resource. */
  public readonly replaced = new Map<string, StackResource>();
  public outputs: Readonly<Record<string, unknown>> = {};
  /** What it exports, by name. */
  public exports: ReadonlyMap<string, unknown> = new Map();
  /** The names of what it imports from other stacks. */
  public imports: ReadonlySet<string> = new Set();
  private readonly paths = new Map<string, string>();
  private announced?: AssemblyStack;
  private generations = 0;

  /** @param parent the stack that this one is nested in */
  constructor(
    public readonly id: string,
    public readonly name: string,
    public readonly environment: Environment,
    private readonly clock: Clock,
    public readonly parent?: Stack,
  ) {
    this.statuses = new StatusHistory(clock);
  }

  public get status(): StackStatus {
    return this.statuses.current ?? 'REVIEW_IN_PROGRESS';
  }

  /** The stack that is deployed, and that this one is in; itself unless it is nested. */
  public get root(): Stack {
    return this.parent?.root ?? this;
  }

  /** What the app calls it. */
  public get displayName(): string | undefined {
    return (this.announced ?? this.source?.stack)?.displayName;
  }

  public setResourceStatus(logicalId: string, status: string): void {
    const statuses = this.resourceStatuses.get(logicalId) ?? new StatusHistory<string>(this.clock);
    this.resourceStatuses.set(logicalId, statuses);
    statuses.change(status);
  }

  public isIn(environment: Environment): boolean {
    return this.environment.account === environment.account && this.environment.region === environment.region;
  }

  /** A number that no other resource of this stack was made with. */
  public nextGeneration(): number {
    return ++this.generations;
  }

  public takeLeftovers(): readonly StackResource[] {
    const { leftovers } = this;
    this.leftovers = [];
    return leftovers;
  }

  /** Takes what it is about to be deployed from: its resources are called by their paths there. */
  public announce(stack: AssemblyStack): void {
    this.announced = stack;
    this.paths.clear();
  }

  /** The construct path of a resource, as it is or was. */
  public pathOf(logicalId: string): string {
    let path = this.paths.get(logicalId);
    if (path === undefined) {
      const stack = [this.announced, this.source?.stack].find((each) => each?.template.Resources?.[logicalId] !== undefined);
      path = stack === undefined ? logicalId : constructPathOf(stack, logicalId);
      this.paths.set(logicalId, path);
    }
    return path;
  }
}
