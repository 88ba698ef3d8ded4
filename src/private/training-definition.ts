/**
 * Where the training definition comes from that an association passes on, and a trained model is told apart by.
 */
import { Lazy, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import {
  CfnConfiguredModelAlgorithm, CfnConfiguredModelAlgorithmAssociation,
  type IConfiguredModelAlgorithmAssociationRef, type IConfiguredModelAlgorithmRef,
} from 'aws-cdk-lib/aws-cleanroomsml';
import type { Construct, IConstruct } from 'constructs';
import { TRAINING_DEFINITION } from './protocol/contract';
import type { StringShape } from './protocol/shape';
import { propertiesInTemplate } from './template-properties';

export const TRAINING_DEFINITION_SHAPE: StringShape = {
  type: 'string', pattern: TRAINING_DEFINITION.pattern, meaning: 'the `trainingDefinition` attribute of an algorithm or association, 26 characters of a to z and 2 to 7',
};

interface WithTrainingDefinition {
  /** Empty when it is not known, at the latest when the app is deployed. */
  readonly trainingDefinition: string;
  /** Whether it is known before that. An export, as a reference from another stack makes it, cannot be empty. */
  readonly _knowsTrainingDefinition: boolean;
}

/** Whatever has a training definition that is known: the constructs of this library, and imports that were given one. */
export function trainingDefinitionOf(reference: object): string | undefined {
  const { trainingDefinition, _knowsTrainingDefinition: isKnown = true } = reference as Partial<WithTrainingDefinition>;
  return isKnown && typeof trainingDefinition === 'string' && trainingDefinition !== '' ? trainingDefinition : undefined;
}

/** That of an algorithm, as an association in this scope passes it on. */
export function trainingDefinitionBehind(scope: Construct, algorithm: IConfiguredModelAlgorithmRef): string | undefined {
  if (!CfnConfiguredModelAlgorithm.isCfnConfiguredModelAlgorithm(algorithm)) {
    return trainingDefinitionOf(algorithm);
  }
  return algorithm.trainingContainerConfig === undefined ? undefined : containerAsJson(scope, algorithm);
}

/**
 * The algorithm of an association, when both are in the app and the algorithm has an inference container alone. That is
 * certain once the app is complete.
 */
export function inferenceAloneBehind(association: IConfiguredModelAlgorithmAssociationRef): IConstruct | undefined {
  const algorithm = algorithmOf(association);
  if (CfnConfiguredModelAlgorithm.isCfnConfiguredModelAlgorithm(algorithm)) {
    const properties = propertiesInTemplate(algorithm, (value) => algorithm.stack.resolve(value));
    return properties.TrainingContainerConfig === undefined ? algorithm : undefined;
  }
  return (algorithm as Partial<WithTrainingDefinition> | undefined)?._knowsTrainingDefinition === false ? algorithm : undefined;
}

/** The algorithm of an association, when both are in the app. */
export function algorithmOf(association: IConfiguredModelAlgorithmAssociationRef): IConstruct | undefined {
  if (!CfnConfiguredModelAlgorithmAssociation.isCfnConfiguredModelAlgorithmAssociation(association)) {
    return (association as { readonly _algorithm?: IConfiguredModelAlgorithmRef })._algorithm;
  }
  const reference = Tokenization.reverse(association.configuredModelAlgorithmArn);
  const target = Reference.isReference(reference) ? reference.target : undefined;
  // What an ARN refers to is an L1, or the resource in a construct of this library.
  return CfnConfiguredModelAlgorithm.isCfnConfiguredModelAlgorithm(target) ? target : target?.node.scope;
}

/**
 * As the template has it in the end. The references in it are those of the association, so they are resolved where the
 * association is.
 */
function containerAsJson(scope: Construct, algorithm: CfnConfiguredModelAlgorithm): string {
  return Lazy.uncachedString({
    produce: (context) => {
      const container = propertiesInTemplate(algorithm, (value) => context.resolve(value)).TrainingContainerConfig as Container | undefined;
      const definition = container && { imageUri: container.ImageUri, entrypoint: container.Entrypoint, arguments: container.Arguments };
      return definition && Stack.of(scope).toJsonString(definition);
    },
  });
}

interface Container {
  readonly ImageUri?: unknown;
  readonly Entrypoint?: unknown;
  readonly Arguments?: unknown;
}
