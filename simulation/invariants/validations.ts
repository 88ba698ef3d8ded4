/** What every validation that SageMaker accepted has to be, and what may be left of the algorithms. */
import { declaredIn, GONE, stackOf, SUCCEEDED, type Invariant, type Moment, type StackOutcome } from './invariant';
import type { SageMakerAlgorithmRecord } from '../../emulator';
import { OWNER_TAG, RESOURCE_TYPES } from '../../src/private/protocol/contract';
import type { CreateAlgorithmRequest } from '../../src/private/protocol/sagemaker-create-algorithm-request';
import { imageUri, type ValidatedAlgorithmDeclaration } from '../declarations';
import { describeCourse, originIn, type ObservedAlgorithm } from '../journal';
import { VALIDATED } from '../workflow-template';

const isPaid = ({ request }: SageMakerAlgorithmRecord) => request.ValidationSpecification !== undefined;
const paidIn = ({ algorithms }: Moment['journal']) => algorithms.filter(({ record }) => isPaid(record));
const newIn = ({ journal, startedAt }: Moment) => paidIn(journal).filter(({ record }) => record.acceptedAt >= startedAt);

function statusAt({ history }: SageMakerAlgorithmRecord, time: number): string {
  return history().filter(({ at }) => at <= time).pop()?.status ?? 'Pending';
}

/**
 * What is validated, and for which resource: taken from the request itself, not from what the handlers make of it. Neither descriptions nor
 * roles are tried.
 */
function contentOf({ record: { request }, owner, event }: ObservedAlgorithm): string {
  const { AlgorithmName: _, AlgorithmDescription: __, Tags: ___, ValidationSpecification: validation, ...others } = request;
  return JSON.stringify([originIn(owner), event.ResourceProperties.Revision, others, validation?.ValidationProfiles]);
}

export const validatedOnce: Invariant = {
  name: 'one validation for each content of a resource, unless the one before failed or was removed',
  check: (moment) => newIn(moment).flatMap((algorithm) => {
    const all = paidIn(moment.journal);
    const { record } = algorithm;
    const earlier = all.slice(0, all.indexOf(algorithm))
      .find((other) => contentOf(other) === contentOf(algorithm) && /^(Pending|InProgress|Completed)$/.test(statusAt(other.record, record.acceptedAt)));
    return earlier === undefined ? [] : [`${record.name} was accepted while ${earlier.record.name} was ${statusAt(earlier.record, record.acceptedAt)}`];
  }),
};

export const oneValidationForEachRequest: Invariant = {
  name: 'a request of CloudFormation starts one validation at most',
  check: (moment) => newIn(moment).flatMap(({ record, event }) => {
    const first = paidIn(moment.journal).find((other) => other.event.ResponseURL === event.ResponseURL)!;
    return first.record === record ? [] : [`${record.name} was started after ${first.record.name}`];
  }),
};

export const nothingValidatedInRollback: Invariant = {
  name: 'no algorithm is registered in SageMaker by a rollback',
  check: ({ journal, startedAt }) => journal.algorithms.filter(({ record, stack }) => record.acceptedAt >= startedAt && !journal.isTimely(stack))
    .map(({ record, stack }) => `${record.name} was sent ${describeCourse(stack)}`),
};

/** What an earlier rollback had left and nobody adopted is not wanted any more. */
export const rollbackKeepsValidations: Invariant = {
  name: 'the rollback of an update does not remove what that update has validated',
  check: ({ journal, startedAt }) => journal.removals
    .filter(({ record, shown, event: { RequestType, PhysicalResourceId }, invokedAt, stack }) => (
      invokedAt >= startedAt && isPaid(record) && shown === 'Completed' && stack.status.startsWith('UPDATE_ROLLBACK')
      && RequestType === 'Delete' && record.tags()[OWNER_TAG] === PhysicalResourceId))
    .map(({ record, stack }) => `${record.name} was removed ${describeCourse(stack)}`),
};

