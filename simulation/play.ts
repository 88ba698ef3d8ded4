/** Plays a scenario, and looks after every step whether everything holds that has to. */
import { COLLABORATION, MEMBERSHIPS, type StackDeclaration } from './declarations';
import { Disorder } from './disorder';
import type { HandlerCode } from './handler-code';
import { INVARIANTS } from './invariants';
import type { Moment, Neighbour, StackOutcome } from './invariants/invariant';
import { Journal } from './journal';
import { settleNeighbours } from './neighbours';
import { Random } from './random';
import { CALM, type FaultKind, type Scenario, type Step } from './scenario';
import { BYSTANDER, CONSUMER, assemblyStackOf } from './template';
import { Rehearsal, type AssemblyStack, type DeploymentResult, type PlannedFailures, type StackDescription } from '../rehearsal/index';
import { OWNER_TAG } from '../src/private/contract';

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

export async function play(scenario: Scenario, code: HandlerCode, assemble: Assembler = assemblyStackOf): Promise<PlayReport> {
  return new Play(scenario, code, assemble).run();
}

class Play {
  private readonly rehearsal: Rehearsal;
  private readonly journal: Journal;
  private readonly disorder: Disorder;
  private neighbours: readonly Neighbour[] = [];
  private readonly counts = { steps: 0, deployments: 0, rollbacks: 0, adoptions: 0, checks: 0 };

  constructor(private readonly scenario: Scenario, private readonly code: HandlerCode, private readonly assemble: Assembler) {
    this.disorder = new Disorder(CALM, scenario.latency ? new Random(scenario.seed) : undefined);
    this.rehearsal = new Rehearsal({
      seed: scenario.seed,
      behavior: scenario.behavior,
      deploymentBehavior: scenario.deploymentBehavior,
      disturbances: {
        onCall: (call) => {
          this.journal.sent(call);
          return this.disorder.transitOf(call);
        },
        onDelivery: () => ({ again: this.disorder.deliveredAgainAfter() }),
        onLog: (functionArn, parts) => this.readLog(functionArn, parts),
      },
    });
    this.journal = new Journal(this.rehearsal);
    const { emulator, dynamoDb } = this.rehearsal;
    emulator.faults.onCall = (call) => this.disorder.serviceFault(call);
    emulator.nextTrainings.decide = () => this.disorder.fate();
    dynamoDb.faults.onCall = () => this.disorder.ledgerFault();
    Object.entries(MEMBERSHIPS).forEach(([accountId, memberships]) => memberships.forEach((membershipIdentifier) => (
      emulator.registerMembership({ membershipIdentifier, accountId, collaborationIdentifier: COLLABORATION })
    )));
  }

  public async run(): Promise<PlayReport> {
    this.neighbours = this.scenario.neighbours ? await settleNeighbours(this.rehearsal) : [];
    let violations: Violation[] = [];
    const steps = [...this.scenario.steps, ...this.end()];
    for (let i = 0; i < steps.length && violations.length === 0; i += 1) {
      violations = await this.take(steps[i], i);
    }
    return { scenario: this.scenario, figures: this.figures(), violations, rehearsal: this.rehearsal };
  }

  /** In the end nothing goes wrong any more, and everything is destroyed. */
  private end(): Step[] {
    const names = [...new Set(this.scenario.steps.flatMap((step) => (step.do === 'deploy' ? step.stacks.map(({ name }) => name) : [])))];
    return [
      { do: 'wait', minutes: 60, disorder: CALM }, { do: 'settle', disorder: CALM },
      // What was refused because something else was still there goes the second time.
      ...[...names, ...names].map((stack): Step => ({ do: 'destroy', stack, disorder: CALM })),
      { do: 'settle', disorder: CALM },
    ];
  }

  private async take(step: Step, index: number): Promise<Violation[]> {
    const { rehearsal, journal, disorder } = this;
    disorder.follow(step.disorder);
    await rehearsal.advance({ seconds: STEP_SECONDS });
    rehearsal.emulator.faults.cancelFails = disorder.failing('cancel');
    rehearsal.emulator.faults.cancelTooLate = disorder.cancellingTooLate();
    rehearsal.emulator.faults.deleteFails = disorder.failing('delete');
    const startedAt = rehearsal.now().getTime();
    const before = new Map(rehearsal.describeAll().map((stack) => [stack.name, stack]));
    const results = await this.perform(step);
    journal.catchUp();
    this.counts.steps += 1;
    const moment: Moment = {
      step,
      rehearsal,
      emulator: rehearsal.emulator,
      journal,
      stacks: this.outcomes(results, before, startedAt),
      startedAt,
      quiet: step.do === 'settle',
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
          step.stacks.forEach(({ name }) => rehearsal.after({ seconds: cancelAfter }, () => void rehearsal.cancelUpdate(name)));
        }
        const fail = failureOf(step.failure);
        return Promise.all(step.stacks.map((stack) => rehearsal.deploy({ stacks: [this.assemble(stack, this.code, this.counts.steps)] }, { fail })));
      }
      case 'destroy':
        return this.isThere(step.stack) ? [await rehearsal.destroy(undefined, { stacks: [step.stack] })] : [];
      case 'continue-rollback':
        if (this.stack(step.stack)?.status === 'UPDATE_ROLLBACK_FAILED') {
          await rehearsal.continueUpdateRollback(step.stack);
        }
        return [];
      case 'wait':
        await rehearsal.advance({ minutes: step.minutes });
        return [];
      case 'settle':
        await rehearsal.settle();
        return [];
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
      if (result?.reason !== undefined) {
        this.look(result.reason, `the reason of ${after.name}`);
      }
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

  private readLog(functionArn: string, parts: readonly unknown[]): void {
    // The framework's own lines are below the level that its log group takes.
    if (!/(-|Provider)(OnEv|IsComp)/.test(functionArn)) {
      return;
    }
    for (const part of parts) {
      const text = String(part);
      this.look(text, 'a log line');
      if (text.includes('"decision":"record"')) {
        this.counts.adoptions += 1;
      }
    }
  }

  private look(text: string, where: string): void {
    const secret = /secret-\w+-\d|cloudformation-custom-resource-response/.exec(text);
    if (secret !== null) {
      this.journal.leaks.add(`${secret[0]} in ${where}`);
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

function failureOf(failure: 'after' | 'during' | undefined): PlannedFailures | undefined {
  switch (failure) {
    case 'after': return { [CONSUMER]: PLANNED_FAILURE };
    case 'during': return { [BYSTANDER]: { reason: PLANNED_FAILURE, afterSeconds: 60 } };
    case undefined: return undefined;
  }
}
