/** Does what was decided about a run, one call at a time. */
import { decide, release } from './decide';
import { observe } from './observe';
import { runDeletion, runRequest, type RunDeletion, type RunRequest } from './request';
import { isActive, isOver, isStuck, newestFirst, refOf, type Run } from './run';
import type { DesiredRun, NewRun, RunDetails, RunType } from './run-type';
import type { ObservedState, Step } from './state';
import type { CleanRoomsMl } from '../../../src/private/protocol/clean-rooms-ml';
import { FINGERPRINT_TAG, OWNER_TAG } from '../../../src/private/protocol/contract';
import { ServiceCallError, unlessNotFound } from '../../engine/call';
import type { Context } from '../../engine/context';
import { DeploymentFailure } from '../../engine/failure';
import {
  announced, createFailed, createOutcomeUnknown, createSucceeded, deleted, deletedWithoutOutput, deployedVersion, lookedInVain, recorded, recordOf,
  sameVersion, save, type LedgerEntry, type ResourceRecord, type VersionRef,
} from '../../engine/ledger';
import { recordDecision, waiting, type Outcome } from '../../engine/outcome';
import { isFinalQuota } from '../../engine/quota';
import type { Deletion, Request } from '../../engine/request';
import { explain } from '../../engine/service-error';
import { takeSteps, type OwnStep, type Progress } from '../../engine/steps';
import { applyTags } from '../../engine/tag-changes';

export async function reconcileRun<D extends DesiredRun, A>(
  type: RunType<D, A>, context: Context, request: Request<D> | Deletion,
): Promise<Outcome<A>> {
  if (request.kind === 'Delete') {
    // Everything of the owner has to go, so a deletion lists everything.
    return new Reconciler(type, context, runDeletion(type, request)).run(true);
  }
  return new Reconciler(type, context, runRequest(type, request), request.desired).run(false);
}

/** Cancels the runs of an owner that is being replaced, as far as they were never deployed. */
export async function releaseRuns<D extends DesiredRun, A>(type: RunType<D, A>, context: Context, request: Deletion): Promise<Outcome<A>> {
  return new Releaser(type, context, runDeletion(type, request)).run(false);
}

/** Another look, or a newer request, has changed the ledger since it was read. */
class LedgerChanged extends Error {
  constructor() {
    super('the ledger was changed by another look');
  }
}

class Reconciler<D extends DesiredRun, A> {
  /** Names of which this invocation has counted that it did not see them. */
  private readonly counted = new Set<string>();

  constructor(
    protected readonly type: RunType<D, A>,
    protected readonly context: Context,
    protected readonly request: RunRequest | RunDeletion,
    private readonly desired?: D,
  ) {}

  public async run(fullListing: boolean): Promise<Outcome<A>> {
    try {
      return await takeSteps(this.context, this.request, await this.look(fullListing), {
        decide: (state) => this.decide(state),
        perform: (state, step) => this.perform(state, step),
        shown: ({ runs }) => runs.map(({ name, id, status }) => ({ name, id, status })),
      });
    } catch (error) {
      if (error instanceof LedgerChanged) {
        return waiting(error.message);
      }
      throw error;
    }
  }

  protected observe(fullListing: boolean): Promise<ObservedState | undefined> {
    return observe(this.listable(), this.context, this.request, fullListing);
  }

  protected decide(state: ObservedState): Step {
    return decide(this.request, state, this.context.now());
  }

