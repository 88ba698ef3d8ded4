import { PUT_ML_CONFIGURATION } from '../../src/private/protocol/api-model';
import type { MlOutputConfiguration, PutMlConfigurationRequest } from '../../src/private/protocol/api-requests';
import type { MlConfigurationAttributes } from '../../src/private/protocol/contract';
import { Decoder } from '../engine/properties';
import { singleton } from '../kinds/singleton/singleton';
import type { DesiredSingleton } from '../kinds/singleton/singleton-type';

interface DesiredMlConfiguration extends DesiredSingleton {
  readonly request: PutMlConfigurationRequest;
}

export const ML_CONFIGURATION = singleton<DesiredMlConfiguration, MlConfigurationAttributes>({
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
  put: (client, { request }) => client.putMLConfiguration(request),
  remove: (client, membershipIdentifier) => client.deleteMLConfiguration({ membershipIdentifier }),
  attributes: ({ request: { membershipIdentifier, defaultOutputLocation: { destination } } }) => (
    { MembershipIdentifier: membershipIdentifier, S3Uri: destination?.s3Destination.s3Uri ?? '' }),
});

/** What the service stores of what it is given; a reply can have null in the place of what is absent. */
function contentOf({ destination, roleArn }: MlOutputConfiguration): object {
  return { roleArn, s3Uri: destination?.s3Destination?.s3Uri ?? null };
}
