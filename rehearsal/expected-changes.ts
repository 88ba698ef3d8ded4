import { isDeepStrictEqual } from 'node:util';
import { dependenciesOf, inOrder } from './dependency-graph';
import { intrinsicName } from './intrinsics';
import { outputKey, type StackSource } from './stack';
import type { TemplateResource } from './template';
import { RESOURCE_TYPES, type RetrainScope } from '../src/private/protocol/contract';

/** What a deployment does to a resource of Clean Rooms ML, as far as the templates before and after tell. */
export interface ExpectedChange {
  readonly logicalId: string;
  readonly effect: string;
  /** The properties that are the reason, as the constructs call them. */
  readonly because: readonly string[];
}

type Properties = Readonly<Record<string, unknown>>;

/** Which part of what tells two trainings apart a property belongs to. */
type Part = 'identity' | 'revision' | 'inputs' | 'resources' | 'association' | 'nothing';

/** The properties of a trained model, by their name in the template: as the construct calls them. */
const MODEL_PROPERTIES: { readonly [name: string]: { readonly property: string; readonly part: Part } } = {
  'Name': { property: 'trainedModelName', part: 'identity' },
  'Request.MembershipIdentifier': { property: 'membership', part: 'identity' },
  'Revision': { property: 'revision', part: 'revision' },
  'TrainingDefinition': { property: 'the training container', part: 'inputs' },
  'Request.ConfiguredModelAlgorithmAssociationArn': { property: 'association', part: 'association' },
  'Request.DataChannels': { property: 'channels', part: 'inputs' },
  'Hyperparameters': { property: 'hyperparameters', part: 'inputs' },
  'Environment': { property: 'environment', part: 'inputs' },
  'Request.TrainingInputMode': { property: 'inputMode', part: 'inputs' },
  'Request.KmsKeyArn': { property: 'encryptionKey', part: 'inputs' },
  'Request.ResourceConfig': { property: 'resources', part: 'resources' },
  'Request.StoppingCondition': { property: 'maxRuntime', part: 'resources' },
  'Request.MlModelTrainingPayerAccountId': { property: 'payerAccountId', part: 'resources' },
};

const TRAINING_PARTS: Readonly<Record<RetrainScope, readonly Part[]>> = {
  REVISION_ONLY: ['revision'],
  INPUTS: ['revision', 'inputs'],
  ANY_TRAINING_PROPERTY: ['revision', 'inputs', 'resources'],
};

/** The properties of algorithms and associations without which they would be others. */
const IMMUTABLE_PROPERTIES: { readonly [name: string]: string } = {
  'Name': 'name',
  'Request.RoleArn': 'role',
  'Request.TrainingContainerConfig': 'training',
  'Request.InferenceContainerConfig': 'inference',
  'Request.KmsKeyArn': 'encryptionKey',
  'Request.MembershipIdentifier': 'membership',
  'Request.ConfiguredModelAlgorithmArn': 'algorithm',
  'Request.PrivacyConfiguration': 'privacyPolicy',
};

/** The properties of an ML input channel without which it would be another one. */
const CHANNEL_PROPERTIES: { readonly [name: string]: string } = {
  'Name': 'mlInputChannelName',
  'Request.MembershipIdentifier': 'membership',
  'Request.ConfiguredModelAlgorithmAssociations': 'association',
  'Query': 'query',
  'QueryParameters': 'query.parameters',
  'Request.InputChannel.DataSource.ProtectedQueryInputParameters.SqlParameters.AnalysisTemplateArn': 'query.analysisTemplate',
  'Request.InputChannel.DataSource.ProtectedQueryInputParameters.ComputeConfiguration': 'compute',
  'SparkProperties': 'compute.spark',
  'Request.InputChannel.DataSource.ProtectedQueryInputParameters.ResultFormat': 'resultFormat',
  'Request.InputChannel.RoleArn': 'role',
  'Request.RetentionInDays': 'retention',
  'Request.KmsKeyArn': 'encryptionKey',
  'Request.PayerConfiguration': 'computePayerAccountId or syntheticDataPayerAccountId',
  'Revision': 'revision',
};

/** The properties of a SageMaker algorithm without which it would be another one. */
const SAGEMAKER_ALGORITHM_PROPERTIES: { readonly [name: string]: string } = {
  'Name': 'sageMakerAlgorithmName',
  'Request.TrainingSpecification': 'specification or training',
  'Request.InferenceSpecification': 'specification or inference',
  'Request.ValidationSpecification.ValidationProfiles': 'validation',
  'Request.CertifyForMarketplace': 'certifyForMarketplace',
  'Revision': 'revision',
};

