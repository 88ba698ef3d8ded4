/**
 * Why a deployment can fail though nothing goes wrong: each reason is looked up in what really happened, so that no
 * message can excuse itself.
 */
import { isUnrecognizable, sameVersion, statusAt, type Moment, type StackOutcome } from './invariant';
import type { CallRecord, TrainingRecord } from '../../emulator';
import { MAX_UNRESOLVED } from '../../lambda/engine/pending-create';
import type { StackDescription, TimelineEvent } from '../../rehearsal/index';
import { OWNER_TAG, RESOURCE_TYPES, TIMING } from '../../src/private/protocol/contract';
import { HARMLESS_SECONDS } from '../clocks';
import type { ModelDeclaration, StackDeclaration } from '../declarations';
import { originIn } from '../journal';
import { isCalm } from '../scenario';
import { BYSTANDER, CONSUMER } from '../template';
import { trainedWith } from './trainings';

/** What failed, and what there is to know about it. */
interface Failure {
  readonly moment: Moment;
  readonly stack: StackOutcome;
  readonly event: TimelineEvent;
  readonly logicalId: string;
  /** Creates and cancellations of this resource since the step began, and deletions of anybody. */
  readonly calls: readonly CallRecord[];
  readonly trainings: readonly TrainingRecord[];
  readonly declared?: ModelDeclaration;
}

/** Whether the failure of a stack's deployment has one of the reasons that a failure can have. */
export function isLegitimate(stack: StackOutcome, moment: Moment): boolean {
  const { step, startedAt, events, recovering, cancelledAt } = moment;
  if (step.do !== 'deploy') {
    return false;
  }
  if (!recovering && /_FAILED$/.test(stack.before?.status ?? '') && stack.reason?.includes('can not be updated')) {
    return true;
  }
  if (recovering && stack.reason?.includes('can not be updated') && isBeyondRestoring(stack, moment)) {
    return true;
  }
  if (stack.after.status === 'DELETE_FAILED' && isHeldByWhatStays(stack.after, moment)) {
    return true;
  }
  const failed = events.filter(({ kind, stack: name, text }) => (
    kind === 'resource' && name === stack.name && /^(CREATE|UPDATE|DELETE)_FAILED/.test(text) && !/cancelled$/.test(text)
  ));
  const rolledBack = rollbackSince(stack, startedAt);
  const before = failed.filter(({ at }) => at <= rolledBack);
  const after = failed.filter(({ at }) => at > rolledBack);
  const givenUp = stack.reason === 'User Initiated' && (cancelledAt.get(stack.name) ?? -Infinity) >= startedAt;
  const causes = [...givenUp ? [] : before.slice(0, 1), ...stack.after.status.endsWith('_FAILED') ? after : []];
  return (givenUp || causes.length > 0) && causes.every((event) => {
    const failure = failureOf(event, stack, moment);
    return REASONS.some(({ says, isTrue }) => says.test(event.text) && isTrue(failure));
  });
}

/** A rollback that had nothing left to restore: the ledger was lost, and others have deleted what it knew. */
function isBeyondRestoring(stack: StackOutcome, moment: Moment): boolean {
  return moment.rehearsal.timeline.events.some((event) => (
    event.kind === 'resource' && event.stack === stack.name && NOTHING_LEFT.says.test(event.text) && NOTHING_LEFT.isTrue(failureOf(event, stack, moment))));
}

function failureOf(event: TimelineEvent, stack: StackOutcome, moment: Moment): Failure {
  const { journal, emulator } = moment;
  const resources = [...stack.after.resources, ...stack.before?.resources ?? []];
  const logicalId = resources.find(({ path }) => path === event.resource)?.logicalId ?? event.resource!.split('/').pop()!;
  const origins = new Set(journal.originsOf(stack.after.id, [logicalId, event.resource!]));
  const isOwn = (tags: unknown) => origins.has(originIn((tags as Record<string, string> | undefined)?.[OWNER_TAG] ?? ''));
  return {
    moment,
    stack,
    event,
    logicalId,
    calls: moment.calls.filter(({ operation, request }) => !operation.startsWith('Create') || isOwn(request.tags)),
    trainings: emulator.trainings.filter(({ request }) => isOwn(request.tags)),
    declared: declarationOf(moment, stack)?.models[constructIdOf(logicalId)],
  };
}

