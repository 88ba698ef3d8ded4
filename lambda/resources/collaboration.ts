/** What other members of a collaboration have, as far as the service shows it to a member. */
import { versionId } from './trained-model/properties';
import type { AssociationPolicy, CleanRoomsMl, CollaborationTrainedModelSummary } from '../../src/private/protocol/clean-rooms-ml';
import { unlessNotFound } from '../engine/call';
import type { VersionRef } from '../engine/ledger';
import { allPages } from '../engine/pages';
import type { Use, Used } from '../kinds/run/use';

/** A version of a trained model of any member. */
export async function versionInCollaboration(
  client: CleanRoomsMl, collaborationIdentifier: string, { arn: trainedModelArn, id }: VersionRef,
): Promise<CollaborationTrainedModelSummary | undefined> {
  const details = await unlessNotFound(client.getCollaborationTrainedModel({
    collaborationIdentifier, trainedModelArn, ...(id === undefined ? {} : { versionIdentifier: id }),
  }));
  // Without a version, the service answers about the latest one.
  if (details === undefined || versionId(details.versionIdentifier) === id) {
    return details;
  }
  const models = await allPages(
    (page) => client.listCollaborationTrainedModels({ ...page, collaborationIdentifier }),
    ({ collaborationTrainedModels }) => collaborationTrainedModels);
  return models.find((model) => model.trainedModelArn === trainedModelArn && versionId(model.versionIdentifier) === id);
}

export function associationUse(arn: string): Use {
  return { text: `association ${arn}`, notReady: 'deploy again', notUsable: 'use another association' };
}

/** An association of any member: it has no status, so it is there or not. */
export async function associationInCollaboration(client: CleanRoomsMl, collaborationIdentifier: string, arn: string): Promise<Used | undefined> {
  return await findAssociation(client, collaborationIdentifier, arn) && { status: 'ACTIVE' };
}

/** Why the privacy policy of an association does not allow a job; nothing where it does, or is not shown. */
export async function refusalByPolicy(
  client: CleanRoomsMl, collaborationIdentifier: string, arn: string, policy: AssociationPolicy,
): Promise<string | undefined> {
  const policies = (await findAssociation(client, collaborationIdentifier, arn))?.privacyConfiguration?.policies;
  return policies && !policies[policy] ? `cannot be used: the privacy policy of ${arn} has no ${policy}` : undefined;
}

function findAssociation(client: CleanRoomsMl, collaborationIdentifier: string, configuredModelAlgorithmAssociationArn: string) {
  return unlessNotFound(
    client.getCollaborationConfiguredModelAlgorithmAssociation({ collaborationIdentifier, configuredModelAlgorithmAssociationArn }));
}
