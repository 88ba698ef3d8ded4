/** Deliberate mistakes in the handlers: the simulation has to find each. */
import type { LifeKind } from './scenario-generator';

export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** What stands in the file, exactly once. */
  readonly original: string;
  readonly mutation: string;
  /** The kind of life in which it shows soonest. @default - any */
  readonly scenario?: LifeKind;
}

const DECIDE = 'lambda/trained-model/decide.ts';
const OWNERS = 'lambda/owners.ts';
const OBSERVE = 'lambda/trained-model/observe.ts';
const RECONCILE = 'lambda/trained-model/reconcile.ts';
const IMMUTABLE_DECIDE = 'lambda/immutable-resource/decide.ts';
const IMMUTABLE_RECONCILE = 'lambda/immutable-resource/reconcile.ts';

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'create before list',
    file: DECIDE,
    original: "  if (!seen.thorough) {\n    return { do: 'look-thoroughly', why: 'no version is known that was trained like this' };\n  }\n",
    mutation: '',
  },
  {
    name: 'retry after a lost reply',
    scenario: 'failing',
    file: RECONCILE,
    original: "if (!(error instanceof CallFailure) || error.meaning === 'unknown-outcome') {",
    mutation: 'if (!(error instanceof CallFailure)) {',
  },
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
    mutation: 'return physicalId(label, originOf(StackId, LogicalResourceId), [identity, properties]);',
  },
  {
    name: 'cancel skipped on rollback',
    scenario: 'failing',
    file: DECIDE,
    original: 'const unwanted = seen.versions.filter((other) => other !== version && (isTraining(other) || isStuck(other)));',
    mutation: 'const unwanted: Version[] = [];',
  },
  {
    name: 'deletion by name prefix alone',
    scenario: 'replacing',
    file: OBSERVE,
    original: 'return tags?.[OWNER_TAG] === owner && (base === owner || tags[FINGERPRINT_TAG] === fingerprintText(version.fingerprint));',
    mutation: 'return true;',
  },
  {
    name: 'deletion of immutable resources by name alone',
    scenario: 'replacing',
    file: IMMUTABLE_RECONCILE,
    original: '(tags[OWNER_TAG] === request.owner || known.includes(candidate))',
    mutation: 'true',
  },
  {
    name: 'base version sent as "NULL"',
    file: RECONCILE,
    original: '...(parent.id === undefined ? {} : { versionIdentifier: parent.id }),',
    mutation: "versionIdentifier: parent.id ?? 'NULL',",
  },
  {
    name: 'parent omitted',
    file: DECIDE,
    original: 'const parent = parentOf(request.desired, seen.versions);',
    mutation: 'const parent = parentOf(request.desired, []);',
  },
  {
    name: 'version of the parent omitted',
    file: RECONCILE,
    original: '...(parent.id === undefined ? {} : { versionIdentifier: parent.id }),',
    mutation: '',
  },
  {
    name: 'version of a cancellation omitted',
    scenario: 'failing',
    file: RECONCILE,
    original: 'return { membershipIdentifier, trainedModelArn: arn, ...(id === undefined ? {} : { versionIdentifier: id }) };',
    mutation: 'return { membershipIdentifier, trainedModelArn: arn };',
  },
  {
    name: 'intent not written before a create',
    file: RECONCILE,
    original: 'if (!await context.ledger.write(entry)) {',
    mutation: 'if (entry === undefined) {',
  },
  {
    name: 'request that speaks for the owner ignored',
    scenario: 'failing',
    file: DECIDE,
    original: 'if (seen.ledger?.request.id !== request.requestId) {',
    mutation: 'if (seen.ledger === undefined) {',
  },
  {
    name: 'late request speaks',
    scenario: 'late',
    file: 'lambda/ledger.ts',
    original: 'return entry !== undefined && (entry.superseded.includes(request.id) || isEarlier(request, entry.request));',
    mutation: 'return false;',
  },
  {
    name: 'requests told apart by their id alone',
    scenario: 'failing',
    file: 'lambda/sent-request.ts',
    original: 'digest([requestId, responseAddress], ID_LENGTH)',
    mutation: 'digest([requestId], ID_LENGTH)',
  },
  {
    name: 'request that arrives for the first time taken for new',
    scenario: 'late',
    file: 'lambda/ledger.ts',
    original: ' || isEarlier(request, entry.request)',
    mutation: '',
  },
  {
    name: 'rollback guard removed',
    scenario: 'failing',
    file: DECIDE,
    original: "  if (seen.direction === 'back') {\n    const kept",
    mutation: "  if ((seen.direction as string) === 'sideways') {\n    const kept",
  },
  {
    name: 'training while the stack is being deleted',
    scenario: 'late',
    file: 'lambda/stack-direction.ts',
    original: "  if (direction === 'none') {\n    return 'none';\n  }\n",
    mutation: "  if (direction === 'none') {\n    return 'forward';\n  }\n",
  },
  {
    name: 'CloudFormation not asked',
    scenario: 'failing',
    file: 'lambda/stack-direction.ts',
    original: "  const direction = directionOf(await call('DescribeStacks', () => context.stackStatus(stackId)));\n",
    mutation: "  const direction: StackDirection = 'forward';\n",
  },
  {
    name: 'a continued rollback takes the id of the failed update',
    scenario: 'failing',
    file: OWNERS,
    original: 'return entry === undefined || entry.removed ? current : wanted;',
    mutation: 'return current;',
  },
  {
    name: 'what an abandoned replacement left is ignored',
    scenario: 'failing',
    file: 'lambda/handlers.ts',
    original: 'const abandoned = event.Abandoned?.map((left) => deletionOf(event, left)) ?? [];',
    mutation: 'const abandoned: Deletion[] = [];',
  },
  {
    name: 'what was to take the place of another is forgotten',
    scenario: 'failing',
    file: 'lambda/handlers.ts',
    original: '() => [...given, wanted.Owner]',
    mutation: '() => []',
  },
  {
    name: 'clean-up removes what took the place of another',
    scenario: 'replacing',
    file: OWNERS,
    original: 'left.length === 0 || await isCleaningUp(context, event.StackId) ? [] : left',
    mutation: 'left',
  },
  {
    name: 'made-up physical id taken at its word',
    scenario: 'late',
    file: OWNERS,
    original: '(isPhysicalId(current) ? undefined : legible(() => created(type, event), properties)) ?? current',
    mutation: 'current',
  },
  {
    name: 'no time to settle',
    file: 'lambda/open-intent.ts',
    original: 'now < at + TIMING.settleSeconds * 1000',
    mutation: 'now < at',
  },
  {
    name: 'attempts not counted',
    scenario: 'longLived',
    file: DECIDE,
    original: 'Math.max(0, ...attempts.map((parsed) => parsed!.attempt)) + 1',
    mutation: '1',
  },
  {
    name: 'delete without waiting',
    scenario: 'replacing',
    file: DECIDE,
    original: "    : { do: 'wait', why: `${list(left)}` };",
    mutation: "    : { do: 'gone', why: `${list(left)}` };",
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
    file: 'lambda/call.ts',
    original: "error.meaning === 'not-found'",
    mutation: "(error.meaning === 'not-found' || error.meaning === 'conflict')",
  },
  {
    name: 'the parent of the version in use is removed',
    scenario: 'longLived',
    file: DECIDE,
    original: ' && !parents.some((parent) => sameVersion(parent, other))',
    mutation: '',
  },
  {
    name: 'a failed version is used',
    scenario: 'longLived',
    file: 'lambda/trained-model/version.ts',
    original: 'export const isUsable = (version: Version) => isActive(version) || isTraining(version);',
    mutation: "export const isUsable = (version: Version) => isActive(version) || isTraining(version) || version.status === 'CREATE_FAILED';",
  },
  {
    name: 'trained again when another member deleted the output',
    scenario: 'returning',
    file: DECIDE,
    original: 'if (before !== undefined && sameModel(scope, before, wanted) && answered) {',
    mutation: 'if (false as boolean) {',
  },
  {
    name: 'environment values in the log',
    file: 'lambda/redaction.ts',
    original: '(text) => redacted(text, patterns)',
    mutation: '(text) => text + patterns.map((pattern) => pattern.text).join()',
  },
  {
    name: 'an event that is delivered twice counts as two requests',
    scenario: 'late',
    file: 'lambda/ledger.ts',
    original: 'return entry.since;',
    mutation: 'return now;',
  },
  {
    name: 'what the service shows no more counts as never trained',
    scenario: 'returning',
    file: OBSERVE,
    original: 'versions.push(...notListed(base, known, versions, context.now()));',
    mutation: 'versions.push(...notListed(base, known, versions, context.now()).filter(({ status }) => status !== \'INACTIVE\'));',
  },
  {
    name: 'resource created when CloudFormation is done',
    scenario: 'late',
    file: IMMUTABLE_DECIDE,
    original: "  if (seen.direction === 'none') {\n    return decideUnheard(request, now);\n  }\n",
    mutation: "  if (seen.direction === 'none') {\n    return { do: 'create', name, why: 'there is none' };\n  }\n",
  },
  {
    name: 'a rollback makes what was never there',
    scenario: 'failing',
    file: IMMUTABLE_DECIDE,
    original: ' && ledger.accepted.length > 0',
    mutation: '',
  },
  {
    name: 'why a training was given up is forgotten',
    scenario: 'failing',
    file: DECIDE,
    original: 'why: givenUp === undefined ? versionText(version) : `${givenUp} (${versionText(version)})`',
    mutation: 'why: versionText(version)',
  },
];
