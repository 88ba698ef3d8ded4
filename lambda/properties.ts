/**
 * From the properties in an event to what they mean: numbers restored, lists back to maps, and an error that
 * says which property is malformed.
 */
import {
  CREATE_CONFIGURED_MODEL_ALGORITHM, CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION, CREATE_TRAINED_MODEL, UUID,
} from '../src/private/api-model';
import type {
  CreateConfiguredModelAlgorithmAssociationRequest, CreateConfiguredModelAlgorithmRequest, CreateTrainedModelRequest, TagMap,
} from '../src/private/api-requests';
import {
  PROPERTY_FORMAT, TIMING,
  type AlgorithmProperties, type AssociationProperties, type CommonProperties, type CompletionMode, type Entry, type RetrainScope,
  type RetrainingStrategy, type TrainedModelProperties,
} from '../src/private/contract';
import { toApiCasing } from '../src/private/property-casing';
import { problemsOf, problemsOfString, restore, show, type Problem, type StringShape, type StructureShape } from '../src/private/shape';

/** Properties that cannot be understood. */
export class MalformedProperties extends Error {
  constructor(problems: readonly Problem[]) {
    super(`Malformed properties: ${problems.map(({ path, message }) => `${path} ${message}`).join('; ')}.`);
    this.name = 'MalformedProperties';
  }
}

interface Desired<R> {
  readonly label: string;
  /** The name that the user asked for. */
  readonly name?: string;
  readonly tags: TagMap;
  readonly request: R;
}

export type DesiredAlgorithm = Desired<Omit<CreateConfiguredModelAlgorithmRequest, 'name' | 'tags'>>;

export interface DesiredAssociation extends Desired<Omit<CreateConfiguredModelAlgorithmAssociationRequest, 'name' | 'tags'>> {
  /** As the app gives it: see `toTrainingDefinition`. */
  readonly trainingDefinition?: string;
}

export interface DesiredTrainedModel extends Desired<Omit<CreateTrainedModelRequest, 'name' | 'tags' | 'incrementalTrainingDataChannels'>> {
  readonly retraining: {
    readonly strategy: RetrainingStrategy;
    readonly channelName?: string;
    readonly startFrom?: { readonly arn: string; readonly id?: string };
  };
  readonly retrainOn: RetrainScope;
  readonly revision?: string;
  /** That of the association, when it is known. */
  readonly trainingDefinition?: string;
  readonly completion: { readonly mode: CompletionMode; readonly timeoutSeconds: number };
  readonly keepLast?: number;
}

/** An event's properties before anything is known of them. */
export type Raw<T> = { readonly [K in keyof T]?: unknown };

export function decodeAlgorithm(raw: Raw<AlgorithmProperties>): DesiredAlgorithm {
  return new Decoder(raw).common(CREATE_CONFIGURED_MODEL_ALGORITHM);
}

export function decodeAssociation(raw: Raw<AssociationProperties>): DesiredAssociation {
  const decoder = new Decoder(raw);
  const trainingDefinition = decoder.optionalText('TrainingDefinition', raw.TrainingDefinition);
  return { ...decoder.common(CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION), trainingDefinition };
}

export function decodeTrainedModel(raw: Raw<TrainedModelProperties>): DesiredTrainedModel {
  const decoder = new Decoder(raw);
  const hyperparameters = decoder.entries('Hyperparameters', raw.Hyperparameters, 'Name');
  const environment = decoder.entries('Environment', raw.Environment, 'Name');
  const retraining = decoder.members('Retraining', raw.Retraining);
  const completion = decoder.members('Completion', raw.Completion);
  const retention = decoder.members('VersionRetention', raw.VersionRetention ?? {});
  const strategy = decoder.oneOf<RetrainingStrategy>('Retraining.Strategy', retraining.Strategy, ['INCREMENTAL', 'FROM_SCRATCH']);
  const startFrom = decoder.optionalText('Retraining.StartFromArn', retraining.StartFromArn);
  const decoded = {
    retraining: {
      strategy,
      channelName: strategy === 'INCREMENTAL' ? decoder.text('Retraining.ChannelName', retraining.ChannelName) : undefined,
      startFrom: startFrom === undefined
        ? undefined
        : { arn: startFrom, id: versionId(decoder.optionalText('Retraining.StartFromVersion', retraining.StartFromVersion)) },
    },
    retrainOn: decoder.oneOf<RetrainScope>('RetrainOn', raw.RetrainOn, ['INPUTS', 'ANY_TRAINING_PROPERTY', 'REVISION_ONLY']),
    revision: decoder.optionalText('Revision', raw.Revision),
    trainingDefinition: decoder.optionalText('TrainingDefinition', raw.TrainingDefinition),
    completion: {
      mode: decoder.oneOf<CompletionMode>('Completion.Mode', completion.Mode, ['WHEN_SUBMITTED', 'WHEN_ACTIVE']),
      timeoutSeconds: decoder.optionalNumber('Completion.TimeoutSeconds', completion.TimeoutSeconds) ?? TIMING.maxActiveMinutes * 60,
    },
    keepLast: decoder.optionalNumber('VersionRetention.KeepLast', retention.KeepLast),
  };
  return { ...decoder.common(CREATE_TRAINED_MODEL, { hyperparameters, environment }), ...decoded };
}

