/** Deliberate mistakes in the handlers: the simulation has to find each. */
import { body, condition, dropMember, dropOperand, dropStatement, replace, replaceStatement, value, type Mistake } from './mutation';
import type { LifeKind } from './scenario-generator';

export interface Mutant extends Mistake {
  /** The kind of life in which it shows soonest. @default - any */
  readonly scenario?: LifeKind | 'workflow';
}

/** A mistake in what the simulation does not play: a test of the handlers has to find it. */
export interface TestedMutant extends Mutant {
  /** The tests that fail with it. */
  readonly test: string;
}

export const MUTANTS: readonly Mutant[] = [
  // What is paid for.
  {
    name: 'create before list',
    change: condition('resolveTarget', '!fullListing', false),
  },
  {
    name: 'retry after a lost reply',
    scenario: 'skewed',
    change: dropOperand(['Reconciler.start', 'create'], "meaning !== 'unknown-outcome'"),
    places: 2,
  },
  {
    name: 'a create is not announced',
    change: replace('Reconciler.start', 'await save(_, announced(...$announced))', 'announced(...$announced)'),
  },
  {
    name: 'no time to settle',
    change: body('isCertainlyAbsent', 'return true;'),
  },
  {
    name: 'the same seconds are counted in each look',
    scenario: 'skewed',
    change: value('advance.more', 'waited'),
  },
  {
    name: 'attempts not counted',
    scenario: 'longLived',
    change: replace('nextName', 'Math.max(0, ..._) + 1', '1'),
  },
  {
    name: 'what the service shows no more counts as never trained',
    scenario: 'returning',
    change: replaceStatement('findUnlisted', 'if (details === undefined && $gone) _', 'if (details === undefined && $gone) return { isUnseen: false };'),
  },
  {
    name: 'a training is told apart by the ARN of its association',
    scenario: 'replacing',
    change: dropOperand('trainingFingerprint', 'trainingDefinition'),
  },
  {
    name: 'who started a training is not compared',
    scenario: 'failing',
    change: dropOperand('wasStartedBy', 'startedBy === requestId'),
  },
  {
    name: 'records and history are forgotten by age',
    scenario: 'longLived',
    change: value('CAPACITY', '20'),
  },
  {
    name: 'why a training was given up is forgotten',
    scenario: 'failing',
    change: condition('onEnded', 'reason === undefined', true),
  },

  // What it is trained from.
  {
    name: 'base version sent as "NULL"',
    change: replace('TRAINED_MODEL.start', '$id === undefined ? {} : { versionIdentifier: $id }', "{ versionIdentifier: $id ?? 'NULL' }"),
  },
  {
    name: 'parent omitted',
    change: value('startNew.parent', 'undefined'),
  },
  {
    name: 'version of the parent omitted',
    change: condition('TRAINED_MODEL.start', 'id === undefined', true),
  },
  {
    name: 'the parent of the version in use is removed',
    scenario: 'longLived',
    change: dropOperand('surplusOf', '!parents.some(_)'),
  },
  {
    name: 'a failed version is used',
    scenario: 'longLived',
    change: replace('isUsable', 'isActive($version)', "isActive($version) || $version.status === 'CREATE_FAILED'"),
  },

  // Which request counts.
  {
    name: 'a request goes on when another one is active',
    scenario: 'failing',
    change: replace('activeEntry', 'entry.request.id === requestId', 'true'),
  },
  {
    name: 'a request that has failed ends the one after it',
    scenario: 'late',
    change: replace('recordFailure', 'activeEntry($ledger, _)', '$ledger.read(event.Owner)'),
  },
  {
    name: 'a superseded request becomes active',
    scenario: 'late',
    change: body('isSuperseded', 'return false;'),
  },
  {
    name: 'requests told apart by their id alone',
    scenario: 'failing',
    change: dropMember('requestIdentity', 'responseAddress'),
  },
  {
    name: 'a request that arrives for the first time taken for new',
    scenario: 'late',
    change: dropOperand('isSuperseded', 'wasSentBefore(..._)'),
  },

  // What CloudFormation is doing.
  {
    name: 'a rollback counts as a deployment',
    scenario: 'failing',
    change: replace('operationIn', "'rollingBack'", "'deploying'"),
  },
  {
    name: 'training while the stack is being deleted',
    scenario: 'late',
    change: replace('operationIn', "'idle'", "'deploying'"),
    also: [condition('stackOperation', "status !== 'CREATE_IN_PROGRESS' && _", false)],
  },
  {
    name: 'CloudFormation not asked',
    scenario: 'failing',
    change: replace('stackOperation', 'operationIn(_)', "'deploying'"),
  },
  {
    name: 'something new is made without asking CloudFormation',
    scenario: 'late',
    change: replace('lookAtStack', 'await stackOperation(..._)', "'deploying'"),
  },
  {
    name: 'a status that can be outdated is believed at once',
    scenario: 'outdated',
    change: value('operationOf.isCertain', 'true'),
  },
  {
    name: 'a deployment goes by the outdated status of a rollback',
    scenario: 'outdated',
    change: dropOperand('operationOf', "stack === 'deploying'"),
  },
  {
    name: 'resource created when CloudFormation is done',
    scenario: 'late',
    change: condition('decideCreate', 'stack === operation && _', true),
  },

  // Whose it is.
  {
    name: 'physical id of a replacement is the old one',
    scenario: 'replacing',
    change: replace('ownersOf', 'await idAfterUpdate(_, $current, ..._)', '$current'),
  },
  {
    name: 'physical id with the request in it',
    scenario: 'returning',
    change: replace('created', 'physicalId($label, $origin, $identity)', 'physicalId($label, $origin, [$identity, ResourceProperties])'),
  },
  {
    name: 'a continued rollback takes the id of the failed update',
    scenario: 'stuck',
    change: condition('idAfterUpdate', 'entry === undefined || deleted', true),
  },
  {
    name: 'made-up physical id taken at its word',
    scenario: 'late',
    change: dropOperand('ownersOf', 'isPhysicalId(_) ? _ : _'),
  },
  {
    name: 'a training is found by its name alone',
    scenario: 'imitated',
    change: condition('isOwned', 'originIn(tagged) === originIn(owner)', true),
  },
  {
    name: 'an immutable resource is found by its name alone',
    scenario: 'replacing',
    change: condition('observe', '_[OWNER_TAG] !== owner && _', false),
  },
  {
    name: 'names do not say whose they are',
    scenario: 'imitated',
    change: body('baseNameOf', 'return name ?? owner;'),
  },
  {
    name: 'nothing is found by its tag',
    scenario: 'restored',
    change: condition('isOwned', 'originIn(tagged) === originIn(owner)', false),
  },

  // What is cancelled and removed.
  {
    name: 'cancel skipped on rollback',
    scenario: 'failing',
    change: value('cancelOthers.others', '[]'),
  },
  {
    name: 'version of a cancellation omitted',
    scenario: 'failing',
    change: condition('versionRequest', 'id === undefined', true),
  },
  {
    name: 'what a given-up replacement left is ignored',
    scenario: 'failing',
    change: replace('makeSo', 'await removeOrphans(_)', 'undefined'),
  },
  {
    name: 'a clean-up removes what took the place of another, whatever the status',
    scenario: 'replacing',
    change: condition('removeReplacements', "scope !== 'stack'", false),
  },
  {
    name: 'an orphan that is in use again is removed',
    scenario: 'held',
    change: replace('removeOrphan', 'handedOver || givenUp || deleted || $entry !== undefined && _', '$entry !== undefined'),
  },
  {
    name: 'what was handed over is forgotten when its keeper is deleted',
    scenario: 'held',
    change: replace('Look.remove', 'withForsaken.orphans', '[]'),
  },
  {
    name: 'what was handed over before is forgotten at the next hand-over',
    scenario: 'held',
    change: dropMember('handOver', '...orphans'),
  },
  {
    name: 'a hand-over that the ledger did not take counts as one',
    scenario: 'held',
    change: condition('handOver', 'await save(..._) !== undefined', true),
  },
  {
    name: 'an orphan goes on with its own request',
    scenario: 'failing',
    change: dropStatement('accept', 'await makeActive(orphan, _);'),
  },
  {
    name: 'what an update that was given up may have begun is forgotten',
    scenario: 'failing',
    change: value('ownersOf.isGivenUp', 'false'),
  },
  {
    name: 'delete without waiting',
    scenario: 'replacing',
    change: replace('drain', "'wait'", "'deleted'"),
  },
  {
    name: 'delete without cancelling',
    scenario: 'replacing',
    change: value('drain.running', '[]'),
  },
  {
    name: 'conflict of a deletion taken for done',
    scenario: 'replacing',
    change: replace('unlessNotFound', "$error.meaning === 'not-found'", "($error.meaning === 'not-found' || $error.meaning === 'conflict')"),
  },

  // What is said.
  {
    name: 'environment values in the log',
    change: replace('redaction', 'redacted($text, $patterns)', '$text + $patterns.map((pattern) => pattern.text).join()'),
  },
  {
    name: 'a name of throttling is not known',
    scenario: 'throttled',
    change: dropMember('THROTTLING_ERRORS', "'Throttling'"),
  },

  // What comes before and after a training.
  {
    name: 'an inference job is told apart by its revision alone',
    scenario: 'workflow',
    change: replace('TRAINED_MODEL_INFERENCE.spec', '$a.slice(0, 2 * PART) === $b.slice(0, 2 * PART)', '$a.slice(0, PART) === $b.slice(0, PART)'),
  },
  {
    name: 'an export is told apart by its receiver alone',
    scenario: 'workflow',
    change: replace('TRAINED_MODEL_EXPORT.spec', 'fingerprintOf(_)', 'fingerprintOf(request.outputConfiguration)'),
  },
  {
    name: 'an inference job is told apart by what it runs on',
    scenario: 'workflow',
    change: replace('TRAINED_MODEL_INFERENCE.spec', '$a.slice(0, 2 * PART) === $b.slice(0, 2 * PART)', '$a === $b'),
  },
  {
    name: 'inference jobs are never cancelled',
    scenario: 'workflow',
    change: dropMember('TRAINED_MODEL_INFERENCE', 'cancel'),
  },
  {
    name: 'a channel of another revision is the same',
    scenario: 'workflow',
    change: dropMember('ML_INPUT_CHANNEL.decode', 'revision'),
  },
  {
    name: 'a query that is running is taken for one that is done',
    scenario: 'workflow',
    change: dropMember('ML_INPUT_CHANNEL', 'isGradual'),
  },
  {
    name: 'what an inference job is made from is not waited for',
    scenario: 'workflow',
    change: condition('resolveTarget.unready', 'usable === undefined && _', false),
    also: [condition('startNew', 'unusable !== undefined', false)],
  },
];

