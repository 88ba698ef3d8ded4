/** What a deployment has to end like. */
import { sameVersion, statusAt, type Invariant, type Moment, type StackOutcome } from './invariant';
import { RESOURCE_TYPES } from '../../src/private/contract';
import type { TimelineEvent } from '../../rehearsal/index';
import { isCalm } from '../scenario';

const isModel = ({ type }: { readonly type: string }) => type === RESOURCE_TYPES.trainedModel;
const SUCCEEDED = /^(CREATE|UPDATE)_COMPLETE$/;

export const rollbackRestores: Invariant = {
  name: 'after a rollback, attributes are those before the update',
  check: ({ stacks }) => stacks.filter(({ touched, after }) => touched && after.status === 'UPDATE_ROLLBACK_COMPLETE').flatMap(({ name, before, after }) => (
    (before?.resources ?? []).flatMap((resource) => {
      const now = after.resources.find(({ logicalId }) => logicalId === resource.logicalId);
      if (now === undefined) {
        return [`${name}/${resource.logicalId} is gone`];
      }
      return LASTING.filter((attribute) => resource.attributes[attribute] !== now.attributes[attribute])
        .map((attribute) => `${name}/${resource.logicalId}: ${attribute} was ${String(resource.attributes[attribute])} and is ${String(now.attributes[attribute])}`);
    })
  )),
};

const USABLE = new Set(['CREATE_PENDING', 'CREATE_IN_PROGRESS', 'ACTIVE']);

/** A status goes on by itself, and a training's image is known when it is done. */
const LASTING = [
  'TrainedModelArn', 'VersionIdentifier', 'ParentVersionIdentifier', 'Name', 'ConfiguredModelAlgorithmArn', 'ConfiguredModelAlgorithmAssociationArn',
];

export const successIsUsable: Invariant = {
  name: 'the version that a successful deployment reports is or was usable, and is what was declared',
  check: (moment) => moment.stacks.filter(({ touched, after }) => touched && SUCCEEDED.test(after.status)).flatMap((stack) => (
    stack.after.resources.filter(isModel).flatMap((resource) => {
      const where = `${stack.name}/${resource.logicalId}`;
      const before = stack.before?.resources.find(({ logicalId }) => logicalId === resource.logicalId)?.attributes;
      const kept = before !== undefined && ['TrainedModelArn', 'VersionIdentifier'].every((name) => before[name] === resource.attributes[name]);
      const training = moment.journal.trainingsOf(stack.after.id, resource.logicalId).find(({ record }) => sameVersion(record, resource.attributes));
      // What was deleted for good is not trained again unless its inputs change.
      const lost = resource.attributes.TrainedModelArn === '' && before !== undefined
        && moment.emulator.trainings.find((record) => sameVersion(record, before))?.status() === undefined;
      if (kept || lost) {
        return [];
      }
      if (training === undefined) {
        return [`${where}: ${String(resource.attributes.TrainedModelArn) || 'no version'} was never trained for it`];
      }
      return [...usabilityProblems(training.record, moment), ...parentProblems(training.record)].map((problem) => `${where}: ${training.record.name} ${problem}`);
    })
  )),
};

function usabilityProblems(record: Moment['emulator']['trainings'][number], { startedAt, rehearsal }: Moment): string[] {
  const changes = record.history().filter(({ at }) => at >= startedAt && at <= rehearsal.now().getTime());
  const during = [statusAt(record, startedAt), ...changes.map(({ status }) => status)];
  return during.some((status) => USABLE.has(status)) ? [] : [`was ${during.join(', ')}`];
}

/** The parent that the service took has to be the one that was asked for. */
function parentProblems({ request, parent }: Moment['emulator']['trainings'][number]): string[] {
  const asked = request.incrementalTrainingDataChannels?.[0];
  return asked === undefined || (parent?.trainedModelArn === asked.trainedModelArn && parent.versionIdentifier === asked.versionIdentifier)
    ? []
    : [`was started from ${parent?.versionIdentifier ?? 'the base version'}, not from ${asked.versionIdentifier ?? 'the base version'}`];
}

/** Milliseconds after which CloudFormation gives up on an answer. */
const UNANSWERED = 3_600_000;

/** Seconds that a deployment can take: two requests for one resource after the other, each below the framework's hour. */
const LONGEST_REQUEST = 58 * 60;

export const endsByItself: Invariant = {
  name: 'a deployment ends by itself, with a reason',
  check: ({ stacks, rehearsal, startedAt, step }) => [
    ...rehearsal.timeline.events.filter(({ kind, at, text }) => kind === 'resource' && at >= startedAt && /_FAILED /.test(text))
      .filter((event) => !isUnanswered(event, rehearsal.timeline.events))
      .flatMap(({ text, resource }) => reasonProblems(text).map((problem) => `${resource}: ${problem}: ${text}`)),
    ...(step.do === 'deploy' ? [] : stacks.filter(({ seconds, touched }) => touched && seconds > 3 * LONGEST_REQUEST).map(({ name, seconds }) => `${name} took ${seconds} seconds`)),
  ],
};

/** How often Lambda tries an event; when its function has crashed each time, nobody is left to give an answer. */
const ATTEMPTS = 3;

function isUnanswered({ text, stack, resource, at }: TimelineEvent, events: readonly TimelineEvent[]): boolean {
  return /did not receive a response/.test(text) && events.filter((event) => (
    event.kind === 'notice' && event.stack === stack && event.resource === resource && event.at > at - UNANSWERED && event.at <= at
  )).length >= ATTEMPTS;
}

function reasonProblems(text: string): string[] {
  if (/did not receive a response|too long|Operation timed out|Invalid PhysicalResourceId|INVALID/.test(text)) {
    return ['the provider framework gave the reason, not the handlers'];
  }
  if (/cancelled$|planned|Task timed out|Runtime exited/.test(text)) {
    return [];
  }
  return /(TrainedModel|ConfiguredModelAlgorithm|ConfiguredModelAlgorithmAssociation) "\w+" \((Create|Update|Delete)\): ./.test(text) ? [] : ['the reason does not name resource and operation'];
}

/** What can stand in the way of a deployment without anything going wrong. */
const LEGITIMATE = [
  /planned/, /User Initiated/, /can not be updated/, /quota/,
  // Names that two want, or that somebody had.
  /does not own/, /already exists/,
  // The service took another parent, which some positions of a switch make it do.
  /as asked|which no request can name/,
  // A training that takes longer than the user wants to wait, or that ended badly before.
  /after \d+ minutes/, /It may be held by/,
];

export const calmSucceeds: Invariant = {
  name: 'a deployment fails for a reason alone',
  check: ({ stacks, step, startedAt, journal }) => (isCalm(step.disorder) && step.do === 'deploy' && ![...journal.intrusions.values()].some((at) => at >= startedAt)
    ? stacks.filter(({ touched, after, reason = '' }: StackOutcome) => touched && !SUCCEEDED.test(after.status) && !LEGITIMATE.some((pattern) => pattern.test(reason)))
      .map(({ name, after, reason }) => `${name} is ${after.status}: ${reason}`)
    : []),
};
