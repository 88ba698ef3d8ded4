import type { CloudAssembly } from './cloud-assembly';
import type { PlannedFailures } from './planned-failure';
import type { DeploymentResult, Rehearsal, TimeSpan } from './rehearsal';
import type { CleanRoomsMlEmulator, Fault, Operation, PlannedFault, PlannedOutcome } from '../emulator';

/** Deploys an assembly. */
export interface DeployStep {
  readonly deploy: CloudAssembly;
  readonly stacks?: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
  /** Stacks whose outputs are the values of the template parameters that have the same names. */
  readonly parametersFrom?: readonly string[];
  readonly fail?: PlannedFailures;
  readonly force?: boolean;
}

/** Deletes what is deployed. */
export interface DestroyStep {
  readonly destroy: true;
  readonly stacks?: readonly string[];
}

/** Lets time pass. */
export interface AdvanceStep {
  readonly advance: TimeSpan;
}

/** Lets calls of Clean Rooms ML go wrong. */
export interface FaultStep {
  readonly fault: PlannedFault<Operation, Fault>;
}

/** The steps that decide what becomes of the next request of a kind, with the member of the emulator that plans it. */
export const OUTCOME_PLANS = {
  nextTraining: 'nextTrainings', nextQuery: 'nextQueries', nextInferenceJob: 'nextInferenceJobs', nextExportJob: 'nextExportJobs',
} as const satisfies Readonly<Record<string, keyof CleanRoomsMlEmulator>>;

/** Decides what becomes of the next request of a kind. */
export interface OutcomeStep {
  readonly next: keyof typeof OUTCOME_PLANS;
  readonly outcome: PlannedOutcome;
}

/** One thing that happens in a rehearsal, as data: what a test calls a method of `Rehearsal` for. */
export type Step = DeployStep | DestroyStep | AdvanceStep | FaultStep | OutcomeStep;

/** How a deployment or a destruction ended, and whether it was told to end like that. */
export interface StepResult extends DeploymentResult {
  readonly expected: boolean;
}

/**
 * Plays steps, one after the other, and gives the results of deployments and destructions.
 *
 * @param mayFail whether a deployment may fail that started the trainings with these numbers, from the first to the last
 */
export async function playSteps(
  rehearsal: Rehearsal, steps: readonly Step[], mayFail: (first: number, last: number) => boolean = () => false,
): Promise<StepResult[]> {
  const { emulator } = rehearsal;
  const results: StepResult[] = [];
  // Whether a deployment fails after something was planned to go wrong is what the rehearsal finds out.
  let disturbed = false;
  for (const step of steps) {
    if ('deploy' in step) {
      const before = emulator.trainings.length;
      const result = await rehearsal.deploy(step.deploy, { ...step, parameters: parametersOf(rehearsal, step) });
      const isToFail = Object.keys(step.fail ?? {}).length > 0;
      const expected = isToFail ? !result.succeeded : result.succeeded || mayFail(before + 1, emulator.trainings.length);
      results.push({ ...result, expected: expected || disturbed });
    } else if ('destroy' in step) {
      const result = await rehearsal.destroy(undefined, { stacks: step.stacks });
      results.push({ ...result, expected: result.succeeded || disturbed });
    } else if ('advance' in step) {
      await rehearsal.advance(step.advance);
    } else if ('fault' in step) {
      emulator.faults.add(step.fault);
      disturbed = true;
    } else {
      planOutcome(emulator, step);
      disturbed ||= step.outcome.outcome !== 'succeed';
    }
  }
  return results;
}

function parametersOf(rehearsal: Rehearsal, { deploy, parameters, parametersFrom = [] }: DeployStep): Readonly<Record<string, string>> {
  const declared = new Set(deploy.stacks.flatMap(({ template }) => Object.keys(template.Parameters ?? {})));
  const outputs = parametersFrom.flatMap((stack) => Object.entries(rehearsal.describe(stack).outputs)).filter(([name]) => declared.has(name));
  return { ...Object.fromEntries(outputs.map(([name, value]) => [name, String(value)])), ...parameters };
}

function planOutcome(emulator: CleanRoomsMlEmulator, { next, outcome }: OutcomeStep): void {
  const plan = emulator[OUTCOME_PLANS[next]];
  switch (outcome.outcome) {
    case 'succeed':
      plan.succeed(outcome.seconds);
      break;
    case 'fail':
      plan.fail(outcome.reason, outcome.seconds);
      break;
    case 'hang':
      plan.hang();
  }
}
