import type { Caller } from './caller';
import { pageOf, type Listed } from './listing';
import { exception, notFound } from './service-error';
import type { ServiceState } from './service-state';
import type { TagMap } from '../src/private/protocol/api-requests';
import type { Page } from '../src/private/protocol/clean-rooms-ml';

/** Something that is there from its creation to its deletion and has no status. */
export interface Resource extends Listed {
  readonly arn: string;
  readonly name: string;
  /** What its name is unique in and what lists it: an account in a region, or a membership. */
  readonly scope: string;
  readonly createdAt: number;
  deletedAt?: number;
  tags: TagMap;
}

/** All resources of one immutable type. */
export class ResourceCollection<R extends Resource> {
  private readonly byArn = new Map<string, R>();
  private readonly existingByScope = new Map<string, Set<R>>();

  /** @param kind what one of them is called in messages. */
  constructor(private readonly state: ServiceState, private readonly kind: string) {}

  /** Every one that exists. */
  public existing(): R[] {
    return [...this.existingByScope.values()].flatMap((resources) => [...resources]);
  }

  /**
   * What every resource has, for one that is to be added.
   *
   * @param path what comes before the identifier in its ARN
   */
  public next(caller: Caller, path: string, scope: string, { name, tags }: { readonly name: string; readonly tags?: TagMap }): Resource {
    this.requireFreeName(scope, name);
    const { now: createdAt } = this.state;
    return { arn: this.state.nextArn(caller, path), name, scope, sequence: this.state.nextSequence(), createdAt, tags: { ...tags } };
  }

  private requireFreeName(scope: string, name: string): void {
    if (this.state.behavior.uniqueNames !== false && [...this.existingByScope.get(scope) ?? []].some((resource) => resource.name === name)) {
      throw exception('ConflictException', `A ${this.kind} with the name "${name}" already exists.`);
    }
  }

  public add(resource: R): void {
    this.byArn.set(resource.arn, resource);
    const siblings = this.existingByScope.get(resource.scope) ?? new Set();
    this.existingByScope.set(resource.scope, siblings.add(resource));
  }

  /** What the ARN stands for, or undefined when it was issued elsewhere. One that was deleted is not found. */
  public find(arn: string): R | undefined {
    const resource = this.byArn.get(arn);
    if (resource?.deletedAt !== undefined) {
      throw notFound(this.kind, arn);
    }
    return resource;
  }

  /** The same, also of one that was deleted. */
  public lookUp(arn: string): R | undefined {
    return this.byArn.get(arn);
  }

  public require(arn: string): R {
    const resource = this.find(arn);
    if (resource === undefined) {
      throw notFound(this.kind, arn);
    }
    return resource;
  }

  public delete(resource: R): void {
    resource.deletedAt = this.state.now;
    this.existingByScope.get(resource.scope)?.delete(resource);
  }

  public page(listing: string, scope: string, page: Page): { rows: R[]; nextToken?: string } {
    const until = this.state.listedUntil();
    const listed = [...this.existingByScope.get(scope) ?? []].filter(({ createdAt }) => createdAt <= until);
    return pageOf(`${listing} ${scope}`, listed, page, this.state.behavior);
  }
}
