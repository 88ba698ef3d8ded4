/** Deliberate mistakes in the handlers: the simulation has to find each. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** What stands in the file, exactly once. */
  readonly original: string;
  readonly mutation: string;
}

const DECIDE = 'lambda/trained-model/decide.ts';
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
    file: RECONCILE,
    original: "if (!(error instanceof CallFailure) || error.meaning === 'unknown-outcome') {",
    mutation: 'if (!(error instanceof CallFailure)) {',
  },
  {
    name: 'physical id of a replacement is the old one',
    file: 'lambda/handlers.ts',
    original: 'const id = await idAfterUpdate(context, current, formerly ?? current, wanted);',
    mutation: 'const id = current;',
  },
  {
    name: 'physical id with the time in it',
    file: 'lambda/handlers.ts',
    original: 'const id = physicalId(label, origin, identity);',
    mutation: 'const id = physicalId(label, origin, [identity, event.RequestId]);',
  },
  {
    name: 'cancel skipped on rollback',
    file: DECIDE,
    original: 'const unwanted = seen.versions.filter((other) => other !== version && (isTraining(other) || isStuck(other)));',
    mutation: 'const unwanted: Version[] = [];',
  },
  {
    name: 'deletion by name prefix alone',
    file: OBSERVE,
    original: 'return tags?.[OWNER_TAG] === owner && tags[FINGERPRINT_TAG] === fingerprintText(version.fingerprint);',
    mutation: 'return true;',
  },
  {
    name: 'deletion of immutable resources by name alone',
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
    file: DECIDE,
    original: 'if (seen.ledger?.requestId !== request.requestId) {',
    mutation: 'if (seen.ledger === undefined) {',
  },
  {
    name: 'superseded request speaks again',
    file: 'lambda/ledger.ts',
    original: ' || (entry?.superseded?.includes(requestId) && !entry.removed)',
    mutation: '',
  },
  {
    name: 'rollback guard removed',
    file: DECIDE,
    original: "if (seen.direction !== 'forward') {",
    mutation: 'if (false as boolean) {',
  },
  {
    name: 'training while the stack is being deleted',
    file: 'lambda/stack-direction.ts',
    original: "    case 'UPDATE_IN_PROGRESS':",
    mutation: "    case 'UPDATE_IN_PROGRESS':\n    case 'ROLLBACK_IN_PROGRESS':\n    case 'DELETE_IN_PROGRESS':",
  },
  {
    name: 'what an abandoned replacement left is ignored',
    file: 'lambda/handlers.ts',
    original: '...(abandoned ? { Abandoned: formerly } : {}),',
    mutation: '',
  },
  {
    name: 'made-up physical id taken at its word',
    file: 'lambda/handlers.ts',
    original: 'const created = isPhysicalId(current) ? undefined : ',
    mutation: 'const created = isPhysicalId(current) || true ? undefined : ',
  },
  {
    name: 'no time to settle',
    file: 'lambda/open-intent.ts',
    original: 'now < at + TIMING.settleSeconds * 1000',
    mutation: 'now < at',
  },
  {
    name: 'attempts not counted',
    file: DECIDE,
    original: 'Math.max(0, ...attempts.map((parsed) => parsed!.attempt)) + 1',
    mutation: '1',
  },
  {
    name: 'delete without waiting',
    file: DECIDE,
    original: "    : { do: 'wait', why: `${list(left)}` };",
    mutation: "    : { do: 'gone', why: `${list(left)}` };",
  },
  {
    name: 'delete without cancelling',
    file: DECIDE,
    original: 'const running = left.filter((version) => isTraining(version) || isStuck(version));',
    mutation: 'const running: Version[] = [];',
  },
  {
    name: 'conflict of a deletion taken for done',
    file: 'lambda/call.ts',
    original: "error.meaning === 'not-found'",
    mutation: "(error.meaning === 'not-found' || error.meaning === 'conflict')",
  },
  {
    name: 'the parent of the version in use is removed',
    file: DECIDE,
    original: ' && !parents.some((parent) => sameVersion(parent, other))',
    mutation: '',
  },
  {
    name: 'a failed version is used',
    file: 'lambda/trained-model/version.ts',
    original: 'export const isUsable = (version: Version) => isActive(version) || isTraining(version);',
    mutation: "export const isUsable = (version: Version) => isActive(version) || isTraining(version) || version.status === 'CREATE_FAILED';",
  },
  {
    name: 'trained again when another member deleted the output',
    file: DECIDE,
    original: 'if (before !== undefined && sameModel(scope, before, wanted) && answered) {',
    mutation: 'if (false as boolean) {',
  },
  {
    name: 'environment values in the log',
    file: 'lambda/redaction.ts',
    original: "(text) => secrets.reduce((clean, secret) => clean.split(secret).join('(not shown)'), text)",
    mutation: '(text) => text + secrets.join()',
  },
  {
    name: 'a continued rollback takes the id of the failed update',
    file: 'lambda/handlers.ts',
    original: 'return entry === undefined || entry.removed ? current : wanted;',
    mutation: 'return current;',
  },
  {
    name: 'an event that is delivered twice counts as two requests',
    file: 'lambda/ledger.ts',
    original: 'return entry.since ?? now;',
    mutation: 'return now;',
  },
  {
    name: 'what the service shows no more counts as never trained',
    file: OBSERVE,
    original: 'versions.push(...notListed(base, known, versions, context.now()));',
    mutation: 'versions.push(...notListed(base, known, versions, context.now()).filter(({ status }) => status !== \'INACTIVE\'));',
  },
  {
    name: 'resource created when CloudFormation is done',
    file: IMMUTABLE_DECIDE,
    original: "return seen.direction === 'forward' || (seen.direction === 'back' && again)",
    mutation: 'return (true as boolean)',
  },
];
