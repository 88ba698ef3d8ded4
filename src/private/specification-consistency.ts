/** What is wrong with a specification of an algorithm in itself: its limits, and what contradicts itself. */
import { Token } from 'aws-cdk-lib';
import { allowedValuesOf, compareNumbers, isAllowedValue, isNumber, isWholeNumber } from './hyperparameter-value';
import { NEW_INSTANCE_TYPE } from './instance-type';
import { insteadOf } from './nearest-name';
import {
  CHANNEL_SPECIFICATION, HYPERPARAMETER_SPECIFICATION, INFERENCE_SPECIFICATION, TRAINING_SPECIFICATION,
} from './protocol/sagemaker-api-model';
import type {
  ChannelSpecification, HyperParameterSpecification, RangeOfNumbers, SpecificationMembers, TrainingSpecification,
} from './protocol/sagemaker-api-requests';
import { problemsOf, show, type ListShape, type Problem, type Shape, type StructureShape } from './protocol/shape';
import { problemsOfDuplicates, problemsOfRegularExpression } from './validation';

const INSTANCE_TYPES: ListShape = { type: 'list', member: NEW_INSTANCE_TYPE, min: 1 };
/** A list that nothing could be in would allow nothing. */
const atLeastOne = (shape: Shape): ListShape => ({ ...shape as ListShape, min: 1 });
const withMembers = (shape: StructureShape, members: StructureShape['members']): StructureShape => ({ ...shape, members: { ...shape.members, ...members } });

/** Hyperparameters are given to Clean Rooms ML by their names, which are not empty there. */
const HYPERPARAMETER = withMembers(HYPERPARAMETER_SPECIFICATION, { Name: { ...HYPERPARAMETER_SPECIFICATION.members.Name, minLength: 1 } as Shape });
const CHANNEL = withMembers(CHANNEL_SPECIFICATION, { SupportedContentTypes: atLeastOne(CHANNEL_SPECIFICATION.members.SupportedContentTypes) });

/** What SageMaker takes, with instance types that are newer than this library, and without lists that allow nothing. */
export const SPECIFICATION: StructureShape = {
  type: 'structure',
  members: {
    TrainingSpecification: withMembers(TRAINING_SPECIFICATION, {
      SupportedHyperParameters: { ...TRAINING_SPECIFICATION.members.SupportedHyperParameters as ListShape, member: HYPERPARAMETER },
      SupportedTrainingInstanceTypes: INSTANCE_TYPES,
      TrainingChannels: { ...TRAINING_SPECIFICATION.members.TrainingChannels as ListShape, member: CHANNEL },
    }),
    InferenceSpecification: withMembers(INFERENCE_SPECIFICATION, {
      SupportedTransformInstanceTypes: INSTANCE_TYPES,
      SupportedContentTypes: atLeastOne(INFERENCE_SPECIFICATION.members.SupportedContentTypes),
      SupportedResponseMIMETypes: atLeastOne(INFERENCE_SPECIFICATION.members.SupportedResponseMIMETypes),
    }),
  },
  required: ['TrainingSpecification'],
};

/** What a member is called where the specification was written. */
type NameOf = (member: string) => string;

/** Every problem of a specification. In JavaScript, and in a file, it can be anything. */
export function problemsOfSpecification(specification: SpecificationMembers, nameOf: NameOf = (member) => member): Problem[] {
  const { TrainingSpecification: training, InferenceSpecification: inference } = specification;
  return [
    ...[...problemsOfTokens(specification, ''), ...problemsOf(SPECIFICATION, specification, '', Token.isUnresolved)]
      .map(({ path, message }) => ({ path: nameOf(path), message })),
    ...problemsOfHyperparameters(training?.SupportedHyperParameters, nameOf),
    ...problemsOfChannels(training?.TrainingChannels, nameOf),
    ...problemsOfMetrics(training, nameOf),
    ...Object.entries({
      'TrainingSpecification.SupportedTrainingInstanceTypes': training?.SupportedTrainingInstanceTypes,
      'InferenceSpecification.SupportedTransformInstanceTypes': inference?.SupportedTransformInstanceTypes,
      'InferenceSpecification.SupportedContentTypes': inference?.SupportedContentTypes,
      'InferenceSpecification.SupportedResponseMIMETypes': inference?.SupportedResponseMIMETypes,
    }).flatMap(([path, values]) => problemsOfEntries(values, path, nameOf)),
  ];
}