export const noAlgorithmStaysBehind: Invariant = {
  name: 'a deleted stack leaves no algorithm in SageMaker behind, but what a rollback has left to be adopted',
  check: (moment) => (moment.quiet ? moment.rehearsal.sageMaker.leftBehind() : []).flatMap((record) => {
    const owner = record.tags()[OWNER_TAG];
    const stack = stackOf(moment, owner);
    return stack !== undefined && GONE.has(stack.status) && !moment.journal.isExcused(owner) && !isLeftToAdopt(record, owner, moment)
      ? [`${record.name} is left of ${stack.name}, which is ${stack.status}`]
      : [];
  }),
};

/** A rollback of an update removed the resource that it was made for, and nothing has its place in the stack. */
function isLeftToAdopt(record: SageMakerAlgorithmRecord, owner: string, { journal }: Moment): boolean {
  const deletion = journal.deletions.get(owner);
  return isPaid(record) && deletion !== undefined && deletion.status.startsWith('UPDATE_ROLLBACK') && !deletion.hasHeir;
}

export const successIsValidated: Invariant = {
  name: 'an algorithm of SageMaker that a successful deployment reports is Completed, and is what was declared',
  check: (moment) => moment.stacks.filter(({ touched, after }) => touched && SUCCEEDED.test(after.status)).flatMap((stack) => (
    stack.after.resources
      .filter(({ type, logicalId }) => type === RESOURCE_TYPES.sageMakerAlgorithm && !moment.journal.wasLeftOut(stack.after.id, logicalId))
      .flatMap((resource) => problemsOf(resource, stack, moment).map((problem) => `${stack.name}/${resource.logicalId}: ${problem}`)))),
};

function problemsOf({ logicalId, attributes }: StackOutcome['after']['resources'][number], stack: StackOutcome, { journal, step }: Moment): string[] {
  const { account, workflow } = (step.do === 'deploy' ? step.stacks : []).find(({ name }) => name === stack.name) ?? {};
  const declared = workflow?.validated && declaredIn({ [VALIDATED]: workflow.validated }, logicalId);
  const algorithm = journal.algorithms
    .filter(({ event, record }) => (
      event.StackId === stack.after.id && event.LogicalResourceId === logicalId && record.algorithmArn === attributes.AlgorithmArn))
    .pop();
  if (algorithm === undefined) {
    return [`${String(attributes.AlgorithmArn)} was never registered for it`];
  }
  const { record, event } = algorithm;
  const status = record.status() ?? 'gone';
  return [
    ...status === 'Completed' && attributes.Status === status ? [] : [`${record.name} is ${status}, and is reported as ${String(attributes.Status)}`],
    ...declared === undefined ? [] : problemsOfContent(record, event.ResourceProperties.Revision, account!, declared),
  ];
}

/** Descriptions and the role apply to the next algorithm. */
function problemsOfContent(
  record: SageMakerAlgorithmRecord, revision: string | undefined, account: string, declared: ValidatedAlgorithmDeclaration,
): string[] {
  const { [OWNER_TAG]: _, ...tags } = record.tags();
  const wanted = {
    image: imageUri(account, declared.imageTag), scores: declared.scores, jobs: jobsOf(declared), revision: declared.revision, tags: declared.tags,
  };
  const registered = { ...contentIn(record.request), revision, tags };
  return (Object.keys(wanted) as (keyof typeof wanted)[])
    .filter((name) => textOf(wanted[name]) !== textOf(registered[name]))
    .map((name) => `${name} of ${record.name} is ${textOf(registered[name])}, and ${textOf(wanted[name])} was declared`);
}

function contentIn(request: CreateAlgorithmRequest) {
  const { TrainingSpecification: training, InferenceSpecification: inference, ValidationSpecification: validation } = request;
  const [profile] = validation?.ValidationProfiles ?? [];
  return {
    image: training.TrainingImage,
    scores: inference !== undefined,
    jobs: profile && {
      hyperparameters: profile.TrainingJobDefinition.HyperParameters ?? {}, transform: profile.TransformJobDefinition !== undefined,
    },
  };
}

function jobsOf({ validation, scores }: ValidatedAlgorithmDeclaration) {
  return validation && { hyperparameters: validation.hyperparameters ?? {}, transform: scores };
}

/** The same text for the same value, whatever the order of its members. */
function textOf(value: unknown): string {
  const inOrder = (member: object) => Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  const plain = (_: string, member: unknown) => (member !== null && typeof member === 'object' ? inOrder(member) : member);
  return JSON.stringify(value, plain) ?? 'nothing';
}
