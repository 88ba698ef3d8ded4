/** What may be left of a stack, and what may not be touched. */
import { GONE, hasFailed, isUnrecognizable, isVersion, sameVersion, stackOf, type Invariant } from './invariant';
import type { TrainingRecord } from '../../emulator';
import type { ExecutionInput } from '../../lambda/engine/handlers';
import { LEDGER, OWNER_TAG, TIMING } from '../../src/private/protocol/contract';
import { isCalm } from '../scenario';

export const nothingRunsUnwanted: Invariant = {
  name: 'once it is quiet, no training runs that no live stack wants',
  check: (moment) => (moment.quiet ? moment.emulator.leftBehind().runningTrainings : []).flatMap((record) => {
    const stack = stackOf(moment, record.request.tags?.[OWNER_TAG]);
    // A training that cannot be cancelled goes on whatever anybody does.
    const stuck = record.history().some(({ status }) => status === 'CANCEL_FAILED');
    if (stack === undefined || hasFailed(stack) || stuck || moment.journal.isExcused(record.request.tags![OWNER_TAG])) {
      return [];
    }
    return stack.resources.some(({ attributes }) => sameVersion(record, attributes)) ? [] : [`${record.name} is ${record.status()} for ${stack.name}, which is ${stack.status}`];
  }),
};

/** Milliseconds in which a deletion has cancelled what runs, when nothing goes wrong: it can have to wait until a listing shows it. */
const CANCELLED_WITHIN = TIMING.creationGracePeriodSeconds * 1000 + 60_000;

export const deletionCancels: Invariant = {
  name: 'a training whose model is deleted does not go on to its end',
  check: ({ journal, startedAt, step }) => (isCalm(step.disorder) ? journal.trainings : []).flatMap(({ record, owner }) => {
    const { since } = journal.deletions.get(owner) ?? { since: -Infinity };
    const end = record.history().find(({ status }) => status === 'ACTIVE' || status === 'CREATE_FAILED' || status === 'CANCEL_PENDING');
    return since >= startedAt && record.acceptedAt < since && end !== undefined && end.status !== 'CANCEL_PENDING' && end.at > since + CANCELLED_WITHIN
      ? [`${record.name} was ${end.status} ${(end.at - since) / 1000} seconds after its deletion began`]
      : [];
  }),
};

export const nothingStaysBehind: Invariant = {
  name: 'a deleted stack leaves nothing behind, or says what and why',
  check: (moment) => {
    if (!moment.quiet) {
      return [];
    }
    const { algorithms, associations, activeOutputs } = moment.emulator.leftBehind();
    const left = [
      ...[...algorithms, ...associations].map(({ name, tags }) => ({ name, owner: tags[OWNER_TAG] })),
      ...activeOutputs.filter((record) => !isUnrecognizable(record, moment))
        .map(({ name, request: { tags } }) => ({ name, owner: tags?.[OWNER_TAG] })),
    ];
    return left.flatMap(({ name, owner }) => {
      const stack = stackOf(moment, owner);
      return stack !== undefined && GONE.has(stack.status) && !moment.journal.isExcused(owner!)
        ? [`${name} is left of ${stack.name}, which is ${stack.status}`]
        : [];
    });
  },
};

/** Without its ledger, a table takes an event that is delivered again for one that it has never seen. */
export const requestsAreForgotten: Invariant = {
  name: 'a request that is over leaves neither its properties nor its response address',
  check: ({ quiet, journal, rehearsal }) => (quiet && !journal.ledgerWasLost ? rehearsal.executions : [])
    .filter(({ status }) => status === 'SUCCEEDED')
    .flatMap(({ input }) => {
      const { owner, request } = JSON.parse(input) as ExecutionInput;
      const contents = rehearsal.dynamoDb.tables.map(({ items }) => items.get(`${owner}/${request}`)?.[LEDGER.entry]);
      return contents.some((content) => content !== undefined && 'S' in content && content.S !== 'null') ? [`the request ${request} of ${owner} is still stored`] : [];
    }),
};

export const inUseStays: Invariant = {
  name: 'the version in use, and what it was trained from, is not removed by its own stack',
  check: ({ stacks, journal, startedAt }) => stacks.flatMap((stack) => stack.after.resources.flatMap(({ logicalId, attributes }) => {
    // It has the attributes of what the clean-up removes.
    if (journal.wasLeftOut(stack.after.id, logicalId)) {
      return [];
    }
    const own = journal.trainingsOf(stack.after.id, logicalId).map(({ record }) => record);
    const before = stack.before?.resources.find((resource) => resource.logicalId === logicalId)?.attributes;
    const inUse = own.find((record) => sameVersion(record, attributes));
    if (inUse === undefined || before === undefined || !sameVersion(inUse, before) || !/_COMPLETE$/.test(stack.after.status)) {
      return [];
    }
    return own.filter((record) => record === inUse || isVersion(record, inUse.parent))
      .filter((record) => isRemovedSince(record, startedAt) && !journal.intrusions.has(record))
      .map((record) => `${stack.name}/${logicalId}: ${record.name} is ${record.status()}`);
  })),
};

export const othersStay: Invariant = {
  name: 'nothing that is not ours is ever changed',
  check: ({ neighbours, journal }) => [
    ...neighbours.filter(({ state, stateBefore }) => state() !== stateBefore).map(({ name, state, stateBefore }) => `${name} of another team was ${stateBefore} and is ${state()}`),
    ...journal.foreignWrites,
  ],
};

/** Whether its output was there and was deleted. */
function isRemovedSince(record: TrainingRecord, time: number): boolean {
  const history = record.history();
  return history.some(({ status }) => status === 'ACTIVE') && history.some(({ status, at }) => status === 'DELETE_PENDING' && at >= time);
}

export const nothingLeaks: Invariant = {
  name: 'no value of a hyperparameter or of the environment, and no response address, is in a log, an event, an answer, an execution or the ledger',
  check: ({ journal }) => [...journal.leaks],
};
