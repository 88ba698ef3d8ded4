import { notFound } from '../service-error';
import type { ServiceState } from '../service-state';
import type { TrainedModelVersion } from './trained-model-version';
import type { TagMap } from '../../src/private/protocol/api-requests';

/** Which version is meant when a request names none. */
export type VersionDefault = 'latest' | 'base';

/** All versions under one ARN. */
export class TrainedModel {
  /** Every version that was ever made, oldest first. */
  public readonly versions: TrainedModelVersion[] = [];

  private tagsOfArn: TagMap = {};

  /** @param issued whether the emulator issued the ARN; otherwise other versions are taken to exist elsewhere. */
  constructor(private readonly state: ServiceState, public readonly arn: string, public readonly issued: boolean) {}

  public add(version: TrainedModelVersion): void {
    this.versions.push(version);
    if (version.request.tags !== undefined) {
      this.tagsOfArn = { ...version.request.tags };
    }
  }

  /** The versions that can be found, oldest first. */
  public existing(): TrainedModelVersion[] {
    return this.versions.filter(({ exists }) => exists);
  }

  public find(versionIdentifier: string | undefined, otherwise: VersionDefault): TrainedModelVersion | undefined {
    const existing = this.existing();
    return versionIdentifier === undefined && otherwise === 'latest'
      ? existing[existing.length - 1]
      : existing.find((version) => version.versionIdentifier === versionIdentifier);
  }

  public require(versionIdentifier: string | undefined, otherwise: VersionDefault): TrainedModelVersion {
    const version = this.find(versionIdentifier, otherwise);
    if (version === undefined) {
      throw notFound('trained model', versionIdentifier === undefined ? this.arn : `${this.arn} in version ${versionIdentifier}`);
    }
    return version;
  }

  /** What a read of the version shows. */
  public tagsOf(version: TrainedModelVersion): TagMap {
    return this.state.behavior.tags === 'arn' ? this.tagsOfArn : version.tags;
  }

  /** What the tagging operations, which know no versions, show and change. */
  public get tags(): TagMap {
    return this.tagsOf(this.taggedVersion);
  }

  public set tags(tags: TagMap) {
    if (this.state.behavior.tags === 'arn') {
      this.tagsOfArn = tags;
    } else {
      this.taggedVersion.tags = tags;
    }
  }

  /** The base version, or the oldest one there is here. */
  private get taggedVersion(): TrainedModelVersion {
    return this.existing()[0] ?? this.versions[0];
  }
}
