/** What every training that the service accepted has to be. */
import { isUnrecognizable, isUsableAt, statusAt, type Invariant, type Moment } from './invariant';
import type { TrainingRecord } from '../../emulator';
import { FINGERPRINT_TAG, type RetrainScope } from '../../src/private/protocol/contract';
import { toTemplateCasing } from '../../src/private/protocol/property-casing';
import { describeCourse, type HandlerEvent, type ObservedTraining } from '../journal';

export const atMostOneTraining: Invariant = {
  name: 'one training for each owner and fingerprint, unless the one before failed, was cancelled or had its output deleted',
  check: ({ journal, startedAt }) => journal.trainings.filter(({ record }) => record.acceptedAt >= startedAt).flatMap((training) => {
    const { record, owner } = training;
    const earlier = journal.trainings.find((other) => other !== training && other.owner === owner && fingerprintOf(other) === fingerprintOf(training)
      && journal.trainings.indexOf(other) < journal.trainings.indexOf(training) && isUsableAt(other.record, record.acceptedAt));
    return earlier === undefined ? [] : [`${record.name} was accepted while ${earlier.record.name} was ${statusAt(earlier.record, record.acceptedAt)}`];
  }),
};

export const oneTrainingForEachRequest: Invariant = {
  name: 'a request of CloudFormation starts one training at most',
  check: (moment) => moment.journal.trainings.filter(({ record }) => record.acceptedAt >= moment.startedAt).flatMap(({ record, event }) => {
    const first = moment.journal.trainings.find((other) => other.event.ResponseURL === event.ResponseURL)!;
    return first.record === record || isGoneUnrecorded(first.record, moment) ? [] : [`${record.name} was started after ${first.record.name}`];
  }),
};

/** What another member deletes before any look could record it is taken for a create that never arrived. */
function isGoneUnrecorded(record: TrainingRecord, { journal, events }: Moment): boolean {
  const deletedAt = journal.intrusions.get(record);
  return deletedAt !== undefined
    && events.some(({ kind, text, at }) => kind === 'decision' && at > deletedAt && text.startsWith(`discard-create: ${record.name} `));
}

export const trainsOnlyForRealChanges: Invariant = {
  name: 'what changes nothing that is trained with trains nothing',
  check: ({ journal: { trainings }, startedAt }) => trainings.filter(({ record }) => record.acceptedAt >= startedAt).flatMap((training) => {
    const { record, owner, event: { RequestType, ResourceProperties: wanted, OldResourceProperties: before } } = training;
    const alike = trainings.slice(0, trainings.indexOf(training)).filter((other) => (
      other.owner === owner && trainedWith(other.event.ResourceProperties, wanted.RetrainOn) === trainedWith(wanted, wanted.RetrainOn)));
    const usable = alike.find((other) => isUsableAt(other.record, record.acceptedAt));
    if (usable !== undefined) {
      return [`${record.name} was started while ${usable.record.name}, which was declared alike, was ${statusAt(usable.record, record.acceptedAt)}`];
    }
    // Also when another member has deleted the output: whoever wants it again changes the revision.
    const isUnchanged = RequestType === 'Update' && before !== undefined && isSameResource(before, wanted)
      && trainedWith(before, wanted.RetrainOn) === trainedWith(wanted, wanted.RetrainOn);
    const served = alike.find((other) => wasEverActive(other, record.acceptedAt));
    return isUnchanged && served !== undefined ? [`${record.name} was started by an update that changes nothing that ${served.record.name} was trained with`] : [];
  }),
};

function isSameResource(a: HandlerEvent['ResourceProperties'], b: HandlerEvent['ResourceProperties']): boolean {
  return a.Name === b.Name && a.Request.MembershipIdentifier === b.Request.MembershipIdentifier;
}

/** What a training was declared with, as far as a change of it trains again: taken from the properties, not from what the handlers make of them. */
export function trainedWith(declared: HandlerEvent['ResourceProperties'], scope: RetrainScope): string {
  const { ConfiguredModelAlgorithmAssociationArn: association, DataChannels: channels, TrainingInputMode, KmsKeyArn, ...others } = declared.Request;
  const { ResourceConfig, StoppingCondition, MlModelTrainingPayerAccountId } = others;
  return asText([
    declared.Revision ?? '',
    scope === 'REVISION_ONLY' ? undefined : [
      declared.TrainingDefinition || association, byName(channels, 'ChannelName'), TrainingInputMode, KmsKeyArn,
      mapOf(declared.Hyperparameters, 'Name'), mapOf(declared.Environment, 'Name'),
    ],
    scope === 'ANY_TRAINING_PROPERTY' ? [ResourceConfig, StoppingCondition, MlModelTrainingPayerAccountId] : undefined,
  ]);
}

function byName<T extends Record<string, unknown>>(entries: readonly T[], key: string): T[] {
  return [...entries].sort((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1));
}

