/** What has to hold after every event, and once everything has settled. */
import type { StackRequest } from './explored-stack';
import type { ExploredWorld, Start } from './explored-world';
import { ML_CONFIGURATION, MODEL } from './subjects';
import type { TrainingRecord } from '../../emulator';
import { FINGERPRINT_TAG, OWNER_TAG } from '../../src/private/protocol/contract';

export interface Breach {
  readonly rule: string;
  readonly text: string;
}

type Rule = readonly [name: string, check: (world: ExploredWorld) => readonly string[]];

const USABLE = ['CREATE_PENDING', 'CREATE_IN_PROGRESS', 'ACTIVE', 'Pending', 'InProgress', 'Completed'];

/** At any time. */
const ALWAYS: readonly Rule[] = [
  ['there is one usable training, inference job and export at most for each owner and fingerprint, and one association, channel and validation for each owner', ({ emulator, sageMaker }) => [
    ...repeated(emulator.trainings.filter(isUsable).map(({ request: { tags = {} } }) => `${tags[OWNER_TAG]} ${tags[FINGERPRINT_TAG]}`)),
    ...repeated(emulator.leftBehind().associations.map(({ tags }) => tags[OWNER_TAG])),
    ...repeated(emulator.queries.filter(isUsable).map(({ request: { tags = {} } }) => tags[OWNER_TAG])),
    ...repeated(emulator.inferenceJobs.filter(isUsable).map(({ request: { tags = {} } }) => `${tags[OWNER_TAG]} ${tags[FINGERPRINT_TAG]}`)),
    ...repeated(sageMaker.validations.filter(isUsable).map(({ tags }) => tags()[OWNER_TAG])),
    // Attempts at one thing differ in what follows the fingerprint.
    ...repeated(emulator.exportJobs.filter(isUsable).map(({ name }) => name.replace(/-\d{1,3}$/, ''))),
  ]],
  ['a request starts one training, query, job or validation at most', ({ starts }) => (
    repeated(starts.filter(({ paid }) => paid !== undefined).map(({ request }) => describe(request))))],
  ['a rollback, a superseded request and a deletion train, query, start and create nothing', ({ starts }) => (
    starts.flatMap((start) => lateStart(start).map((why) => `${start.name} was sent for ${describe(start.request)}: ${why}`)))],
  ['an answer of success has what was asked for', (world) => world.stack.requests.flatMap((request) => missingIn(world, request))],
  ['a deletion that has succeeded leaves no output, no running training, no association, no data, no ML configuration and no algorithm', (world) => (
    world.stack.isGone ? remains(world).map((left) => `${left} is left`) : [])],
  ['what was deployed last is removed by nothing but a deletion of the stack', (world) => (
    world.stack.current?.purpose === 'delete' ? [] : removedOf(world))],
];

/** When nothing more happens. */
const SETTLED: readonly Rule[] = [
  ['every request is answered', ({ stack: { current } }) => (current === undefined || current.answer !== undefined ? [] : [describe(current)])],
  ['what passes ends no request', ({ stack: { requests } }) => requests.flatMap((request) => (
    request.answer?.Status === 'FAILED' && !isOld(request) ? [`${describe(request)}: ${request.answer.Reason}`] : []))],
  ['what was deployed last is there as it was deployed', (world) => {
    const { subject, stack: { deployed, isGone } } = world;
    return subject === MODEL || deployed === undefined || isGone || identities(world).includes(deployed.attributes[subject.identity])
      ? [] : [deployed.attributes[subject.identity]];
  }],
  ['nothing runs that nobody wants', ({ emulator, stack: { deployed } }) => (
    [
      ...emulator.leftBehind().runningTrainings.filter((record) => !isVersion(record, deployed?.attributes)),
      ...emulator.leftBehind().runningInferenceJobs
        .filter(({ trainedModelInferenceJobArn: arn }) => arn !== deployed?.attributes.TrainedModelInferenceJobArn),
    ].map(({ name }) => name))],
  ['what was deployed last is usable, unless an update came while it was being trained', ({ emulator, stack }) => {
    const record = emulator.trainings.find((training) => isVersion(training, stack.deployed?.attributes));
    const since = stack.requests.findIndex(({ answer }) => record !== undefined && isVersion(record, answer?.Data));
    const isUpdated = stack.requests.slice(since + 1).some(({ purpose }) => purpose === 'update');
    return record === undefined || isUpdated || stack.current?.purpose === 'delete' || isUsable(record) ? [] : [`${record.name} is ${record.status()}`];
  }],
];

export function breachIn(world: ExploredWorld): Breach | undefined {
  return firstBreach(ALWAYS, world);
}

export function breachWhenSettled(world: ExploredWorld): Breach | undefined {
  return firstBreach([...ALWAYS, ...SETTLED], world);
}

