/** Does what was decided about a trained model, one call at a time. */
import type { CreateTrainedModelRequest } from '../../src/private/api-requests';
import { FINGERPRINT_TAG, OWNER_TAG, TIMING, type TrainedModelAttributes } from '../../src/private/contract';
import { CallFailure, unlessNotFound } from '../call';
import type { TrainedModelVersionRequest } from '../clean-rooms-ml';
import type { Context } from '../context';
import { DeploymentFailure } from '../failure';
import { fingerprintText } from '../fingerprint';
import { accepted, announced, givenUp, removed, sameVersion, served, unanswered, unwanted, withdrawn, type LedgerEntry, type VersionRef } from '../ledger';
import { recordDecision, type Outcome, waiting } from '../outcome';
import { versionId } from '../properties';
import type { Deletion } from '../request';
import { explain } from '../service-error';
import { stackDirection } from '../stack-direction';
import { applyTags } from '../tag-changes';
import { decide, type Decision, type Seen, type TrainedModelRequest, type Training } from './decide';
import { observe } from './observe';
import { isActive, isOver, isStuck, newestFirst, type Version } from './version';

export async function reconcileTrainedModel(context: Context, request: TrainedModelRequest | Deletion): Promise<Outcome<TrainedModelAttributes>> {
  // Everything of the owner has to go, so a deletion looks everywhere.
  let seen = await observe(context, request, { thorough: request.kind === 'Delete' });
  for (;;) {
    const decision = decide(request, seen, context.now());
    recordDecision(context.log, request, decision, seen.versions.map(({ name, id, status }) => ({ name, id, status })));
    switch (decision.do) {
      case 'look-thoroughly':
        seen = await observe(context, request, { thorough: true });
        break;
      case 'ask-stack':
        seen = { ...seen, direction: await stackDirection(context, request) };
        break;
      case 'wait':
        return waiting(decision.why);
      case 'record':
      case 'withdraw':
      case 'disown': {
        const ledger = written(seen.ledger!, decision);
        if (!await context.ledger.write(ledger)) {
          return waiting(decision.why);
        }
        seen = { ...seen, ledger };
        break;
      }
      case 'train': {
        const result = await train(context, request as TrainedModelRequest, seen.ledger!, decision.training);
        if (result === 'not-sent') {
          return waiting(decision.why);
        }
        seen = result === 'accepted'
          ? await observe(context, request, { thorough: false })
          : { ...seen, ledger: await context.ledger.read(request.owner), quotaExceeded: true };
        break;
      }
      case 'cancel':
        await forEachOf(decision.versions, (version) => cancel(context, membershipOf(request), version));
        return waiting(decision.why);
      case 'give-up':
        if (await context.ledger.write(givenUp(seen.ledger!, decision.version, decision.why))) {
          await cancel(context, membershipOf(request), decision.version);
        }
        return waiting(decision.why);
      case 'delete-output':
        await forEachOf(decision.versions, (version) => (
          unlessNotFound(context.client.deleteTrainedModelOutput(versionRequest(membershipOf(request), version)))));
        return waiting(decision.why);
      case 'tag':
        for (const { arn, ...changes } of decision.changes) {
          await applyTags(context.client, arn, changes);
        }
        seen = { ...seen, tags: {} };
        break;
      case 'finish':
        return finish(context, request as TrainedModelRequest, seen, decision);
      case 'gone':
        await context.ledger.write(removed(seen.ledger!));
        return { state: 'done' };
      case 'fail':
        throw new DeploymentFailure(await reason(context, request, decision));
    }
  }
}

function written(ledger: LedgerEntry, decision: Extract<Decision, { do: 'record' | 'withdraw' | 'disown' }>): LedgerEntry {
  switch (decision.do) {
    case 'record': return accepted(ledger, decision.version);
    case 'withdraw': return unanswered(ledger);
    case 'disown': return unwanted(ledger);
  }
}

/**
 * Sends the one create of a training. Announcing it first is what makes it one: nobody sends another while the
 * outcome is open, and nobody whose request has been superseded gets as far as sending.
 */
async function train(context: Context, request: TrainedModelRequest, ledger: LedgerEntry, training: Training): Promise<'accepted' | 'not-sent' | 'quota-exceeded'> {
  const entry = announced(ledger, { name: training.name, at: context.now(), parent: training.parent });
  if (!await context.ledger.write(entry)) {
    return 'not-sent';
  }
  let created: { trainedModelArn: string; versionIdentifier?: string | null };
  try {
    created = await context.client.createTrainedModel(createRequest(request, training));
  } catch (error) {
    if (!(error instanceof CallFailure) || error.meaning === 'unknown-outcome') {
      throw error;
    }
    if (error.meaning === 'conflict' && request.desired.name === undefined && context.now() < request.startedAt + 2 * TIMING.settleSeconds * 1000) {
      // The name has the owner in it, so what took it was ours. It can be there, not listed yet; later, it has been, and the name is used up.
      const canBeThere = context.now() < request.startedAt + TIMING.settleSeconds * 1000;
      await context.ledger.write(canBeThere ? withdrawn(entry) : unanswered(entry));
      return 'not-sent';
    }
    await context.ledger.write(withdrawn(entry));
    if (error.meaning === 'quota-exceeded') {
      return 'quota-exceeded';
    }
    throw error.meaning === 'refused' && training.parent !== undefined && training.parent.id === undefined
      ? new DeploymentFailure(`${explain(error.operation, error.error)} It was to start from a base version, which no request can name: `
        + 'where the service takes another version for it, Retraining.fromScratch() for one deployment is the way out.')
      : error;
  }
  await context.ledger.write(accepted(entry, { arn: created.trainedModelArn, id: versionId(created.versionIdentifier) }));
  return 'accepted';
}