const TRAINING_DEFINITION = 'TrainingDefinition';

/** What the deployment of a stack does to its algorithms, associations, channels and models, each behind what it depends on. */
export function expectedChanges(before: StackSource | undefined, after: StackSource): ExpectedChange[] {
  return new Comparison(before, after).changes();
}

class Comparison {
  /** Attributes that are others after the deployment, by logical id. */
  private readonly changedAttributes = new Map<string, (attribute: string) => boolean>();

  constructor(private readonly before: StackSource | undefined, private readonly after: StackSource) {}

  public changes(): ExpectedChange[] {
    const { template } = this.after;
    const graph = dependenciesOf(template, this.after.stack.name);
    const former = this.before?.template.Resources ?? {};
    const removed = Object.keys(former).filter((logicalId) => template.Resources?.[logicalId] === undefined);
    return [
      ...inOrder(graph.keys(), (node) => graph.get(node) ?? [])
        .flatMap((logicalId) => this.changeOf(logicalId, former[logicalId], template.Resources![logicalId])),
      ...removed.flatMap((logicalId) => removalOf(logicalId, former[logicalId])),
    ];
  }

  private changeOf(logicalId: string, before: TemplateResource | undefined, after: TemplateResource): ExpectedChange[] {
    switch (after.Type) {
      case RESOURCE_TYPES.algorithm:
      case RESOURCE_TYPES.association:
        return this.changeOfImmutable(logicalId, before?.Properties, after.Properties ?? {});
      case RESOURCE_TYPES.mlInputChannel:
        return this.changeOfChannel(logicalId, before?.Properties, after.Properties ?? {});
      case RESOURCE_TYPES.sageMakerAlgorithm:
        return this.changeOfSageMakerAlgorithm(logicalId, before?.Properties, after.Properties ?? {});
      case RESOURCE_TYPES.trainedModel:
        return before === undefined
          ? [{ logicalId, effect: 'trains its first version', because: [] }]
          : this.changeOfModel(logicalId, before.Properties ?? {}, after.Properties ?? {});
      default:
        return [];
    }
  }

  private changeOfImmutable(logicalId: string, before: Properties | undefined, after: Properties): ExpectedChange[] {
    const changed = before === undefined ? [] : this.changed(Object.keys(IMMUTABLE_PROPERTIES), before, after);
    const redefined = before !== undefined
      && (this.differs(definitionOf(before), definitionOf(after)) || this.changed([TRAINING_DEFINITION], before, after).length > 0);
    this.changedAttributes.set(logicalId, (attribute) => (attribute === TRAINING_DEFINITION ? redefined : changed.length > 0));
    return changed.length === 0 ? [] : [{ logicalId, effect: 'is replaced', because: changed.map((name) => IMMUTABLE_PROPERTIES[name]) }];
  }

  private changeOfChannel(logicalId: string, before: Properties | undefined, after: Properties): ExpectedChange[] {
    const changed = before === undefined ? [] : this.changed(Object.keys(CHANNEL_PROPERTIES), before, after);
    const isNew = before === undefined || changed.length > 0;
    this.changedAttributes.set(logicalId, () => isNew);
    return isNew ? [{
      logicalId,
      effect: before === undefined ? 'queries its data' : 'queries again, as another channel',
      because: changed.map((name) => `${CHANNEL_PROPERTIES[name]}${entriesText(before?.[name], after[name])}`),
    }] : [];
  }

  private changeOfSageMakerAlgorithm(logicalId: string, before: Properties | undefined, after: Properties): ExpectedChange[] {
    const names = Object.keys(SAGEMAKER_ALGORITHM_PROPERTIES);
    const described = (properties: Properties) => withoutDescriptions(properties) as Properties;
    const changed = before === undefined ? [] : this.changed(names, described(before), described(after));
    const isNew = before === undefined || changed.length > 0;
    const isValidated = valueOf(after, 'Request.ValidationSpecification') !== undefined;
    this.changedAttributes.set(logicalId, () => isNew);
    return isNew ? [{
      logicalId,
      effect: before === undefined
        ? isValidated ? 'is validated' : 'is registered'
        : isValidated ? 'is validated again, as another algorithm' : 'is replaced',
      because: changed.map((name) => SAGEMAKER_ALGORITHM_PROPERTIES[name]),
    }] : [];
  }

