/** What a deployment has to end like. */
import { declaredIn, isUsableAt, sameVersion, statusAt, SUCCEEDED, USABLE, type Invariant, type Moment, type StackOutcome } from './invariant';
import { isHeldByWhatStays, isLegitimate } from './legitimate-failures';
import type { TrainingRecord } from '../../emulator';
import type { StackDescription, TimelineEvent } from '../../rehearsal/index';
import { RESOURCE_TYPES, TIMING } from '../../src/private/protocol/contract';
import { HARMLESS_SECONDS } from '../clocks';
import { isPassing } from '../scenario';

const isModel = ({ type }: { readonly type: string }) => type === RESOURCE_TYPES.trainedModel;

export const rollbackRestores: Invariant = {
  name: 'after a rollback, attributes are those before the update',
  check: (moment) => moment.stacks.filter(({ touched, after }) => touched && after.status === 'UPDATE_ROLLBACK_COMPLETE').flatMap(({ name, before, after }) => [
    ...after.resources.filter((resource) => isModel(resource) && resource.attributes.TrainedModelArn === '')
      .map(({ logicalId }) => `${name}/${logicalId} has no version, and the rollback succeeded`),
    ...(before?.resources ?? []).flatMap((resource) => {
      const now = after.resources.find(({ logicalId }) => logicalId === resource.logicalId);
      if (now === undefined) {
        return [`${name}/${resource.logicalId} is gone`];
      }
      if (isForgotten(resource.attributes, now.attributes, moment)) {
        return [];
      }
      return LASTING.filter((attribute) => resource.attributes[attribute] !== now.attributes[attribute])
        .map((attribute) => `${name}/${resource.logicalId}: ${attribute} was ${String(resource.attributes[attribute])} and is ${String(now.attributes[attribute])}`);
    }),
  ]),
};

/**
 * Which of several versions was in use is known to the ledger alone, which can have been lost. Of those that were trained for
 * the same revision, and are the same to a user who retrains on little else, a usable one takes the place of any.
 */
function isForgotten(before: Attributes, now: Attributes, { journal, startedAt }: Moment): boolean {
  const trainingOf = (attributes: Attributes) => journal.trainings.find(({ record }) => sameVersion(record, attributes));
  const [former, latter] = [trainingOf(before), trainingOf(now)];
  return journal.ledgerWasLost && former !== undefined && latter !== undefined
    && former.event.ResourceProperties.Revision === latter.event.ResourceProperties.Revision
    && (journal.intrusions.has(former.record) || !isUsableAt(former.record, startedAt) || isUsableAt(latter.record, startedAt));
}

type Attributes = Readonly<Record<string, unknown>>;

/** A status goes on by itself, and a training's image is known when it is done. */
const LASTING = [
  'TrainedModelArn', 'VersionIdentifier', 'ParentVersionIdentifier', 'Name', 'ConfiguredModelAlgorithmArn', 'ConfiguredModelAlgorithmAssociationArn',
  'MlInputChannelArn', 'TrainedModelInferenceJobArn', 'S3Uri',
];

export const successIsUsable: Invariant = {
  name: 'the version that a successful deployment reports is or was usable, and is what was declared',
  check: (moment) => moment.stacks.filter(({ touched, after }) => touched && SUCCEEDED.test(after.status)).flatMap((stack) => (
    stack.after.resources.filter(isModel).flatMap((resource) => {
      const where = `${stack.name}/${resource.logicalId}`;
      const before = stack.before?.resources.find(({ logicalId }) => logicalId === resource.logicalId)?.attributes;
      const kept = before !== undefined && ['TrainedModelArn', 'VersionIdentifier'].every((name) => before[name] === resource.attributes[name]);
      const training = moment.journal.trainingsOf(stack.after.id, resource.logicalId).find(({ record }) => sameVersion(record, resource.attributes));
      if (resource.attributes.TrainedModelArn === '') {
        return [`${where} has no version, and the deployment succeeded`];
      }
      if (kept && moment.journal.wasLeftOut(stack.after.id, resource.logicalId)) {
        return [];
      }
      if (training !== undefined && training.event.ResourceProperties.Revision !== declaredRevision(stack.name, resource.logicalId, moment)) {
        return [`${where}: ${training.record.name} was trained for another revision than the one that is declared`];
      }
      if (kept || (before !== undefined && isForgotten(before, resource.attributes, moment))) {
        return [];
      }
      if (training === undefined) {
        return [`${where}: ${String(resource.attributes.TrainedModelArn)} was never trained for it`];
      }
      if (isDeletedUnseen(training.record, moment)) {
        return [];
      }
      return [...usabilityProblems(training.record, moment), ...parentProblems(training.record)].map((problem) => `${where}: ${training.record.name} ${problem}`);
    })
  )),
};

/** The revision that a step asks for. */
function declaredRevision(name: string, logicalId: string, { step }: Moment): string | undefined {
  const models = step.do === 'deploy' ? step.stacks.find((stack) => stack.name === name)!.models : {};
  return declaredIn(models, logicalId)?.revision;
}

/** What another member deletes right after its training began is taken for one that a listing does not show yet. */
function isDeletedUnseen(record: TrainingRecord, { journal }: Moment): boolean {
  return (journal.intrusions.get(record) ?? Infinity) < record.acceptedAt + TIMING.creationGracePeriodSeconds * 1000;
}

