/** What every query, inference job and export that the service accepted has to be, and what may be left of them. */
import { declaredIn, GONE, hasFailed, isUsableAt, stackOf, statusAt, SUCCEEDED, USABLE, type Invariant, type Moment, type StackOutcome } from './invariant';
import { RESOURCE_TYPES, OWNER_TAG } from '../../src/private/protocol/contract';
import type { InputChannelDeclaration } from '../declarations';
import { describeCourse, type ObservedPayment } from '../journal';

/** Whether it was usable at any time since then: what ends badly after its deployment has succeeded is no fault of that. */
const wasUsableSince = ({ record }: ObservedPayment, time: number) => (
  isUsableAt(record, time) || record.history().some(({ status, at }) => at >= time && USABLE.includes(status)));
const newIn = ({ journal, startedAt }: Moment) => journal.payments.filter(({ record }) => record.acceptedAt >= startedAt);

export const paidOnce: Invariant = {
  name: 'one query for each channel, and one inference job and export for all that tells one from another, unless the one before failed or was cancelled',
  check: (moment) => newIn(moment).flatMap((payment) => {
    const { payments } = moment.journal;
    const earlier = payments.slice(0, payments.indexOf(payment))
      .find((other) => other.kind === payment.kind && other.key === payment.key && isUsableAt(other.record, payment.record.acceptedAt));
    return earlier === undefined ? [] : [`${payment.record.name} was accepted while ${earlier.record.name} was ${statusAt(earlier.record, payment.record.acceptedAt)}`];
  }),
};

export const onePaymentForEachRequest: Invariant = {
  name: 'a request of CloudFormation starts one query or job at most',
  check: (moment) => newIn(moment).flatMap(({ record, event }) => {
    const first = moment.journal.payments.find((other) => other.event.ResponseURL === event.ResponseURL)!;
    return first.record === record ? [] : [`${record.name} was started after ${first.record.name}`];
  }),
};

export const nothingPaidInRollback: Invariant = {
  name: 'no query and no job is started by a rollback',
  check: (moment) => newIn(moment).filter(({ stack }) => !moment.journal.isTimely(stack))
    .map(({ record, stack }) => `${record.name} was sent ${describeCourse(stack)}`),
};

export const nothingElseRunsUnwanted: Invariant = {
  name: 'once it is quiet, no query and no inference job runs that no live stack wants',
  check: (moment) => {
    const { quiet, emulator, journal } = moment;
    const { runningInferenceJobs, inputChannels } = emulator.leftBehind();
    // No operation ends a query: where the service does not delete what is being queried, it goes on, and its data is deleted after it.
    const canEnd = emulator.behavior.deleteWhileRunning === 'accept';
    const running = [
      ...runningInferenceJobs.map(({ name, trainedModelInferenceJobArn: arn, request, history }) => ({ name, arn, request, history })),
      ...inputChannels.filter((record) => canEnd && /^CREATE_(PENDING|IN_PROGRESS)$/.test(record.status() ?? ''))
        .map(({ name, mlInputChannelArn: arn, request, history }) => ({ name, arn, request, history })),
    ];
    return (quiet ? running : []).flatMap(({ name, arn, request, history }) => {
      const owner = request.tags?.[OWNER_TAG];
      const stack = stackOf(moment, owner);
      const isStuck = history().some(({ status }) => status === 'CANCEL_FAILED');
      return stack === undefined || hasFailed(stack) || isStuck || journal.isExcused(owner!)
        || stack.resources.some(({ attributes }) => Object.values(attributes).includes(arn)) ? [] : [`${name} runs for ${stack.name}, which is ${stack.status}`];
    });
  },
};