/** A specification is there before the app is deployed. */
function problemsOfTokens(value: unknown, path: string): Problem[] {
  if (Token.isUnresolved(value)) {
    return [{ path, message: 'must be known when the app is synthesized, got a token' }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((entry, i) => problemsOfTokens(entry, `${path}[${i}]`));
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, member]) => problemsOfTokens(member, path === '' ? name : `${path}.${name}`))
    : [];
}

/** The entries of a list that have the right shape: of the others, the shape says what is wrong. */
function wellFormed<T>(list: readonly T[] | undefined, shape: Shape, path: string): { readonly entry: T; readonly path: string }[] {
  return (Array.isArray(list) ? list as readonly T[] : [])
    .map((entry, i) => ({ entry, path: `${path}[${i}]` }))
    .filter(({ entry }) => problemsOf(shape, entry, '', Token.isUnresolved).length === 0);
}

function problemsOfHyperparameters(hyperparameters: readonly HyperParameterSpecification[] | undefined, nameOf: NameOf): Problem[] {
  const entries = wellFormed(hyperparameters, HYPERPARAMETER_SPECIFICATION, 'TrainingSpecification.SupportedHyperParameters');
  return [
    ...problemsOfDuplicates(
      entries.map(({ entry, path }) => ({ path: nameOf(`${path}.Name`), value: entry.Name })), 'a name that no other hyperparameter has'),
    ...entries.flatMap(({ entry, path }) => problemsOfHyperparameter(entry, path, nameOf)),
  ];
}

function problemsOfHyperparameter(hyperparameter: HyperParameterSpecification, path: string, nameOf: NameOf): Problem[] {
  const range = problemsOfRange(hyperparameter, path, nameOf);
  const { DefaultValue: value, IsRequired: isRequired } = hyperparameter;
  // What a default has to be is said by a range that is right.
  const isWrong = range.length === 0 && value !== undefined && !Token.isUnresolved(value) && !isAllowedValue(hyperparameter, value);
  const at = nameOf(`${path}.DefaultValue`);
  return [
    ...range,
    ...(isWrong ? [{ path: at, message: `must be ${allowedValuesOf(hyperparameter)}, got ${shownValue(value)}` }] : []),
    ...(isRequired === true && value !== undefined
      ? [{ path: at, message: `must be left out, since the hyperparameter is required, got ${shownValue(value)}` }]
      : []),
  ];
}

/** The range that goes with each type, if any. */
const RANGES: { readonly [type: string]: string } = {
  Integer: 'IntegerParameterRangeSpecification', Continuous: 'ContinuousParameterRangeSpecification', Categorical: 'CategoricalParameterRangeSpecification',
};

function problemsOfRange({ Type: type, Range: range = {} }: HyperParameterSpecification, path: string, nameOf: NameOf): Problem[] {
  const others = Object.keys(range).filter((name) => name !== RANGES[type]);
  const { IntegerParameterRangeSpecification: integers, ContinuousParameterRangeSpecification: numbers } = range;
  const categories = range.CategoricalParameterRangeSpecification;
  return [
    ...others.map((name) => ({ path: nameOf(`${path}.Range.${name}`), message: `must be left out, since the type of the hyperparameter is ${type}` })),
    ...(type === 'Integer' && integers !== undefined ? problemsOfEnds(integers, isWholeNumber, 'a whole number', `${path}.Range.${RANGES.Integer}`, nameOf) : []),
    ...(type === 'Continuous' && numbers !== undefined ? problemsOfEnds(numbers, isNumber, 'a number', `${path}.Range.${RANGES.Continuous}`, nameOf) : []),
    ...(type === 'Categorical' ? problemsOfEntries(categories?.Values, `${path}.Range.${RANGES.Categorical}.Values`, nameOf) : []),
  ];
}

