/** What a reply has to have for the handlers to go by it. */
import type { Services } from './services';

/** Operations whose reply has the identity of what they created, which nothing else says for certain. */
const CREATED: { readonly [method: string]: string } = {
  createConfiguredModelAlgorithm: 'configuredModelAlgorithmArn',
  createConfiguredModelAlgorithmAssociation: 'configuredModelAlgorithmAssociationArn',
  createTrainedModel: 'trainedModelArn',
  startTrainedModelInferenceJob: 'trainedModelInferenceJobArn',
  createMLInputChannel: 'mlInputChannelArn',
  createAlgorithm: 'AlgorithmArn',
} satisfies { readonly [method in keyof Services]?: string };

/** Lists that a reply can lack, or have null in the place of. */
const LISTS: { readonly [method: string]: string } = {
  listConfiguredModelAlgorithms: 'configuredModelAlgorithms',
  listConfiguredModelAlgorithmAssociations: 'configuredModelAlgorithmAssociations',
  listTrainedModels: 'trainedModels',
  listTrainedModelVersions: 'trainedModels',
  listTrainedModelInferenceJobs: 'trainedModelInferenceJobs',
  listCollaborationTrainedModelExportJobs: 'collaborationTrainedModelExportJobs',
  listCollaborationTrainedModels: 'collaborationTrainedModels',
  listCollaborationTrainedModelInferenceJobs: 'collaborationTrainedModelInferenceJobs',
  listMLInputChannels: 'mlInputChannelsList',
  listAlgorithms: 'AlgorithmSummaryList',
  listTags: 'Tags',
} satisfies { readonly [method in keyof Services]?: string };

/** A create that was answered, though not with what was created: it can have had its effect. */
export class IncompleteReply extends Error {
  readonly $metadata = { httpStatusCode: 200 };

  constructor(member: string) {
    super(`the reply has no ${member}`);
    this.name = 'IncompleteReply';
  }
}

/** The client, with replies that have what the handlers read from them. */
export function completeReplies(client: Services): Services {
  return new Proxy(client, {
    get: (target, method: string & keyof Services) => async (request: unknown) => {
      const reply = await (target[method] as (request: unknown) => Promise<Record<string, unknown> | undefined>).call(target, request);
      if (method in CREATED && !reply?.[CREATED[method]]) {
        throw new IncompleteReply(CREATED[method]);
      }
      return method in LISTS ? { ...reply, [LISTS[method]]: reply?.[LISTS[method]] ?? [] } : reply ?? {};
    },
  });
}
