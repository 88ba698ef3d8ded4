/** What the service and the ledger say about a trained model. Reads only. */
import { baseNameOf } from './base-name';
import { fingerprintOf, fingerprintText, parseTrainingName, sameModel } from './fingerprint';
import { versionId } from './properties';
import { isUpToDate, type ObservedState, type TrainedModelRequest } from './state';
import { isActive, isOver, isTraining, type Version } from './version';
import type { TrainedModelSummary } from '../../../src/private/protocol/clean-rooms-ml';
import { OWNER_TAG } from '../../../src/private/protocol/contract';
import { unlessNotFound } from '../../engine/call';
import type { Context } from '../../engine/context';
import { haveSeconds } from '../../engine/elapsed';
import { sameVersion, type LedgerEntry, type ResourceRecord } from '../../engine/ledger';
import { allPages } from '../../engine/pages';
import { isCertainlyAbsent } from '../../engine/pending-create';
import { originIn } from '../../engine/physical-id';
import type { Deletion } from '../../engine/request';
import { sameTags } from '../../engine/tag-changes';

/**
 * @param fullListing whether to list the whole membership, or only to look at what the ledger says the request is about
 * @param relevant what it is about, of the ledger's records
 * @returns nothing when the request is superseded
 */
export async function observe(
  context: Context, request: TrainedModelRequest | Deletion, fullListing: boolean, relevant: typeof isRelevant = isRelevant,
): Promise<ObservedState | undefined> {
  const ledger = await context.ledger.read(request.owner);
  if (ledger?.request.id !== request.requestId) {
    return undefined;
  }
  const membership = membershipOf(request);
  const nothing = { ledger, versions: [], foreignNames: [], unseen: [], tags: {}, fullListing };
  if (membership === undefined) {
    return nothing;
  }

  const base = baseNameOf(request.owner, request.kind === 'Delete' ? request.name : request.desired.name);
  const known = fullListing ? ledger.records : ledger.records.filter(relevant(request, ledger));
  const arns = new Set(known.filter(({ terminal }) => terminal !== 'over').map(({ arn }) => arn));
  let listed: TrainedModelSummary[] = [];
  if (fullListing) {
    const models = await listModels(context, membership);
    // What is found of a pending create is recorded at once: a later call of this look can fail, and another member can delete it.
    const created = await findPending(context, membership, base, ledger, models);
    if (created !== undefined) {
      return { ...nothing, versions: [created] };
    }
    // Where the ledger has lost a version, it can be one of any model, which the listing shows under another owner's name.
    const isSearched = hasLostVersions(request, ledger) ? () => true : ({ name }: TrainedModelSummary) => parseTrainingName(base, name) !== undefined;
    models.filter(isSearched).forEach(({ trainedModelArn }) => arns.add(trainedModelArn));
    // The first training can have become a version of the model that it starts from.
    const startFrom = request.kind === 'Delete' ? undefined : request.desired.retraining.startFrom?.arn;
    if (startFrom?.includes(`:membership/${membership}/`)) {
      arns.add(startFrom);
    }
    listed = models;
  }

  const isComplete = isLedgerComplete(request, ledger);
  const versions: Version[] = [];
  const foreignNames: string[] = [];
  const listings = await inParallel([...arns], async (arn) => (
    (isComplete ? onlyVersion(arn, listed, ledger) : undefined) ?? await listVersions(context, membership, arn)));
  for (const summaries of listings) {
    for (const summary of summaries) {
      const version = toVersion(base, summary);
      if (version === undefined) {
        continue;
      }
      if (await isOwned(context, membership, request.owner, ledger, version, summaries)) {
        versions.push(withWhatIsKnown(request, version, ledger));
      } else {
        foreignNames.push(version.name);
      }
    }
  }

  const unseen: string[] = [];
  for (const record of known.filter((entry) => !versions.some((version) => sameVersion(version, entry)))) {
    const { version, isUnseen } = await findUnlisted(context, membership, base, record);
    versions.push(...version === undefined ? [] : [withWhatIsKnown(request, version, ledger)]);
    unseen.push(...isUnseen ? [record.name] : []);
  }
  const pending = ledger.pendingCreate?.name;
  if (fullListing && pending !== undefined && !versions.some(({ name }) => name === pending)) {
    unseen.push(pending);
  }
  return { ...nothing, versions, foreignNames, unseen, tags: await tagsOf(context, request, fullListing, versions) };
}

export function membershipOf(request: TrainedModelRequest | Deletion): string | undefined {
  return request.kind === 'Delete' ? request.membership : request.desired.request.membershipIdentifier;
}

