import { writeFileSync } from 'node:fs';
import type { ChannelSpecification } from './channel-specification';
import type { CompressionType } from './compression-type';
import { Hyperparameter } from './hyperparameter';
import { InferenceInstanceType } from './inference-instance-type';
import type { InferenceSpecification } from './inference-specification';
import type { MetricDefinition } from './metric-definition';
import { ANY, BOOLEAN, TEXT, instanceOf, listOf, optional, problemsOfKinds, requireArgument, structureOf, type KindsOf } from './private/kind';
import type { InferenceSpecification as InferenceMembers, SpecificationMembers, TrainingSpecification } from './private/protocol/sagemaker-api-requests';
import { show } from './private/protocol/shape';
import { problemsOfSpecification } from './private/specification-consistency';
import { readSpecification } from './private/specification-file';
import { nameOfProperty, throwIfInvalidFor, type PropertyNames } from './private/validation';
import type { TrainingInputMode } from './training-input-mode';
import { TrainingInstanceType } from './training-instance-type';
import { TuningObjective } from './tuning-objective';

/**
 * Properties of a specification of an algorithm.
 */
export interface AlgorithmSpecificationProps {
  /**
   * The hyperparameters that the training container accepts: at most 100. An empty list accepts none.
   *
   * @default - any; hyperparameters are not checked
   */
  readonly hyperparameters?: Hyperparameter[];

  /**
   * The channels that the training container reads: 1 to 8.
   */
  readonly channels: ChannelSpecification[];

  /**
   * The instance types that the training container runs on: at least 1.
   */
  readonly instanceTypes: TrainingInstanceType[];

  /**
   * Whether the training container can train on more than one instance.
   *
   * @default false
   */
  readonly supportsDistributedTraining?: boolean;

  /**
   * The metrics that the training container writes to its logs: at most 40. An empty list says that it writes none.
   *
   * They are no settings of the container. To publish metrics, give them to the training container too:
   * `metrics: specification.metrics`.
   *
   * @default - any; metrics are not checked
   */
  readonly metrics?: MetricDefinition[];

  /**
   * The metrics that a hyperparameter tuning job can optimize. Clean Rooms ML does not tune hyperparameters.
   *
   * @default - none
   */
  readonly objectives?: TuningObjective[];

  /**
   * What the inference container accepts.
   *
   * @default - anything; inference is not checked
   */
  readonly inference?: InferenceSpecification;
}

/**
 * What the containers of an algorithm accept: hyperparameters, channels, instance types, data formats.
 *
 * Give it to a `ConfiguredModelAlgorithm`. Every `TrainedModel` and every `TrainedModelInference` that uses the algorithm is checked
 * against it when the app is synthesized, before anything is paid for. A member in another account, or another app, reads it from a file
 * (`fromJson()`), and imports the algorithm or the association with it.
 *
 * A specification is data of the app alone: it changes no template, and a change of it trains nothing.
 *
 * A specification that contradicts itself is an error, for example one with a default outside of its range.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrainingSpecification.html
 */
export class AlgorithmSpecification {
  /**
   * Reads a specification from a file, as `toJson()` writes it and as `aws sagemaker describe-algorithm` prints it. Members of the file
   * that a specification does not have are ignored.
   *
   * @param path the path of the file, relative to the working directory
   */
  public static fromJson(path: string): AlgorithmSpecification {
    requireArgument('AlgorithmSpecification.fromJson()', 'path', path, TEXT);
    const { TrainingSpecification: training, InferenceSpecification: inference } = readSpecification(path);
    return new AlgorithmSpecification({
      hyperparameters: training.SupportedHyperParameters?.map((hyperparameter) => Hyperparameter._of(hyperparameter)),
      channels: training.TrainingChannels.map((channel) => ({
        name: channel.Name,
        description: channel.Description,
        required: channel.IsRequired,
        contentTypes: channel.SupportedContentTypes,
        compressionTypes: channel.SupportedCompressionTypes as CompressionType[] | undefined,
        inputModes: channel.SupportedInputModes as TrainingInputMode[],
      })),
      instanceTypes: training.SupportedTrainingInstanceTypes.map((name) => TrainingInstanceType.of(name)),
      supportsDistributedTraining: training.SupportsDistributedTraining,
      metrics: training.MetricDefinitions?.map(({ Name: name, Regex: regex }) => ({ name, regex })),
      objectives: training.SupportedTuningJobObjectiveMetrics?.map(({ Type: type, MetricName: metricName }) => (
        type === 'Maximize' ? TuningObjective.maximize(metricName) : TuningObjective.minimize(metricName))),
      inference: inference && {
        contentTypes: inference.SupportedContentTypes,
        responseTypes: inference.SupportedResponseMIMETypes,
        instanceTypes: inference.SupportedTransformInstanceTypes?.map((name) => InferenceInstanceType.of(name)),
      },
    });
  }