  private async perform(state: ObservedState, step: OwnStep<Step>): Promise<Progress<ObservedState, A>> {
    const { context, request } = this;
    const { ledger, stack, used } = state;
    /** Goes on with a changed ledger, or in the next look when somebody else has changed it. */
    const goOnWith = async (entry: LedgerEntry): Promise<Progress<ObservedState, A>> => {
      const saved = await save(context.ledger, entry);
      return saved === undefined ? waiting(step.why) : { observed: { ...state, ledger: saved } };
    };
    const lookAgain = async (fullListing: boolean): Promise<Progress<ObservedState, A>> => {
      const observed = await this.look(fullListing);
      return { observed: observed && { ...observed, stack, used } };
    };
    switch (step.do) {
      case 'list-all':
        return lookAgain(true);
      case 'check-used':
        return { observed: { ...state, used: await this.type.used!(context.client, this.desired!, context.now()) } };
      case 'wait':
        return waiting(step.why);
      case 'confirm-create': {
        const saved = await save(context.ledger, recorded(createSucceeded(ledger, step.run), [step.run], { seen: true }));
        return saved === undefined ? waiting(step.why) : lookAgain(false);
      }
      case 'discard-create':
        return goOnWith(createOutcomeUnknown(ledger));
      case 'request-deletion':
        return goOnWith(recorded(ledger, ledger.records, { deletionRequested: true }));
      case 'await':
        return goOnWith(recorded(ledger, [step.run], { awaitedBy: request.requestId }));
      case 'start': {
        const refusal = await this.start(ledger, step);
        return refusal === undefined ? lookAgain(false) : waiting(refusal);
      }
      case 'cancel':
        await this.cancelAll(ledger, step.runs);
        return waiting(step.why);
      case 'cancel-and-fail': {
        const saved = await save(context.ledger, recorded(ledger, [step.run], { cancelReason: step.why }));
        if (saved !== undefined) {
          await this.cancelAll(saved, [step.run]);
        }
        return waiting(step.why);
      }
      case 'delete-output':
        await this.deleteOutputs(ledger, step.runs);
        return waiting(step.why);
      case 'tag':
        for (const { arn, ...changes } of step.changes) {
          await applyTags(context.client, arn, changes);
        }
        return { observed: { ...state, tags: {} } };
      case 'finish':
        return this.finish(state, step);
      case 'deleted':
        return { state: 'done', ledger: request.hasOutput ? deleted(ledger) : deletedWithoutOutput(ledger) };
      case 'released':
        return { state: 'done', ledger };
      case 'fail':
        throw new DeploymentFailure(await this.reason(step));
    }
  }

  /**
   * Observes, and brings the ledger up to what was observed: looks that found nothing are counted, once in each invocation, runs
   * that the ledger has lost are recorded again, and what is over is recorded as such.
   */
  private async look(fullListing: boolean): Promise<ObservedState | undefined> {
    const state = await this.observe(fullListing);
    if (state === undefined) {
      return undefined;
    }
    const { ledger, runs } = state;
    const unseen = state.unseen.filter((name) => !this.counted.has(name));
    const lost = runs.filter((run) => recordOf(ledger, run) === undefined && run.name !== ledger.pendingCreate?.name);
    // What is over is not asked about again: of a model with hundreds of versions, one look could not do that.
    const over = runs.filter((run) => isOver(run) && !run.isInferred && recordOf(ledger, run)?.terminal !== 'over');
    if (unseen.length === 0 && lost.length === 0 && over.length === 0) {
      return state;
    }
    unseen.forEach((name) => this.counted.add(name));
    const records = [...ledger.records, ...lost.map((run) => recoveredRecord(run, runs))];
    const saved = await save(this.context.ledger, recorded(lookedInVain({ ...ledger, records }, unseen), over, { terminal: 'over' }));
    if (saved !== undefined) {
      return { ...state, ledger: saved };
    }
    // What was observed goes with the entry as it was: with a changed one, a run that another look has just started would be
    // overlooked.
    throw new LedgerChanged();
  }

  /**
   * Sends the one create of a run. Because it is announced first, nobody sends another while the outcome is not known, and a
   * superseded request does not get as far as sending.
   *
   * @returns why it was not accepted; nothing when it was
   */
  private async start(ledger: LedgerEntry, { name, parent, why }: Extract<Step, { do: 'start' }>): Promise<string | undefined> {
    const { context, request: { owner, requestId } } = this;
    const entry = await save(context.ledger, announced(ledger, { name, startedBy: requestId, at: context.now(), parent }));
    if (entry === undefined) {
      return why;
    }
    const desired = this.desired!;
    const tags = { ...desired.tags, [OWNER_TAG]: owner, [FINGERPRINT_TAG]: this.type.spec(desired).fingerprint };
    const newRun = { desired, name, tags, parent };
    let created: VersionRef;
    try {
      created = await this.type.start(context.client, newRun);
    } catch (error) {
      if (error instanceof ServiceCallError && error.meaning !== 'unknown-outcome') {
        return await this.onRefused(newRun, entry, error) ?? why;
      }
      throw error;
    }
    // The identifier is optional in a reply: without one, what was added to a model looks like its base version. A listing tells.
    if (recordOf(entry, created) === undefined) {
      await save(context.ledger, createSucceeded(entry, refOf(created)));
    }
    return undefined;
  }