/**
 * The membership that a resource lives in, or nothing when that is not legible. A resource with malformed
 * properties was never created, and its deletion must not be what keeps a stack from going away.
 */
export function membershipIn(raw: Raw<AssociationProperties | TrainedModelProperties>): string | undefined {
  const membership = isRecord(raw.Request) ? raw.Request.MembershipIdentifier : undefined;
  return typeof membership === 'string' && problemsOfString(UUID, membership).length === 0 ? membership : undefined;
}

/** A version's identifier; the base version's is absent, null, empty or "NULL", and is never sent. */
export function versionId(id: string | null | undefined): string | undefined {
  return id === null || id === '' || id === 'NULL' ? undefined : id;
}

class Decoder {
  private readonly problems: Problem[] = [];

  constructor(private readonly raw: Raw<CommonProperties & { Request: unknown }>) {
    if (raw.PropertyFormat !== PROPERTY_FORMAT) {
      this.problem('PropertyFormat', `must be "${PROPERTY_FORMAT}", got ${show(raw.PropertyFormat)}; the handlers are older than the template`);
    }
  }

  /** What all resources have, once everything else is decoded: throws if anything was wrong. */
  common<R>(shape: StructureShape, maps: { [member: string]: Record<string, string> | undefined } = {}): Desired<R> {
    const { name: nameShape, tags: _tags, incrementalTrainingDataChannels: _incremental, ...members } = shape.members;
    const requestShape: StructureShape = { ...shape, members, required: shape.required.filter((member) => member in members) };
    const given = { ...this.members('Request', toApiCasing(this.raw.Request)), ...Object.fromEntries(Object.entries(maps).filter(([, map]) => map !== undefined)) };
    const request = restore(requestShape, given);
    this.problems.push(...problemsOf(requestShape, request, 'Request', isUnlisted).map(withoutSecrets));
    const label = this.text('Label', this.raw.Label);
    const name = this.optionalText('Name', this.raw.Name);
    if (name !== undefined) {
      problemsOfString(nameShape as StringShape, name).forEach((message) => this.problem('Name', message));
    }
    const tags = this.entries('Tags', this.raw.Tags, 'Key') ?? {};
    if (this.problems.length > 0) {
      throw new MalformedProperties(this.problems);
    }
    return { label, name, tags, request: request as R };
  }

  text(path: string, value: unknown): string {
    if (typeof value !== 'string' || value === '') {
      this.problem(path, `must be text, got ${show(value)}`);
      return '';
    }
    return value;
  }

  optionalText(path: string, value: unknown): string | undefined {
    return value === undefined || value === '' ? undefined : this.text(path, value);
  }

  optionalNumber(path: string, value: unknown): number | undefined {
    if (value === undefined) {
      return undefined;
    }
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1) {
      this.problem(path, `must be a whole number of at least 1, got ${show(value)}`);
    }
    return number;
  }

  oneOf<T extends string>(path: string, value: unknown, values: readonly T[]): T {
    if (!values.includes(value as T)) {
      this.problem(path, `must be one of ${values.join(', ')}, got ${show(value)}`);
    }
    return value as T;
  }

  members(path: string, value: unknown): Record<string, unknown> {
    if (!isRecord(value)) {
      this.problem(path, `must be a structure, got ${show(value)}`);
      return {};
    }
    return value;
  }

  entries(path: string, value: unknown, key: 'Name' | 'Key'): Record<string, string> | undefined {
    if (value === undefined) {
      return undefined;
    }
    if (!Array.isArray(value)) {
      this.problem(path, `must be a list, got a value of type ${typeof value}`);
      return undefined;
    }
    // Values are not shown: hyperparameters and environment can be secrets.
    return Object.fromEntries(value.map((entry: Partial<Entry> & { Key?: string }, i) => {
      if (typeof entry?.[key] !== 'string' || typeof entry.Value !== 'string') {
        this.problem(`${path}[${i}]`, `must have "${key}" and "Value" as text`);
      }
      return [entry?.[key], entry?.Value];
    }));
  }

  private problem(path: string, message: string) {
    this.problems.push({ path, message });
  }
}

/** Hyperparameters and environment can be secrets: what is wrong with them is said without their values. */
function withoutSecrets({ path, message }: Problem): Problem {
  const secret = /^Request\.(hyperparameters|environment)/.exec(path);
  return secret === null ? { path, message } : { path: secret[0], message: message.replace(/, got [^]*|key [^]* must/, (text) => (text.startsWith('key') ? 'has a key that must' : '')) };
}

/** An instance type that is newer than the list is for the service to judge. */
function isUnlisted(value: unknown): boolean {
  return typeof value === 'string' && /^ml\.[a-z0-9-]+\.[a-z0-9]+$/.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
