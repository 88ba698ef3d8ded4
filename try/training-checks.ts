import { checkArtifactSize, checkExportSize, type SizeCaps } from './checks/artifacts';
import { checkDataInOutput, checkErrorSummary } from './checks/disclosure';
import { checkIncremental } from './checks/incremental';
import { checkFastFile, checkHyperparameters, checkPipe, checkReadOnlyInput, checkWithoutVariables } from './checks/input';
import { checkMetric } from './checks/metrics';
import { checkNetwork } from './checks/network';
import { checkDeterminism } from './checks/repetition';
import { checkHosts } from './checks/several-hosts';
import { checkStop } from './checks/stopping';
import { checkEmptyChannel, checkExit, checkFailureFile, checkModel } from './checks/training-end';
import type { Redaction } from './redaction';
import type { Specification } from './specification';
import type { TrainingTrials } from './training-trials';
import type { CheckResult, Finding } from './verdict';

/** What a training container is held against. */
export interface TrainingExpectations {
  readonly specification: Specification;
  readonly caps: SizeCaps;
  readonly redaction: Redaction;
  readonly stopTimeoutSeconds: number;
  /** Rows of the data, for finding them in the output. */
  readonly rows: readonly string[];
  /** Why the containers were not cut off from the network. @default - they were */
  readonly openNetworkReason?: string;
  /** Why several hosts could not be tried. @default - they could */
  readonly singleHostReason?: string;
}

/** The lines of the report on a training container, from what the trainings did. */
export function trainingChecks(trials: TrainingTrials, expectations: TrainingExpectations): CheckResult[] {
  const { specification, caps, redaction, openNetworkReason, singleHostReason } = expectations;
  const { first, withoutRows } = trials;
  const lists = (mode: 'FastFile' | 'Pipe') => specification.channels.every(({ inputModes }) => inputModes.includes(mode));
  const findings: readonly (readonly [string, Finding])[] = [
    ['exit status', checkExit(first)],
    ['failure file', checkFailureFile(first)],
    ['model', checkModel(first)],
    ['artifact size', checkArtifactSize(first, caps)],
    ['export size', checkExportSize(first, caps)],
    ...specification.metrics.map((metric) => [`metric ${metric.name}`, checkMetric(metric, first)] as const),
    ['hyperparameters', checkHyperparameters(trials)],
    ['read-only input', checkReadOnlyInput(trials)],
    ['no network', checkNetwork(trials, openNetworkReason)],
    ['no data in the output', checkDataInOutput(trials, expectations.rows)],
    ['second run', checkDeterminism(trials)],
    ['without SM_ variables', checkWithoutVariables(trials)],
    ...lists('FastFile') ? [['FastFile mode', checkFastFile(trials)] as const] : [],
    ['Pipe mode', checkPipe(trials, lists('Pipe'))],
    ['several instances', checkHosts(trials, singleHostReason)],
    ['incremental training', checkIncremental(trials)],
    ['SIGTERM', checkStop(trials, expectations.stopTimeoutSeconds)],
    ['no rows', checkEmptyChannel(withoutRows)],
    ...withoutRows === undefined ? [] : [['reason of a failure', checkFailureFile(withoutRows)] as const],
    ['error summary', checkErrorSummary(trials, redaction)],
  ];
  return findings.map(([check, finding]) => ({ container: 'training', check, ...finding }));
}
