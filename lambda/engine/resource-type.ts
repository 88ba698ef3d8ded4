/** What is particular to a resource type, for an engine that treats all of them alike. */
import type { Context } from './context';
import type { Outcome } from './outcome';
import { MalformedProperties } from './properties';
import type { Deletion, Request } from './request';

/** A resource type, with the desired state that only it knows. */
export interface ResourceTypeOf<D, A> {
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

/** The resource type that a description of it makes. */
export function resourceType<D extends { readonly label: string }, A extends Record<string, string>>(type: ResourceTypeOf<D, A>): ResourceType {
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
