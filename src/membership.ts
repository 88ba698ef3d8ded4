import { ArnFormat, Resource, Stack, type ArnComponents } from 'aws-cdk-lib';
import type { IMembershipRef, MembershipReference } from 'aws-cdk-lib/aws-cleanrooms';
import type { Construct } from 'constructs';
import { membershipIdIn } from './private/arn';
import { TEXT, requireArgument, structureOf } from './private/kind';
import { MEMBERSHIP_ARN, UUID } from './private/protocol/api-model';
import type { Problem } from './private/protocol/shape';
import { problemsOfValue, throwIfInvalid } from './private/validation';

/**
 * Attributes for importing a membership.
 */
export interface MembershipAttributes {
  /**
   * The membership's ID: a UUID in lower case.
   */
  readonly membershipIdentifier: string;

  /**
   * The ID of the collaboration: a UUID in lower case.
   *
   * With it, what another member has is looked at before a training, an inference job or an export is started: whether an association
   * is there, whether its privacy policy allows the job, and whether a version is `ACTIVE`.
   *
   * @default - what other members have is not looked at
   */
  readonly collaborationIdentifier?: string;

  /**
   * The ID of the account that is the member.
   *
   * @default - the account of the stack
   */
  readonly account?: string;

  /**
   * The region of the collaboration.
   *
   * @default - the region of the stack
   */
  readonly region?: string;
}

/**
 * Memberships in collaborations, for those that are not in the app as a `CfnMembership`.
 *
 * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/glossary.html#glossary-membership
 */
export class Membership {
  /**
   * Imports a membership of the stack's account by its ID.
   *
   * @param membershipIdentifier a UUID in lower case
   */
  public static fromMembershipId(scope: Construct, id: string, membershipIdentifier: string): IMembershipRef {
    requireArgument('Membership.fromMembershipId()', 'membershipIdentifier', membershipIdentifier, TEXT);
    return Membership.fromMembershipAttributes(scope, id, { membershipIdentifier });
  }

  /**
   * Imports a membership by its ARN.
   */
  public static fromMembershipArn(scope: Construct, id: string, membershipArn: string): IMembershipRef {
    requireArgument('Membership.fromMembershipArn()', 'membershipArn', membershipArn, TEXT);
    const problems = problemsOfValue(MEMBERSHIP_ARN, membershipArn, 'membershipArn');
    const { account, region } = problems.length > 0 ? {} as ArnComponents : Stack.of(scope).splitArn(membershipArn, ArnFormat.SLASH_RESOURCE_NAME);
    const membershipIdentifier = problems.length > 0 ? '' : membershipIdIn(membershipArn);
    return new ImportedMembership(scope, id, { membershipArn, membershipIdentifier }, problems, account, region);
  }

  /**
   * Imports a membership by its attributes.
   */
  public static fromMembershipAttributes(scope: Construct, id: string, attributes: MembershipAttributes): IMembershipRef {
    requireArgument('Membership.fromMembershipAttributes()', 'attributes', attributes, structureOf({ membershipIdentifier: TEXT }));
    const { membershipIdentifier, collaborationIdentifier, account, region } = attributes;
    const membershipArn = Stack.of(scope).formatArn({ service: 'cleanrooms', account, region, resource: 'membership', resourceName: membershipIdentifier });
    const problems = [
      ...problemsOfValue(UUID, membershipIdentifier, 'membershipIdentifier'),
      ...problemsOfValue(UUID, collaborationIdentifier, 'collaborationIdentifier'),
    ];
    return new ImportedMembership(scope, id, { membershipArn, membershipIdentifier }, problems, account, region, collaborationIdentifier);
  }

  private constructor() {}
}

class ImportedMembership extends Resource implements IMembershipRef {
  constructor(
    scope: Construct, id: string, public readonly membershipRef: MembershipReference, problems: readonly Problem[], account?: string, region?: string,
    public readonly _collaborationIdentifier?: string,
  ) {
    super(scope, id, { account, region });
    throwIfInvalid(this, problems);
  }
}
