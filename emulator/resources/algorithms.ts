import type { CreateConfiguredModelAlgorithmRequest } from '../../src/private/protocol/api-requests';
import type { AlgorithmDetails, AlgorithmSummary } from '../../src/private/protocol/clean-rooms-ml';
import { placeOf, type Caller } from '../caller';
import type { ReplyOf, RequestOf } from '../operations';
import { copyOf } from '../plain-copy';
import { ResourceCollection, type Resource } from '../resource-collection';
import { exception } from '../service-error';
import type { ServiceState } from '../service-state';

interface Algorithm extends Resource {
  readonly request: CreateConfiguredModelAlgorithmRequest;
  /** Those that were ever made of it. */
  readonly associations: Resource[];
}

/** The configured model algorithms of all accounts. */
export class Algorithms {
  private readonly collection: ResourceCollection<Algorithm>;

  constructor(private readonly state: ServiceState) {
    this.collection = new ResourceCollection(state, 'configured model algorithm');
  }

  public existing(): Resource[] {
    return this.collection.existing();
  }

  /** What an algorithm is, unless it was issued elsewhere. */
  public find(arn: string): Algorithm | undefined {
    return this.collection.lookUp(arn);
  }

  /** An algorithm to tag. */
  public owned(caller: Caller, arn: string): Algorithm {
    const algorithm = this.collection.require(arn);
    requireOwner(caller, algorithm);
    return algorithm;
  }

  /**
   * The associations of an algorithm that the caller can associate, to note a new one in. One that was issued
   * elsewhere is taken to exist; nothing is noted there.
   */
  public associationsOf(caller: Caller, arn: string): Resource[] | undefined {
    const algorithm = this.collection.find(arn);
    if (algorithm !== undefined) {
      requireOwner(caller, algorithm);
    }
    return algorithm?.associations;
  }

  public create(caller: Caller, request: CreateConfiguredModelAlgorithmRequest): ReplyOf<'createConfiguredModelAlgorithm'> {
    const algorithm: Algorithm = { ...this.collection.next(caller, 'configured-model-algorithm', placeOf(caller), request), request, associations: [] };
    this.collection.add(algorithm);
    return { configuredModelAlgorithmArn: algorithm.arn };
  }

  public get(caller: Caller, request: RequestOf<'getConfiguredModelAlgorithm'>): AlgorithmDetails {
    const algorithm = this.owned(caller, request.configuredModelAlgorithmArn);
    return { ...copyOf(algorithm.request), ...summaryOf(algorithm, this.state), tags: { ...algorithm.tags } };
  }

  public list(caller: Caller, request: RequestOf<'listConfiguredModelAlgorithms'>): ReplyOf<'listConfiguredModelAlgorithms'> {
    const { rows, nextToken } = this.collection.page('ListConfiguredModelAlgorithms', placeOf(caller), request);
    return { configuredModelAlgorithms: rows.map((row) => summaryOf(row, this.state)), nextToken };
  }

  public delete(caller: Caller, request: RequestOf<'deleteConfiguredModelAlgorithm'>): ReplyOf<'deleteConfiguredModelAlgorithm'> {
    const algorithm = this.owned(caller, request.configuredModelAlgorithmArn);
    const held = algorithm.associations.some(({ deletedAt }) => deletedAt === undefined || !this.state.isReleased(deletedAt));
    if (held && this.state.behavior.deletionBlockedBy.includes('associations')) {
      throw exception('ConflictException', `The configured model algorithm ${algorithm.arn} has associations that depend on it.`);
    }
    this.collection.delete(algorithm);
    return {};
  }
}

function requireOwner(caller: Caller, { arn, scope }: Algorithm): void {
  if (scope !== placeOf(caller)) {
    throw exception('AccessDeniedException', `Account ${caller.accountId} in ${caller.region} has no access to ${arn}.`);
  }
}

function summaryOf({ arn, name, createdAt, request }: Algorithm, state: ServiceState): AlgorithmSummary & { description?: string } {
  return {
    configuredModelAlgorithmArn: arn,
    name,
    createTime: state.shown(createdAt),
    updateTime: state.shown(createdAt),
    ...(request.description !== undefined && { description: request.description }),
  };
}
