/** Deliberate mistakes in the handlers: the simulation has to find each. */
import type { LifeKind } from './scenario-generator';

export interface Change {
  readonly file: string;
  /** What stands in the file, exactly once. */
  readonly original: string;
  readonly mutation: string;
}

export interface Mutant extends Change {
  readonly name: string;
  /** Where two guards stand in the way of the mistake, it is made in both. */
  readonly also?: readonly Change[];
  /** The kind of life in which it shows soonest. @default - any */
  readonly scenario?: LifeKind;
}

/** A mistake in what the simulation does not play: a test of the handlers has to find it. */
export interface TestedMutant extends Mutant {
  /** The tests that fail with it. */
  readonly test: string;
}

const ACCEPT = 'lambda/engine/accept.ts';
const LOOK = 'lambda/engine/look.ts';
const LEDGER = 'lambda/engine/ledger.ts';
const OWNERS = 'lambda/engine/owners.ts';
const STACK_OPERATION = 'lambda/engine/stack-operation.ts';
const PENDING_CREATE = 'lambda/engine/pending-create.ts';
const SERVICE_ERROR = 'lambda/engine/service-error.ts';
const DECIDE = 'lambda/resources/trained-model/decide.ts';
const RESOLVE_TARGET = 'lambda/resources/trained-model/resolve-target.ts';
const CONVERGE = 'lambda/resources/trained-model/converge.ts';
const OBSERVE = 'lambda/resources/trained-model/observe.ts';
const RECONCILE = 'lambda/resources/trained-model/reconcile.ts';
const IMMUTABLE_DECIDE = 'lambda/kinds/declared/decide.ts';
const IMMUTABLE_RECONCILE = 'lambda/kinds/declared/reconcile.ts';