  /**
   * The service has answered that it created nothing.
   *
   * @returns what is waited for, where that has a reason of its own
   */
  private async onRefused(newRun: NewRun<D>, entry: LedgerEntry, error: ServiceCallError): Promise<string | undefined> {
    const { context: { ledger, now }, request, type } = this;
    if (error.meaning === 'conflict') {
      // The name identifies the owner, so what has it is the owner's, and may not be listed yet. Once a create of this request was
      // waited for, what is alive has been listed, and another name that is taken is used up.
      if (entry.unresolvedNames.some(({ startedBy }) => startedBy === request.requestId)) {
        await save(ledger, createOutcomeUnknown(entry, true));
      }
      return undefined;
    }
    if (error.meaning === 'quota-exceeded' && !isFinalQuota(error.error, type.quotaNeeds?.(newRun.desired))) {
      const refusals = (entry.quota?.refusals ?? 0) + 1;
      const why = explain(error.operation, error.error);
      await save(ledger, { ...createFailed(entry), quota: { why, refusals, at: now() } });
      return why;
    }
    await save(ledger, createFailed(entry));
    const hint = error.meaning === 'refused' ? type.refusalHint?.(newRun) : undefined;
    throw hint === undefined ? error : new DeploymentFailure(`${explain(error.operation, error.error)} ${hint}`);
  }

  /** What the service has accepted the cancellation of is recorded, since it may not show the run afterwards. */
  private async cancelAll(ledger: LedgerEntry, runs: readonly Run[]): Promise<void> {
    await this.recordingAccepted(ledger, runs, { cancelled: true }, (run) => this.cancel(run));
  }

  private async deleteOutputs(ledger: LedgerEntry, runs: readonly Run[]): Promise<void> {
    await this.recordingAccepted(ledger, runs, { removed: true }, (run) => this.deleteOutput(run));
  }

  /** @param apply says whether the service knows the run, and has accepted what it was asked */
  private async recordingAccepted(
    ledger: LedgerEntry, runs: readonly Run[], change: Partial<ResourceRecord>, apply: (run: Run) => Promise<boolean>,
  ): Promise<void> {
    const accepted: Run[] = [];
    try {
      await forEachOf(this.context, runs, async (run) => {
        if (await apply(run)) {
          accepted.push(run);
        }
      });
    } finally {
      if (accepted.length > 0) {
        await save(this.context.ledger, recorded(ledger, accepted, change));
      }
    }
  }

  /** @returns whether the service knows the run, and has accepted to cancel it */
  private async cancel(run: Run): Promise<boolean> {
    const { type, context: { client }, request: { membership } } = this;
    try {
      return await unlessNotFound(type.cancel!(client, membership!, run).then(() => true)) ?? false;
    } catch (error) {
      if (!(error instanceof ServiceCallError) || error.meaning !== 'conflict') {
        throw error;
      }
      // It has come to its own end in the meantime, and what it is now is seen the next time. Only where a cancellation failed
      // before is there nothing new to see: then its output is what is left to remove.
      if (isStuck(run) && await this.isStillStuck(run)) {
        await this.deleteOutput(run);
      }
      return false;
    }
  }

  /** What has ended well since it was listed is a version that was paid for, and only a deletion removes it. */
  private async isStillStuck(run: Run): Promise<boolean> {
    const { type, context: { client }, request: { kind, membership, hasOutput } } = this;
    if (!hasOutput || kind === 'Delete') {
      return hasOutput;
    }
    const now = await this.detailsOf(run)
      ?? (await unlessNotFound(type.versions?.(client, membership!, run.arn) ?? Promise.resolve([])))?.find((version) => sameVersion(version, run));
    return now?.status === run.status;
  }

  /** @returns whether the service knows the run, and has accepted to remove its output */
  private async deleteOutput(run: Run): Promise<boolean> {
    const { type, context: { client }, request: { membership } } = this;
    return await unlessNotFound(type.deleteOutput!(client, membership!, run).then(() => true)) ?? false;
  }

  private async finish(
    state: ObservedState, { run, deployment, surplus }: Extract<Step, { do: 'finish' }>,
  ): Promise<Outcome<A>> {
    const { type } = this;
    const { previous } = this.request as RunRequest;
    const { ledger, runs, unseen } = state;
    const removed = await this.removeSurplus(surplus);
    const record = recordOf(ledger, run);
    // No call is made for less than a digest that is there.
    const details = type.reportsImage && record?.imageDigest === undefined && isActive(run) ? await this.detailsOf(run) : undefined;
    const imageDigest = record?.imageDigest ?? details?.imageDigest;
    return {
      state: 'done',
      ledger: [
        (entry: LedgerEntry) => recorded(entry, runs.filter(({ name }) => !unseen.includes(name)), { seen: true, awaited: undefined }),
        (entry: LedgerEntry) => recorded(entry, runs.filter(isActive), { terminal: 'active' }),
        (entry: LedgerEntry) => recorded(entry, runs.filter((other) => isOver(other) && !other.isInferred), { terminal: 'over' }),
        (entry: LedgerEntry) => recorded(entry, removed, { terminal: undefined, removed: true }),
        (entry: LedgerEntry) => (imageDigest === undefined ? entry : recorded(entry, [run], { imageDigest })),
        (entry: LedgerEntry) => deployedVersion(entry, deployment, previous?.spec.fingerprint),
      ].reduce((entry, change) => change(entry), ledger),
      attributes: type.attributes(run, record && { ...record, imageDigest }),
    };
  }

