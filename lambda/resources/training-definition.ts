/**
 * What an algorithm trains with: its image, entry point and arguments. Algorithms and associations are immutable, so they
 * are replaced for reasons that no training depends on. Their ARNs therefore do not tell trainings apart; this does.
 */
import type { ContainerConfig } from '../../src/private/protocol/api-requests';
import { TRAINING_DEFINITION } from '../../src/private/protocol/contract';
import { digest } from '../engine/digest';

/** An empty string for an algorithm that trains nothing: attributes are always there. */
export function trainingDefinitionOf(container: ContainerConfig | undefined): string {
  if (container === undefined) {
    return '';
  }
  const { imageUri, entrypoint, arguments: args } = container;
  return digest({ imageUri, entrypoint, arguments: args }, TRAINING_DEFINITION.length);
}

/** The definition that an association passes on: one that is a digest already, or a container as JSON. */
export function toTrainingDefinition(definition: string | undefined): string {
  return definition === undefined || TRAINING_DEFINITION.pattern.test(definition) ? definition ?? '' : trainingDefinitionOf(containerIn(definition));
}

/** Text that is not the JSON of a container still tells one definition from another. */
function containerIn(text: string): ContainerConfig {
  try {
    const container: unknown = JSON.parse(text);
    return typeof container === 'object' && container !== null ? container as ContainerConfig : { imageUri: text };
  } catch {
    return { imageUri: text };
  }
}
