import { toTrainingDefinition } from './training-definition';
import { CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION } from '../../src/private/protocol/api-model';
import type { CreateConfiguredModelAlgorithmAssociationRequest } from '../../src/private/protocol/api-requests';
import type { AssociationAttributes } from '../../src/private/protocol/contract';
import { allPages } from '../engine/pages';
import { Decoder, type Desired } from '../engine/properties';
import { declared } from '../kinds/declared/declared';

interface DesiredAssociation extends Desired<Omit<CreateConfiguredModelAlgorithmAssociationRequest, 'name' | 'tags'>> {
  /** As the app gives it: see `toTrainingDefinition`. */
  readonly trainingDefinition?: string;
}

export const CONFIGURED_MODEL_ALGORITHM_ASSOCIATION = declared<DesiredAssociation, AssociationAttributes>({
  noun: 'ConfiguredModelAlgorithmAssociation',
  decode: (raw) => {
    const decoder = new Decoder(raw);
    const trainingDefinition = decoder.optionalText('TrainingDefinition', raw.TrainingDefinition);
    return { ...decoder.common(CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION), trainingDefinition };
  },
  membership: ({ request }) => request.membershipIdentifier,
  dependants: 'a trained model, an ML input channel or an inference job of any member of the collaboration',
  list: (client, membership) => allPages(
    (page) => client.listConfiguredModelAlgorithmAssociations({ ...page, membershipIdentifier: membership! }),
    ({ configuredModelAlgorithmAssociations }) => configuredModelAlgorithmAssociations
      .map(({ configuredModelAlgorithmAssociationArn: arn, name }) => ({ arn, name }))),
  get: async (client, membership, arn) => {
    const request = { membershipIdentifier: membership!, configuredModelAlgorithmAssociationArn: arn };
    return { tags: (await client.getConfiguredModelAlgorithmAssociation(request)).tags ?? {} };
  },
  create: async (client, { request }, name, tags) => (
    (await client.createConfiguredModelAlgorithmAssociation({ ...request, name, tags })).configuredModelAlgorithmAssociationArn),
  remove: (client, membership, arn) => (
    client.deleteConfiguredModelAlgorithmAssociation({ membershipIdentifier: membership!, configuredModelAlgorithmAssociationArn: arn })),
  attributes: ({ arn, name }, { trainingDefinition }) => ({
    ConfiguredModelAlgorithmAssociationArn: arn, Name: name, TrainingDefinition: toTrainingDefinition(trainingDefinition),
  }),
});
