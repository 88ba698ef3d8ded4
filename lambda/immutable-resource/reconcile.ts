/** Observes an immutable resource and does what was decided about it, one call at a time. */
import { OWNER_TAG } from '../../src/private/contract';
import { CallFailure, unlessNotFound } from '../call';
import type { Context } from '../context';
import { DeploymentFailure } from '../failure';
import { accepted, announced, removed, withdrawn, type LedgerEntry } from '../ledger';
import { recordDecision, waiting, type Outcome } from '../outcome';
import type { Deletion, Request } from '../request';
import { stackDirection } from '../stack-direction';
import { applyTags } from '../tag-changes';
import { decide, type Seen, type Tagged } from './decide';
import type { Found, Kind } from './kind';

export async function reconcileImmutable<D extends Tagged, A>(
  kind: Kind<D, A>, context: Context, request: Request<D> | Deletion, membership: string | undefined,
): Promise<Outcome<A>> {
  let seen = await observe(kind, context, request, membership, false);
  for (;;) {
    const decision = decide(request, seen, context.now());
    recordDecision(context.log, request, decision, seen.found?.arn);
    switch (decision.do) {
      case 'look-thoroughly':
        seen = await observe(kind, context, request, membership, true);
        break;
      case 'ask-stack':
        seen = { ...seen, direction: await stackDirection(context, request) };
        break;
      case 'wait':
        return waiting(decision.why);
      case 'record':
      case 'withdraw': {
        const ledger = decision.do === 'record' ? accepted(seen.ledger!, { arn: decision.found.arn }) : withdrawn(seen.ledger!);
        if (!await context.ledger.write(ledger)) {
          return waiting(decision.why);
        }
        seen = { ...seen, ledger };
        break;
      }
      case 'create': {
        const created = await create(kind, context, request as Request<D>, seen.ledger!, decision.name);
        if (created === undefined) {
          return waiting(decision.why);
        }
        return { state: 'done', attributes: kind.attributes(created, (request as Request<D>).desired) };
      }
      case 'tag':
        await applyTags(context.client, decision.found.arn, decision);
        return { state: 'done', attributes: kind.attributes(decision.found, (request as Request<D>).desired) };
      case 'delete':
        await unlessNotFound(kind.remove(context.client, membership, decision.found.arn));
        return gone(context, seen.ledger!);
      case 'finish':
        return { state: 'done', attributes: kind.attributes(decision.found, (request as Request<D>).desired) };
      case 'gone':
        return gone(context, seen.ledger!);
      case 'fail':
        throw new DeploymentFailure(decision.why);
    }
  }
}

/** What was accepted is not looked for again. */
async function gone(context: Context, ledger: LedgerEntry): Promise<{ readonly state: 'done' }> {
  await context.ledger.write(removed({ ...ledger, accepted: [] }));
  return { state: 'done' };
}

async function observe<D extends Tagged, A>(
  kind: Kind<D, A>, context: Context, request: Request<D> | Deletion, membership: string | undefined, thorough: boolean,
): Promise<Seen> {
  const ledger = await context.ledger.read(request.owner);
  const nothing = { ledger, nameTaken: false, thorough };
  if (ledger?.request.id !== request.requestId) {
    return nothing;
  }
  const name = (request.kind === 'Delete' ? request.name : request.desired.name) ?? request.owner;
  const known = ledger.accepted.map((entry): Found => ({ arn: entry.arn, name: entry.name })).reverse();
  const listed = thorough ? (await kind.list(context.client, membership)).filter((entry) => entry.name === name) : [];
  const candidates = [...known, ...listed.filter(({ arn }) => !known.some((entry) => entry.arn === arn))];
  for (const candidate of candidates) {
    const tags = await unlessNotFound(kind.tags(context.client, membership, candidate.arn));
    if (tags !== undefined && (tags[OWNER_TAG] === request.owner || known.includes(candidate))) {
      return { ...nothing, found: { ...candidate, tags } };
    }
  }
  return { ...nothing, nameTaken: listed.length > 0 };
}

/** Sends the one create, announced before it is sent. Nothing when somebody else was faster with the ledger. */
async function create<D extends Tagged, A>(
  kind: Kind<D, A>, context: Context, { owner, desired }: Request<D>, ledger: LedgerEntry, name: string,
): Promise<Found | undefined> {
  const entry = announced(ledger, { name, at: context.now() });
  if (!await context.ledger.write(entry)) {
    return undefined;
  }
  let arn: string;
  try {
    arn = await kind.create(context.client, desired, name, { ...desired.tags, [OWNER_TAG]: owner });
  } catch (error) {
    if (error instanceof CallFailure && error.meaning !== 'unknown-outcome') {
      await context.ledger.write(withdrawn(entry));
    }
    throw error;
  }
  await context.ledger.write(accepted(entry, { arn }));
  return { arn, name };
}
