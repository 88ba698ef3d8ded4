/** Where the specification of an algorithm comes from that an app is checked against. */
import type { IConfiguredModelAlgorithmAssociationRef } from 'aws-cdk-lib/aws-cleanroomsml';
import { instanceOf } from './kind';
import { show } from './protocol/shape';
import { algorithmOf } from './training-definition';
import { AlgorithmSpecification } from '../algorithm-specification';

export const SPECIFICATION_KIND = instanceOf(AlgorithmSpecification, 'an AlgorithmSpecification', (value) => (
  typeof value === 'string' ? `AlgorithmSpecification.fromJson(${show(value)})` : undefined));

/** That of an algorithm or an association of this library, also of imported ones that were given one. */
export function specificationOf(reference: object | undefined): AlgorithmSpecification | undefined {
  return (reference as { readonly specification?: AlgorithmSpecification } | undefined)?.specification;
}

/** That of the algorithm of an association, also when the association is an L1. */
export function specificationBehind(association: IConfiguredModelAlgorithmAssociationRef | undefined): AlgorithmSpecification | undefined {
  return association && (specificationOf(association) ?? specificationOf(algorithmOf(association)));
}
