import { DataSize } from './data-size';
import type { ExportFile } from './export-file';
import { LogPolicy } from './log-policy';
import { NoiseLevel } from './noise-level';
import { TEXT, instanceOf, listOf, requireArgument, structureOf } from './private/kind';
import type { Gigabytes, LogsConfigurationPolicy, PrivacyConfiguration } from './private/protocol/api-requests';

/**
 * What may be exported of a trained model.
 */
export interface TrainedModelExportOptions {
  /**
   * The largest export: 0.01 to 50 GB. A larger one fails.
   */
  readonly maxSize: DataSize;

  /**
   * What an export contains.
   */
  readonly files: ExportFile[];
}

/**
 * What leaves the clean room when a configured model algorithm is used in a collaboration. A policy is immutable and
 * can be used for several associations.
 *
 * A changed policy applies to trainings that start after the change, and trains nothing by itself. Existing versions
 * keep the policy that they were trained under. To train under the new policy, change the `revision` of the trained model;
 * `VersionRetention.keepLast()` deletes the output of earlier versions when the model changes.
 *
 * A policy governs what the containers produce. System metrics of the instances, such as CPU and memory utilization,
 * go to all members with an ML configuration, whatever the policy says.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_PrivacyConfigurationPolicies.html
 */
export class PrivacyPolicy {
  /**
   * Starts a policy that allows nothing.
   */
  public static builder(): PrivacyPolicyBuilder {
    return new PrivacyPolicyBuilder();
  }

  /**
   * Releases the least: metrics that the container reports carry the most noise, and nothing else is allowed.
   * No member receives logs of training or inference, and exports of the trained model are not configured.
   *
   * The noise is set rather than left out because the service does not document what it does with metrics when
   * nothing is said about them. Sizes of artifacts and of inference output are left to the service.
   */
  public static mostPrivate(): PrivacyPolicy {
    return PrivacyPolicy.builder().trainedModelMetrics(NoiseLevel.HIGH).toPolicy();
  }

  /**
   * A policy of what a builder gathered.
   *
   * @internal
   */
  public static _of(policies: PrivacyConfiguration['policies']): PrivacyPolicy {
    return new PrivacyPolicy(policies);
  }

  private constructor(private readonly policies: PrivacyConfiguration['policies']) {}

  /**
   * This policy as the API takes it.
   *
   * @internal
   */
  public _toRequest(): PrivacyConfiguration {
    return { policies: this.policies };
  }
}

/**
 * Builds a privacy policy. Settings that you omit are not part of the policy.
 */
export class PrivacyPolicyBuilder {
  private readonly trainingLogs: LogPolicy[] = [];
  private readonly inferenceLogPolicies: LogPolicy[] = [];
  private noiseLevel?: NoiseLevel;
  private artifactSize?: DataSize;
  private inferenceOutputSize?: DataSize;
  private exports?: TrainedModelExportOptions;

  /**
   * Releases logs of the training container. Can be called repeatedly, for at most 5 policies.
   */
  public trainedModelLogs(...policies: LogPolicy[]): PrivacyPolicyBuilder {
    requireArgument('trainedModelLogs()', 'policies', policies, LOG_POLICIES);
    this.trainingLogs.push(...policies);
    return this;
  }

  /**
   * Releases the metrics that the algorithm defines to all members, with this much noise.
   */
  public trainedModelMetrics(noiseLevel: NoiseLevel): PrivacyPolicyBuilder {
    requireArgument('trainedModelMetrics()', 'noiseLevel', noiseLevel, { ...TEXT, what: 'a NoiseLevel' });
    this.noiseLevel = noiseLevel;
    return this;
  }

  /**
   * Limits the artifacts of a trained model. A training that produces more fails.
   *
   * @param size 0.01 to 100 GB
   */
  public maxArtifactSize(size: DataSize): PrivacyPolicyBuilder {
    requireArgument('maxArtifactSize()', 'size', size, DATA_SIZE);
    this.artifactSize = size;
    return this;
  }

  /**
   * Allows members that can receive model output to export the trained model.
   */
  public trainedModelExports(options: TrainedModelExportOptions): PrivacyPolicyBuilder {
    requireArgument('trainedModelExports()', 'options', options, structureOf({ maxSize: DATA_SIZE, files: listOf(TEXT) }));
    this.exports = options;
    return this;
  }

  /**
   * Releases logs of the inference container. Can be called repeatedly, for at most 5 policies.
   */
  public inferenceLogs(...policies: LogPolicy[]): PrivacyPolicyBuilder {
    requireArgument('inferenceLogs()', 'policies', policies, LOG_POLICIES);
    this.inferenceLogPolicies.push(...policies);
    return this;
  }

  /**
   * Limits the output of an inference job, which goes to members that can receive inference output.
   *
   * @param size 0.01 to 100 GB
   */
  public maxInferenceOutputSize(size: DataSize): PrivacyPolicyBuilder {
    requireArgument('maxInferenceOutputSize()', 'size', size, DATA_SIZE);
    this.inferenceOutputSize = size;
    return this;
  }

  /**
   * The same as `toPolicy()`, for TypeScript and JavaScript alone: classes of other languages cannot have a member of
   * this name.
   *
   * @jsii ignore
   */
  public build(): PrivacyPolicy {
    return this.toPolicy();
  }

  /**
   * The policy of all that was said so far. Limits are checked by the association that it is given to.
   */
  public toPolicy(): PrivacyPolicy {
    return PrivacyPolicy._of({
      trainedModels: unlessEmpty({
        containerLogs: logs(this.trainingLogs),
        containerMetrics: this.noiseLevel === undefined ? undefined : { noiseLevel: this.noiseLevel },
        maxArtifactSize: gigabytes(this.artifactSize),
      }),
      trainedModelExports: this.exports && { maxSize: gigabytes(this.exports.maxSize)!, filesToExport: this.exports.files },
      trainedModelInferenceJobs: unlessEmpty({
        containerLogs: logs(this.inferenceLogPolicies),
        maxOutputSize: gigabytes(this.inferenceOutputSize),
      }),
    });
  }
}

const LOG_POLICIES = listOf(instanceOf(
  LogPolicy, 'a LogPolicy, such as LogPolicy.errorSummary()', (value) => (Array.isArray(value) ? 'each policy as an argument of its own' : undefined)));
const DATA_SIZE = instanceOf(DataSize, 'a DataSize', (value) => (typeof value === 'number' ? `DataSize.gigabytes(${value})` : undefined));

function logs(policies: readonly LogPolicy[]): LogsConfigurationPolicy[] | undefined {
  return policies.length > 0 ? policies.map((policy) => policy._toRequest()) : undefined;
}

function gigabytes(size: DataSize | undefined): Gigabytes | undefined {
  return size && { unit: 'GB', value: size.toGigabytes() };
}

function unlessEmpty<T extends object>(members: T): T | undefined {
  return Object.values(members).some((member) => member !== undefined) ? members : undefined;
}