export const MUTANTS: readonly Mutant[] = [
  // What is paid for.
  {
    name: 'create before list',
    file: RESOLVE_TARGET,
    original: '  if (!state.fullListing) {\n    // Nothing is listed',
    mutation: '  if (false as boolean) {\n    // Nothing is listed',
  },
  {
    name: 'retry after a lost reply',
    scenario: 'skewed',
    file: RECONCILE,
    original: "if (error instanceof CallFailure && error.meaning !== 'unknown-outcome') {\n      return await onRefused",
    mutation: 'if (error instanceof CallFailure) {\n      return await onRefused',
  },
  {
    name: 'a create is not announced',
    file: RECONCILE,
    original: 'const entry = await save(context.ledger, announced(ledger, { name, startedBy: request.requestId, at: context.now(), parent }));',
    mutation: 'const entry: LedgerEntry | undefined = announced(ledger, { name, startedBy: request.requestId, at: context.now(), parent });',
  },
  {
    name: 'no time to settle',
    file: PENDING_CREATE,
    original: 'return haveSeconds(TIMING.settleSeconds, create);',
    mutation: 'return true;',
  },
  {
    name: 'the same seconds are counted in each look',
    scenario: 'skewed',
    file: 'lambda/engine/elapsed.ts',
    original: 'const more = elapsed?.request === request ? Math.max(0, waited - elapsed.waited) : 0;',
    mutation: 'const more = waited;',
  },
  {
    name: 'attempts not counted',
    scenario: 'longLived',
    file: RESOLVE_TARGET,
    original: 'Math.max(0, ...attempts) + 1',
    mutation: '1',
  },
  {
    name: 'what the service shows no more counts as never trained',
    scenario: 'returning',
    file: OBSERVE,
    original: "if (details === undefined && (record.seen || hasEnded)) {\n    return inStatus('INACTIVE');",
    mutation: 'if (details === undefined && (record.seen || hasEnded)) {\n    return { isUnseen: false };',
  },
  {
    name: 'a training is told apart by the ARN of its association',
    scenario: 'replacing',
    file: 'lambda/resources/trained-model/fingerprint.ts',
    original: 'definition: trainingDefinition ?? request.configuredModelAlgorithmAssociationArn,',
    mutation: 'definition: request.configuredModelAlgorithmAssociationArn,',
  },
  {
    name: 'who started a training is not compared',
    scenario: 'failing',
    file: RESOLVE_TARGET,
    original: 'startedBy === requestId && !deletionRequested',
    mutation: '!deletionRequested',
  },
  {
    name: 'a cancellation is not recorded',
    scenario: 'failing',
    file: RECONCILE,
    original: 'await recordingAccepted(context, ledger, versions, { cancelled: true },',
    mutation: 'await recordingAccepted(context, ledger, versions, {},',
  },
  {
    name: 'records and history are forgotten by age',
    scenario: 'longLived',
    file: LEDGER,
    original: 'const CAPACITY = 300;',
    mutation: 'const CAPACITY = 20;',
  },
  {
    name: 'why a training was given up is forgotten',
    scenario: 'failing',
    file: RESOLVE_TARGET,
    original: 'why: reason === undefined ? versionText(version) : `${reason} (${versionText(version)})`',
    mutation: 'why: versionText(version)',
  },

  // What it is trained from.
  {
    name: 'base version sent as "NULL"',
    file: RECONCILE,
    original: '...(parent.id === undefined ? {} : { versionIdentifier: parent.id }),',
    mutation: "versionIdentifier: parent.id ?? 'NULL',",
  },
  {
    name: 'parent omitted',
    file: RESOLVE_TARGET,
    original: 'const parent = parentOf(request.desired, state.versions);',
    mutation: 'const parent = parentOf(request.desired, []);',
  },
  {
    name: 'version of the parent omitted',
    file: RECONCILE,
    original: '...(parent.id === undefined ? {} : { versionIdentifier: parent.id }),',
    mutation: '',
  },
  {
    name: 'the parent of the version in use is removed',
    scenario: 'longLived',
    file: CONVERGE,
    original: ' && !parents.some((parent) => sameVersion(parent, other))',
    mutation: '',
  },
  {
    name: 'a failed version is used',
    scenario: 'longLived',
    file: 'lambda/resources/trained-model/version.ts',
    original: 'export const isUsable = (version: Version) => isActive(version) || isTraining(version);',
    mutation: "export const isUsable = (version: Version) => isActive(version) || isTraining(version) || version.status === 'CREATE_FAILED';",
  },

  // Which request counts.
  {
    name: 'a request goes on when another one is active',
    scenario: 'failing',
    file: OBSERVE,
    original: 'if (ledger?.request.id !== request.requestId) {',
    mutation: 'if (ledger === undefined) {',
    also: [{ file: LOOK, original: 'if (entry === undefined || entry.request.id !== this.requestId) {', mutation: 'if (entry === undefined) {' }],
  },
  {
    name: 'a superseded request becomes active',
    scenario: 'late',
    file: LEDGER,
    original: 'return entry !== undefined && (entry.superseded.includes(request.id) || wasSentBefore(request, entry.request));',
    mutation: 'return false;',
  },
  {
    name: 'requests told apart by their id alone',
    scenario: 'failing',
    file: 'lambda/engine/request-identity.ts',
    original: 'digest([requestId, responseAddress], ID_LENGTH)',
    mutation: 'digest([requestId], ID_LENGTH)',
  },
  {
    name: 'a request that arrives for the first time taken for new',
    scenario: 'late',
    file: LEDGER,
    original: ' || wasSentBefore(request, entry.request)',
    mutation: '',
  },
  {
    name: 'a request that was answered with success goes on',
    scenario: 'late',
    file: LOOK,
    original: 'if (entry.answer?.attributes !== undefined) {',
    mutation: 'if (false as boolean) {',
  },

  // What CloudFormation is doing.
  {
    name: 'a rollback counts as a deployment',
    scenario: 'failing',
    file: STACK_OPERATION,
    original: "return 'rollingBack';",
    mutation: "return 'deploying';",
  },
  {
    name: 'training while the stack is being deleted',
    scenario: 'late',
    file: STACK_OPERATION,
    original: "    default:\n      return 'idle';",
    mutation: "    default:\n      return 'deploying';",
    also: [{ file: STACK_OPERATION, original: "return status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS' ? operation : 'idle';", mutation: 'return operation;' }],
  },
  {
    name: 'CloudFormation not asked',
    scenario: 'failing',
    file: STACK_OPERATION,
    original: "const operation = operationIn(await call('DescribeStacks', () => context.stackStatus(stackId)));",
    mutation: "const operation: StackOperation = 'deploying';",
  },
  {
    name: 'a status that can be outdated is believed at once',
    scenario: 'outdated',
    file: STACK_OPERATION,
    original: 'const isCertain = isStatusCertain(ledger);',
    mutation: 'const isCertain = true;',
  },
  {
    name: 'a deployment goes by the outdated status of a rollback',
    scenario: 'outdated',
    file: STACK_OPERATION,
    original: "return isCertain || (trusted && stack === 'deploying')",
    mutation: 'return isCertain || trusted',
  },
  {
    name: 'resource created when CloudFormation is done',
    scenario: 'late',
    file: IMMUTABLE_DECIDE,
    original: "return state.stack !== 'idle' && (operation === 'deploying' || isRestored)",
    mutation: 'return isRestored || (true as boolean)',
  },
  {
    name: 'a rollback makes what was never there',
    scenario: 'failing',
    file: IMMUTABLE_DECIDE,
    original: " && request.kind === 'Update' && wasThere;",
    mutation: " && request.kind === 'Update';",
  },

  // Whose it is.
  {
    name: 'physical id of a replacement is the old one',
    scenario: 'replacing',
    file: OWNERS,
    original: 'const owner = await idAfterUpdate(context, current, formerly, wanted);',
    mutation: 'const owner = current;',
  },
  {
    name: 'physical id with the request in it',
    scenario: 'returning',
    file: OWNERS,
    original: 'return physicalId(label, originOf(StackId, LogicalResourceId), identity);',
    mutation: 'return physicalId(label, originOf(StackId, LogicalResourceId), [identity, ResourceProperties]);',
  },
  {
    name: 'a continued rollback takes the id of the failed update',
    scenario: 'stuck',
    file: OWNERS,
    original: 'return entry === undefined || entry.deleted ? current : wanted;',
    mutation: 'return current;',
  },
  {
    name: 'made-up physical id taken at its word',
    scenario: 'late',
    file: OWNERS,
    original: '(isPhysicalId(current) ? undefined : tryDecode(() => created(type, event), properties)) ?? current',
    mutation: 'current',
  },
  {
    name: 'a training is found by its name alone',
    scenario: 'imitated',
    file: OBSERVE,
    original: 'return originIn(tagged) === originIn(owner) ||',
    mutation: 'return true ||',
  },
  {
    name: 'an immutable resource is found by its name alone',
    scenario: 'replacing',
    file: IMMUTABLE_RECONCILE,
    original: '(tags[OWNER_TAG] === request.owner || known.includes(candidate))',
    mutation: 'true',
  },
  {
    name: 'names do not say whose they are',
    scenario: 'imitated',
    file: 'lambda/resources/trained-model/base-name.ts',
    original: 'return name === undefined ? owner : `${name}-${originIn(owner)}`;',
    mutation: 'return name ?? owner;',
  },
  {
    name: 'nothing is found by its tag',
    scenario: 'restored',
    file: OBSERVE,
    original: 'return originIn(tagged) === originIn(owner) ||',
    mutation: 'return false && originIn(tagged) === originIn(owner) ||',
  },

  // What is cancelled and removed.
  {
    name: 'cancel skipped on rollback',
    scenario: 'failing',
    file: CONVERGE,
    original: 'const others = versions.filter((other) => other !== version && (isTraining(other) || isStuck(other)));',
    mutation: 'const others: Version[] = [];',
  },
  {
    name: 'version of a cancellation omitted',
    scenario: 'failing',
    file: RECONCILE,
    original: 'return { membershipIdentifier, trainedModelArn: arn, ...(id === undefined ? {} : { versionIdentifier: id }) };',
    mutation: 'return { membershipIdentifier, trainedModelArn: arn };',
  },
  {
    name: 'what a given-up replacement left is ignored',
    scenario: 'failing',
    file: LOOK,
    original: 'const removing = await this.removeOrphans(entry);',
    mutation: 'const removing = undefined as Outcome<Attributes> | undefined;',
  },
  {
    name: 'what was to take the place of another is forgotten',
    scenario: 'stuck',
    file: ACCEPT,
    original: 'replacements: () => [...others, target.Owner]',
    mutation: 'replacements: () => []',
  },
  {
    name: 'a clean-up removes what took the place of another, whatever the status',
    scenario: 'replacing',
    file: LOOK,
    original: "if (scope !== 'stack') {",
    mutation: 'if (false as boolean) {',
  },
  {
    name: 'a deletion that comes late removes what is in use',
    scenario: 'late',
    file: LOOK,
    original: "if (scope !== 'stack') {",
    mutation: "if (scope === 'clean-up') {",
  },
  {
    name: 'an orphan that is in use again is removed',
    scenario: 'held',
    file: LOOK,
    original: 'if (entry?.handedOver || entry?.deleted || (entry !== undefined && entry.request.id === since)) {',
    mutation: 'if (entry !== undefined) {',
  },
  {
    name: 'what cannot be deleted is not handed over',
    scenario: 'held',
    file: LOOK,
    original: 'if (successor === undefined || !await this.handOver([this.locatorOf(entry)], successor)) {',
    mutation: 'if (true as boolean) {',
  },
  {
    name: 'what was handed over is forgotten when its keeper is deleted',
    scenario: 'held',
    file: LOOK,
    original: 'for (const orphan of (await this.readEntry()).orphans) {',
    mutation: "for (const orphan of [] as LedgerEntry['orphans']) {",
  },
  {
    name: 'delete without waiting',
    scenario: 'replacing',
    file: DECIDE,
    original: "    : { do: 'wait', why: listed(left) };",
    mutation: "    : { do: 'deleted', why: listed(left) };",
  },
  {
    name: 'delete without cancelling',
    scenario: 'replacing',
    file: DECIDE,
    original: 'const running = left.filter((version) => isTraining(version) || isStuck(version));',
    mutation: 'const running: Version[] = [];',
  },
  {
    name: 'conflict of a deletion taken for done',
    scenario: 'replacing',
    file: 'lambda/engine/call.ts',
    original: "error.meaning === 'not-found'",
    mutation: "(error.meaning === 'not-found' || error.meaning === 'conflict')",
  },

  // What is said.
  {
    name: 'environment values in the log',
    file: 'lambda/engine/redaction.ts',
    original: '(text) => redacted(text, patterns)',
    mutation: '(text) => text + patterns.map((pattern) => pattern.text).join()',
  },
  {
    name: 'a name of throttling is not known',
    scenario: 'throttled',
    file: SERVICE_ERROR,
    original: "'Throttling', 'ThrottlingException',",
    mutation: "'ThrottlingException',",
  },
];

