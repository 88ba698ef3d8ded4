/** The lifecycle of what the API can create, get, list, delete and tag, and nothing else. */
import type { Kind } from './kind';
import { reconcileImmutable } from './reconcile';
import type { Context } from '../../engine/context';
import { deleted } from '../../engine/ledger';
import type { Outcome } from '../../engine/outcome';
import type { Desired } from '../../engine/properties';
import { resourceType, type ResourceType } from '../../engine/resource-type';

/** What is a declared resource's own: data, and a call for each operation. */
export interface Declared<D, A> extends Kind<D, A> {
  /** What the resource is called in messages. */
  readonly noun: string;
  decode(raw: Record<string, unknown>): D;
  /** What of a request makes another resource of it. @default - all but its description */
  content?(request: D extends Desired<infer R> ? R : never): object;
  /** What makes another resource of it beside the request and the name. @default - nothing */
  revision?(desired: D): string | undefined;
  /** The membership that it belongs to. @default - it belongs to the account */
  membership?(desired: D): string;
}

export function declared<D extends Desired<object>, A extends Record<string, string>>(own: Declared<D, A>): ResourceType {
  const contentOf = (request: D['request']) => own.content?.(request as never) ?? withoutDescription(request);
  return resourceType<D, A>({
    noun: own.noun,
    dependants: own.dependants,
    decode: (raw) => own.decode(raw),
    identity: (desired) => ({ name: desired.name, request: contentOf(desired.request), revision: own.revision?.(desired) }),
    reconcile: async (context, request) => {
      if (own.membership === undefined) {
        return reconcileImmutable(own, context, request, undefined);
      }
      const membership = request.kind === 'Delete' ? request.membership : own.membership(request.desired);
      // Without a legible membership nothing can have been created.
      return membership === undefined ? nothingCreated(context, request.owner) : reconcileImmutable(own, context, request, membership);
    },
  });
}

/** Another description is no reason for another resource: the API cannot change it, and the next resource gets it. */
function withoutDescription(request: { readonly description?: string }): object {
  const { description: _description, ...others } = request;
  return others;
}

async function nothingCreated({ ledger }: Context, owner: string): Promise<Outcome<never>> {
  return { state: 'done', ledger: deleted((await ledger.read(owner))!) };
}
