/** Plays a scenario, and looks after every step whether everything holds that has to. */
import { formatWithOptions } from 'node:util';
import { clockOf } from './clocks';
import { COLLABORATION, MEMBERSHIPS, type StackDeclaration } from './declarations';
import { FaultInjector } from './fault-injector';
import type { HandlerCode } from './handler-code';
import { INVARIANTS } from './invariants';
import type { Moment, Neighbour, StackOutcome } from './invariants/invariant';
import { Journal } from './journal';
import { DYNAMO_DB } from './modules';
import { imitate, settleNeighbours } from './neighbours';
import { Random } from './random';
import { CALM, type FaultKind, type Scenario, type Step } from './scenario';
import { secretIn } from './secrets';
import { BYSTANDER, CONSUMER, assemblyStackOf } from './template';
import type { DynamoDbBackup } from '../emulator';
import { Rehearsal, type AssemblyStack, type DeploymentResult, type Execution, type FunctionCall, type PlannedFailures, type StackDescription } from '../rehearsal/index';
import { HTTPS } from '../rehearsal/lambda-container';
import { LEDGER, OWNER_TAG, TIMING } from '../src/private/protocol/contract';

/** Something that does not hold. */
export interface Violation {
  /** Which step it was seen after; the last one is the end, in which everything is destroyed. */
  readonly step: number;
  readonly invariant: string;
  readonly text: string;
}

/** What it has come to. */
export interface Figures {
  readonly steps: number;
  readonly deployments: number;
  readonly rollbacks: number;
  readonly trainings: number;
  /** Trainings and resources whose creation was found out later, since nobody replied. */
  readonly adoptions: number;
  readonly cancellations: number;
  readonly checks: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
}

export interface PlayReport {
  readonly scenario: Scenario;
  readonly figures: Figures;
  /** Of the first step after which something did not hold. */
  readonly violations: readonly Violation[];
  readonly rehearsal: Rehearsal;
}

/** How a declaration becomes what is deployed. */
export type Assembler = (stack: StackDeclaration, code: HandlerCode, salt: number) => AssemblyStack;

const PLANNED_FAILURE = 'planned';
/** What a user needs at least for the next thing; the addresses of requests are signed to the second. */
const STEP_SECONDS = 1;
/** Objects are searched in full, also where a log would cut them. */
const WHOLE = { depth: null, maxArrayLength: null, maxStringLength: null };
/** How many copies of a function wait for the next invocation. */
const MOST_CONTAINERS = 4;

export async function play(scenario: Scenario, code: HandlerCode, assemble: Assembler = assemblyStackOf): Promise<PlayReport> {
  return new Play(scenario, code, assemble).run();
}

class Play {
  private readonly rehearsal: Rehearsal;
  private readonly journal: Journal;
  private readonly disorder: FaultInjector;
  private neighbours: readonly Neighbour[] = [];
  private imitated = false;
  /** When somebody last gave up an update, by the stack's name. */
  private readonly cancelledAt = new Map<string, number>();
  /** What the ledger had at quiet moments. */
  private readonly backups: DynamoDbBackup[] = [];
  private readonly seenHistories = new WeakMap<Execution, number>();
  private readonly counts = { steps: 0, deployments: 0, rollbacks: 0, adoptions: 0, checks: 0 };

