import { isDeepStrictEqual } from 'node:util';
import type { Cloud } from './cloud';
import { fill, generatedName, hash } from './physical-names';
import { applyEffect, removeEffect } from './resource-effects';
import { type ExistingResource, ResourceFailure, type ResourceModel, type ResourceProvider, type ResourceRequest } from './resource-provider';
import { isCustomResource, resourceType, type ResourceType } from './resource-types';
import { uuidOf } from '../emulator/identifiers';

/** Resources that a rehearsal stands in for: there at once, with plausible ids and attributes. */
export class SimulatedResourceProvider implements ResourceProvider {
  constructor(private readonly cloud: Cloud, private readonly seconds: number) {}

  public async create(request: ResourceRequest): Promise<ResourceModel> {
    const model = modelOf(request, this.typeOf(request));
    await this.change(() => applyEffect(this.cloud, request, model));
    return model;
  }

  public async update(request: ResourceRequest, existing: ExistingResource): Promise<ResourceModel> {
    const type = this.typeOf(request);
    const replacing = [type.name ?? [], type.replacedBy ?? []].flat()
      .some((property) => !isDeepStrictEqual(request.properties[property], existing.properties[property]));
    const updated = replacing ? modelOf(request, type) : {
      physicalId: existing.physicalId,
      attributes: { ...existing.attributes, ...attributesFromProperties(request, type) },
    };
    await this.change(() => applyEffect(this.cloud, request, updated, replacing ? undefined : existing));
    return updated;
  }

  public async delete(request: ResourceRequest, existing: ExistingResource): Promise<void> {
    await this.change(() => removeEffect(this.cloud, request, existing));
  }

  public missingAttribute({ logicalId, physicalId, stack }: Parameters<ResourceProvider['missingAttribute']>[0], name: string): string {
    return name.endsWith('Arn')
      ? fill('arn:{partition}:rehearsal:{region}:{account}:{id}', stack.environment, { id: physicalId })
      : `${logicalId}-${name}`;
  }

  private typeOf({ definition: { Type }, stack, logicalId }: ResourceRequest): ResourceType {
    const type = resourceType(Type);
    if (type === undefined && !isCustomResource(Type)) {
      this.cloud.timeline.notice(`${Type} is not known here: a stand-in without effect`, { stack: stack.name, resource: stack.pathOf(logicalId) });
    }
    return type ?? {};
  }

  private async change(effect: () => void): Promise<void> {
    try {
      effect();
    } catch (error) {
      throw new ResourceFailure((error as Error).message);
    }
    await this.cloud.scheduler.sleep(this.seconds);
  }
}

function modelOf(request: ResourceRequest, type: ResourceType): ResourceModel {
  const { stack, logicalId, generation, properties } = request;
  const generated = () => {
    const made = generatedName(stack.id, stack.name, logicalId, generation, type.maxNameLength);
    return type.lowerCase ? made.toLowerCase() : made;
  };
  const given = type.name === undefined ? undefined : properties[type.name];
  const values: Record<string, string> = {
    name: given === undefined ? generated() : String(given),
    uuid: uuidOf(stack.id, logicalId, generation),
    hex: hash(16, stack.id, logicalId, generation),
    ...propertyValues(properties),
  };
  values.id = fill(type.id ?? '{name}', stack.environment, values);
  return { physicalId: values.id, attributes: mapValues(type.attributes ?? {}, (pattern) => fill(pattern, stack.environment, values)) };
}

/** The attributes that can change without another resource being made. */
function attributesFromProperties({ stack, properties }: ResourceRequest, type: ResourceType): Record<string, string> {
  const patterns = Object.fromEntries(Object.entries(type.attributes ?? {}).filter(([, pattern]) => pattern.startsWith('{.')));
  return mapValues(patterns, (pattern) => fill(pattern, stack.environment, propertyValues(properties)));
}

function propertyValues(properties: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [`.${name}`, String(value)]));
}

function mapValues(source: Readonly<Record<string, string>>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(source).map(([key, value]) => [key, change(value)]));
}