  private changeOfModel(logicalId: string, before: Properties, after: Properties): ExpectedChange[] {
    const changed = this.changed(Object.keys(MODEL_PROPERTIES), before, after);
    const describe = (names: readonly string[]) => names.map((name) => `${MODEL_PROPERTIES[name].property}${entriesText(before[name], after[name])}`);
    const of = (parts: readonly Part[]) => changed.filter((name) => parts.includes(this.partOf(name, before, after)));
    if (of(['identity']).length > 0) {
      return [{ logicalId, effect: 'trains another model, and deletes this one', because: describe(of(['identity'])) }];
    }
    const training = of(TRAINING_PARTS[after.RetrainOn as RetrainScope] ?? TRAINING_PARTS.INPUTS);
    if (training.length > 0) {
      return [{ logicalId, effect: 'trains, unless it has a version of these inputs', because: describe(training) }];
    }
    return changed.length === 0 ? [] : [{ logicalId, effect: 'does not train', because: describe(changed) }];
  }

  /** Where the training definition is known, the association is of no importance. */
  private partOf(name: string, before: Properties, after: Properties): Part {
    const { part } = MODEL_PROPERTIES[name];
    const known = before.TrainingDefinition !== undefined && after.TrainingDefinition !== undefined;
    return part === 'association' ? known ? 'nothing' : 'inputs' : part;
  }

  private changed(names: readonly string[], before: Properties, after: Properties): string[] {
    return names.filter((name) => this.differs(valueOf(before, name), valueOf(after, name)));
  }

  /** Whether two values of the templates are different, or refer to something that is. */
  private differs(before: unknown, after: unknown): boolean {
    return !isDeepStrictEqual(before, after) || this.refersToChange(after);
  }

  private refersToChange(value: unknown): boolean {
    if (value === null || typeof value !== 'object') {
      return false;
    }
    const argument = Object.values(value)[0];
    switch (intrinsicName(value)) {
      case 'Ref':
        return this.isChanged(String(argument), 'Ref') || this.parameterOf(this.before, argument) !== this.parameterOf(this.after, argument);
      case 'Fn::GetAtt': {
        const [logicalId, attribute] = Array.isArray(argument) ? argument : String(argument).split(/\.(.*)/s);
        return this.isChanged(String(logicalId), String(attribute));
      }
      case 'Fn::GetStackOutput':
        return this.before?.stackOutputs?.get(outputKey(argument)) !== this.after.stackOutputs?.get(outputKey(argument));
      default:
        return Object.values(value).some((entry) => this.refersToChange(entry));
    }
  }

  private isChanged(logicalId: string, attribute: string): boolean {
    return this.changedAttributes.get(logicalId)?.(attribute) ?? false;
  }

  private parameterOf(source: StackSource | undefined, name: unknown): unknown {
    return source?.parameters[String(name)] ?? source?.template.Parameters?.[String(name)]?.Default;
  }
}

const DELETED: { readonly [type: string]: string } = {
  [RESOURCE_TYPES.trainedModel]: 'is deleted with its versions',
  [RESOURCE_TYPES.mlInputChannel]: 'is deleted with its data',
  [RESOURCE_TYPES.sageMakerAlgorithm]: 'is deleted',
};

/** Another description makes no other algorithm. */
function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutDescriptions);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'Description').map(([name, member]) => [name, withoutDescriptions(member)]))
    : value;
}

function removalOf(logicalId: string, { Type, DeletionPolicy }: TemplateResource): ExpectedChange[] {
  const deleted = DELETED[Type];
  return deleted === undefined ? [] : [{
    logicalId, effect: DeletionPolicy === 'Retain' ? 'stays, and is not managed any more' : deleted, because: [],
  }];
}

function valueOf(properties: Properties, name: string): unknown {
  const value = name.split('.').reduce<unknown>((member, part) => (member as Properties | undefined)?.[part], properties);
  // The order of channels is of no importance.
  return name === 'Request.DataChannels' && Array.isArray(value) ? value.map((channel) => JSON.stringify(channel)).sort().map((text) => JSON.parse(text)) : value;
}

function definitionOf(properties: Properties): unknown {
  const { ImageUri: imageUri, Entrypoint: entrypoint, Arguments: args } = (valueOf(properties, 'Request.TrainingContainerConfig') ?? {}) as Properties;
  return [imageUri, entrypoint, args];
}

/** Which entries of a map differ, by their keys; the values can be secret. */
function entriesText(before: unknown, after: unknown): string {
  const entries = (value: unknown) => new Map((Array.isArray(value) ? value as { Name?: string }[] : []).map((entry) => [entry.Name, entry]));
  const [old, young] = [entries(before), entries(after)];
  const names = [...new Set([...old.keys(), ...young.keys()])].filter((name) => !isDeepStrictEqual(old.get(name), young.get(name)));
  return names.length === 0 || names.includes(undefined) ? '' : `: ${names.join(', ')}`;
}