  constructor(private readonly scenario: Scenario, private readonly code: HandlerCode, private readonly assemble: Assembler) {
    const { clocks, lag, latency } = scenario;
    this.disorder = new FaultInjector(CALM, latency ? new Random(scenario.seed) : undefined, () => this.rehearsal.now().getTime());
    const lateness = new Random(lag?.seed ?? 0);
    const containers = new Random(clocks?.seed ?? 0);
    this.rehearsal = new Rehearsal({
      gap: { seconds: 0 },
      seed: scenario.seed,
      behavior: scenario.behavior,
      sageMakerBehavior: scenario.sageMakerBehavior,
      deploymentBehavior: scenario.deploymentBehavior,
      serviceClock: clocks && clockOf(clocks, 'the service'),
      disturbances: {
        onCall: (call) => {
          this.journal.sent(call);
          this.readCall(call);
          return this.disorder.transitOf(call);
        },
        onDelivery: (payload) => this.disorder.deliveryOf(payload),
        onTask: () => this.disorder.taskOf(),
        clockOf: (functionArn, container) => clocks && clockOf(clocks, `${functionArn} ${container}`),
        // With clocks that differ it matters which copy of a function does the next thing.
        containerFor: (_, idle) => (clocks === undefined ? undefined : containers.integer(0, Math.min(idle, MOST_CONTAINERS - 1))),
        statusAge: () => (lag === undefined || lateness.chance(0.5) ? 0 : lateness.next() * lag.statuses),
        onLog: (_, parts) => this.readLog(parts),
      },
    });
    this.journal = new Journal(this.rehearsal, lag?.statuses ?? 0);
    const { emulator, sageMaker, dynamoDb, cloudFormationFaults, stepFunctionsFaults, responseFaults } = this.rehearsal;
    cloudFormationFaults.onCall = () => this.disorder.stackFault();
    stepFunctionsFaults.onCall = () => this.disorder.startFault();
    responseFaults.onCall = () => this.disorder.answerFault();
    emulator.faults.listingAge = () => (lag === undefined || lateness.chance(0.6) ? 0 : lateness.next() * lag.listings);
    const staleness = new Random(lag?.seed ?? 0);
    const stalest = lag?.listedStatuses ?? 0;
    emulator.faults.listedStatusAge = () => (stalest === 0 || staleness.chance(0.5) ? 0 : staleness.next() * stalest);
    emulator.faults.onCall = (call) => this.disorder.serviceFault(call);
    emulator.nextTrainings.decide = () => this.disorder.outcome();
    // Nothing could end a query that hangs.
    emulator.nextQueries.decide = () => this.disorder.outcome(['training-fails']);
    emulator.nextInferenceJobs.decide = () => this.disorder.outcome();
    emulator.nextExportJobs.decide = () => this.disorder.outcome();
    sageMaker.faults.onCall = (call) => this.disorder.sageMakerFault(call);
    sageMaker.nextValidations.decide = () => this.disorder.validationOutcome();
    dynamoDb.faults.onCall = () => this.disorder.ledgerFault();
    Object.entries(MEMBERSHIPS).forEach(([accountId, memberships]) => memberships.forEach((membershipIdentifier) => (
      emulator.registerMembership({ membershipIdentifier, accountId, collaborationIdentifier: COLLABORATION })
    )));
  }

  public async run(): Promise<PlayReport> {
    this.neighbours = this.scenario.neighbours ? await settleNeighbours(this.rehearsal) : [];
    let violations: Violation[] = [];
    const steps = [...this.scenario.steps, ...this.recovery(), ...this.end()];
    for (let i = 0; i < steps.length && violations.length === 0; i += 1) {
      violations = await this.take(steps[i], i, i === steps.length - 1);
    }
    return { scenario: this.scenario, figures: this.figures(), violations, rehearsal: this.rehearsal };
  }

  /** When nothing goes wrong any more, whatever was asked for last is asked for again. */
  private recovery(): Step[] {
    const latest = new Map(this.scenario.steps.flatMap((step) => (step.do === 'deploy' ? step.stacks.map((stack) => [stack.name, stack] as const) : [])));
    const again = [...latest].flatMap(([name, stack]): Step[] => [
      { do: 'recover', stack: name, disorder: CALM },
      { do: 'deploy', stacks: [stack], disorder: CALM },
    ]);
    return [{ do: 'wait', minutes: 60, disorder: CALM }, { do: 'settle', disorder: CALM }, ...again, { do: 'settle', disorder: CALM }];
  }

  /** In the end everything is destroyed. */
  private end(): Step[] {
    const names = [...new Set(this.scenario.steps.flatMap((step) => (step.do === 'deploy' ? step.stacks.map(({ name }) => name) : [])))];
    return [
      // What was refused because something else was still there goes the second time.
      ...[...names, ...names].map((stack): Step => ({ do: 'destroy', stack, disorder: CALM })),
      { do: 'settle', disorder: CALM },
    ];
  }

  private async take(step: Step, index: number, last: boolean): Promise<Violation[]> {
    const { rehearsal, journal, disorder } = this;
    disorder.follow(step.disorder);
    await rehearsal.advance({ seconds: STEP_SECONDS });
    rehearsal.emulator.faults.cancelFails = disorder.failing('cancel');
    rehearsal.emulator.faults.cancelTooLate = disorder.cancellingTooLate();
    rehearsal.emulator.faults.deleteFails = disorder.failing('delete');
    const startedAt = rehearsal.now().getTime();
    const { algorithms, associations } = rehearsal.emulator.leftBehind();
    const namesBefore = new Set([...algorithms, ...associations].map(({ name }) => name));
    const seen = { events: rehearsal.timeline.events.length, calls: rehearsal.emulator.calls.length };
    const before = new Map(rehearsal.describeAll().map((stack) => [stack.name, stack]));
    const results = await this.perform(step);
    journal.catchUp();
    const events = rehearsal.timeline.events.slice(seen.events);
    events.forEach(({ kind, text }) => this.look(text, `an event (${kind})`));
    this.readHistories();
    this.counts.steps += 1;
    const moment: Moment = {
      scenario: this.scenario,
      step,
      rehearsal,
      emulator: rehearsal.emulator,
      journal,
      stacks: this.outcomes(results, before, startedAt),
      startedAt,
      namesBefore,
      events,
      calls: rehearsal.emulator.calls.slice(seen.calls),
      recovering: index >= this.scenario.steps.length,
      last,
      cancelledAt: this.cancelledAt,
      troubledDeliveries: disorder.troubledDeliveries,
      quiet: step.do === 'settle' || step.do === 'lose-ledger',
      neighbours: this.neighbours,
    };
    return INVARIANTS.flatMap((invariant) => {
      this.counts.checks += 1;
      return invariant.check(moment).map((text) => ({ step: index, invariant: invariant.name, text }));
    });
  }