function createRequest({ owner, desired }: TrainedModelRequest, { name, fingerprint, parent }: Training): CreateTrainedModelRequest {
  return {
    ...desired.request,
    name,
    tags: { ...desired.tags, [OWNER_TAG]: owner, [FINGERPRINT_TAG]: fingerprintText(fingerprint) },
    ...(parent === undefined ? {} : {
      incrementalTrainingDataChannels: [{
        trainedModelArn: parent.arn,
        ...(parent.id === undefined ? {} : { versionIdentifier: parent.id }),
        channelName: desired.retraining.channelName!,
      }],
    }),
  };
}

/** One that refuses does not keep the others from being stopped or removed. What was trained from others goes first. */
async function forEachOf(versions: readonly Version[], run: (version: Version) => Promise<unknown>): Promise<void> {
  let failure: CallFailure | undefined;
  for (const version of newestFirst(versions)) {
    try {
      await run(version);
    } catch (error) {
      if (!(error instanceof CallFailure)) {
        throw error;
      }
      failure ??= error;
    }
  }
  if (failure !== undefined) {
    throw failure;
  }
}

async function cancel(context: Context, membership: string, version: Version): Promise<void> {
  try {
    await unlessNotFound(context.client.cancelTrainedModel(versionRequest(membership, version)));
  } catch (error) {
    if (!(error instanceof CallFailure) || error.meaning !== 'conflict') {
      throw error;
    }
    // It has come to its own end in the meantime, and what it is now is seen the next time. Only where a
    // cancellation failed before is there nothing new to see: then its output is what is left to remove.
    if (isStuck(version)) {
      await unlessNotFound(context.client.deleteTrainedModelOutput(versionRequest(membership, version)));
    }
  }
}

async function finish(
  context: Context, request: TrainedModelRequest, seen: Seen, { version, fingerprint, surplus }: Extract<Decision, { do: 'finish' }>,
): Promise<Outcome<TrainedModelAttributes>> {
  for (const old of surplus) {
    try {
      await context.client.deleteTrainedModelOutput(versionRequest(membershipOf(request), old));
    } catch (error) {
      // An old version that stays costs storage; a deployment that fails for it would cost more.
      recordDecision(context.log, request, { do: 'keep', why: `${old.name} could not be removed: ${(error as Error).message}` }, undefined, 'WARN');
    }
  }
  const ledger = seen.ledger!;
  const training = ledger.accepted.find((entry) => sameVersion(entry, version));
  // A version has an image digest once it is trained, and no call is made for less.
  const details = training?.imageDigest === undefined && version !== undefined && isActive(version)
    ? await detailsOf(context, membershipOf(request), version)
    : undefined;
  const imageDigest = training?.imageDigest ?? details?.trainingContainerImageDigest;
  const answer = ledger.served.find((entry) => entry.fingerprint === fingerprint)?.version;
  if (version !== undefined && (!sameVersion(answer, version) || imageDigest !== training?.imageDigest)) {
    const atRest = seen.versions.filter((other) => isActive(other) || isOver(other));
    await context.ledger.write(served(ledger, fingerprint, { arn: version.arn, id: version.id, imageDigest }, atRest));
  }
  return {
    state: 'done',
    attributes: {
      TrainedModelArn: version?.arn ?? '',
      VersionIdentifier: version?.id ?? '',
      ParentVersionIdentifier: training?.parent?.id ?? version?.startedFrom?.id ?? '',
      TrainingContainerImageDigest: imageDigest ?? '',
      Status: version?.status ?? '',
      Name: version?.name ?? '',
    },
  };
}

/** What the service says about one version; it answers about the latest when no version is given, so that is checked. */
async function detailsOf(context: Context, membership: string, version: VersionRef) {
  const details = await unlessNotFound(context.client.getTrainedModel(versionRequest(membership, version)));
  return details !== undefined && versionId(details.versionIdentifier) === version.id ? details : undefined;
}

async function reason(
  context: Context, request: TrainedModelRequest | Deletion, { version, why }: { version?: Version; why: string },
): Promise<string> {
  const details = version && await detailsOf(context, membershipOf(request), version);
  const said = details?.statusDetails?.message;
  return said === undefined ? why : `${why}: ${said}`;
}

function versionRequest(membershipIdentifier: string, { arn, id }: VersionRef): TrainedModelVersionRequest {
  return { membershipIdentifier, trainedModelArn: arn, ...(id === undefined ? {} : { versionIdentifier: id }) };
}

function membershipOf(request: TrainedModelRequest | Deletion): string {
  return request.kind === 'Delete' ? request.membership! : request.desired.request.membershipIdentifier;
}
