/** Warns at synth where an app alone declares more than the default quotas of the service allow. */
import { Annotations, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

export interface DefaultQuota {
  /** The ID of the warning. */
  readonly id: string;
  readonly limit: number;
  /** What is limited, such as "active ML input channels of a membership". */
  readonly what: string;
}

/** By the root of an app: how many resources count against a quota. */
const DECLARED = new WeakMap<IConstruct, Map<string, number>>();

/** Counts a resource against a quota that a holder, such as a membership, has. The first one beyond the quota has the warning. */
export function countAgainstQuota(construct: Construct, { id, limit, what }: DefaultQuota, holder: string): void {
  if (Token.isUnresolved(holder)) {
    return;
  }
  const { root } = construct.node;
  const counts = DECLARED.get(root) ?? new Map<string, number>();
  const count = (counts.get(`${id} ${holder}`) ?? 0) + 1;
  DECLARED.set(root, counts.set(`${id} ${holder}`, count));
  if (count === limit + 1) {
    warnOfQuota(construct, { id, limit, what: `${what} ${holder}` });
  }
}

export function warnOfQuota(construct: Construct, { id, limit, what }: DefaultQuota): void {
  Annotations.of(construct).addWarningV2(`cdk-cleanrooms-ml:${id}`,
    `the app declares more than ${limit} ${what}, which is the default quota of Clean Rooms ML. Ask for a higher one in Service Quotas before you deploy.`);
}