export const FOUND_BY_TESTS: readonly TestedMutant[] = [
  {
    name: 'a state machine that was started already is an error',
    test: 'test/wire/engine.test.ts',
    file: 'lambda/aws.ts',
    original: "if ((error as Error).name !== 'ExecutionAlreadyExists') {",
    mutation: 'if (true as boolean) {',
  },
  {
    name: 'an answer is given once, whether CloudFormation takes it or not',
    test: 'test/wire/engine.test.ts',
    file: 'lambda/engine/handlers.ts',
    original: 'if (!await answer(engine, event, event.PhysicalResourceId!, outcome) && !isOver) {',
    mutation: 'if (!await answer(engine, event, event.PhysicalResourceId!, outcome) && (false as boolean)) {',
  },
  {
    name: 'a service is called until the end of an invocation',
    test: 'test/wire/engine.test.ts',
    file: 'lambda/aws.ts',
    original: "|| (of === 'service' && now >= this.beganAt + TIMING.budgetSeconds * 1000)",
    mutation: '',
  },
  {
    name: 'what was waited for is counted again when a look runs again',
    test: 'test/lambda/engine/elapsed.test.ts',
    file: 'lambda/engine/elapsed.ts',
    original: 'waited: elapsed?.request === request ? Math.max(waited, elapsed.waited) : waited };',
    mutation: 'waited };',
  },
  {
    name: '408 counts as a refusal',
    test: 'test/wire/unknown-outcome.test.ts',
    file: SERVICE_ERROR,
    original: 'status < 500 && !UNDECIDED_STATUSES.has(status)',
    mutation: 'status < 500',
  },
  {
    name: 'a training that a quota refuses is sent again at each look',
    test: 'test/lambda/quota.test.ts',
    file: RESOLVE_TARGET,
    original: "return now < quota.at + Math.min(longest, first * 2 ** (quota.refusals - 1)) * 1000 ? { do: 'wait', why: quota.why } : undefined;",
    mutation: 'return undefined;',
  },
  {
    name: 'a request trains again when the training that it waited for has failed',
    test: 'test/lambda/repeated-looks.test.ts',
    file: CONVERGE,
    original: 'if (!isOwn && record !== undefined && record.awaitedBy !== request.requestId) {',
    mutation: 'if (false as boolean) {',
  },
  {
    name: 'trained again when another member deleted the output',
    test: 'test/lambda/trained-model.test.ts',
    file: RESOLVE_TARGET,
    original: '  if (isUnchanged) {\n',
    mutation: '  if (false as boolean) {\n',
  },
  {
    name: 'a deployment succeeds without a version',
    test: 'test/lambda/outdated-status.test.ts',
    file: RESOLVE_TARGET,
    original: "{ do: 'fail', why: 'no version of this model exists any more",
    mutation: "{ do: 'released', why: 'no version of this model exists any more",
  },
  {
    name: 'an outdated status is believed though the ledger is not up to date',
    test: 'test/lambda/outdated-status.test.ts',
    file: RESOLVE_TARGET,
    original: 'return isUpToDate(request, ledger)\n    && hasSameReferences(desired, previous)\n    &&',
    mutation: 'return',
  },
  {
    name: 'what was trained for a replaced model and never deployed goes on',
    test: 'test/lambda/request-identity.test.ts',
    file: LOOK,
    original: 'if (replaced !== undefined && this.type.release !== undefined) {',
    mutation: 'if (false as boolean) {',
  },
  {
    name: 'a status that is not a deletion counts as one',
    test: 'test/lambda/outdated-status.test.ts',
    file: STACK_OPERATION,
    original: "if (status === 'DELETE_IN_PROGRESS' || status === 'ROLLBACK_IN_PROGRESS') {",
    mutation: "if (status === 'DELETE_IN_PROGRESS' || status === 'ROLLBACK_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS') {",
  },
  {
    name: 'a listing overrides what the ledger knows',
    test: 'test/lambda/repeated-looks.test.ts',
    file: OBSERVE,
    original: "const terminal = kind === 'Delete' ? undefined : records.find((record) => sameVersion(record, version))?.terminal;",
    mutation: "const terminal = undefined as ResourceRecord['terminal'];",
  },
  {
    name: 'an event that is delivered twice counts as two requests',
    test: 'test/lambda/repeated-looks.test.ts',
    file: LEDGER,
    original: 'return entry.since;',
    mutation: 'return now;',
  },
  {
    name: 'a request that was answered with a failure goes on',
    test: 'test/lambda/repeated-looks.test.ts',
    file: LOOK,
    original: 'if (entry.answer?.failure !== undefined) {',
    mutation: 'if (false as boolean) {',
  },
  {
    name: 'values are taken out after a text was cut',
    test: 'test/lambda/redaction.test.ts',
    file: 'lambda/engine/error-context.ts',
    original: 'redact(shortened(redact(reason.startsWith(prefix) ? reason : `${prefix}${reason}`)))',
    mutation: 'redact(shortened(reason.startsWith(prefix) ? reason : `${prefix}${reason}`))',
    also: [{ file: 'lambda/engine/redaction.ts', original: 'return matched === secret.length || isCut ? at : undefined;', mutation: 'return matched === secret.length ? at : undefined;' }],
  },
  {
    name: 'what was observed goes with a ledger that has changed since',
    test: 'test/lambda/repeated-looks.test.ts',
    file: RECONCILE,
    original: '  throw new LedgerChanged();',
    mutation: '  return { ...state, ledger: (await context.ledger.read(ledger.owner))! };',
  },
  {
    name: 'an outdated status is believed though the request before failed',
    test: 'test/lambda/outdated-status.test.ts',
    file: STACK_OPERATION,
    original: "(isFirstTime && ledger.precededBy === 'succeeded')",
    mutation: 'isFirstTime',
  },
];
