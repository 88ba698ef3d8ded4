import type { Caller } from './caller';
import type { ReplyOf, RequestOf } from './operations';
import type { Algorithms } from './resources/algorithms';
import type { Associations } from './resources/associations';
import type { MlInputChannels } from './resources/ml-input-channels';
import type { TrainedModels } from './resources/trained-models';
import { withoutTags, withTags } from './tags';
import type { TagMap } from '../src/private/protocol/api-requests';

/** The operations that work on the tags of anything with an ARN. */
export class Tagging {
  constructor(
    private readonly algorithms: Algorithms,
    private readonly associations: Associations,
    private readonly trainedModels: TrainedModels,
    private readonly channels: MlInputChannels,
  ) {}

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
    if (arn.includes('/configured-model-algorithm-association/')) {
      return this.associations.owned(caller, arn);
    }
    if (arn.includes('/ml-input-channel/')) {
      return this.channels.owned(caller, arn);
    }
    return arn.includes('/trained-model/') ? this.trainedModels.owned(caller, arn) : this.algorithms.owned(caller, arn);
  }
}