/** The trainings that a request can be about. What is terminal and was asked for with other inputs is not. */
function isRelevant(request: TrainedModelRequest | Deletion, ledger: LedgerEntry): (record: ResourceRecord) => boolean {
  if (request.kind === 'Delete') {
    return () => true;
  }
  const { desired, previous } = request;
  const base = baseNameOf(request.owner, desired.name);
  const wanted = fingerprintOf(desired);
  const asked = [wanted, ...(previous === undefined ? [] : [fingerprintOf(previous)])].map(fingerprintText);
  const deployed = ledger.history.filter(({ fingerprint }) => asked.includes(fingerprint)).map(({ version }) => version);
  return (record) => {
    const fingerprint = parseTrainingName(base, record.name)?.fingerprint;
    return record.terminal === undefined
      || deployed.some((version) => sameVersion(version, record))
      || (fingerprint !== undefined && sameModel(desired.retrainOn, fingerprint, wanted));
  };
}

async function listModels(context: Context, membershipIdentifier: string): Promise<TrainedModelSummary[]> {
  return allPages((page) => context.client.listTrainedModels({ ...page, membershipIdentifier }), ({ trainedModels }) => trainedModels);
}

/** What a pending create has created, as far as listings show it. */
async function findPending(
  context: Context, membership: string, base: string, { pendingCreate, records }: LedgerEntry, models: readonly TrainedModelSummary[],
): Promise<Version | undefined> {
  if (pendingCreate === undefined) {
    return undefined;
  }
  const isCreated = ({ name }: TrainedModelSummary) => name === pendingCreate.name;
  const listed = models.find(isCreated);
  if (listed !== undefined) {
    return toVersion(base, listed);
  }
  // A training that starts from a model can be a version of that one, which the listing can show under another name.
  const isRelated = ({ name, trainedModelArn: arn }: TrainedModelSummary) => (
    parseTrainingName(base, name) !== undefined || records.some((record) => record.arn === arn));
  const parent = pendingCreate.parent?.arn;
  const arns = new Set([
    ...parent?.includes(`:membership/${membership}/`) ? [parent] : [],
    ...models.filter(isRelated).map(({ trainedModelArn }) => trainedModelArn),
  ]);
  for (const arn of arns) {
    const version = (await listVersions(context, membership, arn)).find(isCreated);
    if (version !== undefined) {
      return toVersion(base, version);
    }
  }
  return undefined;
}

/**
 * Whether the ledger has every version that there is. Where it does not, the listing of all models can hide some: it can show
 * one version of each. Before a deletion there is no way to tell.
 */
function isLedgerComplete(request: TrainedModelRequest | Deletion, ledger: LedgerEntry): boolean {
  return request.kind !== 'Delete' && request.previous !== undefined && ledger.unresolvedNames.length === 0 && isUpToDate(request, ledger);
}

/** Whether versions can exist that the ledger does not know: what is updated or deleted was created before. */
function hasLostVersions(request: TrainedModelRequest | Deletion, ledger: LedgerEntry): boolean {
  switch (request.kind) {
    case 'Create': return false;
    case 'Update': return ledger.history.length === 0 || !isUpToDate(request, ledger);
    case 'Delete': return ledger.lost === true;
  }
}

/** The version of a model that has one, as the listing of all models shows it: no further call is made for what has ended. */
function onlyVersion(arn: string, models: readonly TrainedModelSummary[], { records }: LedgerEntry): TrainedModelSummary[] | undefined {
  const rows = models.filter(({ trainedModelArn }) => trainedModelArn === arn);
  const known = records.filter((record) => record.arn === arn);
  const isAlone = known.length === 1 && rows.length === 1 && versionId(rows[0].versionIdentifier) === known[0].id;
  return isAlone && known[0].terminal !== undefined ? rows : undefined;
}

/** Calls at a time: a model with hundreds of versions can have as many ARNs. */
const PARALLEL = 5;

async function inParallel<T, R>(all: readonly T[], run: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < all.length; i += PARALLEL) {
    results.push(...await Promise.all(all.slice(i, i + PARALLEL).map(run)));
  }
  return results;
}

async function listVersions(context: Context, membershipIdentifier: string, trainedModelArn: string): Promise<TrainedModelSummary[]> {
  return await unlessNotFound(allPages(
    (page) => context.client.listTrainedModelVersions({ ...page, membershipIdentifier, trainedModelArn }),
    ({ trainedModels }) => trainedModels)) ?? [];
}

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
    ...(startedFrom === undefined ? {} : { startedFrom: { modelName: startedFrom.modelName, id: versionId(startedFrom.versionIdentifier) } }),
  };
}

