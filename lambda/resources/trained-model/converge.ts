/** Mechanism: brings everything around the target version in order, one step at a time. */
import { fingerprintOf, fingerprintText } from './fingerprint';
import { isFirstTime, wasStartedBy, type TargetVersion } from './resolve-target';
import { isUpToDate, listed, type ObservedState, type Step, type TrainedModelRequest } from './state';
import { isActive, isCancelling, isStuck, isTraining, versionText, newestFirst, type Version } from './version';
import { recordOf, sameVersion, type VersionRef } from '../../engine/ledger';
import { operationOf } from '../../engine/stack-operation';
import { sameTags, tagChanges } from '../../engine/tag-changes';

export function converge(request: TrainedModelRequest, state: ObservedState, target: TargetVersion, now: number): Step {
  const { version } = target;
  return cancelOthers(state, version)
    ?? verifyParent(request, state, version)
    ?? awaitActive(request, state, version, now)
    ?? awaitCancellations(state, version)
    ?? applyTags(request, state)
    ?? finish(request, state, target);
}

function cancelOthers({ versions }: ObservedState, version: Version): Step | undefined {
  const others = versions.filter((other) => other !== version && (isTraining(other) || isStuck(other)));
  return others.length > 0 ? { do: 'cancel', versions: others, why: `${listed(others)}: superseded by ${version.name}` } : undefined;
}

/** The service leaves open which version an incremental training starts from when the base version is meant. */
function verifyParent(request: TrainedModelRequest, state: ObservedState, version: Version): Step | undefined {
  if (!wasStartedBy(request, state, version)) {
    return undefined;
  }
  const mismatch = parentMismatch(state, version);
  if (mismatch !== undefined) {
    return isTraining(version)
      ? { do: 'cancel-and-fail', version, why: `${mismatch}; it was cancelled` }
      : { do: 'fail', version, why: mismatch };
  }
  const parent = recordOf(state.ledger, version)?.parent;
  const isUnconfirmed = parent !== undefined && parent.id === undefined && version.startedFrom === undefined && state.unseen.includes(version.name);
  return isUnconfirmed ? { do: 'wait', why: `a listing has to show which version ${version.name} started from` } : undefined;
}

function parentMismatch({ ledger }: ObservedState, version: Version): string | undefined {
  const meant = recordOf(ledger, version)?.parent;
  const taken = version.startedFrom;
  if (meant === undefined || taken === undefined) {
    return undefined;
  }
  // Base versions have no id to tell them apart, but names.
  const meantName = recordOf(ledger, meant)?.name;
  const isSame = taken.id === meant.id && (meant.id !== undefined || meantName === undefined || meantName === taken.modelName);
  return isSame
    ? undefined
    : `the service started ${version.name} from ${taken.id ?? 'the base version'} of ${taken.modelName}, not from ${meant.id ?? 'the base version'} of ${meantName ?? meant.arn} as asked`;
}

function awaitActive(request: TrainedModelRequest, state: ObservedState, version: Version, now: number): Step | undefined {
  const { mode, timeoutSeconds } = request.desired.completion;
  if (mode !== 'WHEN_ACTIVE' || !isTraining(version)) {
    return undefined;
  }
  const isOwn = wasStartedBy(request, state, version);
  const record = recordOf(state.ledger, version);
  if (!isOwn && record !== undefined && record.awaitedBy !== request.requestId) {
    return { do: 'await', version, why: `${versionText(version)}, and matches these inputs` };
  }
  if (now < request.startedAt + timeoutSeconds * 1000) {
    return { do: 'wait', why: versionText(version) };
  }
  const minutes = timeoutSeconds / 60;
  return isOwn ? {
    do: 'cancel-and-fail',
    version,
    why: `the training was not finished after ${minutes} minutes and was cancelled; use Completion.whenSubmitted() for trainings that can take longer`,
  } : { do: 'fail', version, why: `${versionText(version)} after ${minutes} minutes` };
}

function awaitCancellations({ versions }: ObservedState, version: Version): Step | undefined {
  const cancelling = versions.filter((other) => other !== version && isCancelling(other));
  return cancelling.length > 0 ? { do: 'wait', why: listed(cancelling) } : undefined;
}

function applyTags({ desired, previous }: TrainedModelRequest, { tags, fullListing }: ObservedState): Step | undefined {
  if (previous !== undefined && !sameTags(desired.tags, previous.tags) && !fullListing) {
    return { do: 'list-all', why: 'the tags of every version change' };
  }
  const changes = Object.entries(tags)
    .map(([arn, actual]) => ({ arn, ...tagChanges(desired.tags, previous?.tags ?? {}, actual) }))
    .filter(({ set, unset }) => Object.keys(set).length > 0 || unset.length > 0);
  return changes.length > 0 ? { do: 'tag', changes, why: 'the tags differ' } : undefined;
}

function finish(request: TrainedModelRequest, state: ObservedState, { version, replaces, isSubstitute }: TargetVersion): Step {
  const { arn, id } = version;
  const deployment = {
    fingerprint: fingerprintText(fingerprintOf(request.desired)),
    version: id === undefined ? { arn } : { arn, id },
    ...(isSubstitute ? { isSubstitute } : {}),
  };
  const done = { do: 'finish' as const, version, deployment, why: versionText(version) };
  const surplus = surplusOf(request, state, version, replaces);
  if (surplus === 'unknown') {
    return { do: 'list-all', why: 'older versions are to be removed' };
  }
  if (surplus.length === 0) {
    return { ...done, surplus };
  }
  // What an update does not need any more can be what its rollback restores.
  const operation = operationOf(request, state, isFirstTime(request, state));
  return typeof operation === 'object' ? operation : { ...done, surplus: operation === 'deploying' ? surplus : [] };
}

/** Usable versions beyond those to keep. Never the one in use, the one before it, or what a kept one was trained from. */
function surplusOf(
  request: TrainedModelRequest, { ledger, versions, fullListing }: ObservedState, version: Version, replaces: Version | undefined,
): Version[] | 'unknown' {
  const { keepLast } = request.desired;
  // What a ledger does not know to be in use, a rollback can still go back to.
  if (keepLast === undefined || !isUpToDate(request, ledger) || ledger.records.filter(({ terminal }) => terminal !== 'over').length <= keepLast) {
    return [];
  }
  if (!fullListing) {
    return 'unknown';
  }
  const active = newestFirst(versions.filter(isActive));
  const kept = [...active.slice(0, keepLast), version, ...(replaces === undefined ? [] : [replaces])];
  const parents: (VersionRef | undefined)[] = kept.map((keeps) => recordOf(ledger, keeps)?.parent);
  return active.filter((other) => !kept.includes(other) && !parents.some((parent) => sameVersion(parent, other)));
}

