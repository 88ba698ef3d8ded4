/** A declared type: it becomes active, and goes, in the course of time. */
import { failure, type Thing, type ToyService } from './toy-service';
import type { Desired } from '../../../lambda/engine/properties';
import type { ResourceType } from '../../../lambda/engine/resource-type';
import { declared } from '../../../lambda/kinds/declared/declared';

interface IndexProperties {
  readonly Label: string;
  readonly Field: string;
  readonly Tags?: Record<string, string>;
}

export function indexType(service: ToyService): ResourceType {
  const status = (thing: Thing) => {
    if (thing.deletedAt !== undefined) {
      return 'DELETE_IN_PROGRESS';
    }
    if (service.isInactive) {
      return 'INACTIVE';
    }
    return service.isDone(thing) ? (thing.hasFailed ? 'CREATE_FAILED' : 'ACTIVE') : 'CREATE_IN_PROGRESS';
  };
  return declared<Desired<{ field: string }>, { Arn: string }>({
    noun: 'Index',
    dependants: 'a query',
    isGradual: true,
    decode: (raw) => {
      const { Label, Field, Tags = {} } = raw as unknown as IndexProperties;
      return { label: Label, tags: Tags, request: { field: Field } };
    },
    list: () => service.do('ListIndexes', () => service.alive().map(({ arn, name }) => ({ arn, name }))),
    get: (_, __, arn) => service.do('GetIndex', () => {
      const thing = service.find(arn);
      return { tags: thing.tags, status: status(thing), message: thing.hasFailed ? 'no room' : undefined };
    }),
    create: (_, { request }, name, tags) => service.create('CreateIndex', name, tags, request),
    remove: (_, __, arn) => service.do('DeleteIndex', () => {
      const thing = service.find(arn);
      if (thing.deletedAt !== undefined) {
        throw failure('ConflictException');
      }
      thing.deletedAt = service.now();
    }),
    attributes: ({ arn }) => ({ Arn: arn }),
  });
}