  /**
   * The hyperparameters that the training container accepts, where they are specified.
   */
  public readonly hyperparameters?: Hyperparameter[];

  /**
   * The channels that the training container reads.
   */
  public readonly channels: ChannelSpecification[];

  /**
   * The instance types that the training container runs on.
   */
  public readonly instanceTypes: TrainingInstanceType[];

  /**
   * Whether the training container can train on more than one instance.
   */
  public readonly supportsDistributedTraining: boolean;

  /**
   * The metrics that the training container writes to its logs, where they are specified. Give them to the training container to publish
   * them.
   */
  public readonly metrics?: MetricDefinition[];

  /**
   * The metrics that a hyperparameter tuning job can optimize, where they are specified.
   */
  public readonly objectives?: TuningObjective[];

  /**
   * What the inference container accepts, where it is specified.
   */
  public readonly inference?: InferenceSpecification;

  /**
   * The specification of training, in SageMaker's words.
   *
   * @internal
   */
  public readonly _training: TrainingSpecification;

  /**
   * The specification of inference, in SageMaker's words.
   *
   * @internal
   */
  public readonly _inference?: InferenceMembers;

  constructor(props: AlgorithmSpecificationProps) {
    throwIfInvalidFor('AlgorithmSpecification', problemsOfKinds(props, KINDS));
    const members = membersOf(props);
    throwIfInvalidFor('AlgorithmSpecification', problemsOfSpecification(members, (member) => nameOfProperty(member, PROPERTY_NAMES)));
    this.hyperparameters = props.hyperparameters ?? undefined;
    this.channels = props.channels;
    this.instanceTypes = props.instanceTypes;
    this.supportsDistributedTraining = props.supportsDistributedTraining ?? false;
    this.metrics = props.metrics ?? undefined;
    this.objectives = props.objectives ?? undefined;
    this.inference = props.inference ?? undefined;
    this._training = members.TrainingSpecification;
    this._inference = members.InferenceSpecification;
  }

  /**
   * The specification as JSON, in SageMaker's words. `fromJson()` reads it.
   */
  public toJson(): string {
    const members: SpecificationMembers = { TrainingSpecification: this._training, InferenceSpecification: this._inference };
    return `${JSON.stringify(members, undefined, 2)}\n`;
  }

  /**
   * Writes the specification to a file when the app is synthesized, for members in other accounts.
   *
   * @param path the path of the file, relative to the working directory. The directory has to exist. A file that is there is overwritten
   */
  public writeTo(path: string): void {
    requireArgument('AlgorithmSpecification.writeTo()', 'path', path, TEXT);
    try {
      writeFileSync(path, this.toJson());
    } catch (error) {
      throwIfInvalidFor('AlgorithmSpecification.writeTo()', [{ path: 'path', message: `must be the path of a file that can be written, got ${show(path)}: ${(error as Error).message}` }]);
    }
  }
}

const STRINGS = listOf(TEXT);

