/** What an app does with an algorithm that the algorithm's specification does not accept. What is not specified is not checked. */
import { Token } from 'aws-cdk-lib';
import { allowedValuesOf, isAllowedValue } from './hyperparameter-value';
import { MEDIA_TYPES, includesMediaType } from './media-type';
import { insteadOf } from './nearest-name';
import type { ChannelSpecification, TrainingSpecification } from './protocol/sagemaker-api-requests';
import { show, type Problem } from './protocol/shape';
import { shortListOf } from './short-list';
import { isIntrinsic } from './template-properties';
import type { AlgorithmSpecification } from '../algorithm-specification';
import type { MetricDefinition } from '../metric-definition';

/** A channel, and the properties that give its name and its data. */
export interface NamedChannel {
  readonly name: string;
  readonly path: string;
  readonly namePath: string;
  /** The `ResultFormat` of its data, where that is known. */
  readonly format?: string;
  /** Whether there is no data for it in the first training. */
  readonly isMissingAtFirst?: boolean;
}

export interface Training {
  readonly hyperparameters: unknown;
  readonly channels: readonly NamedChannel[];
  readonly inputMode?: string;
  readonly instanceType: string;
  readonly instanceCount: number;
}

export interface Inference {
  readonly instanceType: string;
  readonly accept?: string;
  /** The `ResultFormat` of its data, where that is known. */
  readonly format?: string;
}

export function problemsOfTraining({ _training: specification }: AlgorithmSpecification, training: Training): Problem[] {
  return [
    ...problemsOfHyperparameterValues(specification, training.hyperparameters),
    ...problemsOfChannels(specification, training.channels),
    ...problemsOfInputMode(specification, training),
    ...problemsOfInstanceType(specification.SupportedTrainingInstanceTypes, training.instanceType, 'resources.instanceType'),
    ...(specification.SupportsDistributedTraining !== true && isKnown(training.instanceCount) && training.instanceCount > 1
      ? [{ path: 'resources.instanceCount', message: `must be 1, since the algorithm does not support distributed training, got ${training.instanceCount}` }]
      : []),
  ];
}

export function problemsOfInference({ _inference: specification = {} }: AlgorithmSpecification, inference: Inference): Problem[] {
  const { instanceType, accept, format } = inference;
  const responseTypes = specification.SupportedResponseMIMETypes;
  return [
    ...problemsOfInstanceType(specification.SupportedTransformInstanceTypes, instanceType, 'instanceType'),
    ...problemsOfFormat(specification.SupportedContentTypes, format, 'channel', 'the algorithm'),
    ...(responseTypes !== undefined && typeof accept === 'string' && isKnown(accept) && !includesMediaType(responseTypes, accept)
      ? [{ path: 'accept', message: `must be one of ${shortListOf(responseTypes)}, which the algorithm responds with, got ${show(accept)}` }]
      : []),
  ];
}

/** Those of a training container. It can have fewer than it writes: what leaves the clean room is stated explicitly. */
export function problemsOfMetrics({ _training: specification }: AlgorithmSpecification, metrics: readonly MetricDefinition[]): Problem[] {
  const specified = specification.MetricDefinitions;
  return specified === undefined ? [] : metrics.flatMap(({ name, regex }, i) => {
    if (typeof name !== 'string' || !isKnown(name)) {
      return [];
    }
    const metric = specified.find(({ Name: other }) => other === name);
    if (metric === undefined) {
      const names = specified.map(({ Name: other }) => other);
      return [{ path: `training.metrics[${i}].name`, message: `must be the name of a metric of the specification, got ${show(name)}${insteadOf(name, names)}` }];
    }
    return metric.Regex === regex || !isKnown(regex) ? [] : [{
      path: `training.metrics[${i}].regex`,
      message: `must be that of the metric ${show(name)} in the specification, ${show(metric.Regex)}, got ${show(regex)}; pass metrics: specification.metrics`,
    }];
  });
}