function usabilityProblems(record: TrainingRecord, { startedAt, rehearsal }: Moment): string[] {
  const changes = record.history().filter(({ at }) => at >= startedAt && at <= rehearsal.now().getTime());
  const during = [statusAt(record, startedAt), ...changes.map(({ status }) => status)];
  return during.some((status) => USABLE.includes(status)) ? [] : [`was ${during.join(', ')}`];
}

/** The parent that the service took has to be the one that was asked for. */
function parentProblems({ request, parent }: TrainingRecord): string[] {
  const asked = request.incrementalTrainingDataChannels?.[0];
  return asked === undefined || (parent?.trainedModelArn === asked.trainedModelArn && parent.versionIdentifier === asked.versionIdentifier)
    ? []
    : [`was started from ${parent?.versionIdentifier ?? 'the base version'}, not from ${asked.versionIdentifier ?? 'the base version'}`];
}

/** Milliseconds after which CloudFormation gives up on an answer. */
const UNANSWERED = 3_600_000;

/** Seconds that a deployment can take: two requests for one resource after the other, each below CloudFormation's hour. */
const LONGEST_REQUEST = 58 * 60;

export const endsByItself: Invariant = {
  name: 'a deployment ends by itself, with a reason',
  check: (moment) => [
    ...moment.events.filter(({ kind, text }) => kind === 'resource' && /_FAILED /.test(text))
      .filter((event) => !isUnanswered(event, moment.rehearsal.timeline.events) && !isTroubled(event, moment) && !isLate(event, moment))
      .flatMap(({ text, resource }) => reasonProblems(text).map((problem) => `${resource}: ${problem}: ${text}`)),
    ...(moment.step.do === 'deploy' ? [] : moment.stacks.filter((stack) => stack.touched && stack.seconds > longestDeletion(stack, moment))
      .map(({ name, seconds }) => `${name} took ${seconds} seconds`)),
  ],
};

/** Seconds for the kinds of resources, one after the other: three, two more with data and jobs, and one with a validation. What nobody can answer takes all of CloudFormation's hour. */
function longestDeletion({ name }: StackOutcome, { events }: Moment): number {
  const unanswered = events.filter((event) => event.stack === name && event.kind === 'resource' && isUnanswered(event, events));
  return 6 * (unanswered.length > 0 ? UNANSWERED / 1000 + 60 : LONGEST_REQUEST);
}

/** How often Lambda tries an event; when its function has crashed each time, nobody is left to give an answer. */
const ATTEMPTS = 3;

function isUnanswered({ text, stack, resource, at }: TimelineEvent, events: readonly TimelineEvent[]): boolean {
  return /did not receive a response/.test(text) && events.filter((event) => (
    event.kind === 'notice' && event.stack === stack && event.resource === resource && event.at > at - UNANSWERED && event.at <= at
  )).length >= ATTEMPTS;
}

/** Nobody could give an answer in time to what came late. */
function isTroubled({ text, stack, resource, at }: TimelineEvent, { troubledDeliveries, rehearsal }: Moment): boolean {
  return /did not receive a response/.test(text) && troubledDeliveries.some(({ StackId: id, LogicalResourceId: logicalId, sentAt }) => {
    const { name, resources } = rehearsal.describeAll().find((each) => each.id === id)!;
    return name === stack && sentAt <= at && sentAt >= at - UNANSWERED - 60_000
      && (logicalId === resource || resources.find((each) => each.logicalId === logicalId)?.path === resource);
  });
}

/** With clocks that are off by minutes, the handlers' own deadline comes too late. */
function isLate({ text }: TimelineEvent, { scenario: { clocks } }: Moment): boolean {
  return /did not receive a response/.test(text) && (clocks?.within ?? 0) > HARMLESS_SECONDS;
}

function reasonProblems(text: string): string[] {
  if (/did not receive a response|too long|Invalid PhysicalResourceId/.test(text)) {
    return ['CloudFormation gave the reason, not the handlers'];
  }
  if (/cancelled$|planned/.test(text)) {
    return [];
  }
  return /(TrainedModel|ConfiguredModelAlgorithm|ConfiguredModelAlgorithmAssociation|MlInputChannel|TrainedModelInference|TrainedModelExport|MlConfiguration|SageMakerAlgorithm) "\w+" \((Create|Update|Delete)\): ./.test(text) ? [] : ['the reason does not name resource and operation'];
}

export const calmSucceeds: Invariant = {
  name: 'a deployment fails for a reason alone, and not for what passes',
  check: (moment) => {
    const { stacks, step, startedAt, journal } = moment;
    if (step.do !== 'deploy' || !isPassing(step.disorder) || [...journal.intrusions.values()].some((at) => at >= startedAt)) {
      return [];
    }
    return stacks.filter((stack) => stack.touched && !SUCCEEDED.test(stack.after.status) && !isLegitimate(stack, moment))
      .map(({ name, after, reason }) => `${name} is ${after.status}: ${reason}`);
  },
};

export const everythingEnds: Invariant = {
  name: 'when nothing goes wrong any more, every stack can be deleted',
  check: (moment) => (moment.last ? moment.stacks : []).filter(({ after }) => after.status !== 'DELETE_COMPLETE' && !isHeldByWhatStays(after, moment))
    .map(({ name, after, reason }) => `${name} is ${after.status}: ${reason ?? lastFailure(after, moment)}`),
};

function lastFailure({ name }: StackDescription, { rehearsal }: Moment): string | undefined {
  return rehearsal.timeline.events.filter(({ stack, text }) => stack === name && /^DELETE_FAILED ./.test(text)).pop()?.text;
}