export const FOUND_BY_TESTS: readonly TestedMutant[] = [
  {
    name: 'a state machine that was started already is an error',
    test: 'test/wire/engine.test.ts',
    change: condition('startExecution', "name !== 'ExecutionAlreadyExists'", true),
  },
  {
    name: 'an answer is given once, whether CloudFormation takes it or not',
    test: 'test/wire/engine.test.ts',
    change: condition('look', '!isOver', false),
  },
  {
    name: 'a service is called until the end of an invocation',
    test: 'test/wire/engine.test.ts',
    change: dropOperand('Budget.timeFor', "of === 'service' && _"),
  },
  {
    name: 'what was waited for is counted again when a look runs again',
    test: 'test/lambda/engine/elapsed.test.ts',
    change: replace('advance', '_ ? Math.max(waited, waited) : $waited', '$waited'),
  },
  {
    name: '408 counts as a refusal',
    test: 'test/wire/unknown-outcome.test.ts',
    change: dropOperand('classifyError', '!UNDECIDED_STATUSES.has(_)'),
  },
  {
    name: 'a training that a quota refuses is sent again at each look',
    test: 'test/lambda/quota.test.ts',
    change: condition('awaitQuota', 'now < _', false),
  },
  {
    name: 'a cancellation is not recorded',
    test: 'test/lambda/repeated-looks.test.ts',
    change: dropMember('cancelAll', 'cancelled'),
  },
  {
    name: 'a request that was answered with success goes on',
    test: 'test/lambda/repeated-looks.test.ts',
    change: condition('Look.proceed', 'attributes !== undefined', false),
  },
  {
    name: 'a rollback makes what was never there',
    test: 'test/lambda/immutable-resource.test.ts',
    change: dropOperand('decideCreate', 'wasThere'),
  },
  {
    name: 'a deletion that comes late removes what is in use',
    test: 'test/lambda/immutable-resource.test.ts',
    change: replace('removeReplacements', "$scope !== 'stack'", "$scope === 'clean-up'"),
  },
  {
    name: 'a request trains again when the training that it waited for has failed',
    test: 'test/lambda/repeated-looks.test.ts',
    change: condition('awaitActive', '!isOwn && _ && awaitedBy !== requestId', false),
  },
  {
    name: 'trained again when another member deleted the output',
    test: 'test/lambda/trained-model.test.ts',
    change: condition('resolveTarget', 'isUnchanged', false),
  },
  {
    name: 'a deployment succeeds without a version',
    test: 'test/lambda/outdated-status.test.ts',
    change: replace('nothingLeft', "'fail'", "'released'"),
  },
  {
    name: 'an outdated status is believed though the ledger is not up to date',
    test: 'test/lambda/outdated-status.test.ts',
    change: dropOperand('isFirstTime', 'isUpToDate(..._) && _'),
  },
  {
    name: 'what was trained for a replaced model and never deployed goes on',
    test: 'test/lambda/request-identity.test.ts',
    change: condition('makeSo', 'replaced !== undefined && _', false),
  },
  {
    name: 'a status that is not a deletion counts as one',
    test: 'test/lambda/outdated-status.test.ts',
    change: replace('deletionScope', "$status === 'DELETE_IN_PROGRESS' || $rest", "$status === 'DELETE_IN_PROGRESS' || $rest || $status === 'UPDATE_IN_PROGRESS'"),
  },
  {
    name: 'a listing overrides what the ledger knows',
    test: 'test/lambda/repeated-looks.test.ts',
    change: value('withWhatIsKnown.terminal', 'undefined'),
  },
  {
    name: 'an event that is delivered twice counts as two requests',
    test: 'test/lambda/repeated-looks.test.ts',
    change: replace('claim', 'entry.since', 'now'),
  },
  {
    name: 'a request that was answered with a failure goes on',
    test: 'test/lambda/repeated-looks.test.ts',
    change: condition('Look.proceed', 'failure !== undefined', false),
  },
  {
    name: 'a deletion that comes late does not look behind a successor that is gone',
    test: 'test/lambda/immutable-resource.test.ts',
    change: condition('successorOf', 'deleted', false),
  },
  {
    name: 'what is held is handed over while the stack is being deleted',
    test: 'test/lambda/immutable-resource.test.ts',
    change: condition('successorDuringCleanUp', 'successor !== undefined && _', false),
  },
  {
    name: 'what was handed over is not recorded as such',
    test: 'test/lambda/immutable-resource.test.ts',
    change: dropMember('asHandedOver', 'handedOver'),
  },
  {
    name: 'what was to take the place of another stays at the next update',
    test: 'test/simulation/regressions.test.ts',
    change: value('ownersOf.others', '[]'),
  },
  {
    name: 'what was to take the place of another stays when the stack is deleted',
    test: 'test/simulation/regressions.test.ts',
    change: condition('Look.remove', 'replacements.length > 0', false),
  },
  {
    name: 'values are taken out after a text was cut',
    test: 'test/lambda/redaction.test.ts',
    change: replace('withErrorContext', 'shortened(redact($reason))', 'shortened($reason)'),
    also: [dropOperand('endOf', 'isCut')],
  },
  {
    name: 'what was observed goes with a ledger that has changed since',
    test: 'test/lambda/repeated-looks.test.ts',
    change: replaceStatement('Reconciler.look', 'throw new LedgerChanged();', 'return { ...state, ledger: (await this.context.ledger.read(ledger.owner))! };'),
  },
  {
    name: 'who came before what takes its place is not recorded',
    test: 'test/scenarios/replacement.test.ts',
    change: dropMember('accept', 'predecessor'),
  },
  {
    name: 'a request that is given up is answered with the end of another one',
    test: 'test/lambda/engine/give-up.test.ts',
    change: replace('recordedAnswer', 'activeEntry($ledger, _)', '$ledger.read(event.Owner)'),
  },
  {
    name: 'a cancellation is not waited for',
    test: 'test/lambda/rollback.test.ts',
    change: condition('awaitCancellations', 'cancelling.length > 0', false),
  },
  {
    name: 'a deletion of its own is taken from what took the place of another',
    test: 'test/lambda/immutable-resource.test.ts',
    change: condition('removeReplacements', 'deleting && _', false),
  },
  {
    name: 'an earlier version comes back before everything else is listed',
    test: 'test/lambda/rollback.test.ts',
    change: condition('amongAll', 'isBack && _', false),
  },
  {
    name: 'what CloudFormation said once is believed when the stack has gone back',
    test: 'test/lambda/immutable-resource.test.ts',
    change: replace('decideCreate', 'stack === operation', "stack !== 'idle'"),
  },
  {
    name: 'what was to take the place of another is forgotten',
    test: 'test/scenarios/replacement.test.ts',
    change: replace('accept', '[...others, Owner]', '[]'),
  },
  {
    name: 'what cannot be deleted is not handed over',
    test: 'test/lambda/immutable-resource.test.ts',
    change: condition('removeOrHandOver', 'successor === undefined || !await handOver(..._)', true),
  },
  // What is read, and what comes after a training.
  {
    name: 'data is not looked at before it is paid for',
    test: 'test/lambda/uses.test.ts',
    change: condition('startNew', 'unusable !== undefined', false),
  },
  {
    name: 'data that has expired is read',
    test: 'test/lambda/uses.test.ts',
    change: value('usedChannel.hasExpired', 'false'),
  },
  {
    name: 'what is being made is not waited for',
    test: 'test/lambda/uses.test.ts',
    change: condition('awaitUses', 'status !== undefined && isRunningStatus(status)', false),
  },
  {
    name: 'a version that another member uses is removed',
    test: 'test/lambda/uses.test.ts',
    change: replace('removeSurplus', 'await this.unused(surplus)', 'surplus'),
  },
  {
    name: 'a version is removed though nobody knows who uses it',
    test: 'test/lambda/uses.test.ts',
    change: replaceStatement('unused', 'return [];', 'return surplus;'),
  },
  {
    name: 'the privacy policy of another member is not asked about',
    test: 'test/lambda/uses.test.ts',
    change: condition('usedVersion', 'isInMembership(arn, membershipIdentifier)', true),
  },
  {
    name: 'the latest version of another member is taken for the base version',
    test: 'test/lambda/uses.test.ts',
    change: condition('versionInCollaboration', 'details === undefined || _', true),
  },
  {
    name: 'the export of another member is adopted',
    test: 'test/lambda/trained-model-export.test.ts',
    change: replace('TRAINED_MODEL_EXPORT.list', 'jobs.filter(_)', 'jobs'),
  },
  {
    name: 'after the ledger was lost, a rollback gives what was cancelled',
    test: 'test/lambda/rollback.test.ts',
    change: replace('keep', '$a ?? usable.find(_) ?? usable[0] ?? exact[0]', '$a ?? exact[0] ?? usable[0]'),
  },
  // Singletons.
  {
    name: 'a put does not wait until the one before has arrived',
    test: 'test/lambda/kinds/kinds.test.ts',
    change: condition('resolvePendingPut', 'pendingCreate === undefined || _', true),
  },
  {
    name: 'a put is not announced',
    test: 'test/lambda/kinds/kinds.test.ts',
    change: replace('putAnnounced', 'await save(_, announced(...$announced))', 'announced(...$announced)'),
  },
  {
    name: 'what somebody else put is replaced without being asked to',
    test: 'test/lambda/kinds/kinds.test.ts',
    change: condition('decidePut', 'isForeign && !adopt', false),
  },
  {
    name: 'a rollback overrides what somebody else put',
    test: 'test/lambda/kinds/kinds.test.ts',
    change: condition('decidePut', "isForeign && stack === 'rollingBack'", false),
  },
  {
    name: 'what somebody else put is removed',
    test: 'test/lambda/kinds/kinds.test.ts',
    change: replace('decideRemoval', 'isOwn(state)', 'true'),
  },
  {
    name: 'what another resource has taken over is removed',
    test: 'test/lambda/kinds/kinds.test.ts',
    change: condition('decideRemoval', 'heldBy !== undefined', false),
  },
  {
    name: 'an outdated status is believed though the request before failed',
    test: 'test/lambda/outdated-status.test.ts',
    change: dropOperand('operationOf', "precededBy === 'succeeded'"),
  },
  {
    name: 'a rollback takes what is gone though the very inputs have a usable version',
    test: 'test/lambda/rollback.test.ts',
    change: condition('factsOf.givenFor', 'known !== undefined && isUsable(known)', true),
  },
  {
    name: 'a rollback that is continued is given what the failed update had trained',
    test: 'test/lambda/rollback.test.ts',
    change: condition('rollBackTarget.earlier', 'position < 0', true),
  },
  {
    name: 'what was started from another version and could not be cancelled is adopted',
    test: 'test/scenarios/open-questions.test.ts',
    change: condition('verifyParent', 'mismatch !== undefined', false),
  },
  {
    name: 'what was retained goes with the resource that is made anew in its place',
    test: 'test/simulation/regressions.test.ts',
    change: condition('unretainedReplacementsOf', 'replacement?.deployed && !replacement.deleting', false),
  },
  {
    name: 'what was retained goes when an update that wants it back is given up',
    test: 'test/simulation/regressions.test.ts',
    change: condition('Look.removeOther', 'before?.retained', false),
  },
  {
    name: 'the rollback of a rename removes what there is one of',
    test: 'test/lambda/kinds/kinds.test.ts',
    change: condition('formerHolderOf', 'former?.deployed && !former.deleting', false),
  },
  {
    name: 'what a failed clean-up left is in the care of nobody',
    test: 'test/lambda/immutable-resource.test.ts',
    change: condition('Look.withForsaken', '!other?.deleting || other.deleted || other.handedOver || _', true),
  },
  {
    name: 'a deletion without an end is taken for one that never was',
    test: 'test/lambda/immutable-resource.test.ts',
    change: body('Look.endOfDeletion', "return 'none';"),
  },
  {
    name: 'a deletion that can be at work is taken over',
    test: 'test/lambda/immutable-resource.test.ts',
    change: replace('Look.endOfDeletion', "'unknown'", "'over'"),
  },
  {
    name: 'what a failed clean-up left is retained when it was to be used again',
    test: 'test/lambda/immutable-resource.test.ts',
    change: dropOperand('claimed.isDeployed', '!entry.deleting'),
  },
  {
    name: 'a retained resource that was given up is taken for one in use',
    test: 'test/simulation/regressions.test.ts',
    change: dropOperand('removeOrphan', 'entry?.givenUp'),
  },
  {
    name: 'the rollback of a rename leaves what the latter one had put',
    test: 'test/lambda/kinds/kinds.test.ts',
    change: dropOperand('resolveFormerHolder', 'formerContent !== undefined'),
  },
  {
    name: 'what there is one of stays when the stack goes',
    test: 'test/lambda/kinds/kinds.test.ts',
    change: condition('resolveFormerHolder', "scope === 'stack' || scope === 'clean-up'", false),
  },
  {
    name: 'what is held is handed to what came before a predecessor',
    test: 'test/lambda/immutable-resource.test.ts',
    change: dropOperand('Look.successorOf', 'path.length > 0'),
  },
  // Algorithms of SageMaker, whose validation costs and cannot be ended.
  {
    name: 'another description of a channel is validated',
    test: 'test/lambda/sagemaker-algorithm.test.ts',
    change: body('contentOfItem', 'return value;'),
  },
  {
    name: 'another role of a validation is validated',
    test: 'test/lambda/sagemaker-algorithm.test.ts',
    change: replace('contentOf', 'validation?.ValidationProfiles', 'validation'),
  },
  {
    name: 'a rollback removes what was paid for and cannot be ended',
    test: 'test/lambda/sagemaker-algorithm.test.ts',
    change: body('decideLeaving', 'return undefined;'),
  },
  {
    name: 'a rollback does not wait for the end of what it leaves',
    test: 'test/lambda/sagemaker-algorithm.test.ts',
    change: condition('decideLeaving', 'isRunning && !isTakenOver && _', false),
  },
  {
    name: 'what cannot be ended stays when the stack goes',
    test: 'test/lambda/sagemaker-algorithm.test.ts',
    change: condition('decideLeaving', "scope === 'stack' || scope === 'clean-up'", false),
  },
  {
    name: 'what a rollback leaves is in the care of nobody',
    test: 'test/lambda/sagemaker-algorithm.test.ts',
    change: condition('Look.removeOrHandOver', "outcome.state === 'done' && _", false),
  },
  {
    name: 'what has the ARN of something that is gone is not found',
    test: 'test/lambda/sagemaker-algorithm.test.ts',
    change: value('observe.leavesEntries', 'isGradual'),
  },
  {
    name: 'an algorithm that does not exist any more is an error',
    test: 'test/lambda/sagemaker-algorithm.test.ts',
    change: body('meaningFor', 'return undefined;'),
  },
  {
    name: 'instances that others use end a deployment',
    test: 'test/lambda/sagemaker-algorithm.test.ts',
    change: body('meaningOfLimit', "return 'quota-exceeded';"),
  },
  {
    name: 'values of maps within a request are passed on',
    test: 'test/lambda/sagemaker-algorithm.test.ts',
    change: body('entriesIn', 'return [];'),
  },
];
