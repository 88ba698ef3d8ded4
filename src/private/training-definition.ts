/**
 * Where the training definition comes from that an association passes on, and a trained model is told apart by.
 */
import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnConfiguredModelAlgorithm, type IConfiguredModelAlgorithmRef } from 'aws-cdk-lib/aws-cleanroomsml';
import type { Construct } from 'constructs';
import { TRAINING_DEFINITION } from './contract';
import type { StringShape } from './shape';
import { propertiesInTemplate } from './template-properties';

export const TRAINING_DEFINITION_SHAPE: StringShape = {
  type: 'string', pattern: TRAINING_DEFINITION.pattern, meaning: 'the `trainingDefinition` of an algorithm or association',
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
