import { isDeepStrictEqual } from 'node:util';
import { Cancellation } from './cancellation';
import type { Cloud } from './cloud';
import type { AssemblyStack } from './cloud-assembly';
import { stringified } from './custom-resource-requests';
import { type DependencyGraph, dependenciesOf, reversed, visitInOrder } from './dependency-graph';
import type { DeploymentBehavior } from './deployment-behavior';
import { RehearsalError } from './errors';
import { expectedChanges } from './expected-changes';
import { NESTED_STACK_TYPE, type NestedDeployment, NestedStacks } from './nested-stacks';
import { failuresIn, isPlanned, type PlannedFailure, type PlannedFailures } from './planned-failure';
import { ResourceOperations } from './resource-operations';
import { ResourceFailure } from './resource-provider';
import type { ForeignResources } from './resource-providers';
import { isCustomResource } from './resource-types';
import type { Stack, StackResource, StackSource, StackStatus } from './stack';
import { StackScope } from './stack-scope';
import type { ResourcePolicy, TemplateResource } from './template';

/** What a deployment has done to a resource so far. */
type Change =
  | { readonly kind: 'created' }
  | { readonly kind: 'updated'; readonly before: StackResource };

export interface StackDeploymentProps {
  readonly cloud: Cloud;
  readonly stack: Stack;
  readonly behavior: DeploymentBehavior;
  /** @default - none */
  readonly run?: ForeignResources;
  /** @default - none */
  readonly plannedFailures?: PlannedFailures;
}

/** One creation, update or deletion of a stack, as CloudFormation goes about it. */
export class StackDeployment implements NestedDeployment {
  private readonly cloud: Cloud;
  private readonly stack: Stack;
  private readonly behavior: DeploymentBehavior;
  private readonly plannedFailures: PlannedFailures;
  /** By logical id. */
  private failures: ReadonlyMap<string, PlannedFailure> = new Map();
  private readonly nested: NestedStacks;
  private readonly operations: ResourceOperations;
  private readonly changes = new Map<string, Change>();
  /** Why the deployment is to end before it is done. */
  private givenUp?: string;
  /** The first resource that failed. */
  private failed?: string;
  /** The reason that the timeline has. */
  private saidReason?: string;
  private readonly cancellation = new Cancellation();
  /** What continues a rollback that got stuck. */
  private continuation?: (skipped: ReadonlySet<string>) => Promise<void>;
  /** What the rollback could not take back, by logical id. */
  private stuck: readonly string[] = [];
  /** What takes the update of a nested stack back. */
  private undo?: () => Promise<void>;
  /** What a nested stack does when its parent cleans up. */
  private pendingCleanUp?: () => Promise<void>;

  constructor({ cloud, stack, behavior, run = [], plannedFailures = {} }: StackDeploymentProps) {
    this.cloud = cloud;
    this.stack = stack;
    this.behavior = behavior;
    this.plannedFailures = plannedFailures;
    this.nested = new NestedStacks(cloud, (nested) => new StackDeployment({ cloud, stack: nested, behavior, run, plannedFailures }));
    this.operations = new ResourceOperations(cloud, stack, this.nested, behavior, run);
  }

  /** Creates the stack, or rolls its creation back; a nested stack leaves that to its parent. Gives the reason of a failure. */
  public async create(source: StackSource): Promise<string | undefined> {
    this.announceChanges(undefined, source);
    this.setStatus('CREATE_IN_PROGRESS');
    const failure = await this.rollForward(source);
    this.stack.source = source;
    if (failure === undefined) {
      this.setStatus('CREATE_COMPLETE');
    } else if (this.stack.parent !== undefined) {
      this.setStatus('CREATE_FAILED', failure);
    } else {
      this.setStatus('ROLLBACK_IN_PROGRESS', failure);
      const undeleted = await this.deleteEverything(source, true);
      this.setStatus(undeleted.length === 0 ? 'ROLLBACK_COMPLETE' : 'ROLLBACK_FAILED', failure);
    }
    return failure;
  }

