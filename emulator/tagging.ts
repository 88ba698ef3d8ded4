import type { Caller } from './caller';
import type { ReplyOf, RequestOf } from './operations';
import type { Algorithms } from './resources/algorithms';
import type { Associations } from './resources/associations';
import type { MlInputChannels } from './resources/ml-input-channels';
import type { TrainedModelInferenceJobs } from './resources/trained-model-inference-jobs';
import type { TrainedModels } from './resources/trained-models';
import { withoutTags, withTags } from './tags';
import type { TagMap } from '../src/private/protocol/api-requests';

/** What has tags. */
export interface Taggable {
  readonly algorithms: Algorithms;
  readonly associations: Associations;
  readonly trainedModels: TrainedModels;
  readonly inputChannels: MlInputChannels;
  readonly inferenceJobs: TrainedModelInferenceJobs;
}

/** The operations that work on the tags of anything with an ARN. */
export class Tagging {
  constructor(private readonly taggable: Taggable) {}

  public list(caller: Caller, { resourceArn }: RequestOf<'listTagsForResource'>): ReplyOf<'listTagsForResource'> {
    return { tags: { ...this.tagged(caller, resourceArn).tags } };
  }

  public add(caller: Caller, { resourceArn, tags }: RequestOf<'tagResource'>): ReplyOf<'tagResource'> {
    const resource = this.tagged(caller, resourceArn);
    resource.tags = withTags(resource.tags, tags);
    return {};
  }

  public remove(caller: Caller, { resourceArn, tagKeys }: RequestOf<'untagResource'>): ReplyOf<'untagResource'> {
    const resource = this.tagged(caller, resourceArn);
    resource.tags = withoutTags(resource.tags, tagKeys);
    return {};
  }

  private tagged(caller: Caller, arn: string): { tags: TagMap } {
    const { algorithms, associations, trainedModels, inputChannels, inferenceJobs } = this.taggable;
    const [, type] = /:membership\/[^/]+\/([^/]+)\//.exec(arn) ?? [];
    switch (type) {
      case 'configured-model-algorithm-association':
        return associations.owned(caller, arn);
      case 'trained-model':
        return trainedModels.owned(caller, arn);
      case 'trained-model-inference-job':
        return inferenceJobs.owned(caller, arn);
      case 'ml-input-channel':
        return inputChannels.owned(caller, arn);
      default:
        return algorithms.owned(caller, arn);
    }
  }
}