/** A synthesis appends a hash of eight characters to the construct's id. */
function constructIdOf(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

function declarationOf({ step }: Moment, { name }: StackOutcome): StackDeclaration | undefined {
  return step.do === 'deploy' ? step.stacks.find((each) => each.name === name) : undefined;
}

/** When the stack began to go back, in a step that began at a time. */
function rollbackSince({ after: { statuses } }: StackOutcome, startedAt: number): number {
  return statuses.find(({ status, at }) => at >= startedAt && /^(UPDATE_)?ROLLBACK_IN_PROGRESS$/.test(status))?.at ?? Infinity;
}

const wasAnswered = ({ calls }: Failure, operation: RegExp, outcome: string) => (
  calls.filter((call) => operation.test(call.operation) && call.outcome === outcome));

/** Milliseconds before a failure in which its reason was last met: the handlers do not ask all the time. */
const RECENTLY = 20 * 60_000;

/** Milliseconds that a deployment can take longer where calls have to be tried again. */
const RETRIES = 180_000;

/** Milliseconds of a validation that a deployment can be too short for. */
const LONG_VALIDATION = TIMING.deadlineMinutes * 60_000 - RETRIES;

/** What a failure says, and whether it is true. */
interface Reason {
  readonly says: RegExp;
  readonly isTrue: (failure: Failure) => boolean;
}

/**
 * A ledger that was lost, and versions that others deleted or an update cancelled: nothing is left that could be in use. What was trained with other
 * inputs is not what was deployed, and where only another member's deletion is known, no ARN is.
 */
const NOTHING_LEFT: Reason = {
  says: /no version of this model exists any more/,
  isTrue: ({ trainings, event, stack, logicalId, moment: { journal } }) => {
    const isUsable = (record: TrainingRecord) => statusAt(record, event.at) === 'ACTIVE';
    const given = stack.before?.resources.find((resource) => resource.logicalId === logicalId)?.attributes;
    const inUse = given && trainings.find((record) => sameVersion(record, given));
    const isGone = (record: TrainingRecord) => !isUsable(record) && (journal.intrusions.has(record) || !wasEverUsable(record));
    const asked = journal.latestRequest(stack.after.id, logicalId)?.ResourceProperties;
    const forTheSame = asked === undefined ? [] : journal.trainingsOf(stack.after.id, logicalId)
      .filter(({ event: { ResourceProperties: declared } }) => trainedWith(declared, asked.RetrainOn) === trainedWith(asked, asked.RetrainOn));
    return !trainings.some(isUsable) || (journal.ledgerWasLost && (
      (inUse !== undefined && isGone(inUse)) || (forTheSame.length > 0 && forTheSame.every(({ record }) => isGone(record)))));
  },
};

const REASONS: readonly Reason[] = [
  // A failure that the scenario has planned.
  {
    says: /planned/,
    isTrue: ({ moment: { step }, logicalId }) => step.do === 'deploy' && logicalId.startsWith(step.failure === 'after' ? CONSUMER : BYSTANDER),
  },
  // A quota that was really used up shortly before, or that is too small for what was asked for.
  {
    says: /quota/i,
    isTrue: (failure) => wasAnswered(failure, /^(CreateTrainedModel|StartTrainedModelInferenceJob)$/, 'ServiceQuotaExceededException').some(({ at }) => at >= failure.event.at - RECENTLY),
  },
  // The service took another parent, which some positions of a switch make it do. What could not be cancelled then is adopted by nobody.
  {
    says: /as asked/,
    isTrue: ({ trainings, event }) => trainings.some(({ name, request, parent }) => {
      const asked = request.incrementalTrainingDataChannels?.[0];
      return event.text.includes(name) && asked !== undefined
        && (asked.trainedModelArn !== parent?.trainedModelArn || asked.versionIdentifier !== parent?.versionIdentifier);
    }),
  },
  // The service took the latest version for the base version, which has no name, and refused it.
  {
    says: /must be an ACTIVE trained model/,
    isTrue: (failure) => wasAnswered(failure, /^CreateTrainedModel$/, 'ValidationException').some(({ request }) => {
      const [channel] = (request as unknown as TrainingRecord['request']).incrementalTrainingDataChannels ?? [];
      return channel !== undefined && channel.versionIdentifier === undefined;
    }),
  },
  // A training that took longer than the user wanted to wait.
  { says: /after \d+ minutes/, isTrue: tookTooLong },
  // What has to be tried again, creates whose outcome has to be waited for, and CloudFormation's status, which has to be certain,
  // take as long as the user wanted to wait.
  {
    says: /no training had been started after \d+ minutes/,
    isTrue: (failure) => {
      const { declared, moment } = failure;
      const unknown = discardedCreates(failure);
      const waited = TIMING.statusSeconds + unknown.length * TIMING.creationGracePeriodSeconds;
      const needed = RETRIES + waited * 1000;
      return (moment.scenario.latency || !isCalm(moment.step.disorder)) && (declared?.activeWithinMinutes ?? Infinity) * 60_000 <= needed;
    },
  },
  NOTHING_LEFT,
  // A receiver that is declared without what it receives with, or whose ML configuration could not be made.
  {
    says: /has no ML configuration in the collaboration/,
    isTrue: ({ stack, moment }) => declarationOf(moment, stack)?.workflow?.mlConfiguration === undefined,
  },
  // A query or a job that failed by itself.
  {
    says: /CREATE_FAILED/,
    isTrue: ({ event, moment: { journal, startedAt } }) => journal.payments.some(({ record, event: sentFor }) => (
      (event.text.includes(record.name) || event.text.includes(`"${sentFor.LogicalResourceId}"`))
      && record.history().some(({ status, at }, i, history) => status === 'CREATE_FAILED' && at >= startedAt && !/^CANCEL/.test(history[i - 1].status)))),
  },
  // A job that takes longer than its deployment wants to wait: by itself, or since a quota and what had to be tried again kept it.
  {
    says: /is CREATE_(PENDING|IN_PROGRESS) after \d+ minutes/,
    isTrue: ({ event, stack, moment: { journal, emulator: { behavior } } }) => {
      const minutes = Number(/after (\d+) minutes/.exec(event.text)![1]);
      const needed = Math.max(behavior.inferenceSeconds, behavior.exportSeconds) + behavior.pendingSeconds + RETRIES / 1000;
      return needed >= minutes * 60 || journal.payments.some(({ record, event: { StackId: id } }) => (
        id === stack.after.id && event.text.includes(record.name)
        && (record.history().every(({ status }) => /^CREATE_(PENDING|IN_PROGRESS)$/.test(status)) || record.acceptedAt > event.at - needed * 1000)));
    },
  },
  // A validation that failed by itself, in this deployment.
  {
    says: /is Failed/,
    isTrue: ({ event, moment: { journal, startedAt } }) => journal.algorithms.some(({ record }) => (
      event.text.includes(record.name) && record.history().some(({ status, at }) => status === 'Failed' && at >= startedAt))),
  },
  // A validation that takes about as long as a deployment can wait, or longer.
  {
    says: /is (Pending|InProgress)/,
    isTrue: ({ event, moment: { journal } }) => journal.algorithms.some(({ record }) => (
      event.text.includes(record.name)
      && !record.history().some(({ status, at }) => /^(Completed|Failed)$/.test(status) && at < record.acceptedAt + LONG_VALIDATION))),
  },
  // What a job was to be made from, or to read, could not be used.
  {
    says: /so no (training|inference job|export) was started/,
    isTrue: ({ event, moment: { emulator } }) => [
      ...emulator.trainings.map((record) => ({ arn: record.trainedModelArn, status: statusAt(record, event.at) })),
      ...emulator.queries.map((record) => ({ arn: record.mlInputChannelArn, status: statusAt(record, event.at) })),
    ].some(({ arn, status }) => event.text.includes(arn) && status !== 'ACTIVE'),
  },
  // A training that failed by itself.
  {
    says: /CREATE_FAILED/,
    isTrue: ({ trainings, event, moment: { startedAt } }) => trainings.some((record) => event.text.includes(record.name) && (
      record.history().some(({ status, at }, i, history) => status === 'CREATE_FAILED' && at >= startedAt && !/^CANCEL/.test(history[i - 1].status))
    )),
  },
  // Another member has deleted what there was.
  {
    says: /no version of this model exists any more/,
    isTrue: ({ trainings, event, moment: { journal } }) => trainings.some((record) => journal.intrusions.has(record))
      && trainings.every((record) => !/^(CREATE_PENDING|CREATE_IN_PROGRESS|ACTIVE)$/.test(statusAt(record, event.at))),
  },
  // A name that the user chose and that something else has: also what the new resource is to take the place of. Or a name that a
  // version has of which nothing in the service, and no ledger any more, says whose it is.
  {
    says: /does not own|already exists/,
    isTrue: (failure) => {
      const { event, moment } = failure;
      const name = chosenNameOf(failure);
      const isUnknown = moment.emulator.trainings.some((record) => event.text.includes(`"${record.name}"`) && isUnrecognizable(record, moment));
      return isUnknown || name !== undefined && (wasAnswered(failure, /^Create/, 'ConflictException').length > 0 || isNamed(failure, name));
    },
  },
  // Creates of which the service gave no result, one after the other, until there were as many as are sent.
  {
    says: /was (requested|sent) \d+ times, and the service shows no result of it/,
    isTrue: ({ calls }) => calls.filter(({ operation, outcome }) => operation.startsWith('Create') && outcome !== 'ok').length >= MAX_UNRESOLVED,
  },
  // Something that is really held when its stack has to be deleted before it can be made anew.
  { says: /^DELETE_FAILED/, isTrue: (failure) => wasAnswered(failure, /^Delete/, 'ConflictException').length > 0 },
  // Addresses are signed to the second, so of two requests within one second the one that arrives last counts.
  {
    says: /supersedes this one/,
    isTrue: ({ event, moment: { events } }) => {
      const sent = events.filter(({ kind, stack, resource }) => kind === 'request' && stack === event.stack && resource === event.resource)
        .map(({ at }) => Math.floor(at / 1000));
      return new Set(sent).size < sent.length;
    },
  },
  // With clocks that are off by minutes, deadlines come early or late.
  {
    says: /(after|within) \d+ minutes|not being created or updated any more|did not receive a response/,
    isTrue: ({ moment: { scenario: { clocks } } }) => (clocks?.within ?? 0) > HARMLESS_SECONDS,
  },
];

/** What was cancelled by an update that was taken back afterwards is in use again, and of no use. */
function wasEverUsable(record: TrainingRecord): boolean {
  return record.history().some(({ status }) => status === 'ACTIVE');
}

/** A training that was not, or could not have been, over when the time was up that its declaration gives it; a quota, a cancellation of the step before, or the outcome of a create can have had to be waited for. */
function tookTooLong(failure: Failure): boolean {
  const { trainings, declared, event, moment: { step, startedAt, emulator, scenario: { clocks } } } = failure;
  const patience = (declared?.activeWithinMinutes ?? Infinity) * 60_000;
  // What has to be tried again takes longer.
  const slack = (isCalm(step.disorder) ? 2000 * TIMING.statusSeconds : RETRIES) + 2000 * (clocks?.within ?? 0);
  const { pendingSeconds, trainingSeconds } = emulator.behavior;
  const needed = (pendingSeconds + (typeof trainingSeconds === 'number' ? trainingSeconds : 0)) * 1000;
  return trainings.some((record) => {
    const begun = Math.max(record.acceptedAt, startedAt);
    const end = record.history().find(({ status, at }) => at >= begun && /^(ACTIVE|CREATE_FAILED|CANCEL_PENDING)$/.test(status))?.at ?? event.at;
    const isHeldUp = wasAnswered(failure, /^CreateTrainedModel$/, 'ServiceQuotaExceededException').length > 0
      || trainings.some((other) => other !== record && /^CANCEL/.test(statusAt(other, startedAt)))
      || discardedCreates(failure).length > 0;
    const waitedFor = isHeldUp ? begun - startedAt : 0;
    const took = Math.max(end - begun + waitedFor, record.acceptedAt >= startedAt ? needed : 0);
    return !isOver(record, begun) && took >= patience - slack;
  });
}

/** Creates of the resource whose outcome was waited for, and never known. */
function discardedCreates({ event, moment: { events } }: Failure): TimelineEvent[] {
  return events.filter(({ kind, stack, resource, text }) => (
    kind === 'decision' && stack === event.stack && resource === event.resource && text.startsWith('discard-create')));
}

function isOver(record: TrainingRecord, time: number): boolean {
  return record.history().some(({ status, at }) => at < time && !/^(CREATE_PENDING|CREATE_IN_PROGRESS|CANCEL_)/.test(status));
}

function chosenNameOf({ moment, stack, logicalId }: Failure): string | undefined {
  const { algorithms, associations, models } = declarationOf(moment, stack)!;
  // A synthesized logical id goes on after the construct's.
  return Object.entries<{ readonly name?: string }>({ ...algorithms, ...associations, ...models }).find(([id]) => logicalId.startsWith(id))?.[1].name;
}

/** Whether something of that name was there, at any time of the step. */
function isNamed({ moment: { emulator, journal, namesBefore, calls }, stack, logicalId }: Failure, name: string): boolean {
  const own = new Set(journal.originsOf(stack.after.id, [logicalId]));
  return namesBefore.has(name)
    || calls.some(({ operation, request, outcome }) => /^CreateConf/.test(operation) && outcome === 'ok' && request.name === name)
    || emulator.trainings.some((record) => record.name.startsWith(`${name}-`) && !own.has(originIn(record.request.tags?.[OWNER_TAG] ?? '')));
}

/** What the user wants to retain, or CloudFormation has forgotten, holds what it was made with. */
export function isHeldByWhatStays({ resources }: StackDescription, { emulator, journal }: Moment): boolean {
  const { activeOutputs, runningTrainings, associations } = emulator.leftBehind();
  const stays = [...activeOutputs, ...runningTrainings].some(({ request: { tags } }) => journal.isExcused(tags?.[OWNER_TAG] ?? ''))
    || associations.some(({ tags }) => journal.isExcused(tags[OWNER_TAG] ?? ''));
  return stays && emulator.behavior.deletionBlockedBy.length > 0 && resources.every(({ type }) => type !== RESOURCE_TYPES.trainedModel);
}
