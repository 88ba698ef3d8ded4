/** What is known of an owner's runs when something is decided, and what can be decided. */
import type { Run } from './run';
import type { Used } from './use';
import type { TagMap } from '../../../src/private/protocol/api-requests';
import type { Deployment, LedgerEntry, VersionRef } from '../../engine/ledger';
import type { StackOperation } from '../../engine/stack-operation';
import type { BasicStep } from '../../engine/steps';
import type { TagChanges } from '../../engine/tag-changes';

export interface ObservedState {
  readonly ledger: LedgerEntry;
  /** Those that belong to the owner. */
  readonly runs: readonly Run[];
  /** Names of runs that look like the owner's and belong to somebody else. */
  readonly foreignNames: readonly string[];
  /** Names that the ledger has and that the service did not show, though they can still turn up. */
  readonly unseen: readonly string[];
  /** Whether the whole membership was listed, or only what the ledger refers to. */
  readonly fullListing: boolean;
  /** Tags by ARN, where they may have to change. */
  readonly tags: { readonly [arn: string]: TagMap };
  /** What the wanted run uses, once it was asked for during this invocation. */
  readonly used?: readonly (Used | undefined)[];
  /** What CloudFormation does with the stack; absent until it was asked during this invocation. */
  readonly stack?: StackOperation;
}

/** What is done next. */
export type Step = { readonly why: string } & (
  | BasicStep
  | { readonly do: 'list-all' }
  /** Look at what the wanted run uses. */
  | { readonly do: 'check-used' }
  /** The pending create succeeded: record what it created. */
  | { readonly do: 'confirm-create'; readonly run: Run }
  /** Record that everything is to be removed. */
  | { readonly do: 'request-deletion' }
  | { readonly do: 'start'; readonly name: string; readonly parent?: VersionRef }
  /** Record that this request waits for a run that another request started. */
  | { readonly do: 'await'; readonly run: Run }
  | { readonly do: 'cancel'; readonly runs: readonly Run[] }
  /** Cancel what this request started, and record the reason. */
  | { readonly do: 'cancel-and-fail'; readonly run: Run }
  | { readonly do: 'delete-output'; readonly runs: readonly Run[] }
  | { readonly do: 'tag'; readonly changes: readonly ({ readonly arn: string } & TagChanges)[] }
  | { readonly do: 'finish'; readonly run: Run; readonly deployment: Deployment; readonly surplus: readonly Run[] }
  | { readonly do: 'released' }
  /** The end, with what the service says about a run. */
  | { readonly do: 'fail'; readonly run?: Run }
);
