import { BYTES_IN_GB, size } from './wording';
import type { EXPORT_FILES } from '../../src/private/protocol/api-model';
import { totalBytes } from '../file-tree';
import type { TrainingObservation } from '../training-run';
import { fail, type Finding, notTried, pass } from '../verdict';

/** The caps of a privacy policy, in GB. */
export interface SizeCaps {
  /** @default - no cap is known */
  readonly maxArtifactSize?: number;
  /** @default - no cap is known */
  readonly maxExportSize?: number;
  /** What is exported. */
  readonly exportFiles: readonly (typeof EXPORT_FILES[number])[];
  /** @default - no cap is known */
  readonly maxInferenceOutputSize?: number;
}

/** All that the training produced. Whether the service measures it packed is not documented, so that it is not. */
export function checkArtifactSize(training: TrainingObservation, { maxArtifactSize }: SizeCaps): Finding {
  return withinCap(totalBytes([...training.model, ...training.outputFiles]), maxArtifactSize, '--max-artifact-size',
    'Write less to /opt/ml/model and /opt/ml/output/data, or ask the model provider for a higher maxArtifactSize.');
}

export function checkExportSize(training: TrainingObservation, { maxExportSize, exportFiles }: SizeCaps): Finding {
  const exported = exportFiles.flatMap((files) => (files === 'MODEL' ? training.model : training.outputFiles));
  return withinCap(totalBytes(exported), maxExportSize, '--max-export-size', 'Write less, or ask the model provider for a higher maxSize of exports.');
}

function withinCap(bytes: number, cap: number | undefined, option: string, advice: string): Finding {
  if (cap === undefined) {
    return notTried(`${size(bytes)}; the cap of the privacy policy is not known`, `Give it with ${option}.`);
  }
  return bytes > cap * BYTES_IN_GB ? fail(`${size(bytes)}, and the cap is ${cap} GB`, advice) : pass(`${size(bytes)} of ${cap} GB`);
}
