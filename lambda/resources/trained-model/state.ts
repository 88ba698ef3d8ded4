/** What is known of a trained model when something is decided, and what can be decided. */
import { fingerprintOf, fingerprintText, type Fingerprint } from './fingerprint';
import type { DesiredTrainedModel } from './properties';
import type { Version } from './version';
import type { TagMap } from '../../../src/private/protocol/api-requests';
import type { Deployment, LedgerEntry, VersionRef } from '../../engine/ledger';
import type { Request } from '../../engine/request';
import type { StackOperation } from '../../engine/stack-operation';
import type { TagChanges } from '../../engine/tag-changes';

export type TrainedModelRequest = Request<DesiredTrainedModel>;

export interface ObservedState {
  readonly ledger: LedgerEntry;
  /** Versions that belong to the owner. */
  readonly versions: readonly Version[];
  /** Names of trainings that look like the owner's and belong to somebody else. */
  readonly foreignNames: readonly string[];
  /** Names that the ledger has and that the service did not show, though they can still turn up. */
  readonly unseen: readonly string[];
  /** Whether the whole membership was listed, or only what the ledger refers to. */
  readonly fullListing: boolean;
  /** Tags by ARN, of the models whose tags may have to change. */
  readonly tags: { readonly [arn: string]: TagMap };
  /** What CloudFormation does with the stack; absent until it was asked during this invocation. */
  readonly stack?: StackOperation;
}

export interface Training {
  readonly name: string;
  readonly fingerprint: Fingerprint;
  readonly parent?: VersionRef;
}

/** What is done next. */
export type Step = { readonly why: string } & (
  | { readonly do: 'list-all' }
  | { readonly do: 'check-stack' }
  | { readonly do: 'wait' }
  /** Wait until CloudFormation's status cannot be outdated any more. */
  | { readonly do: 'await-status' }
  /** The pending create succeeded: record what it created. */
  | { readonly do: 'confirm-create'; readonly version: Version }
  /** The pending create never arrived. */
  | { readonly do: 'discard-create' }
  /** Record that everything is to be removed. */
  | { readonly do: 'request-deletion' }
  | { readonly do: 'train'; readonly training: Training }
  /** Record that this request waits for a version that another request started. */
  | { readonly do: 'await'; readonly version: Version }
  | { readonly do: 'cancel'; readonly versions: readonly Version[] }
  /** Cancel what this request started, and record the reason. */
  | { readonly do: 'cancel-and-fail'; readonly version: Version }
  | { readonly do: 'delete-output'; readonly versions: readonly Version[] }
  | { readonly do: 'tag'; readonly changes: readonly ({ readonly arn: string } & TagChanges)[] }
  | { readonly do: 'finish'; readonly version: Version; readonly deployment: Deployment; readonly surplus: readonly Version[] }
  | { readonly do: 'deleted' }
  | { readonly do: 'released' }
  /** The end, with what the service says about a version. */
  | { readonly do: 'fail'; readonly version?: Version }
);

/**
 * Whether the ledger knows what CloudFormation says was deployed last. One that was lost, or put back to an earlier time, does
 * not, and neither does one after an update that failed and was not rolled back.
 */
export function isUpToDate({ previous }: Pick<TrainedModelRequest, 'previous'>, { history }: LedgerEntry): boolean {
  return previous === undefined || history[history.length - 1]?.fingerprint === fingerprintText(fingerprintOf(previous));
}

export function listed(versions: readonly Version[]): string {
  return versions.map(({ name, id, status }) => `${name}${id === undefined ? '' : ` (version ${id})`} is ${status}`).join(', ');
}