function firstBreach(rules: readonly Rule[], world: ExploredWorld): Breach | undefined {
  for (const [rule, check] of rules) {
    const [text] = check(world);
    if (text !== undefined) {
      return { rule, text };
    }
  }
  return undefined;
}

function lateStart({ request, paid, sawDeploying, announcedInTime }: Start): string[] {
  if (request.event.RequestType === 'Delete') {
    return ['a deletion'];
  }
  if (request.purpose === 'rollback') {
    // A rollback makes an association again that was there and is gone.
    return paid === undefined ? [] : ['a rollback'];
  }
  return [
    ...sawDeploying ? [] : ['CloudFormation had not been at work on it for longer than the statuses were old'],
    ...announcedInTime ? [] : ['a later request had been accepted'],
  ];
}

function missingIn(world: ExploredWorld, request: StackRequest): string[] {
  const { emulator, subject, stack } = world;
  const { purpose, answer, event } = request;
  if (answer?.Status !== 'SUCCESS' || event.RequestType === 'Delete') {
    return [];
  }
  const { [subject.identity]: identity } = answer.Data ?? {};
  if (!identity) {
    return [`${describe(request)}: no ${subject.identity}`];
  }
  if (subject !== MODEL) {
    return request !== stack.current || identities(world).includes(identity) ? [] : [`${describe(request)}: ${identity} does not exist`];
  }
  const record = emulator.trainings.find((training) => isVersion(training, answer.Data));
  const hyperparameters = event.ResourceProperties.Hyperparameters as readonly { readonly Name: string; readonly Value: string }[];
  const wanted = JSON.stringify(Object.fromEntries(hyperparameters.map(({ Name, Value }) => [Name, Value])));
  if (record === undefined) {
    return [`${describe(request)}: there is no such version`];
  }
  return purpose === 'rollback' || JSON.stringify(record.request.hyperparameters) === wanted
    ? []
    : [`${describe(request)}: ${record.name} was trained for something else`];
}

function remains(world: ExploredWorld): string[] {
  const { emulator } = world;
  const { runningTrainings, activeOutputs, runningInferenceJobs } = emulator.leftBehind();
  return [...[...runningTrainings, ...activeOutputs, ...runningInferenceJobs].map(({ name }) => name), ...removable(world)];
}

function removedOf(world: ExploredWorld): string[] {
  const { emulator, subject, stack: { deployed } } = world;
  if (deployed === undefined) {
    return [];
  }
  if (subject !== MODEL) {
    const identity = deployed.attributes[subject.identity];
    // What is put takes the place of what was there, also while it is being put.
    const isPut = subject === ML_CONFIGURATION && emulator.leftBehind().mlConfigurations.length > 0;
    return isPut || identities(world).includes(identity) ? [] : [identity];
  }
  return emulator.trainings
    .filter((record) => isVersion(record, deployed.attributes) && record.history().some(({ status }) => status === 'DELETE_PENDING'))
    .map(({ name }) => name);
}

/** What there is that has no versions. Nothing removes a job. */
function identities(world: ExploredWorld): string[] {
  const { emulator } = world;
  const jobs = [
    ...emulator.inferenceJobs.filter((record) => record.status() !== undefined).map(({ trainedModelInferenceJobArn }) => trainedModelInferenceJobArn),
    ...emulator.exportJobs.map(({ name }) => name),
  ];
  return [...removable(world), ...jobs];
}

function removable({ emulator, sageMaker }: ExploredWorld): string[] {
  const { associations, mlConfigurations, inputChannels } = emulator.leftBehind();
  return [
    ...associations.map(({ arn }) => arn),
    ...inputChannels.map(({ mlInputChannelArn }) => mlInputChannelArn),
    ...mlConfigurations.map(({ defaultOutputLocation: { destination } }) => destination!.s3Destination.s3Uri),
    ...sageMaker.leftBehind().map(({ algorithmArn }) => algorithmArn),
  ];
}

/** An hour of CloudFormation is over for what waits for longer. */
function isOld({ sentAt, answeredAt }: StackRequest): boolean {
  return answeredAt !== undefined && answeredAt - sentAt > 45 * 60_000;
}

function isVersion({ trainedModelArn, versionIdentifier }: TrainingRecord, attributes: Readonly<Record<string, string>> | undefined): boolean {
  return attributes !== undefined && trainedModelArn === attributes.TrainedModelArn && (versionIdentifier ?? '') === (attributes.VersionIdentifier ?? '');
}

function isUsable(record: { readonly status: () => string | undefined }): boolean {
  return USABLE.includes(record.status() ?? '');
}

function repeated(texts: readonly string[]): string[] {
  return texts.filter((text, i) => texts.indexOf(text) < i);
}

function describe({ number, purpose }: StackRequest): string {
  return `request ${number} (${purpose})`;
}