/** @param hyperparameters a map, of which some names and values can be known at deployment alone */
export function problemsOfHyperparameterValues({ SupportedHyperParameters: specified }: TrainingSpecification, hyperparameters: unknown): Problem[] {
  const given = hyperparameters ?? {};
  if (specified === undefined || !isMap(given)) {
    return [];
  }
  const names = specified.map(({ Name: name }) => name);
  const areAllKnown = Object.keys(given).every(isKnown);
  return [
    ...Object.entries(given).filter(([name]) => isKnown(name)).flatMap(([name, value]) => {
      const path = `hyperparameters[${show(name)}]`;
      const hyperparameter = specified.find(({ Name: other }) => other === name);
      if (hyperparameter === undefined) {
        return [{ path, message: `is not a hyperparameter of the algorithm, got ${show(value)}${insteadOf(name, names)}` }];
      }
      // Values that are no text are none for the service either, which the check of the request says.
      return typeof value !== 'string' || !isKnown(value) || isAllowedValue(hyperparameter, value)
        ? []
        : [{ path, message: `must be ${allowedValuesOf(hyperparameter)}, got ${show(value)}` }];
    }),
    ...(areAllKnown ? specified.filter(({ Name: name, IsRequired: isRequired }) => isRequired === true && !isGiven(given, name)) : [])
      .map((hyperparameter) => ({
        path: `hyperparameters[${show(hyperparameter.Name)}]`, message: `is required by the algorithm: ${allowedValuesOf(hyperparameter)}`,
      })),
  ];
}

function problemsOfChannels({ TrainingChannels: specified }: TrainingSpecification, channels: readonly NamedChannel[]): Problem[] {
  const names = specified.map(({ Name: name }) => name);
  const areAllKnown = channels.every(({ name }) => isKnown(name));
  return [
    ...channels.flatMap(({ name, path, namePath, format }) => {
      if (typeof name !== 'string' || !isKnown(name)) {
        return [];
      }
      const channel = specified.find(({ Name: other }) => other === name);
      return channel === undefined
        ? [{ path: namePath, message: `must be a channel of the algorithm, got ${show(name)}${insteadOf(name, names)}` }]
        : problemsOfFormat(channel.SupportedContentTypes, format, path, `the channel ${show(name)}`);
    }),
    ...(areAllKnown ? specified.filter(({ IsRequired: isRequired }) => isRequired === true) : [])
      .flatMap((channel) => problemsOfRequiredChannel(channel, channels)),
  ];
}

function problemsOfRequiredChannel({ Name: name }: ChannelSpecification, channels: readonly NamedChannel[]): Problem[] {
  const given = channels.find((channel) => channel.name === name);
  if (given === undefined) {
    return [{ path: 'channels', message: `must have the channel ${show(name)}, which the algorithm requires, got ${channels.map((channel) => show(channel.name)).join(', ') || 'none'}` }];
  }
  return given.isMissingAtFirst === true
    ? [{ path: given.path, message: `must have a startFrom, since the algorithm requires the channel ${show(name)}, and the first version has no version before it` }]
    : [];
}

function problemsOfInputMode({ TrainingChannels: specified }: TrainingSpecification, { channels, inputMode }: Training): Problem[] {
  if (inputMode === undefined || inputMode === null || !isKnown(inputMode)) {
    return [];
  }
  const used = specified.filter(({ Name: name }) => channels.some((channel) => channel.name === name));
  return used.filter(({ SupportedInputModes: modes }) => !modes.includes(inputMode)).map(({ Name: name, SupportedInputModes: modes }) => ({
    path: 'inputMode', message: `must be one of ${shortListOf(modes)}, which the channel ${show(name)} supports, got ${show(inputMode)}`,
  }));
}

function problemsOfInstanceType(specified: readonly string[] | undefined, instanceType: string, path: string): Problem[] {
  return specified === undefined || !isKnown(instanceType) || specified.includes(instanceType)
    ? []
    : [{ path, message: `must be one of ${shortListOf(specified)}, which the algorithm runs on, got ${show(instanceType)}` }];
}

function problemsOfFormat(specified: readonly string[] | undefined, format: string | undefined, path: string, what: string): Problem[] {
  const type = format === undefined || !isKnown(format) ? undefined : MEDIA_TYPES[format];
  return specified === undefined || type === undefined || includesMediaType(specified, type)
    ? []
    : [{ path, message: `must have data of one of the types ${shortListOf(specified)}, which ${what} reads, got ${show(type)} (ResultFormat.${format})` }];
}

function isGiven(map: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.hasOwn(map, name) && map[name] !== undefined;
}

/** What is none, and what is known at deployment alone, other checks say. */
function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return isKnown(value) && typeof value === 'object' && value !== null && !Array.isArray(value) && !isIntrinsic(value);
}

function isKnown(value: unknown): boolean {
  return !Token.isUnresolved(value);
}