  private async removeSurplus(surplus: readonly Run[]): Promise<Run[]> {
    const { context, request } = this;
    const removed: Run[] = [];
    for (const old of await this.unused(surplus)) {
      if (context.now() >= context.until) {
        break;
      }
      try {
        await this.type.deleteOutput!(context.client, request.membership!, old);
        removed.push(old);
      } catch (error) {
        // An old version that stays costs storage; a deployment that fails for it would cost more.
        recordDecision(context.log, request, { do: 'keep', why: `${old.name} could not be removed: ${(error as Error).message}` }, undefined, 'WARN');
      }
    }
    return removed;
  }

  /** Those that nobody is using. Where that cannot be found out, nothing is removed before the next deployment. */
  private async unused(surplus: readonly Run[]): Promise<readonly Run[]> {
    const { type, context, request, desired } = this;
    if (surplus.length === 0 || type.inUse === undefined) {
      return surplus;
    }
    try {
      const used = await type.inUse(context.client, desired!, surplus);
      for (const run of used) {
        recordDecision(context.log, request, { do: 'keep', why: `${run.name} is being used by an inference job` });
      }
      return surplus.filter((run) => !used.includes(run));
    } catch (error) {
      recordDecision(context.log, request, { do: 'keep', why: `what uses old versions could not be listed: ${(error as Error).message}` }, undefined, 'WARN');
      return [];
    }
  }

  /** The type, with listings of what the request is about. */
  protected listable() {
    const { type, desired } = this;
    return {
      ...(type.versions === undefined ? {} : { versions: type.versions.bind(type) }),
      ...(type.get === undefined ? {} : { get: type.get.bind(type) }),
      ...(type.tags === undefined ? {} : { tags: type.tags.bind(type) }),
      list: (client: CleanRoomsMl, membership: string) => type.list(client, membership, desired),
    };
  }

  /** What the service says about one run; it answers about the latest of an ARN when no version is given, so that is checked. */
  private async detailsOf(run: VersionRef): Promise<RunDetails | undefined> {
    const { type, context: { client }, request: { membership } } = this;
    if (type.get === undefined) {
      return (await type.list(client, membership!, this.desired)).find((listed) => sameVersion(listed, run));
    }
    const details = await unlessNotFound(type.get(client, membership!, run));
    return details?.id === run.id ? details : undefined;
  }

  private async reason({ run, why }: { readonly run?: Run; readonly why: string }): Promise<string> {
    const said = run && (await this.detailsOf(run))?.message;
    return said === undefined ? why : `${why}: ${said}`;
  }
}

class Releaser<D extends DesiredRun, A> extends Reconciler<D, A> {
  protected override observe(fullListing: boolean): Promise<ObservedState | undefined> {
    const isUndeployed = (_: unknown, { history }: LedgerEntry) => (record: ResourceRecord) => (
      record.terminal === undefined && !history.some(({ version }) => sameVersion(version, record)));
    return observe(this.listable(), this.context, this.request, fullListing, isUndeployed);
  }

  protected override decide(state: ObservedState): Step {
    return release(this.request as RunDeletion, state);
  }
}

function recoveredRecord({ name, createdAt, arn, id, startedFrom }: Run, runs: readonly Run[]): ResourceRecord {
  const parent = startedFrom && runs.find((other) => (
    other.id === startedFrom.id && (other.id !== undefined || other.name === startedFrom.name)));
  return {
    name,
    startedBy: '',
    at: createdAt,
    seen: true,
    ...refOf({ arn, id }),
    ...(parent === undefined ? {} : { parent: refOf(parent) }),
  };
}

/**
 * One that refuses does not keep the others from being stopped or removed. What was started from others goes first. What an
 * invocation has no time for goes on in the next look.
 */
async function forEachOf({ now, until }: Context, runs: readonly Run[], apply: (run: Run) => Promise<unknown>): Promise<void> {
  let failure: ServiceCallError | undefined;
  for (const run of newestFirst(runs)) {
    if (now() >= until) {
      break;
    }
    try {
      await apply(run);
    } catch (error) {
      if (!(error instanceof ServiceCallError)) {
        throw error;
      }
      failure ??= error;
    }
  }
  if (failure !== undefined) {
    throw failure;
  }
}