export const nothingNewInRollback: Invariant = {
  name: 'no training is started, and nothing new is made, by a rollback',
  check: ({ journal, startedAt }) => [
    ...journal.trainings
      .filter(({ record, stack }) => record.acceptedAt >= startedAt && !journal.isTimely(stack))
      .map(({ record, stack }) => `${record.name} was sent ${describeCourse(stack)}`),
    ...journal.untimely,
  ],
};

export const trainedAsDeclared: Invariant = {
  name: 'a training is what was declared',
  check: (moment) => moment.journal.trainings.flatMap((training) => {
    const { journal: { trainings }, startedAt, emulator: { behavior }, scenario: { lag } } = moment;
    if (training.record.acceptedAt < startedAt) {
      return [];
    }
    const listingDelay = Math.max(behavior.listingDelaySeconds, lag?.listings ?? 0) * 1000;
    const recognizable = trainings.filter(({ record }) => !isUnrecognizable(record, moment, training.record.acceptedAt));
    const problems = [...requestProblems(training), ...parentProblems(training, trainings, recognizable, listingDelay)];
    return problems.map((problem) => `${training.record.name}: ${problem}`);
  }),
};

const fingerprintOf = ({ record }: ObservedTraining) => record.request.tags?.[FINGERPRINT_TAG];

function requestProblems({ record: { request }, owner, event: { ResourceProperties: declared } }: ObservedTraining): string[] {
  const { name, tags, hyperparameters, environment, incrementalTrainingDataChannels, ...members } = request;
  const problems: string[] = [];
  const compare = (what: string, sent: unknown, wanted: unknown) => {
    if (asText(sent) !== asText(wanted)) {
      problems.push(`${what} ${asText(sent)} is not ${asText(wanted)} as declared`);
    }
  };
  compare('the request', toTemplateCasing(members), declared.Request);
  compare('hyperparameters', hyperparameters ?? {}, mapOf(declared.Hyperparameters, 'Name'));
  compare('environment', environment ?? {}, mapOf(declared.Environment, 'Name'));
  const { 'cdk-cleanrooms-ml:owner': _owner, 'cdk-cleanrooms-ml:fingerprint': _fingerprint, ...others } = tags ?? {};
  compare('tags', others, mapOf(declared.Tags, 'Key'));
  if (!name.startsWith(`${declared.Name ?? owner}-`)) {
    problems.push(`the name ${name} is not made of ${declared.Name ?? owner}`);
  }
  return problems;
}

/**
 * Incremental training starts from the newest finished version, or else from where the user says. One that nothing in the service
 * shows to be the owner's can be known to its ledger, and need not be.
 */
function parentProblems(
  training: ObservedTraining, trainings: readonly ObservedTraining[], recognizable: readonly ObservedTraining[], listingDelay: number,
): string[] {
  const { record, owner, invokedAt, event: { ResourceProperties: { Retraining: declared } } } = training;
  const channel = record.request.incrementalTrainingDataChannels?.[0];
  const asked = channel && { arn: channel.trainedModelArn, id: channel.versionIdentifier };
  if (declared.Strategy === 'FROM_SCRATCH') {
    return asked === undefined ? [] : ['it starts from another version, and was declared to start from scratch'];
  }
  const isOwn = (other: ObservedTraining) => other.owner === owner && other !== training;
  const finished = recognizable.filter((other) => isOwn(other) && wasActive(other, invokedAt - listingDelay, record.acceptedAt));
  const newest = finished.reduce((latest, other) => Math.max(latest, other.record.acceptedAt), -Infinity);
  const possible = trainings.filter((other) => isOwn(other) && other.record.acceptedAt >= newest && wasEverActive(other, record.acceptedAt));
  if (asked === undefined) {
    return finished.length > 0 || declared.StartFromArn !== undefined ? ['it starts from scratch, and was declared to be incremental'] : [];
  }
  const isPossible = possible.some((other) => other.record.trainedModelArn === asked.arn && other.record.versionIdentifier === asked.id);
  const given = finished.length === 0 && asked.arn === declared.StartFromArn;
  return isPossible || given ? [] : [`it starts from ${asked.id ?? 'the base version'} of ${asked.arn}, which is not the newest finished version`];
}

/** Whether it could be seen to be finished all the time from one time to another. */
function wasActive({ record }: ObservedTraining, from: number, to: number): boolean {
  return record.acceptedAt < from && statusAt(record, from) === 'ACTIVE' && statusAt(record, to) === 'ACTIVE';
}

function wasEverActive({ record }: ObservedTraining, until: number): boolean {
  return record.history().some(({ status, at }) => status === 'ACTIVE' && at <= until);
}

function mapOf(entries: readonly Record<string, string>[] | undefined, key: string): Record<string, string> {
  return Object.fromEntries((entries ?? []).map((entry) => [entry[key], entry.Value]));
}

/** The same text for the same value, whatever the order of its members, and with numbers as CloudFormation has them. */
function asText(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).filter(([, member]) => member !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]));
  }
  return String(value);
}
