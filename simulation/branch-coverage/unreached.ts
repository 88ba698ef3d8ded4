/** The branches of the handlers that neither the simulation nor the explorer reaches, each with the reason. */

/** Branches, by their keys: `npm run branches` prints those that are missing here. */
export type Unreached = { readonly branches: readonly string[] } & (
  /** The test of Jest that reaches them, by its title as the file has it. */
  | { readonly file: string; readonly test: string }
  /** Why nothing in the simulation does. */
  | { readonly because: string }
);

export const UNREACHED: readonly Unreached[] = [
  {
    file: 'test/scenarios/engine.test.ts',
    test: 'whose function dies in each look answers with the reason, and the stack is rolled back',
    branches: [
      'recordedAnswer: entry?.answer ?? …',
    ],
  },
  {
    file: 'test/lambda/malformed-request.test.ts',
    test: '%s is answered with the property that is wrong',
    branches: [
      'required: if (missing.length > 0)',
      'resourceTypeOf: if (type === undefined)',
      'Decoder.constructor: if (raw.PropertyFormat !== PROPERTY_FORMAT)',
      'Decoder.common: if (this.problems.length > 0)',
      'Decoder.text: if (typeof value !== \'string\' || value === \'\')',
      'Decoder.optionalNumber: if (!Number.isInteger(number) || number < 1)',
      'Decoder.oneOf: if (!values.includes(value as T))',
      'Decoder.members: if (!isRecord(value))',
      'Decoder.entries: if (typeof entry?.[key] !== \'string\' || typeof entry.Value !== \'string\')',
      'withoutSecrets: secret === null ? { path, message }',
    ],
  },
  {
    file: 'test/wire/replies.test.ts',
    test: 'CloudFormation that answers with %s has not said that there is no resource',
    branches: [
      'known: if (status === undefined)',
    ],
  },
  {
    file: 'test/wire/handler-errors.test.ts',
    test: 'a client without %s ends the deployment at once, with its name',
    branches: [
      'Budget.limit.get: if (typeof send !== \'function\')',
      'call: failure.meaning === \'handler-error\' ? new DeploymentFailure(explain(operation, failure.error))',
    ],
  },
  {
    file: 'test/simulation/regressions.test.ts',
    test: 'an event that is delivered twice is one request, which arrived once',
    branches: [
      'counted.now: elapsed?.seconds ?? 0',
    ],
  },
  {
    file: 'test/lambda/engine/answer.test.ts',
    test: 'whatever the reason, an answer fits into 4,096 bytes, and names the log group',
    branches: [
      'cutTo: else of if (bytesInJson(text) <= bytes)',
      'cutTo: if (room < 0)',
    ],
  },
  {
    file: 'test/lambda/service-error.test.ts',
    test: 'no name at all',
    branches: [
      'classifyError: default of name = \'\'',
      'classifyError: default of operation = \'\'',
      'meaningFor: default of name = \'\'',
      'meaningFor: default of message = \'\'',
      'classifyError: default of message = \'\'',
    ],
  },
  {
    file: 'test/lambda/service-error.test.ts',
    test: 'a status of 429 alone',
    branches: [
      'classifyError: if (status === 429 || error.$retryable?.throttling === true || isUnsent(error))',
    ],
  },
  {
    file: 'test/scenarios/faults.test.ts',
    test: 'of a role that cannot be assumed yet are waited for',
    branches: [
      'classifyError: if (name === \'ValidationException\' && /assume|not authorized to perform/i.test(message))',
    ],
  },
  {
    file: 'test/lambda/service-error.test.ts',
    test: 'an error of the language',
    branches: [
      'classifyError: if (status === undefined && LANGUAGE_ERRORS.has(name))',
    ],
  },
  {
    file: 'test/lambda/service-error.test.ts',
    test: 'a connection that is refused',
    branches: [
      'isUnsent: syscall !== undefined && BEFORE_SENDING.has(syscall)',
    ],
  },
  {
    file: 'test/lambda/service-error.test.ts',
    test: 'all of several addresses that refuse',
    branches: [
      'isUnsent: errors !== undefined && errors.length > 0',
      'isUnsent: errors.length > 0 && errors.every(isUnsent)',
    ],
  },
  {
    file: 'test/lambda/service-error.test.ts',
    test: 'the body that the SDK kept is shown from its beginning, and not beyond 200 characters',
    branches: [
      'whatWasSaid: else of if (status === undefined || isNamed(error))',
      'whatWasSaid: error.$response ?? …',
      'whatWasSaid: reason ? ` ${reason}`',
      'whatWasSaid: beginning(bodyOf(error)) || …',
      'bodyOf: body ?? …',
    ],
  },
  {
    file: 'test/wire/unknown-outcome.test.ts',
    test: '404 in HTML',
    branches: [
      'adviceOf: isNamed(error) ? … : NOT_THE_SERVICE',
    ],
  },
  {
    file: 'test/lambda/client-version.test.ts',
    test: 'a client that does not know a member refuses the request before it is sent',
    branches: [
      'refuseUnknown: if (unmet !== undefined)',
    ],
  },
  {
    file: 'test/wire/unknown-outcome.test.ts',
    test: '%s: a create that had its effect is found, and none is sent again',
    branches: [
      'completeReplies.get: if (method in CREATED && !reply?.[CREATED[method]])',
      'beginning: text.length <= LONGEST_BODY ? text',
    ],
  },
  {
    file: 'test/wire/replies.test.ts',
    test: 'a listing with %s',
    branches: [
      'completeReplies.get: reply?.[LISTS[method]] ?? []',
    ],
  },
  {
    file: 'test/lambda/immutable-resource.test.ts',
    test: 'that was never created for its malformed properties can be deleted',
    branches: [
      'declared.reconcile: membership === undefined ? nothingCreated(context, request.owner)',
    ],
  },
  {
    file: 'test/lambda/quota.test.ts',
    test: 'a request that names no number of instances needs one',
    branches: [
      'isFinalQuota: default of { instanceCount = 1 }: { readonly instanceCount?: number } = {}',
      'isFinalQuota: default of instanceCount = 1',
    ],
  },
  {
    file: 'test/lambda/quota.test.ts',
    test: 'fewer instances than the request needs',
    branches: [
      'isFinalQuota: countsInstances(quota) && value < instanceCount',
    ],
  },
  {
    file: 'test/lambda/quota.test.ts',
    test: 'the advice names quota, value and how to raise it',
    branches: [
      'quotaAdvice.subject: quota.quotaName === undefined ? \'\'',
      'quotaAdvice: countsVersions(quota) ? `${subject}Delete versions that are no longer used, for instance with VersionRetention.keepLast, or ask for a higher quota in Service Quotas.`',
      'countsVersions: default of quotaName = \'\'',
    ],
  },
  {
    file: 'test/lambda/quota.test.ts',
    test: 'neither name nor value',
    branches: [
      'valueOf.value: quotaValue === undefined || quotaValue === null || quotaValue === \'\' ? NaN',
      'valueOf: Number.isFinite(value) ? … : undefined',
    ],
  },
  {
    file: 'test/lambda/training-definition.test.ts',
    test: 'an algorithm without a training container has an empty one',
    branches: [
      'trainingDefinitionOf: if (container === undefined)',
    ],
  },
  {
    file: 'test/lambda/training-definition.test.ts',
    test: 'what is no training container, such as %s, is told from others all the same',
    branches: [
      'toTrainingDefinition: definition === undefined || TRAINING_DEFINITION.pattern.test(definition) ? … : trainingDefinitionOf(containerIn(definition))',
      'containerIn: typeof container === \'object\' && …',
    ],
  },
  {
    file: 'test/lambda/training-definition.test.ts',
    test: 'the training container of an L1 algorithm gives the digest that the construct would give',
    branches: [
      'containerIn: typeof container === \'object\' && container !== null ? container as ContainerConfig',
    ],
  },
  {
    file: 'test/wire/replies.test.ts',
    test: 'a listing that gives %s for ever ends the deployment',
    branches: [
      'allPages: if (tokens.has(nextToken))',
    ],
  },
  {
    file: 'test/lambda/trained-model.test.ts',
    test: 'a training whose identifier the reply lacks is not taken for the base version, nor sent again',
    branches: [
      'Reconciler.start: else of if (recordOf(entry, created) === undefined)',
    ],
  },
  {
    file: 'test/lambda/request-identity.test.ts',
    test: 'a training that was never deployed is cancelled when an update takes the place of its resource',
    branches: [
      'release.running: isRunning(run) && !wasDeployed(run)',
      'release: running.length > 0 ? { do: \'cancel\', runs: running, why: `${listed(running)}: never deployed, and being replaced` }',
    ],
  },
  {
    file: 'test/simulation/regressions.test.ts',
    test: 'a version of the model in startFrom is found after the ledger was lost, though the listing shows it under another name',
    branches: [
      'isOwned: name !== run.name && name.includes(`-${originIn(tagged)}-`)',
    ],
  },
  {
    file: 'test/lambda/request-identity.test.ts',
    test: 'a create that is never heard of is sent three times at most',
    branches: [
      'startNew: if (unresolved.length >= MAX_UNRESOLVED)',
    ],
  },
  {
    because: 'A request is given up after 15 looks that died, and no life lets so many die. The test of that adds nothing else that goes wrong: an answer that is not taken, one that was recorded before, or a ledger that changes meanwhile.',
    branches: [
      'look: if (failure !== undefined)',
      'giveUp: if (recorded !== undefined)',
      'giveUp: if (!await recordFailure(context, event, failure))',
      'recordedAnswer: failure !== undefined ? { failure }',
    ],
  },
  {
    because: 'Step Functions names every error that it catches.',
    branches: [
      'giveUp: default of name = \'unknown error\'',
    ],
  },
  {
    because: 'What comes from a read of the ledger is a failed call, unless the handlers themselves have an error.',
    branches: [
      'withoutValues: error instanceof ServiceCallError ? … : (error as Error).name',
    ],
  },
  {
    because: 'Lambda names the log group of every function.',
    branches: [
      'engineInAws.engine.logGroup: process.env.AWS_LAMBDA_LOG_GROUP_NAME ?? `/aws/lambda/${process.env.AWS_LAMBDA_FUNCTION_NAME}`',
    ],
  },
  {
    because: 'For an error in the handlers themselves, and for what is thrown and is no error. There is no known way to make either.',
    branches: [
      'reasonOf: /^(Type|Reference|Range|Syntax|Assertion)Error$/.test(name ?? \'\') ? `${name}: ${message}`',
      'reasonOf: name ?? \'\'',
      'reasonOf: message ?? String(error)',
      'forEachOf: if (!(error instanceof ServiceCallError))',
    ],
  },
  {
    because: 'No call runs within another one.',
    branches: [
      'call: if (error instanceof ServiceCallError || error instanceof DeploymentFailure)',
    ],
  },
  {
    because: 'Nothing that is no value of JSON goes into a digest.',
    branches: [
      'canonicalJson: JSON.stringify(value) ?? \'null\'',
    ],
  },
  {
    because: 'Two looks would have to change the same entry between a read and the write after it. The lives of the kind `doubled` do that, but not to what is handed over or forgotten, nor to a training that is cancelled for its parent or its duration.',
    branches: [
      'Look.handOver: if (entry === undefined || entry.deleted)',
    ],
  },
  {
    because: 'An orphan has an entry of its own: whoever takes it into care has claimed it.',
    branches: [
      'Look.removeOther: before?.orphans ?? []',
    ],
  },
  {
    file: 'test/simulation/regressions.test.ts',
    test: 'a rollback gives back what was there before an update whose properties could not be read',
    branches: [
      'ownersOf.formerly: before === undefined ? current',
      'tryDecode: if (error instanceof MalformedProperties)',
    ],
  },
  {
    because: 'Physical ids of an earlier release. Nothing has been released whose ids differ.',
    branches: [
      'idAfterUpdate: entry === undefined || entry.deleted ? current',
      'originIn: PARTS.exec(id)?.[1] ?? digest(id, ORIGIN_LENGTH)',
      'withIdentity: parts === null ? physicalId(id, digest(id, ORIGIN_LENGTH), identity)',
    ],
  },
  {
    because: 'Properties that were written by hand, against docs/custom-resources.md: no request, no list, no retention. The constructs always write them.',
    branches: [
      'membershipIn.membership: isRecord(raw.Request) ? … : undefined',
      'Decoder.entries: if (!Array.isArray(value))',
      'decodeTrainedModel.retention: raw.VersionRetention ?? {}',
    ],
  },
  {
    because: 'CloudFormation signs its addresses with X-Amz-Date, and so does the rehearsal. No test has the older way to sign, or an address that is not signed.',
    branches: [
      'signingOf.date: parameters.get(\'X-Amz-Date\') ?? \'\'',
      'signingOf: else of if (date !== undefined)',
      'signingOf.expires: parameters.get(\'Expires\') ?? …',
      'signingOf: Number.isFinite(expires) ? { by: \'Expires\', at: expires }',
    ],
  },
  {
    because: 'Every request of CloudFormation has an address for its answer.',
    branches: [
      'addressesOf: if (typeof address !== \'string\')',
    ],
  },
  {
    because: 'No error of the SDK lacks its name, or both its message and a code.',
    branches: [
      'whatWasSaid: error.name ?? \'Error\'',
      'whatWasSaid: error.message || error.code',
      'whatWasSaid: error.code || \'no message\'',
      'bodyOf: default of name = \'\'',
      'bodyOf: default of message = \'\'',
      'isNamed: default of name = \'\'',
    ],
  },
  {
    because: 'The emulator answers with every member that the service can answer with.',
    branches: [
      'completeReplies.get: reply ?? {}',
      'CONFIGURED_MODEL_ALGORITHM.get.tags: (await client.getConfiguredModelAlgorithm({ configuredModelAlgorithmArn: arn })).tags ?? {}',
      'CONFIGURED_MODEL_ALGORITHM_ASSOCIATION.get.tags: (await client.getConfiguredModelAlgorithmAssociation(request)).tags ?? {}',
    ],
  },
  {
    because: 'An owner would need more than 300 entries of one kind. The longest lives have 230 retrainings.',
    branches: [
      'bounded: else of if (records.length <= CAPACITY && history.length <= CAPACITY && unresolvedNames.length <= CAPACITY)',
      'bounded.droppable: record.terminal === \'over\' && …',
      'bounded.droppable: record.terminal === \'active\' && …',
    ],
  },
  {
    because: 'A create is waited for, and its end is recorded, only where one is pending.',
    branches: [
      'createSucceeded: if (pendingCreate === undefined)',
      'createOutcomeUnknown.names: pendingCreate === undefined ? []',
    ],
  },
  {
    because: 'The removal of older versions would have to take the 80 seconds that an invocation has for it. Few versions are surplus at once.',
    branches: [
      'Reconciler.removeSurplus: if (context.now() >= context.until)',
    ],
  },
  {
    because: 'A version would have to disappear between the listing and the call that follows it at once.',
    branches: [
      'Reconciler.deleteOutput: await unlessNotFound(type.deleteOutput!(client, membership!, run).then(() => true)) ?? false',
      'tagsOf: await unlessNotFound(type.tags(context.client, membership, { arn })) ?? {}',
    ],
  },
  {
    because: 'The emulator gives each quota a name and a value. The tests of the advice have both, or neither.',
    branches: [
      'quotaAdvice.subject: value === undefined ? \'\'',
      'countsInstances: default of quotaName = \'\'',
    ],
  },
  {
    because: 'A replacement would have to come while the outcome of a create for the resource before is not known. No life does that.',
    branches: [
      'release: if (pending !== undefined)',
    ],
  },
  {
    because: 'A name would have to begin like one of the handlers\' own and go on in another way. The ledger has none, and no neighbour in a life has one.',
    branches: [
      'parseRunName: match === null ? undefined',
      'observe: run === undefined ? []',
      'findUnlisted: if (parsed === undefined)',
    ],
  },
  {
    because: 'Two versions would have to be created in the same millisecond.',
    branches: [
      'newestFirst: b.createdAt - a.createdAt || b.attempt - a.attempt',
      'newestFirst: b.attempt - a.attempt || a.name < b.name ? 1 : -1',
    ],
  },
  {
    because: 'A wrong parent would have to be noticed after the training has ended, or be a base version. No life does that.',
    branches: [
      'parentMismatch: taken.id ?? \'the base version\'',
    ],
  },
  {
    because: 'Tags are looked at only for an update, which has earlier properties.',
    branches: [
      'applyTags.changes: previous?.tags ?? {}',
    ],
  },
  {
    because: 'Something would have to be surplus where no version was in use before. No life does that.',
    branches: [
      'surplusOf.kept: replaces === undefined ? []',
    ],
  },
  {
    because: 'Several versions would have to be trained with the same inputs, and others would have to delete the one that was deployed last and leave the rest. No life does that at such a moment.',
    branches: [
      'resolveTarget: usable === undefined ? … : { run: usable, replaces: replaced }',
      'factsOf.deployed: regular?.isSubstitute ? undefined',
      'keep.run: exact[0] ?? inUse',
    ],
  },
  {
    because: 'A training that this request has waited for would have to be found failed, and no version to have been found for the request since. No life does that.',
    branches: [
      'startNew: if (awaited !== undefined)',
    ],
  },
  {
    because: 'Somebody else would have to give a training the very name that comes next, with the digest of its inputs. No life does that.',
    branches: [
      'startNew: if (state.foreignNames.includes(name))',
    ],
  },
  {
    file: 'test/lambda/kinds/kinds.test.ts',
    test: 'what has failed to become active fails the deployment, and is made anew by the next one',
    branches: [
      'awaitActive: else of if (found.status !== \'CREATE_FAILED\')',
      'awaitActive: arn === found.arn && …',
    ],
  },
  {
    because: 'What is in care would have to be claimed by a newer request between two reads of its entry.',
    branches: [
      'Look.removeOther: if (await claim(ledger, locator, request, this.context.now(), { isOrphan: true }) === undefined)',
    ],
  },
  {
    file: 'test/lambda/engine/give-up.test.ts',
    test: 'a request that has not is answered with what failed',
    branches: [
      'look.outcome: failure === undefined ? … : await withoutValues(() => giveUp(context, event, failure))',
    ],
  },
  {
    because: 'CloudFormation signs its addresses with X-Amz-Date, and so does the rehearsal.',
    branches: [
      'awaitedSince.late: signed?.by === \'X-Amz-Date\' ? … : 0',
    ],
  },
  {
    because: 'What took the place of a resource would have to take more than one look to remove, or its removal to be recorded by two looks at once.',
    branches: [
      'Look.removeReplacements: if (outcome.state === \'waiting\')',
      'Look.forget: saved === undefined ? CHANGED',
    ],
  },
  {
    file: 'test/model-coverage.test.ts',
    test: 'a member that is not set is not sent',
    branches: [
      'ML_CONFIGURATION.attributes.S3Uri: destination?.s3Destination.s3Uri ?? \'\'',
      'contentOf.s3Uri: destination?.s3Destination?.s3Uri ?? null',
    ],
  },
  {
    because: 'An ML configuration whose properties never could be read would have to be deleted, or its request be superseded between two calls.',
    branches: [
      'observe.there: membership === undefined ? undefined',
      'observe: ledger && { ledger }',
    ],
  },
  {
    because: 'Two looks would have to find out at once that a put never arrived.',
    branches: [
      'perform: saved === undefined ? waiting(step.why)',
    ],
  },
  {
    file: 'test/lambda/kinds/kinds.test.ts',
    test: 'stays when the resource is renamed and takes it over',
    branches: [
      'decideRemoval: if (heldBy !== undefined)',
    ],
  },
  {
    file: 'test/lambda/kinds/kinds.test.ts',
    test: 'is not put for a request that CloudFormation has given up',
    branches: [
      'perform: switch (step.do) case \'fail\'',
      'decidePut: isStatusCertain(ledger) ? { do: \'fail\', why: NOT_DEPLOYING }',
    ],
  },
  {
    file: 'test/lambda/kinds/kinds.test.ts',
    test: 'is refused where one is that somebody else put',
    branches: [
      'decidePut: isOwn(state) || adopt',
      'decidePut.isForeign: !isOwn(state) && found !== previous',
      'decidePut: isForeign && !adopt ? { do: \'fail\', why: \'there is one already that this resource did not put; declare adopt: true to take its place, or remove it first\' }',
      'decidePut: isForeign && !adopt',
    ],
  },
  {
    file: 'test/lambda/kinds/kinds.test.ts',
    test: 'that somebody else has changed is left alone by a rollback',
    branches: [
      'decidePut: if (isForeign && stack === \'rollingBack\')',
      'decidePut: isForeign && stack === \'rollingBack\'',
    ],
  },
  {
    file: 'test/lambda/kinds/kinds.test.ts',
    test: 'that somebody else has changed is left alone by an update that changes nothing about it',
    branches: [
      'decidePut: if (isForeign && content === previous)',
      'decidePut: isForeign && content === previous',
    ],
  },
  {
    file: 'test/lambda/kinds/kinds.test.ts',
    test: 'is not removed when somebody else has changed it',
    branches: [
      'decideRemoval: isOwn(state) ? … : { do: \'deleted\', why: \'what is there is not what this resource put, and it stays\' }',
    ],
  },
  {
    because: 'What was deployed would have to be gone, and an update that trains would have to find another version that is as good to a user who retrains on little. No life in the budget does that.',
    branches: [
      'resolveTarget: deployed === undefined || wasStartedBy(request, state, usable)',
    ],
  },
  {
    because: 'Another member would have to delete what a request has trained between two of its looks. No life in the budget does that.',
    branches: [
      'onEnded: if (isDeleting(run))',
    ],
  },
  {
    file: 'test/simulation/regressions.test.ts',
    test: 'stays when it is to come back, and the update that wants that is given up; what that began does not go on',
    branches: [
      'Look.releaseRetained: if (this.type.release !== undefined)',
    ],
  },
  {
    file: 'test/simulation/regressions.test.ts',
    test: 'and a request is given up and made again, what was started from another version is cancelled, and nothing is started in its place',
    branches: [
      'verifyParent: isOwn || recordOf(ledger, run)?.awaitedBy === request.requestId ? … : { do: \'await\', run, why: mismatch }',
      'verifyParent: isOwn || recordOf(ledger, run)?.awaitedBy === request.requestId',
    ],
  },
  {
    because: 'Two looks would have to change the same entry between a read and the write after it, about what is handed over or given back. No life in the budget does that.',
    branches: [
      'removeInSteps: else of if (isRecorded || await save(context.ledger, recorded(ledger, [found], { deletionRequested: true })) !== undefined)',
      'Look.remove: if (outcome === undefined && !await this.handOver([orphan.locator], successor!))',
    ],
  },
  {
    because: 'CloudFormation would have to give up on a resource between the look that knows that the stack is deploying and the one that trains, and send nothing else. No life in the budget does that.',
    branches: [
      'startNew: if (state.stack !== \'deploying\')',
    ],
  },
  {
    because: 'Lives with inference jobs and exports know their collaboration, and no deployment of theirs in the budget waits for too long. test/scenarios/inference.test.ts and test/scenarios/export.test.ts play that.',
    branches: [
      'TRAINED_MODEL_EXPORT.list: if (collaborationIdentifier === undefined)',
      'awaitActive: if (!request.cancelsWhenTooLong)',
    ],
  },
  {
    because: 'No life has data that another member deletes, nor replies that lack members. test/lambda/ml-input-channel.test.ts and test/scenarios/ml-input-channel.test.ts play that.',
    branches: [
      'withMember: isRecord(member) ? … : member',
      'ML_INPUT_CHANNEL.get.tags: details.tags ?? {}',
      'messageOf: said && query ? `${said} (${query})`',
      'messageOf: said && query',
      'messageOf: query || undefined',
      'attributesOf.ProtectedQueryIdentifier: protectedQueryIdentifier ?? \'\'',
      'attributesOf.PrivacyBudgetLeft: budgets.length === 0 ? … : String(Math.min(...budgets))',
      'perform.done: default of entry = ledger',
      'isAwaited: if (record === undefined || ledger.pendingCreate !== undefined)',
      'isAwaited: !record.deletionRequested && request.kind === \'Delete\'',
      'isAwaited: request.kind === \'Delete\' || wasInUse(request, ledger)',
      'isAwaited: wasInUse(request, ledger) || record.startedBy === request.requestId',
      'decide: gone !== undefined && !gone.seen',
      'decide: if (gone !== undefined && !gone.seen && !isCertainlyAbsent(gone))',
      'decide: !gone.seen && !isCertainlyAbsent(gone)',
      'decide: gone === undefined ? … : decideGone(request, state, gone)',
      'decideGone: if (wasInUse(request, state.ledger))',
      'decideGone: gone.startedBy === request.requestId ? { do: \'fail\', why: `${gone.name} does not exist any more, though this deployment made it; deploy again to make another one` }',
      'wasInUse: deployed === true || …',
      'awaitActive: found.status === undefined || found.status === \'ACTIVE\' || wasInUse(request, ledger) ? … : { do: \'fail\', why: `${statusText(found)}, and it was never in use; deploy again to make another one` }',
      'awaitActive: found.status === \'ACTIVE\' || wasInUse(request, ledger)',
      'awaitActive: ledger.records.some(({ arn, startedBy }) => arn === found.arn && startedBy === request.requestId) ? { do: \'fail\', why: statusText(found) }',
      'decideCreate.isRestored: wasThere && !state.isGradual',
    ],
  },
  {
    file: 'test/lambda/kinds/kinds.test.ts',
    test: 'is what it was before, when a rename with another content is rolled back, and goes with the resource that had it',
    branches: [
      'ML_CONFIGURATION.put.defaultOutputLocation: s3Uri === null ? {}',
      'observe.formerContent: ledger.formerContent === undefined ? … : digestOf(ledger.formerContent)',
      'formerHolderOf.former: predecessor === undefined ? … : await ledger.read(predecessor)',
      'formerHolderOf: former?.deployed && !former.deleting ? predecessor',
      'formerHolderOf: former?.deployed && !former.deleting',
      'perform: switch (step.do) case \'check-scope\'',
      'perform: switch (step.do) case \'restore\'',
      'perform: switch (step.do) case \'give-back\'',
      'put.before: heldBy === undefined ? … : { ...ledger, formerContent: there }',
      'putAnnounced: if (error instanceof ServiceCallError && error.meaning !== \'unknown-outcome\')',
      'resolveFormerHolder: else of if (formerHolder === undefined)',
      'resolveFormerHolder: if (scope === undefined)',
      'resolveFormerHolder: if (scope === \'unknown\' && !isStatusCertain(ledger))',
      'resolveFormerHolder: scope === \'unknown\' && …',
      'resolveFormerHolder: if (scope === \'stack\' || scope === \'clean-up\')',
      'resolveFormerHolder: scope === \'stack\' || …',
      'resolveFormerHolder: scope === \'rollback-clean-up\' && isOwn(state) && formerContent !== undefined && formerContent !== found ? { do: \'restore\', why: `${formerHolder} is in use again, with what it had put` }',
      'resolveFormerHolder: scope === \'rollback-clean-up\' && …',
    ],
  },
  {
    file: 'test/lambda/immutable-resource.test.ts',
    test: 'goes with the new one when the stack is deleted, as soon as CloudFormation can no longer be waiting for its own deletion',
    branches: [
      'Look.makeSo: if (\'state\' in entry)',
      'Look.withForsaken: else of if (end === \'over\')',
      'Look.withForsaken: await save(ledger, { ...entry, orphans: [...entry.orphans, ...forsaken] }) ?? CHANGED',
      'Look.endOfDeletion: if (age === undefined || age <= 0)',
      'Look.inCare: \'state\' in withForsaken ? entry',
      'secondsBetween: signed !== undefined && signed.by === other.signed?.by ? … : undefined',
    ],
  },
  {
    file: 'test/simulation/regressions.test.ts',
    test: 'what the update began that was given up is cancelled by a later one, where the rollback could not',
    branches: [
      'Look.removeOther: if (before?.retained)',
      'claimed: entry?.retained ? { givenUp: true as const }',
    ],
  },
  {
    file: 'test/lambda/immutable-resource.test.ts',
    test: 'what took the place of another is left to the deletion of its own that it has, when the stack is deleted',
    branches: [
      'Look.removeReplacements: else of if (scope !== \'stack\')',
      'Look.removeReplacements: if (other?.deleting && other.answer === undefined)',
      'Look.removeReplacements: other?.deleting && …',
    ],
  },
  {
    file: 'test/simulation/regressions.test.ts',
    test: 'stays when the resource is made anew, updated and deleted with the stack',
    branches: [
      'unretainedReplacementsOf: replacement?.deployed && !replacement.deleting ? []',
    ],
  },
  {
    file: 'test/scenarios/training-outcomes.test.ts',
    test: 'goes on: it is not this one\'s to cancel',
    branches: [
      'awaitActive: isOwn ? … : { do: \'fail\', run, why: `${runText(run)} after ${minutes} minutes` }',
    ],
  },
  {
    because: 'No life names a resource as another member does, nor cancels what the service has forgotten. test/scenarios/ownership.test.ts does the former.',
    branches: [
      'adviceOf: operation.startsWith(\'Create\') ? NAME_TAKEN',
      'Reconciler.cancel: await unlessNotFound(type.cancel!(client, membership!, run).then(() => true)) ?? false',
    ],
  },
  {
    because: 'In no life of the budget does a cancellation that failed end in a conflict while everything is deleted, or while a later version hides the training.',
    branches: [
      'Reconciler.isStillStuck: if (!hasOutput || kind === \'Delete\')',
      'Reconciler.isStillStuck.now: await this.detailsOf(run) ?? (await unlessNotFound(type.versions?.(client, membership!, run.arn) ?? Promise.resolve([])))?.find((version) => sameVersion(version, run))',
    ],
  },
  {
    file: 'test/lambda/uses.test.ts',
    test: 'stays as long as another member infers with it',
    branches: [
      'TRAINED_MODEL.inUse: sameVersion(version, used) || …',
    ],
  },
  {
    file: 'test/lambda/uses.test.ts',
    test: 'looks for the association of another member in the collaboration, where that is known',
    branches: [
      'foreignAssociationOf: collaborationIdentifier === undefined || isInMembership(arn, membershipIdentifier) ? … : [arn]',
      'associationInCollaboration: await findAssociation(client, collaborationIdentifier, arn) && …',
    ],
  },
  {
    file: 'test/lambda/uses.test.ts',
    test: 'is found in a list where it is the base version of a model with later ones',
    branches: [
      'versionInCollaboration.details: id === undefined ? … : { versionIdentifier: id }',
      'versionInCollaboration: else of if (details === undefined || versionId(details.versionIdentifier) === id)',
      'versionInCollaboration: model.trainedModelArn === trainedModelArn && …',
    ],
  },
  {
    file: 'test/lambda/uses.test.ts',
    test: 'is used by %s only where the privacy policy behind it has %s',
    branches: [
      'refusalByPolicy: policies && !policies[policy] ? `cannot be used: the privacy policy of ${arn} has no ${policy}`',
      'refusalByPolicy: policies && !policies[policy]',
    ],
  },
  {
    file: 'test/lambda/uses.test.ts',
    test: 'leaves it to the service whether a channel exists that it does not show',
    branches: [
      'usedChannel: if (channel === undefined)',
      'refuseUses.problems: used[i] ?? {}',
    ],
  },
  {
    file: 'test/lambda/uses.test.ts',
    test: 'is not started with data that has expired, which the service shows as %s',
    branches: [
      'usedChannel: hasExpired ? { unusable: `has expired: its data is kept for ${retentionInDays} days` }',
      'refuseUses.problems.problem: status === undefined || status === \'ACTIVE\' ? … : `is ${status}`',
      'refuseUses.problems: problem === undefined ? … : [`${text} ${problem}, so no ${words.run} was started; ${notUsable}`]',
      'refuseUses: problems.length === 0 ? … : { do: \'fail\', why: problems.join(\'. \') }',
    ],
  },
  {
    file: 'test/lambda/uses.test.ts',
    test: 'gives up on data that is being queried for longer than it may wait',
    branches: [
      'awaitUses: now < startedAt + timeoutSeconds * 1000 ? … : { do: \'fail\', why: `${text} is ${status} after ${timeoutSeconds / 60} minutes, so no ${words.run} was started; ${notReady}` }',
    ],
  },
  {
    because: 'Every run of the lives uses something that is looked at. An export in a collaboration that is not known does not, and its jobs are listed in none either.',
    branches: [
      'awaitUses: default of uses = []',
      'awaitUses: if (uses.length === 0)',
      'refuseUses: default of uses = []',
      'refuseUses: default of used = []',
    ],
  },
  {
    file: 'test/lambda/trained-model-export.test.ts',
    test: 'the collaboration is the one that the trained model says, where the properties do not',
    branches: [
      'collaborationOf: else of if (collaborationIdentifier !== undefined)',
    ],
  },
  {
    file: 'test/lambda/rollback.test.ts',
    test: 'after the ledger was lost, a usable version of the revision comes back before a cancelled one that has the very inputs',
    branches: [
      'keep.run: current === \'deploying\' ? … : deployed ?? usable.find(({ fingerprint }) => fingerprint !== failed) ?? usable[0] ?? exact[0] ?? inUse ?? candidates[0]',
    ],
  },
  {
    because: 'A request that changes nothing would have to find no version that was deployed, started for it or usable.',
    branches: [
      'keep.run: usable[0] ?? deployed',
      'keep: run === undefined ? nothingLeft(request, state, now)',
    ],
  },
  {
    because: 'A create that starts from another version would have to be pending while no listing shows it. The lives that did that take another course now.',
    branches: [
      'findPending: created && toRun(base, created)',
    ],
  },
  {
    file: 'test/lambda/sagemaker-algorithm.test.ts',
    test: 'tags are changed in place, as SageMaker tags',
    branches: [
      'SAGEMAKER_ALGORITHM.tag: if (unset.length > 0)',
      'SAGEMAKER_ALGORITHM.tag: if (Object.keys(set).length > 0)',
    ],
  },
  {
    file: 'test/lambda/sagemaker-algorithm.test.ts',
    test: 'every page of tags is read',
    branches: [
      'pageOf: nextToken === undefined ? … : { NextToken: nextToken }',
    ],
  },
  {
    file: 'test/lambda/sagemaker-algorithm.test.ts',
    test: 'in its %s says so, and what to do',
    branches: [
      'messageOf: else of if (status !== \'Failed\')',
      'messageOf.advice: hasFailed(jobs) ? `${logs}; change the container or the validation, and deploy again`',
      'itemsOf: FailureReason ? `: ${FailureReason}`',
    ],
  },
  {
    file: 'test/lambda/sagemaker-algorithm.test.ts',
    test: 'a failure of which the service says %j has no reason',
    branches: [
      'messageOf: said === \'\' ? advice',
      'messageOf.scans: details?.ImageScanStatuses ?? []',
      'messageOf.jobs: details?.ValidationStatuses ?? []',
    ],
  },
  {
    file: 'test/lambda/sagemaker-algorithm.test.ts',
    test: '%s ends the deployment',
    branches: [
      'serviceOf: name === \'ResourceLimitExceeded\' ? \'Amazon SageMaker\'',
    ],
  },
  {
    file: 'test/lambda/service-error.test.ts',
    test: '%s (%s)',
    branches: [
      'meaningFor.found: error.message?.test(message) ?? true',
      'meaningFor: typeof found?.meaning === \'function\' ? found.meaning(message)',
      'meaningOfLimit: UTILIZATION.exec(message) ?? …',
      'meaningOfLimit: used > 0 && asked <= limit ? \'not-now\'',
      'meaningOfLimit: used > 0 && …',
    ],
  },
  {
    file: 'test/lambda/sagemaker-algorithm.test.ts',
    test: 'a status that is not known is waited for, and no success',
    branches: [
      'SAGEMAKER_ALGORITHM.get.status: STATUSES[details.AlgorithmStatus] ?? \'CREATE_IN_PROGRESS\'',
    ],
  },
  {
    because: 'A rollback would have to delete an algorithm that has completed before, and CloudFormation to show the status of its clean-up late. test/lambda/sagemaker-algorithm.test.ts and test/scenarios/sagemaker-algorithm.test.ts play that.',
    branches: [
      'decideLeaving.isLeft: scope === \'rollback-clean-up\' || recordOf(ledger, found)?.awaitedBy === requestId',
      'decideLeaving: isLeft ? … : undefined',
    ],
  },
];
