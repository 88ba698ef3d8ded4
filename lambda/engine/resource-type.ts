/** What is particular to each of the three resource types, for code that treats them alike. */
import type { Context } from './context';
import { ALGORITHM, ASSOCIATION } from '../kinds/declared/kind';
import { reconcileImmutable } from '../kinds/declared/reconcile';
import { deleted } from './ledger';
import type { Outcome } from './outcome';
import {
  decodeAlgorithm, decodeAssociation, decodeTrainedModel, MalformedProperties,
  type DesiredAlgorithm, type DesiredAssociation, type DesiredTrainedModel,
} from './properties';
import type { Deletion, Request } from './request';
import { reconcileTrainedModel, releaseTrainedModel } from '../resources/trained-model/reconcile';
import { RESOURCE_TYPES, type AlgorithmAttributes, type AssociationAttributes, type TrainedModelAttributes } from '../../src/private/protocol/contract';

interface ResourceTypeOf<D, A> {
  /** What the resource is called in messages. */
  readonly noun: string;
  /** What may depend on it and keep it from being deleted. */
  readonly dependants: string;
  decode(raw: Record<string, unknown>): D;
  /** The properties that cannot change without making another resource. */
  identity(desired: D): unknown;
  reconcile(context: Context, request: Request<D> | Deletion): Promise<Outcome<A>>;
  /** Ends what was begun and never deployed for an owner whose place another one takes. @default - nothing of that kind costs */
  release?(context: Context, request: Deletion): Promise<Outcome<A>>;
}

const algorithm: ResourceTypeOf<DesiredAlgorithm, AlgorithmAttributes> = {
  noun: 'ConfiguredModelAlgorithm',
  dependants: ALGORITHM.dependants,
  decode: decodeAlgorithm,
  identity: ({ name, request }) => ({ name, request: withoutDescription(request) }),
  reconcile: (context, request) => reconcileImmutable(ALGORITHM, context, request, undefined),
};

const association: ResourceTypeOf<DesiredAssociation, AssociationAttributes> = {
  noun: 'ConfiguredModelAlgorithmAssociation',
  dependants: ASSOCIATION.dependants,
  decode: decodeAssociation,
  identity: ({ name, request }) => ({ name, request: withoutDescription(request) }),
  reconcile: async (context, request) => {
    const membership = request.kind === 'Delete' ? request.membership : request.desired.request.membershipIdentifier;
    // Without a legible membership nothing can have been created.
    return membership === undefined ? nothingCreated(context, request.owner) : reconcileImmutable(ASSOCIATION, context, request, membership);
  },
};

/** Another description is no reason for another resource: the API cannot change it, and the next resource gets it. */
function withoutDescription<R extends { readonly description?: string }>(request: R): Omit<R, 'description'> {
  const { description: _description, ...others } = request;
  return others;
}

const trainedModel: ResourceTypeOf<DesiredTrainedModel, TrainedModelAttributes> = {
  noun: 'TrainedModel',
  dependants: 'an inference job or an export of any member of the collaboration',
  decode: decodeTrainedModel,
  identity: ({ name, request }) => ({ name, membership: request.membershipIdentifier }),
  reconcile: reconcileTrainedModel,
  release: releaseTrainedModel,
};

async function nothingCreated({ ledger }: Context, owner: string): Promise<Outcome<never>> {
  return { state: 'done', ledger: deleted((await ledger.read(owner))!) };
}

export interface IdParts {
  readonly label: string;
  readonly identity: unknown;
}

/** A resource type whose desired state is known to nobody but itself. */
export interface ResourceType {
  readonly noun: string;
  readonly dependants: string;
  /** The label and identity that make a physical id; rejects malformed properties. */
  idParts(raw: Record<string, unknown>): IdParts;
  reconcile(context: Context, request: Deletion | RawRequest): Promise<Outcome<Record<string, string>>>;
  release?(context: Context, request: Deletion): Promise<Outcome<Record<string, string>>>;
}

/** A request whose properties are not decoded yet. */
export type RawRequest = Omit<Request<never>, 'desired' | 'previous'> & {
  readonly desired: Record<string, unknown>;
  readonly previous?: Record<string, unknown>;
};

function ofAny<D extends { label: string }, A extends Record<string, string>>(type: ResourceTypeOf<D, A>): ResourceType {
  return {
    noun: type.noun,
    dependants: type.dependants,
    idParts: (raw) => {
      const desired = type.decode(raw);
      return { label: desired.label, identity: type.identity(desired) };
    },
    reconcile: (context, request) => type.reconcile(context, request.kind === 'Delete' ? request : {
      ...request,
      desired: type.decode(request.desired),
      previous: tryDecode(type.decode, request.previous),
    }),
    release: type.release,
  };
}

/**
 * Earlier properties as far as they can be understood. After an update that was rejected for its properties,
 * they come back as the earlier ones of the rollback, which must not fail for the same reason.
 */
export function tryDecode<T>(decode: (raw: Record<string, unknown>) => T, raw: Record<string, unknown> | undefined): T | undefined {
  try {
    return raw && decode(raw);
  } catch (error) {
    if (error instanceof MalformedProperties) {
      return undefined;
    }
    throw error;
  }
}

const TYPES: { readonly [resourceType: string]: ResourceType } = {
  [RESOURCE_TYPES.algorithm]: ofAny(algorithm),
  [RESOURCE_TYPES.association]: ofAny(association),
  [RESOURCE_TYPES.trainedModel]: ofAny(trainedModel),
};

export function resourceTypeOf(name: string): ResourceType {
  const type = TYPES[name];
  if (type === undefined) {
    throw new Error(`ResourceType must be one of ${Object.keys(TYPES).join(', ')}, got ${JSON.stringify(name)}.`);
  }
  return type;
}