export const nothingElseStaysBehind: Invariant = {
  name: 'a deleted stack leaves no data and no ML configuration behind',
  check: (moment) => {
    const { quiet, emulator, rehearsal, journal } = moment;
    const { inputChannels, mlConfigurations } = quiet ? emulator.leftBehind() : { inputChannels: [], mlConfigurations: [] };
    const live = rehearsal.describeAll().filter(({ status }) => !GONE.has(status));
    const data = inputChannels.flatMap(({ name, request }) => {
      const owner = request.tags?.[OWNER_TAG];
      const stack = stackOf(moment, owner);
      return stack !== undefined && GONE.has(stack.status) && !journal.isExcused(owner!) ? [`${name} is left of ${stack.name}, which is ${stack.status}`] : [];
    });
    const configurations = mlConfigurations.flatMap(({ membershipIdentifier, defaultOutputLocation: { roleArn } }) => {
      const account = roleArn?.split(':')[4];
      const owners = journal.configurationOrigins(membershipIdentifier);
      return account === undefined || owners.length === 0 || owners.some((origin) => journal.isExcused(origin))
        || live.some(({ resources }) => resources.some(({ type, attributes }) => (
          type === RESOURCE_TYPES.mlConfiguration && attributes.MembershipIdentifier === membershipIdentifier)))
        || live.some(hasFailed)
        ? []
        : [`the ML configuration of ${membershipIdentifier} is left, and no stack has one`];
    });
    return [...data, ...configurations];
  },
};

export const successHasWhatWasDeclared: Invariant = {
  name: 'what a successful deployment reports of data and jobs is usable, and is what was declared',
  check: (moment) => moment.stacks.filter(({ touched, after }) => touched && SUCCEEDED.test(after.status)).flatMap((stack) => (
    stack.after.resources
      .filter(({ logicalId }) => !moment.journal.wasLeftOut(stack.after.id, logicalId))
      .flatMap((resource) => problemsOf(resource, stack, moment).map((problem) => `${stack.name}/${resource.logicalId}: ${problem}`)))),
};

type Resource = StackOutcome['after']['resources'][number];

function problemsOf(resource: Resource, stack: StackOutcome, moment: Moment): string[] {
  const { type, logicalId, attributes } = resource;
  const ofResource = moment.journal.payments.filter(({ event }) => event.StackId === stack.after.id && event.LogicalResourceId === logicalId);
  const isKept = stack.before?.resources.some((other) => other.logicalId === logicalId && other.attributes.Name === attributes.Name) ?? false;
  const { workflow } = (moment.step.do === 'deploy' ? moment.step.stacks : []).find(({ name }) => name === stack.name) ?? {};
  const payment = ofResource.find(({ record }) => record.name === attributes.Name);
  switch (type) {
    case RESOURCE_TYPES.mlInputChannel:
      return payment === undefined
        ? [`${String(attributes.Name)} was never queried for it`]
        : [...problemsOfQuery(payment, declaredIn(workflow?.inputChannels, logicalId)), ...isKept ? [] : problemsOfStatus(payment, ['ACTIVE'])];
    case RESOURCE_TYPES.trainedModelInference:
    case RESOURCE_TYPES.trainedModelExport: {
      const { model } = declaredIn({ ...workflow?.inferences, ...workflow?.exports }, logicalId) ?? {};
      const version = stack.after.resources
        .find((other) => model !== undefined && other.type === RESOURCE_TYPES.trainedModel && other.logicalId.startsWith(model));
      return payment === undefined
        ? [`${String(attributes.Name)} was never started for it`]
        : [...problemsOfVersion(payment, version), ...isKept || wasUsableSince(payment, moment.startedAt) ? [] : problemsOfStatus(payment, USABLE)];
    }
    default:
      return [];
  }
}

function problemsOfStatus({ record }: ObservedPayment, allowed: readonly string[]): string[] {
  const status = record.status() ?? 'gone';
  return allowed.includes(status) ? [] : [`${record.name} is ${status}`];
}

function problemsOfQuery({ record, event }: ObservedPayment, declared: InputChannelDeclaration | undefined): string[] {
  const { table, revision } = declared ?? {};
  return [
    ...table === undefined || JSON.stringify(record.request).includes(`FROM ${table} `) ? [] : [`${record.name} is of another table than ${table}`],
    ...declared === undefined || event.ResourceProperties.Revision === revision ? [] : [`${record.name} was queried for another revision than ${revision}`],
  ];
}

function problemsOfVersion({ record: { name, request } }: ObservedPayment, inUse: Resource | undefined): string[] {
  const { trainedModelArn, trainedModelVersionIdentifier = '' } = request as { trainedModelArn?: string; trainedModelVersionIdentifier?: string };
  const { attributes } = inUse ?? {};
  return attributes === undefined
    || (trainedModelArn === attributes.TrainedModelArn && trainedModelVersionIdentifier === attributes.VersionIdentifier)
    ? []
    : [`${name} is about another version than the one in use`];
}
