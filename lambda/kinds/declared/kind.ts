/** The two resources that the API can create, get, list, delete and tag, and nothing else. */
import type { TagMap } from '../../../src/private/protocol/api-requests';
import type { AlgorithmAttributes, AssociationAttributes } from '../../../src/private/protocol/contract';
import type { CleanRoomsMl } from '../../../src/private/protocol/clean-rooms-ml';
import { allPages } from '../../engine/pages';
import type { DesiredAlgorithm, DesiredAssociation } from '../../engine/properties';
import { toTrainingDefinition, trainingDefinitionOf } from '../../resources/training-definition';

export interface Found {
  readonly arn: string;
  readonly name: string;
}

/** What a reconciler of immutable resources has to know of one of them. */
export interface Kind<D, A> {
  /** What may stand in the way of its deletion, in words. */
  readonly dependants: string;
  list(client: CleanRoomsMl, membership: string | undefined): Promise<Found[]>;
  /** Its tags; rejects when it does not exist. */
  tags(client: CleanRoomsMl, membership: string | undefined, arn: string): Promise<TagMap>;
  create(client: CleanRoomsMl, desired: D, name: string, tags: TagMap): Promise<string>;
  remove(client: CleanRoomsMl, membership: string | undefined, arn: string): Promise<unknown>;
  attributes(found: Found, desired: D): A;
}

export const ALGORITHM: Kind<DesiredAlgorithm, AlgorithmAttributes> = {
  dependants: 'an association with a collaboration, in this account',
  list: (client) => allPages(
    (page) => client.listConfiguredModelAlgorithms(page),
    ({ configuredModelAlgorithms }) => configuredModelAlgorithms.map(({ configuredModelAlgorithmArn: arn, name }) => ({ arn, name }))),
  tags: async (client, _, arn) => (await client.getConfiguredModelAlgorithm({ configuredModelAlgorithmArn: arn })).tags ?? {},
  create: async (client, { request }, name, tags) => (
    (await client.createConfiguredModelAlgorithm({ ...request, name, tags })).configuredModelAlgorithmArn),
  remove: (client, _, arn) => client.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn: arn }),
  attributes: ({ arn, name }, { request }) => ({
    ConfiguredModelAlgorithmArn: arn, Name: name, TrainingDefinition: trainingDefinitionOf(request.trainingContainerConfig),
  }),
};

export const ASSOCIATION: Kind<DesiredAssociation, AssociationAttributes> = {
  dependants: 'a trained model, an ML input channel or an inference job of any member of the collaboration',
  list: (client, membership) => allPages(
    (page) => client.listConfiguredModelAlgorithmAssociations({ ...page, membershipIdentifier: membership! }),
    ({ configuredModelAlgorithmAssociations }) => configuredModelAlgorithmAssociations
      .map(({ configuredModelAlgorithmAssociationArn: arn, name }) => ({ arn, name }))),
  tags: async (client, membership, arn) => {
    const request = { membershipIdentifier: membership!, configuredModelAlgorithmAssociationArn: arn };
    return (await client.getConfiguredModelAlgorithmAssociation(request)).tags ?? {};
  },
  create: async (client, { request }, name, tags) => (
    (await client.createConfiguredModelAlgorithmAssociation({ ...request, name, tags })).configuredModelAlgorithmAssociationArn),
  remove: (client, membership, arn) => (
    client.deleteConfiguredModelAlgorithmAssociation({ membershipIdentifier: membership!, configuredModelAlgorithmAssociationArn: arn })),
  attributes: ({ arn, name }, { trainingDefinition }) => ({
    ConfiguredModelAlgorithmAssociationArn: arn, Name: name, TrainingDefinition: toTrainingDefinition(trainingDefinition),
  }),
};