/** A listing can show an outdated status. What has ended does not go on; a deletion removes whatever is shown all the same. */
function withWhatIsKnown({ kind }: TrainedModelRequest | Deletion, version: Version, { records }: LedgerEntry): Version {
  const terminal = kind === 'Delete' ? undefined : records.find((record) => sameVersion(record, version))?.terminal;
  if (terminal === 'active' && isTraining(version)) {
    return { ...version, status: 'ACTIVE' };
  }
  return terminal === 'over' && (isTraining(version) || isActive(version)) ? { ...version, status: 'INACTIVE' } : version;
}

/**
 * Owned is what the ledger records, or has announced, and what carries the owner's tag: the name alone, though it identifies
 * the owner, can have been chosen by somebody else. Where tags belong to the ARN, they are those of the version that was made
 * last: when another owner's version explains them, they say nothing about this one, and its name does.
 */
async function isOwned(
  context: Context, membershipIdentifier: string, owner: string, { records, pendingCreate }: LedgerEntry, version: Version,
  siblings: readonly TrainedModelSummary[],
): Promise<boolean> {
  if (records.some((record) => sameVersion(record, version)) || pendingCreate?.name === version.name) {
    return true;
  }
  // Without a version, the service answers about the latest one; the tags of the base version are those of the ARN.
  const tags = version.id === undefined
    ? (await unlessNotFound(context.client.listTagsForResource({ resourceArn: version.arn })))?.tags
    : (await unlessNotFound(
      context.client.getTrainedModel({ membershipIdentifier, trainedModelArn: version.arn, versionIdentifier: version.id })))?.tags;
  const tagged = tags?.[OWNER_TAG];
  if (tagged === undefined) {
    return false;
  }
  // An owner whose place this one took, or that took its place, is the same resource of the stack under another name.
  return originIn(tagged) === originIn(owner) || siblings.some(({ name }) => name !== version.name && name.includes(`-${originIn(tagged)}-`));
}

/** After so many seconds, a version that was to go, and that only a listing can show, is taken to be gone. */
const SECONDS_WITHOUT_ANSWER = 30;

/**
 * A version that the ledger records and that no listing shows. A listing can lag, or miss what an earlier one showed, so the
 * service is asked about the version itself.
 */
async function findUnlisted(
  context: Context, membershipIdentifier: string, base: string, record: ResourceRecord,
): Promise<{ readonly version?: Version; readonly isUnseen: boolean }> {
  const parsed = parseTrainingName(base, record.name);
  if (parsed === undefined) {
    return { isUnseen: false };
  }
  const { arn, id, name, at: createdAt } = record;
  const inStatus = (status: Version['status'], isUnseen = false) => ({ version: { ...parsed, arn, id, name, createdAt, status }, isUnseen });
  if (record.terminal === 'over') {
    return inStatus('INACTIVE');
  }
  const details = await unlessNotFound(context.client.getTrainedModel({
    membershipIdentifier, trainedModelArn: arn, ...(id === undefined ? {} : { versionIdentifier: id }),
  }));
  if (details !== undefined && versionId(details.versionIdentifier) === id) {
    return { version: toVersion(base, details), isUnseen: false };
  }
  const hasEnded = record.cancelled || record.removed;
  if (details === undefined && (record.seen || hasEnded)) {
    return inStatus('INACTIVE');
  }
  if (isCertainlyAbsent(record) || (hasEnded && haveSeconds(SECONDS_WITHOUT_ANSWER, record))) {
    return { version: { ...inStatus('INACTIVE').version, isInferred: true }, isUnseen: false };
  }
  return inStatus(record.seen || hasEnded || record.deletionRequested ? 'CANCEL_PENDING' : 'CREATE_PENDING', true);
}

/** Tags by ARN, where those of the request differ from those before. */
async function tagsOf(
  context: Context, request: TrainedModelRequest | Deletion, fullListing: boolean, versions: readonly Version[],
): Promise<ObservedState['tags']> {
  if (!fullListing || request.kind !== 'Update' || request.previous === undefined || sameTags(request.desired.tags, request.previous.tags)) {
    return {};
  }
  const tags: Record<string, Record<string, string>> = {};
  for (const resourceArn of new Set(versions.filter((version) => !isOver(version)).map(({ arn }) => arn))) {
    tags[resourceArn] = (await unlessNotFound(context.client.listTagsForResource({ resourceArn })))?.tags ?? {};
  }
  return tags;
}