  private async perform(step: Step): Promise<DeploymentResult[]> {
    const { rehearsal } = this;
    const intrusion = this.disorder.intrusion();
    if (intrusion !== undefined) {
      rehearsal.after({ seconds: intrusion.after }, () => this.intrude(intrusion.which));
    }
    switch (step.do) {
      case 'deploy': {
        const { cancelAfter } = step;
        if (cancelAfter !== undefined) {
          step.stacks.forEach(({ name }) => rehearsal.after({ seconds: cancelAfter }, () => {
            if (rehearsal.cancelUpdate(name)) {
              this.cancelledAt.set(name, rehearsal.now().getTime());
            }
          }));
        }
        const fail = failureOf(step);
        return Promise.all(step.stacks.map((stack) => rehearsal.deploy({ stacks: [this.assemble(stack, this.code, this.counts.steps)] }, { fail })));
      }
      case 'destroy':
        return this.isThere(step.stack) ? [await rehearsal.destroy(undefined, { stacks: [step.stack] })] : [];
      case 'continue-rollback':
        if (this.stack(step.stack)?.status === 'UPDATE_ROLLBACK_FAILED') {
          const resourcesToSkip = this.resourcesToSkip(step.stack);
          this.journal.leftOut(this.stack(step.stack)!.id, resourcesToSkip);
          await rehearsal.continueUpdateRollback(step.stack, { resourcesToSkip });
        }
        return [];
      case 'recover':
        if (this.stack(step.stack)?.status === 'DELETE_FAILED') {
          return [await rehearsal.destroy(undefined, { stacks: [step.stack] })];
        }
        return this.perform({ ...step, do: 'continue-rollback' });
      case 'wait':
        await rehearsal.advance({ minutes: step.minutes });
        return [];
      case 'settle':
        await rehearsal.settle();
        this.backups.push(rehearsal.dynamoDb.backup());
        await this.imitate();
        return [];
      case 'switch':
        Object.assign(rehearsal.emulator.behavior, step.behavior);
        return [];
      case 'lose-ledger':
        await rehearsal.settle();
        // An update that is not over is remembered by the ledger alone.
        if (rehearsal.describeAll().some(({ status }) => status === 'UPDATE_ROLLBACK_FAILED')) {
          return [];
        }
        // Until every listing shows everything: nothing else could tell what there is.
        await rehearsal.advance({ seconds: TIMING.creationGracePeriodSeconds });
        this.journal.catchUp();
        this.journal.ledgerIsLost();
        this.loseLedger(step);
        return [];
    }
  }

  /** By logical id: the resources that a user is told to leave out of a rollback: nothing is left that they could go back to. */
  private resourcesToSkip(name: string): string[] {
    const { events } = this.rehearsal.timeline;
    return this.stack(name)!.resources.filter(({ path }) => (
      /continue it without this resource/.test(events.filter(({ kind, stack, resource }) => kind === 'resource' && stack === name && resource === path).pop()?.text ?? '')
    )).map(({ logicalId }) => logicalId);
  }

  /** Once in a life, when it is quiet, the other team takes over a name. */
  private async imitate(): Promise<void> {
    const [training] = this.journal.trainings.filter(({ owner, record: { name } }) => !name.startsWith(`${owner}-`));
    if (!this.scenario.neighbours || this.imitated || training === undefined) {
      return;
    }
    this.imitated = true;
    this.disorder.follow(CALM);
    const imitation = await imitate(this.rehearsal, training.record, this.scenario.seed % 2 === 0);
    this.neighbours = imitation === undefined ? this.neighbours : [...this.neighbours, imitation];
  }

