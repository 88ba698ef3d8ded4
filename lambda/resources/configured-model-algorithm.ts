import { trainingDefinitionOf } from './training-definition';
import { CREATE_CONFIGURED_MODEL_ALGORITHM } from '../../src/private/protocol/api-model';
import type { CreateConfiguredModelAlgorithmRequest } from '../../src/private/protocol/api-requests';
import type { AlgorithmAttributes } from '../../src/private/protocol/contract';
import { allPages } from '../engine/pages';
import { Decoder, type Desired } from '../engine/properties';
import { declared } from '../kinds/declared/declared';

type DesiredAlgorithm = Desired<Omit<CreateConfiguredModelAlgorithmRequest, 'name' | 'tags'>>;

export const CONFIGURED_MODEL_ALGORITHM = declared<DesiredAlgorithm, AlgorithmAttributes>({
  noun: 'ConfiguredModelAlgorithm',
  decode: (raw) => new Decoder(raw).common(CREATE_CONFIGURED_MODEL_ALGORITHM),
  dependants: 'an association with a collaboration, in this account',
  list: (client) => allPages(
    (page) => client.listConfiguredModelAlgorithms(page),
    ({ configuredModelAlgorithms }) => configuredModelAlgorithms.map(({ configuredModelAlgorithmArn: arn, name }) => ({ arn, name }))),
  get: async (client, _, arn) => ({ tags: (await client.getConfiguredModelAlgorithm({ configuredModelAlgorithmArn: arn })).tags ?? {} }),
  create: async (client, { request }, name, tags) => (
    (await client.createConfiguredModelAlgorithm({ ...request, name, tags })).configuredModelAlgorithmArn),
  remove: (client, _, arn) => client.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn: arn }),
  attributes: ({ arn, name }, { request }) => ({
    ConfiguredModelAlgorithmArn: arn, Name: name, TrainingDefinition: trainingDefinitionOf(request.trainingContainerConfig),
  }),
});
