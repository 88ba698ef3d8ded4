/** The collaboration that a membership is in: it shows a member what others have. */
import { Token } from 'aws-cdk-lib';
import { CfnMembership, type IMembershipRef } from 'aws-cdk-lib/aws-cleanrooms';
import { CfnConfiguredModelAlgorithmAssociation, type IConfiguredModelAlgorithmAssociationRef } from 'aws-cdk-lib/aws-cleanroomsml';
import { isInMembership } from './protocol/membership-arn';

/** The collaboration of a membership, where the app says it. */
export function collaborationOf(membership: IMembershipRef): string | undefined {
  return CfnMembership.isCfnMembership(membership)
    ? membership.collaborationIdentifier
    : (membership as { readonly _collaborationIdentifier?: string })._collaborationIdentifier;
}

/** Whether an association is certainly of a membership. */
export function isOwnAssociation(association: IConfiguredModelAlgorithmAssociationRef, membershipIdentifier: string): boolean {
  return membershipIdentifier === (CfnConfiguredModelAlgorithmAssociation.isCfnConfiguredModelAlgorithmAssociation(association)
    ? association.membershipIdentifier
    : (association as { readonly _membershipIdentifier?: string })._membershipIdentifier);
}

/** Whether something is certainly in another membership. */
export function isOfAnotherMembership(arn: string, membershipIdentifier: string): boolean {
  return !Token.isUnresolved(arn) && !Token.isUnresolved(membershipIdentifier) && !isInMembership(arn, membershipIdentifier);
}