function problemsOfEnds(
  { MinValue: min, MaxValue: max }: RangeOfNumbers, fits: (text: string) => boolean, what: string, path: string, nameOf: NameOf,
): Problem[] {
  const wrong = Object.entries({ MinValue: min, MaxValue: max }).filter(([, value]) => !Token.isUnresolved(value) && !fits(value));
  if (wrong.length > 0) {
    return wrong.map(([name, value]) => ({ path: nameOf(`${path}.${name}`), message: `must be ${what}, got ${shownValue(value)}` }));
  }
  return [min, max].every(fits) && compareNumbers(min, max) > 0
    ? [{ path: nameOf(`${path}.MinValue`), message: `must be at most ${nameOf(`${path}.MaxValue`)}, which is ${max}, got ${min}` }]
    : [];
}

function problemsOfChannels(channels: readonly ChannelSpecification[] | undefined, nameOf: NameOf): Problem[] {
  const entries = wellFormed(channels, CHANNEL, 'TrainingSpecification.TrainingChannels');
  return [
    ...problemsOfDuplicates(entries.map(({ entry, path }) => ({ path: nameOf(`${path}.Name`), value: entry.Name })), 'a name that no other channel has'),
    ...entries.flatMap(({ entry, path }) => (['SupportedContentTypes', 'SupportedCompressionTypes', 'SupportedInputModes'] as const).flatMap((list) => (
      problemsOfEntries(entry[list], `${path}.${list}`, nameOf)))),
  ];
}

function problemsOfMetrics(training: TrainingSpecification | undefined, nameOf: NameOf): Problem[] {
  const { MetricDefinitions: metricShape, SupportedTuningJobObjectiveMetrics: objectiveShape } = TRAINING_SPECIFICATION.members;
  const metrics = wellFormed(training?.MetricDefinitions, (metricShape as ListShape).member, 'TrainingSpecification.MetricDefinitions');
  const objectives = wellFormed(
    training?.SupportedTuningJobObjectiveMetrics, (objectiveShape as ListShape).member, 'TrainingSpecification.SupportedTuningJobObjectiveMetrics',
  ).map(({ entry, path }) => ({ value: entry.MetricName, path: nameOf(`${path}.MetricName`) }));
  const names = metrics.map(({ entry }) => entry.Name);
  return [
    ...problemsOfDuplicates(metrics.map(({ entry, path }) => ({ path: nameOf(`${path}.Name`), value: entry.Name })), 'a name that no other metric has'),
    ...metrics.flatMap(({ entry, path }) => problemsOfRegularExpression(entry.Regex, nameOf(`${path}.Regex`))),
    ...objectives.filter(({ value }) => !Token.isUnresolved(value) && !names.includes(value)).map(({ value, path }) => ({
      path, message: `must be the name of a metric of the specification, got ${show(value)}${insteadOf(value, names)}`,
    })),
    ...problemsOfDuplicates(objectives, 'a metric that no other objective has'),
  ];
}

function problemsOfEntries(values: readonly string[] | undefined, path: string, nameOf: NameOf): Problem[] {
  return problemsOfDuplicates(
    (Array.isArray(values) ? values as readonly string[] : []).map((value, i) => ({ path: nameOf(`${path}[${i}]`), value })), 'an entry of its own');
}

/** Numbers are numbers for the one who wrote them, although they are kept as text. */
function shownValue(value: string): string {
  return isNumber(value) || ['NaN', 'Infinity', '-Infinity'].includes(value) ? value : show(value);
}