  private loseLedger({ loses, which }: Extract<Step, { do: 'lose-ledger' }>): void {
    const { dynamoDb } = this.rehearsal;
    const now = dynamoDb.backup();
    switch (loses) {
      case 'everything':
        return dynamoDb.restore(new Map());
      case 'latest':
        return this.backups.length === 0 ? undefined : dynamoDb.restore(this.backups[which % this.backups.length]);
      case 'one': {
        const keys = [...now.values()].flatMap((items) => [...items.keys()]);
        const lost = keys[which % keys.length];
        return dynamoDb.restore(new Map([...now].map(([place, items]) => [place, new Map([...items].filter(([key]) => key !== lost))])));
      }
    }
  }

  private outcomes(results: readonly DeploymentResult[], before: ReadonlyMap<string, StackDescription>, startedAt: number): StackOutcome[] {
    const touched = new Map(results.flatMap(({ stacks, finishedAt }) => stacks.map((stack) => [stack.name, { ...stack, finishedAt }] as const)));
    const latest = new Map(this.rehearsal.describeAll().map((stack) => [stack.name, stack]));
    this.counts.deployments += touched.size;
    return [...latest.values()].map((after): StackOutcome => {
      const result = touched.get(after.name);
      const earlier = before.get(after.name);
      this.counts.rollbacks += result !== undefined && after.status.includes('ROLLBACK') ? 1 : 0;
      return {
        name: after.name,
        reason: result?.reason,
        before: earlier?.id === after.id ? earlier : undefined,
        after,
        touched: result !== undefined,
        seconds: result === undefined ? 0 : (result.finishedAt.getTime() - startedAt) / 1000,
      };
    });
  }

  /** Another member of the collaboration deletes the output of a training. */
  private intrude(which: number): void {
    const outputs = this.rehearsal.emulator.leftBehind().activeOutputs
      .filter((record) => record.status() === 'ACTIVE' && this.journal.makerOf(record.request.tags?.[OWNER_TAG]) !== undefined);
    if (outputs.length > 0) {
      const record = outputs[which % outputs.length];
      this.journal.intrusions.set(this.disorder.noted('output-deleted-by-another-member', record), this.rehearsal.now().getTime());
      this.rehearsal.emulator.deleteOutputAsAnotherMember(record.trainedModelArn, record.versionIdentifier);
    }
  }

  private readLog(parts: readonly unknown[]): void {
    const text = formatWithOptions(WHOLE, ...parts);
    this.look(text, 'a log line');
    if (text.includes('"decision":"confirm-create"')) {
      this.counts.adoptions += 1;
    }
  }

  /** What CloudFormation is told, and what the ledger keeps of an owner. Requests are stored under keys of their own. */
  private readCall({ module, method, request }: FunctionCall): void {
    if (module === HTTPS) {
      this.look((request as { readonly body: string }).body, 'an answer');
    } else if (module === DYNAMO_DB && method === 'putItem') {
      const { Item: item } = request as { readonly Item: Readonly<Record<string, { readonly S?: string }>> };
      if (!item[LEDGER.key].S!.includes('/')) {
        this.look(JSON.stringify(item), 'the ledger');
      }
    }
  }

  /** What the state machines show of their executions. */
  private readHistories(): void {
    for (const execution of this.rehearsal.executions) {
      const seen = this.seenHistories.get(execution);
      if (seen === undefined) {
        this.look(execution.name, 'the name of an execution');
      }
      execution.history.slice(seen).forEach((text) => this.look(text, 'the history of an execution'));
      this.seenHistories.set(execution, execution.history.length);
    }
  }

  private look(text: string, where: string): void {
    const secret = secretIn(text);
    if (secret !== undefined) {
      this.journal.leaks.add(`${secret} in ${where}`);
    }
  }

  private stack(name: string): StackDescription | undefined {
    return this.rehearsal.describeAll().filter((stack) => stack.name === name).pop();
  }

  private isThere(name: string): boolean {
    const status = this.stack(name)?.status;
    return status !== undefined && status !== 'DELETE_COMPLETE';
  }

  private figures(): Figures {
    const { trainings, calls } = this.rehearsal.emulator;
    return {
      ...this.counts,
      trainings: trainings.length,
      cancellations: calls.filter(({ operation, outcome }) => operation === 'CancelTrainedModel' && outcome === 'ok').length,
      faults: Object.fromEntries(this.disorder.counts),
    };
  }
}

function failureOf({ failure, failsAfter = 60 }: { readonly failure?: 'after' | 'during'; readonly failsAfter?: number }): PlannedFailures | undefined {
  switch (failure) {
    case 'after': return { [CONSUMER]: PLANNED_FAILURE };
    case 'during': return { [BYSTANDER]: { reason: PLANNED_FAILURE, afterSeconds: failsAfter } };
    case undefined: return undefined;
  }
}