const KINDS: KindsOf<AlgorithmSpecificationProps> = {
  hyperparameters: optional(listOf(instanceOf(Hyperparameter, 'a Hyperparameter, such as Hyperparameter.integer()', (value) => (
    typeof value === 'string' ? `for example Hyperparameter.text(${show(value)})` : undefined)))),
  channels: listOf(structureOf({
    name: TEXT,
    description: optional(ANY),
    required: optional(BOOLEAN),
    contentTypes: STRINGS,
    compressionTypes: optional(STRINGS),
    inputModes: STRINGS,
  })),
  instanceTypes: listOf(instanceOf(TrainingInstanceType, 'a TrainingInstanceType', (value) => (
    typeof value === 'string' ? `TrainingInstanceType.of(${show(value)})` : undefined))),
  supportsDistributedTraining: optional(BOOLEAN),
  metrics: optional(listOf(structureOf({ name: TEXT, regex: TEXT }, 'a metric with a name and a regex'))),
  objectives: optional(listOf(instanceOf(TuningObjective, 'a TuningObjective, such as TuningObjective.maximize()', (value) => (
    typeof value === 'string' ? `for example TuningObjective.maximize(${show(value)})` : undefined)))),
  inference: optional(structureOf({
    contentTypes: optional(STRINGS),
    responseTypes: optional(STRINGS),
    instanceTypes: optional(listOf(instanceOf(InferenceInstanceType, 'an InferenceInstanceType', (value) => (
      typeof value === 'string' ? `InferenceInstanceType.of(${show(value)})` : undefined)))),
  })),
};

const PROPERTY_NAMES: PropertyNames = [
  [/^TrainingSpecification\.?/, ''],
  [/^SupportedHyperParameters/, 'hyperparameters'],
  [/\.Range\.(Integer|Continuous)ParameterRangeSpecification\.MinValue$/, '.min'],
  [/\.Range\.(Integer|Continuous)ParameterRangeSpecification\.MaxValue$/, '.max'],
  [/\.Range\.CategoricalParameterRangeSpecification\.Values/, '.values'],
  [/\.IsTunable$/, '.tunable'],
  [/\.IsRequired$/, '.required'],
  [/\.DefaultValue$/, '.defaultValue'],
  [/^SupportedTrainingInstanceTypes/, 'instanceTypes'],
  [/^SupportsDistributedTraining$/, 'supportsDistributedTraining'],
  [/^MetricDefinitions/, 'metrics'],
  [/^TrainingChannels/, 'channels'],
  [/^SupportedTuningJobObjectiveMetrics/, 'objectives'],
  [/\.MetricName$/, '.metricName'],
  [/^InferenceSpecification/, 'inference'],
  [/\.SupportedTransformInstanceTypes/, '.instanceTypes'],
  [/\.SupportedContentTypes/, '.contentTypes'],
  [/\.SupportedCompressionTypes/, '.compressionTypes'],
  [/\.SupportedInputModes/, '.inputModes'],
  [/\.SupportedResponseMIMETypes/, '.responseTypes'],
  [/\.Name$/, '.name'],
  [/\.Description$/, '.description'],
  [/\.Regex$/, '.regex'],
];

function membersOf(props: AlgorithmSpecificationProps): SpecificationMembers {
  const { inference } = props;
  return {
    TrainingSpecification: present<TrainingSpecification>({
      SupportedHyperParameters: props.hyperparameters?.map(({ _definition: definition }) => present(definition)),
      SupportedTrainingInstanceTypes: props.instanceTypes.map(({ name }) => name),
      SupportsDistributedTraining: props.supportsDistributedTraining,
      MetricDefinitions: props.metrics?.map(({ name, regex }) => ({ Name: name, Regex: regex })),
      TrainingChannels: props.channels.map((channel) => present({
        Name: channel.name,
        Description: channel.description,
        IsRequired: channel.required,
        SupportedContentTypes: channel.contentTypes,
        SupportedCompressionTypes: channel.compressionTypes,
        SupportedInputModes: channel.inputModes,
      })),
      SupportedTuningJobObjectiveMetrics: props.objectives?.map(({ metricName, _type: type }) => ({ Type: type, MetricName: metricName })),
    }),
    ...(inference && {
      InferenceSpecification: present<InferenceMembers>({
        SupportedTransformInstanceTypes: inference.instanceTypes?.map(({ name }) => name),
        SupportedContentTypes: inference.contentTypes,
        SupportedResponseMIMETypes: inference.responseTypes,
      }),
    }),
  };
}

/** Without what is not given. In JavaScript, null gives nothing either. */
function present<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined && member !== null)) as T;
}
