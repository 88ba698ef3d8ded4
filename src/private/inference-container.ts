/** The inference container that an association brings, when its algorithm is in the app. */
import { Stack } from 'aws-cdk-lib';
import type { IConfiguredModelAlgorithmAssociationRef, IConfiguredModelAlgorithmRef } from 'aws-cdk-lib/aws-cleanroomsml';
import type { IConstruct } from 'constructs';
import type { AssociationOfJob } from './model-job';
import type { Problem } from './protocol/shape';
import { pathOf } from './validation';

interface WithInferenceImage extends IConstruct {
  readonly _inferenceImage?: string;
}

/** An algorithm of this library. Of others it is not known what they infer with. */
function algorithmOf(association: IConfiguredModelAlgorithmAssociationRef | undefined): WithInferenceImage | undefined {
  const { _algorithm: algorithm } = (association ?? {}) as { readonly _algorithm?: IConfiguredModelAlgorithmRef };
  return algorithm !== undefined && '_inferenceImage' in algorithm ? algorithm as WithInferenceImage : undefined;
}

/** Its image, within one stack: a reference to the image from another stack would be an export that keeps it from being replaced. */
export function inferenceContainerBehind(scope: IConstruct, association: IConfiguredModelAlgorithmAssociationRef | undefined): string | undefined {
  const algorithm = algorithmOf(association);
  return algorithm !== undefined && Stack.of(algorithm) === Stack.of(scope) ? algorithm._inferenceImage : undefined;
}

export function problemsOfInferenceContainer({ path, association }: AssociationOfJob): Problem[] {
  const algorithm = algorithmOf(association);
  return algorithm === undefined || algorithm._inferenceImage !== undefined ? [] : [{
    path, message: `must be of an algorithm with an inference container, got ${pathOf(association!)}, whose algorithm ${pathOf(algorithm)} has a training container alone`,
  }];
}
