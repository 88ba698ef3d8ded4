/** What two paths have to agree in to be in the same state. Times count as coarsely as the handlers go by them. */
import { createHash } from 'node:crypto';
import type { StackRequest } from './explored-stack';
import type { ExploredWorld } from './explored-world';
import { LEDGER, TIMING } from '../../src/private/protocol/contract';

/** Seconds of a request's state machine from which on something else holds. */
const WAITED = [
  TIMING.statusSeconds, TIMING.iamPropagationSeconds, TIMING.creationGracePeriodSeconds, TIMING.dependencyMinutes * 60, TIMING.deadlineMinutes * 60,
];
/** Seconds since a status of the service began. */
const STATUS_STEP = 30;
/** How long statuses of CloudFormation can be shown after they have changed, in milliseconds. */
const OUTDATED_MILLISECONDS = 30_000;

/** Members of ledger entries that differ between states which are the same. Of times, what depends on them is in other members. */
const IGNORED = new Set(['revision', 'nonce', 'signed', 'at', 'from', 'StartedAt', 'RequestId', 'ResponseURL', 'elapsed']);
const COUNTED = new Set(['seconds', 'waited', 'idle']);

export function stateHash(world: ExploredWorld, heldIn?: string): string {
  const { stack, now, executions, emulator, sageMaker, held } = world;
  const age = (time: number) => band((now - time) / 1000);
  const requests = stack.requests.map(({ purpose, answer, accepted, deliveries, sentAt, event }) => (
    [purpose, event.PhysicalResourceId, answer && [answer.Status, answer.PhysicalResourceId, answer.Data], accepted, deliveries, age(sentAt)]));
  const parts = [
    requests.slice(-2), stack.next(), stack.deployed?.physicalId, stack.deployed?.properties, stack.deployed?.attributes,
    stack.at(now), now - stack.at(now).at < OUTDATED_MILLISECONDS ? stack.at(now - OUTDATED_MILLISECONDS) : undefined,
    [...world.items].map(([key, item]) => {
      const entry = item[LEDGER.entry];
      return [key, 'S' in entry ? normalized(JSON.parse(entry.S)) : undefined];
    }),
    // The next look is when it is due, whenever that is.
    executions.filter(({ isDone }) => !isDone).map(({ request, look }) => [
      request.number, look !== undefined && !look.done ? [band(look.waited), band(look.idle)] : undefined,
    ]),
    emulator.trainings.map(({ name, trainedModelArn, versionIdentifier, status, history }) => {
      const last = history()[history().length - 1];
      return [name, trainedModelArn, versionIdentifier, status(), Math.min(2, Math.floor((now - last.at) / 1000 / STATUS_STEP))];
    }),
    [...emulator.queries, ...emulator.inferenceJobs, ...emulator.exportJobs, ...sageMaker.algorithms].map(({ name, status, history }) => {
      const last = history()[history().length - 1];
      return [name, status(), Math.min(2, Math.floor((now - last.at) / 1000 / STATUS_STEP))];
    }),
    emulator.leftBehind().associations,
    emulator.leftBehind().mlConfigurations.map(({ defaultOutputLocation }) => defaultOutputLocation),
    held && [held.invocation.request.number, held.invocation.calls.length, held.execution !== undefined, heldIn, age(held.invocation.startedAt)],
  ];
  const text = JSON.stringify(parts, (name, value: unknown) => (name === 'request' && isRequest(value) ? value.number : value));
  return createHash('sha256').update(withOrdinals(text, stack.requests)).digest('base64');
}

function normalized(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(normalized);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).filter(([name]) => !IGNORED.has(name)).map(([name, member]) => {
    if (typeof member === 'number') {
      return [name, COUNTED.has(name) ? band(member) : undefined];
    }
    return [name, normalized(member)];
  }));
}

/** The identities of requests, which have the time in them, as their numbers. */
function withOrdinals(text: string, requests: readonly StackRequest[]): string {
  return requests.reduce((all, { id, number }) => all.split(id).join(`#${number}`), text);
}

function isRequest(value: unknown): value is StackRequest {
  return typeof value === 'object' && value !== null && 'purpose' in value;
}

function band(seconds: number): number {
  return WAITED.filter((limit) => seconds >= limit).length;
}
