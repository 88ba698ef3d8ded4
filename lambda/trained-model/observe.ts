/** What the service and the ledger say about a trained model. Reads only. */
import { FINGERPRINT_TAG, OWNER_TAG, TIMING } from '../../src/private/contract';
import { unlessNotFound } from '../call';
import type { TrainedModelSummary } from '../clean-rooms-ml';
import type { Context } from '../context';
import { fingerprintOf, fingerprintText, parseTrainingName, sameModel } from '../fingerprint';
import { sameVersion, type Accepted, type LedgerEntry } from '../ledger';
import { allPages } from '../pages';
import { versionId } from '../properties';
import type { Deletion } from '../request';
import { sameTags } from '../tag-changes';
import type { Seen, TrainedModelRequest } from './decide';
import { isOver, type Version } from './version';

/**
 * @param options.thorough whether to look through the whole membership, or only at what the ledger says the request is about
 */
export async function observe(context: Context, request: TrainedModelRequest | Deletion, { thorough }: Pick<Seen, 'thorough'>): Promise<Seen> {
  const ledger = await context.ledger.read(request.owner);
  const membership = request.kind === 'Delete' ? request.membership : request.desired.request.membershipIdentifier;
  const nothing = { ledger, versions: [], foreignNames: [], tags: {}, thorough };
  if (ledger?.request.id !== request.requestId || membership === undefined) {
    return nothing;
  }

  const base = (request.kind === 'Delete' ? request.name : request.desired.name) ?? request.owner;
  const known = inQuestion(request, ledger, thorough);
  const arns = new Set(known.map(({ arn }) => arn));
  if (thorough) {
    const models = await allPages(
      (page) => context.client.listTrainedModels({ ...page, membershipIdentifier: membership }), ({ trainedModels }) => trainedModels);
    models.filter(({ name }) => parseTrainingName(base, name) !== undefined).forEach(({ trainedModelArn }) => arns.add(trainedModelArn));
    // A training that starts from a model can be a version of that one, which the listing can show under another name.
    const parent = ledger.intent?.parent?.arn;
    if (parent?.includes(`:membership/${membership}/`)) {
      arns.add(parent);
    }
  }

  const versions: Version[] = [];
  const foreignNames: string[] = [];
  for (const arn of arns) {
    const summaries = await unlessNotFound(allPages(
      (page) => context.client.listTrainedModelVersions({ ...page, membershipIdentifier: membership, trainedModelArn: arn }),
      ({ trainedModels }) => trainedModels));
    for (const summary of summaries ?? []) {
      const version = toVersion(base, summary);
      if (version === undefined) {
        continue;
      }
      const isAlone = summaries!.filter(({ name }) => name === version.name).length === 1;
      if (await isOurs(context, membership, request.owner, ledger, base, version, isAlone)) {
        versions.push(version);
      } else {
        foreignNames.push(version.name);
      }
    }
  }
  versions.push(...notListed(base, known, versions, context.now()));

  const tags: Record<string, Record<string, string>> = {};
  if (thorough && request.kind === 'Update' && request.previous !== undefined && !sameTags(request.desired.tags, request.previous.tags)) {
    for (const arn of new Set(versions.filter((version) => !isOver(version)).map((version) => version.arn))) {
      tags[arn] = (await unlessNotFound(context.client.listTagsForResource({ resourceArn: arn })))?.tags ?? {};
    }
  }
  return { ...nothing, versions, foreignNames, tags };
}

/** The trainings that a request can be about. What has come to rest and was asked for with other inputs is not. */
function inQuestion(request: TrainedModelRequest | Deletion, ledger: LedgerEntry, thorough: boolean): Accepted[] {
  if (request.kind === 'Delete' || thorough) {
    return [...ledger.accepted];
  }
  const { desired, previous } = request;
  const base = desired.name ?? request.owner;
  const wanted = fingerprintOf(desired);
  const asked = [wanted, ...(previous === undefined ? [] : [fingerprintOf(previous)])].map(fingerprintText);
  const answers = ledger.served.filter(({ fingerprint }) => asked.includes(fingerprint)).map(({ version }) => version);
  return ledger.accepted.filter((entry) => {
    const fingerprint = parseTrainingName(base, entry.name)?.fingerprint;
    return !entry.settled
      || answers.some((answer) => sameVersion(answer, entry))
      || (fingerprint !== undefined && sameModel(desired.retrainOn, fingerprint, wanted));
  });
}

const CLOCK_SKEW_MS = 1_000;

function toVersion(base: string, summary: TrainedModelSummary): Version | undefined {
  const parsed = parseTrainingName(base, summary.name);
  const startedFrom = summary.incrementalTrainingDataChannels?.[0];
  return parsed && {
    ...parsed,
    arn: summary.trainedModelArn,
    id: versionId(summary.versionIdentifier),
    name: summary.name,
    status: summary.status,
    createdAt: new Date(summary.createTime).getTime(),
    updatedAt: new Date(summary.updateTime).getTime(),
    ...(startedFrom === undefined ? {} : { startedFrom: { modelName: startedFrom.modelName, id: versionId(startedFrom.versionIdentifier) } }),
  };
}

/**
 * Ours is what the ledger says the service accepted from us, and what carries our owner tag. A generated name
 * that was announced is ours as well: it has the stack and the logical id in it.
 */
async function isOurs(
  context: Context, membershipIdentifier: string, owner: string, ledger: LedgerEntry, base: string, version: Version, isAlone: boolean,
): Promise<boolean> {
  const { intent } = ledger;
  if (ledger.accepted.some((entry) => sameVersion(entry, version)) || (base === owner && intent?.name === version.name)) {
    return true;
  }
  // Tags do not tell versions of one model apart that two resources trained under one name; the time of an announcement does.
  if (!isAlone && !(intent?.name === version.name && version.createdAt >= intent.at - CLOCK_SKEW_MS)) {
    return false;
  }
  // Without a version, the service answers about the latest one; the tags of the base version are those of the ARN.
  const tags = version.id === undefined
    ? (await unlessNotFound(context.client.listTagsForResource({ resourceArn: version.arn })))?.tags
    : (await unlessNotFound(
      context.client.getTrainedModel({ membershipIdentifier, trainedModelArn: version.arn, versionIdentifier: version.id })))?.tags;
  // The tags can be those of another version, when they belong to the ARN: then they have another fingerprint. A name that
  // was generated tells the two apart, and a name that the user chose does not.
  return tags?.[OWNER_TAG] === owner && (base === owner || tags[FINGERPRINT_TAG] === fingerprintText(version.fingerprint));
}

/**
 * What the service accepted and does not list. Its listings can lag, so what it accepted a moment ago is there, though not
 * seen yet. What is missing later is over: a training was cancelled or its output deleted, and the service shows it no more.
 */
function notListed(base: string, known: readonly Accepted[], listed: readonly Version[], now: number): Version[] {
  return known
    .filter((entry) => !listed.some((version) => sameVersion(version, entry)))
    .flatMap((entry) => {
      const parsed = parseTrainingName(base, entry.name);
      const status = now >= entry.at + TIMING.settleSeconds * 1000 ? 'INACTIVE' : entry.unwanted || entry.givenUp !== undefined ? 'CANCEL_PENDING' : 'CREATE_PENDING';
      return parsed === undefined
        ? []
        : [{ ...parsed, arn: entry.arn, id: entry.id, name: entry.name, status, createdAt: entry.at, updatedAt: entry.at }];
    });
}
