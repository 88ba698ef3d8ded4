import { CREATE_ML_INPUT_CHANNEL } from '../../src/private/protocol/api-model';
import type { CreateMlInputChannelRequest } from '../../src/private/protocol/api-requests';
import type { MlInputChannelDetails } from '../../src/private/protocol/clean-rooms-ml';
import type { MlInputChannelAttributes, MlInputChannelProperties } from '../../src/private/protocol/contract';
import { allPages } from '../engine/pages';
import { Decoder, type Desired, type Raw } from '../engine/properties';
import { declared } from '../kinds/declared/declared';

interface DesiredChannel extends Desired<Omit<CreateMlInputChannelRequest, 'name' | 'tags'>> {
  readonly revision?: string;
}

const QUERY = 'inputChannel.dataSource.protectedQueryInputParameters';

export const ML_INPUT_CHANNEL = declared<DesiredChannel, MlInputChannelAttributes>({
  noun: 'MlInputChannel',
  dependants: 'a training or an inference job of any member of the collaboration that reads it',
  isGradual: true,
  decode: (raw: Raw<MlInputChannelProperties>) => {
    const decoder = new Decoder(raw);
    const revision = decoder.optionalText('Revision', raw.Revision);
    return {
      ...decoder.common(CREATE_ML_INPUT_CHANNEL, {
        [`${QUERY}.sqlParameters.queryString`]: decoder.optionalText('Query', raw.Query),
        [`${QUERY}.sqlParameters.parameters`]: decoder.entries('QueryParameters', raw.QueryParameters, 'Name'),
        [`${QUERY}.computeConfiguration.worker.properties.spark`]: decoder.entries('SparkProperties', raw.SparkProperties, 'Name'),
      }),
      revision,
    };
  },
  revision: ({ revision }) => revision,
  membership: ({ request }) => request.membershipIdentifier,
  list: (client, membership) => allPages(
    (page) => client.listMLInputChannels({ ...page, membershipIdentifier: membership! }),
    ({ mlInputChannelsList }) => mlInputChannelsList.map(({ mlInputChannelArn: arn, name }) => ({ arn, name }))),
  get: async (client, membership, arn) => {
    const details = await client.getMLInputChannel({ membershipIdentifier: membership!, mlInputChannelArn: arn });
    return { tags: details.tags ?? {}, status: details.status, message: messageOf(details), attributes: attributesOf(details) };
  },
  create: async (client, { request }, name, tags) => (await client.createMLInputChannel({ ...request, name, tags })).mlInputChannelArn,
  remove: (client, membership, arn) => client.deleteMLInputChannelData({ membershipIdentifier: membership!, mlInputChannelArn: arn }),
  attributes: ({ arn, name, attributes }) => ({ ...NOTHING_KNOWN, ...attributes, MlInputChannelArn: arn, Name: name }),
});

/** Who looks for the reason finds more of it under the protected query, in AWS Clean Rooms. */
function messageOf({ statusDetails, protectedQueryIdentifier }: MlInputChannelDetails): string | undefined {
  const said = statusDetails?.message || statusDetails?.statusCode;
  const query = protectedQueryIdentifier && `protected query ${protectedQueryIdentifier}`;
  return said && query ? `${said} (${query})` : said || query || undefined;
}

type ReadAttributes = Omit<MlInputChannelAttributes, 'MlInputChannelArn' | 'Name'>;

const NOTHING_KNOWN: ReadAttributes = { ProtectedQueryIdentifier: '', NumberOfRecords: '', NumberOfFiles: '', SizeInGb: '', PrivacyBudgetLeft: '' };

function attributesOf(details: MlInputChannelDetails): ReadAttributes {
  const { protectedQueryIdentifier, numberOfRecords, numberOfFiles, sizeInGb, privacyBudgets } = details;
  const budgets = (privacyBudgets?.accessBudgets ?? []).map(({ aggregateRemainingBudget }) => aggregateRemainingBudget);
  return {
    ProtectedQueryIdentifier: protectedQueryIdentifier ?? '',
    NumberOfRecords: textOf(numberOfRecords),
    NumberOfFiles: textOf(numberOfFiles),
    SizeInGb: textOf(sizeInGb),
    // Each read takes from the budget of every table, so the smallest one decides.
    PrivacyBudgetLeft: budgets.length === 0 ? '' : String(Math.min(...budgets)),
  };
}

/** A reply can have null in the place of what is absent. */
function textOf(value: number | null | undefined): string {
  return value === undefined || value === null ? '' : String(value);
}
