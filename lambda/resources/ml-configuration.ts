import { PUT_ML_CONFIGURATION } from '../../src/private/protocol/api-model';
import type { MlOutputConfiguration, PutMlConfigurationRequest } from '../../src/private/protocol/api-requests';
import type { MlConfigurationAttributes } from '../../src/private/protocol/contract';
import { Decoder } from '../engine/properties';
import { singleton } from '../kinds/singleton/singleton';
import type { DesiredSingleton } from '../kinds/singleton/singleton-type';

interface DesiredMlConfiguration extends DesiredSingleton {
  readonly request: PutMlConfigurationRequest;
}

/** What the service stores of what it is given. */
interface Content {
  readonly roleArn: string;
  /** Null without a destination. */
  readonly s3Uri: string | null;
}

export const ML_CONFIGURATION = singleton<DesiredMlConfiguration, MlConfigurationAttributes, Content>({
  noun: 'MlConfiguration',
  dependants: 'an export or an inference job of the membership',
  decode: (raw) => {
    const decoder = new Decoder(raw);
    const adopt = decoder.oneOf('Adopt', raw.Adopt, ['true', 'false']) === 'true';
    return { ...decoder.common<PutMlConfigurationRequest>(PUT_ML_CONFIGURATION), adopt };
  },
  membership: ({ request }) => request.membershipIdentifier,
  content: ({ request }) => contentOf(request.defaultOutputLocation),
  get: async (client, membershipIdentifier) => contentOf((await client.getMLConfiguration({ membershipIdentifier })).defaultOutputLocation),
  put: (client, membershipIdentifier, { roleArn, s3Uri }) => client.putMLConfiguration({
    membershipIdentifier,
    defaultOutputLocation: { roleArn, ...(s3Uri === null ? {} : { destination: { s3Destination: { s3Uri } } }) },
  }),
  remove: (client, membershipIdentifier) => client.deleteMLConfiguration({ membershipIdentifier }),
  attributes: ({ request: { membershipIdentifier, defaultOutputLocation: { destination } } }) => (
    { MembershipIdentifier: membershipIdentifier, S3Uri: destination?.s3Destination.s3Uri ?? '' }),
});

/** A reply can have null in the place of what is absent. */
function contentOf({ destination, roleArn }: MlOutputConfiguration): Content {
  return { roleArn, s3Uri: destination?.s3Destination?.s3Uri ?? null };
}