  /** Updates the stack, or rolls the update back; a nested stack leaves that to its parent. Gives the reason of a failure. */
  public async update(source: StackSource): Promise<string | undefined> {
    const before = this.stack.source!;
    this.announceChanges(before, source);
    this.setStatus('UPDATE_IN_PROGRESS');
    const failure = await this.rollForward(source);
    this.undo = () => this.rollBackUpdate(before, source, failure ?? 'The update of the parent stack failed');
    if (failure === undefined) {
      this.stack.source = source;
      this.setStatus('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      await this.whenParentCleansUp(async () => {
        await this.cleanUp(before, this.leftoversOfUpdate(source));
        this.setStatus('UPDATE_COMPLETE');
      });
    } else if (this.stack.parent !== undefined) {
      this.setStatus('UPDATE_ROLLBACK_IN_PROGRESS', failure);
    } else {
      await this.undo();
    }
    return failure;
  }

  public async rollBack(): Promise<string | undefined> {
    await this.undo?.();
    return this.stack.status === 'UPDATE_ROLLBACK_FAILED' ? this.stack.statusReason : undefined;
  }

  public async finish(): Promise<void> {
    await this.pendingCleanUp?.();
    this.pendingCleanUp = undefined;
  }

  public giveUp(reason: string): boolean {
    if (!['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'].includes(this.stack.status) || this.givenUp !== undefined) {
      return false;
    }
    this.givenUp = reason;
    this.cancellation.request();
    return true;
  }

  public isPlannedToFail(stack: AssemblyStack): boolean {
    return isPlanned(stack, this.plannedFailures);
  }

  /** Gives an update up and rolls it back, as `cancel-update-stack` does; false when it is too late for that. */
  public cancelUpdate(): boolean {
    return this.stack.status === 'UPDATE_IN_PROGRESS' && this.giveUp('User Initiated');
  }

  /** Tries a rollback again that got stuck, as `continue-update-rollback` does. */
  public async continueRollback(resourcesToSkip: readonly string[]): Promise<void> {
    const skipped = resourcesToSkip.map((name) => {
      const logicalId = this.stuck.find((each) => each === name || this.stack.pathOf(each) === name);
      if (logicalId === undefined) {
        throw new RehearsalError(`"${name}" cannot be skipped: only what the rollback could not take back can, which is `
          + this.stuck.map((each) => `"${this.stack.pathOf(each)}"`).join(', '));
      }
      return logicalId;
    });
    await this.continuation?.(new Set(skipped));
  }

  private announceChanges(before: StackSource | undefined, source: StackSource): void {
    for (const { logicalId, effect, because } of expectedChanges(before, source)) {
      this.cloud.timeline.record({
        kind: 'expectation',
        stack: this.stack.name,
        resource: this.stack.pathOf(logicalId),
        text: because.length === 0 ? effect : `${effect} (${because.join('; ')})`,
      });
    }
  }

  private async rollBackUpdate(before: StackSource, source: StackSource, failure: string, skipped: ReadonlySet<string> = new Set()): Promise<void> {
    if (this.stack.status !== 'UPDATE_ROLLBACK_IN_PROGRESS') {
      this.setStatus('UPDATE_ROLLBACK_IN_PROGRESS', failure);
    }
    this.stack.source = before;
    const stuck = await this.rollBackResources(before, skipped);
    this.stuck = stuck;
    if (stuck.length > 0) {
      this.continuation = (leftOut) => this.rollBackUpdate(before, source, failure, leftOut);
      this.setStatus('UPDATE_ROLLBACK_FAILED', `The following resource(s) failed to update: [${stuck.join(', ')}]. (after: ${failure})`);
      return;
    }
    this.continuation = undefined;
    if (this.stack.parent !== undefined) {
      // What its parent refers to may have been published by the update.
      this.publish(before, this.scopeOf(before));
    }
    this.setStatus('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', failure);
    await this.whenParentCleansUp(async () => {
      await this.cleanUp(source, this.stack.takeLeftovers());
      this.setStatus('UPDATE_ROLLBACK_COMPLETE', failure);
    });
  }

  /** A nested stack removes nothing before the deployment of its parent has succeeded, or was rolled back. */
  private async whenParentCleansUp(work: () => Promise<void>): Promise<void> {
    if (this.stack.parent === undefined) {
      await work();
    } else {
      this.pendingCleanUp = work;
    }
  }

  public async delete(): Promise<void> {
    const used = this.exportInUse([...this.stack.exports.keys()]);
    if (used !== undefined) {
      this.setStatus('DELETE_FAILED', used);
      return;
    }
    this.setStatus('DELETE_IN_PROGRESS');
    if (this.stack.source !== undefined) {
      const leftovers = [...this.stack.takeLeftovers(), ...this.stack.replaced.values()];
      await this.cleanUp(this.stack.source, leftovers.filter((resource) => this.isDeletable(resource, resource.definition.DeletionPolicy)));
      this.stack.replaced.clear();
    }
    const undeleted = this.stack.source === undefined ? [] : await this.deleteEverything(this.stack.source, this.stack.root.status === 'ROLLBACK_IN_PROGRESS');
    if (undeleted.length > 0) {
      this.setStatus('DELETE_FAILED', `The following resource(s) failed to delete: [${undeleted.join(', ')}].`);
      return;
    }
    this.stack.outputs = {};
    this.stack.exports = new Map();
    this.stack.imports = new Set();
    this.setStatus('DELETE_COMPLETE');
  }

  /** Makes and changes resources until they are what the template says; gives the first failure's reason. */
  private async rollForward(source: StackSource): Promise<string | undefined> {
    this.failures = failuresIn(source.stack, this.plannedFailures);
    const scope = this.scopeOf(source);
    const resources = source.template.Resources ?? {};
    const active = Object.keys(resources).filter((logicalId) => scope.holds(resources[logicalId].Condition));
    const { cancellation } = this;
    const fail = (where: string, reason: string) => {
      this.failed ??= where;
      this.givenUp ??= `${where}: ${reason}`;
      cancellation.request();
    };
    await visitInOrder(active, this.withPlannedFailures(dependenciesOf(source.template, this.stack.name)), async (logicalId) => {
      if (!cancellation.requested) {
        await this.attempt(
          () => this.converge(logicalId, source, scope, cancellation),
          (reason) => fail(this.stack.pathOf(logicalId), reason),
        );
      }
      return !cancellation.requested;
    });
    if (this.givenUp === undefined) {
      await this.attempt(async () => this.publish(source, scope), (reason) => fail('Outputs', reason));
    }
    return this.givenUp;
  }

  /** Makes or changes one resource, if it is not yet what the template says. */
  private async converge(logicalId: string, source: StackSource, scope: StackScope, cancellation: Cancellation): Promise<void> {
    const definition = source.template.Resources![logicalId];
    const existing = this.stack.resources.get(logicalId);
    const planned = this.failures.get(logicalId);
    if (planned !== undefined) {
      await this.operations.failAsPlanned({ logicalId, definition }, existing === undefined ? 'CREATE' : 'UPDATE', planned);
    }
    const desired = { logicalId, definition, properties: this.propertiesOf(logicalId, definition, scope) };
    if (existing === undefined) {
      this.changes.set(logicalId, { kind: 'created' });
      await this.operations.create(desired, source, cancellation);
      return;
    }
    await this.operations.refuseImpossibleUpdate(desired, existing);
    // What is in a nested stack can change although its properties do not.
    if (definition.Type !== NESTED_STACK_TYPE && isDeepStrictEqual(existing.properties, desired.properties)) {
      this.stack.resources.set(logicalId, { ...existing, definition });
    } else {
      this.changes.set(logicalId, { kind: 'updated', before: existing });
      await this.operations.update(desired, existing, source, cancellation);
    }
  }

  /** Takes back what an update changed. New resources stay until the clean-up. */
  private async rollBackResources(source: StackSource, skipped: ReadonlySet<string>): Promise<string[]> {
    const scope = this.scopeOf(source);
    const stuck: string[] = [];
    for (const [logicalId, { kind }] of this.changes) {
      const created = kind === 'created' ? this.stack.resources.get(logicalId) : undefined;
      if (created !== undefined) {
        this.stack.leftovers.push(created);
        this.stack.resources.delete(logicalId);
      }
    }
    await visitInOrder(this.stack.resources.keys(), dependenciesOf(source.template, this.stack.name), async (logicalId) => {
      const change = this.changes.get(logicalId);
      const definition = source.template.Resources![logicalId];
      const current = this.stack.resources.get(logicalId)!;
      if (change?.kind !== 'updated') {
        this.stack.resources.set(logicalId, { ...current, definition });
        return true;
      }
      return this.attempt(async () => {
        const replaced = current.physicalId !== change.before.physicalId;
        if (skipped.has(logicalId)) {
          this.operations.skip({ ...current, definition, properties: this.propertiesOf(logicalId, definition, scope) });
          if (replaced) {
            return;
          }
        } else if (replaced && (!isCustomResource(definition.Type) || this.behavior.rollbackOfReplacement === 'restore')) {
          this.operations.restore(change.before);
        } else if (definition.Type === NESTED_STACK_TYPE) {
          await this.operations.rollBackNested(change.before);
        } else {
          const properties = this.propertiesOf(logicalId, definition, scope);
          await this.operations.update({ logicalId, definition, properties }, current, source);
        }
        this.changes.delete(logicalId);
      }, () => stuck.push(logicalId)).finally(() => {
        if (this.stack.resources.get(logicalId)!.physicalId !== current.physicalId) {
          this.stack.leftovers.push(current);
        }
      });
    });
    this.stack.replaced.clear();
    for (const [logicalId, change] of this.changes) {
      if (change.kind === 'updated' && this.stack.resources.get(logicalId)!.physicalId !== change.before.physicalId) {
        this.stack.replaced.set(logicalId, change.before);
      }
    }
    return stuck;
  }

  /** What an update has made superfluous: removed resources, and those that were replaced. */
  private leftoversOfUpdate(source: StackSource): StackResource[] {
    const scope = this.scopeOf(source);
    const resources = source.template.Resources ?? {};
    const leftovers: StackResource[] = [];
    for (const [logicalId, resource] of this.stack.resources) {
      const definition = resources[logicalId];
      if (definition === undefined || !scope.holds(definition.Condition)) {
        this.stack.resources.delete(logicalId);
        if (this.isDeletable(resource, resource.definition.DeletionPolicy)) {
          leftovers.push(resource);
        }
        continue;
      }
      const change = this.changes.get(logicalId);
      if (change?.kind === 'updated' && change.before.physicalId !== resource.physicalId
        && this.isDeletable(change.before, definition.UpdateReplacePolicy)) {
        leftovers.push(change.before);
      }
    }
    return leftovers;
  }

  /** Deletes what is superfluous. What cannot be deleted is no longer CloudFormation's concern. */
  private async cleanUp(source: StackSource, leftovers: readonly StackResource[]): Promise<void> {
    const logicalIds = new Set([...this.nested.unfinished, ...leftovers.map(({ logicalId }) => logicalId)]);
    await visitInOrder(logicalIds, reversed(dependenciesOf(source.template, this.stack.name)), async (logicalId) => {
      await this.nested.finish(logicalId);
      const created = this.changes.get(logicalId)?.kind === 'created';
      for (const resource of leftovers.filter((leftover) => leftover.logicalId === logicalId)) {
        if (!created || this.isDeletable(resource, resource.definition.DeletionPolicy, true)) {
          await this.attempt(() => this.operations.delete(resource, source), () => undefined);
        }
      }
      return true;
    });
  }

  /** Deletes all resources but those to retain; gives those that could not be deleted. */
  private async deleteEverything(source: StackSource, creationFailed: boolean): Promise<string[]> {
    const { resources } = this.stack;
    const undeleted: string[] = [];
    await visitInOrder(resources.keys(), reversed(dependenciesOf(source.template, this.stack.name)), async (logicalId) => {
      const resource = resources.get(logicalId)!;
      return this.attempt(async () => {
        if (this.isDeletable(resource, resource.definition.DeletionPolicy, creationFailed)) {
          await this.operations.delete(resource, source);
        }
        resources.delete(logicalId);
      }, () => undeleted.push(logicalId));
    });
    return undeleted;
  }

  private isDeletable(resource: StackResource, policy: ResourcePolicy = 'Delete', creationFailed = false): boolean {
    const retained = policy === 'Retain' || (policy === 'RetainExceptOnCreate' && !creationFailed);
    if (retained) {
      this.operations.skipDeletion(resource);
    }
    return !retained;
  }

  /** Gives the outputs and exports their values. */
  private publish(source: StackSource, scope: StackScope): void {
    const outputs: Record<string, unknown> = {};
    const exports = new Map<string, unknown>();
    for (const [name, { Value, Condition, Export }] of Object.entries(source.template.Outputs ?? {})) {
      if (scope.holds(Condition)) {
        outputs[name] = scope.evaluate(Value, `Outputs.${name}`);
        if (Export !== undefined) {
          exports.set(String(scope.evaluate(Export.Name, `Outputs.${name}.Export.Name`)), outputs[name]);
        }
      }
    }
    const changed = [...this.stack.exports].filter(([name, value]) => exports.get(name) !== value).map(([name]) => name);
    const used = this.exportInUse(changed);
    if (used !== undefined) {
      throw new ResourceFailure(used);
    }
    this.stack.outputs = outputs;
    this.stack.exports = exports;
    this.stack.imports = scope.imported;
  }

  private exportInUse(names: readonly string[]): string | undefined {
    for (const other of this.cloud.stacks.values()) {
      const used = other.isIn(this.stack.environment) ? names.find((name) => other.imports.has(name)) : undefined;
      if (used !== undefined) {
        return `Export ${used} cannot be updated or deleted as it is in use by ${other.name}`;
      }
    }
    return undefined;
  }

  /** A resource that is to fail after others depends on them. */
  private withPlannedFailures(graph: DependencyGraph): DependencyGraph {
    if (this.failures.size === 0) {
      return graph;
    }
    return new Map([...graph].map(([logicalId, dependencies]) => (
      [logicalId, new Set([...dependencies, ...this.failures.get(logicalId)?.after ?? []])]
    )));
  }

  private propertiesOf(logicalId: string, definition: TemplateResource, scope: StackScope): Record<string, unknown> {
    const evaluated = scope.evaluate(definition.Properties ?? {}, `${logicalId}.Properties`);
    return (isCustomResource(definition.Type) ? stringified(evaluated) : evaluated) as Record<string, unknown>;
  }

  private scopeOf(source: StackSource): StackScope {
    return new StackScope(this.cloud, this.stack, source, (resource, name) => this.operations.missingAttribute(resource, name));
  }

  /** Whether something went well; other errors than CloudFormation's own are not for it to handle. */
  private async attempt(work: () => Promise<void>, onFailure: (reason: string) => void): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof ResourceFailure)) {
        throw error;
      }
      onFailure(error.message);
      return false;
    }
  }

  private setStatus(status: StackStatus, reason?: string): void {
    this.stack.statuses.change(status);
    this.stack.statusReason = reason;
    // The name of a nested stack is made up.
    const resource = this.stack.parent === undefined ? undefined : this.stack.displayName;
    this.cloud.timeline.record({ kind: 'stack', stack: this.stack.name, resource, text: `${status}${this.reasonText(reason)}` });
  }

  /** A reason is told once, and in full where it comes from. */
  private reasonText(reason: string | undefined): string {
    if (reason === undefined || reason === this.saidReason) {
      return '';
    }
    this.saidReason = reason;
    return reason === this.givenUp && this.failed !== undefined && this.failed !== 'Outputs' ? ` (${this.failed} failed)` : ` (${reason})`;
  }
}
