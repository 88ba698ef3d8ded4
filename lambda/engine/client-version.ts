/**
 * An SDK drops members that it does not know without a word: a training would be billed to the wrong payer, a
 * log policy would lose its redaction. So a request that needs a newer client than the one at hand is refused
 * before it is sent.
 *
 * @see https://github.com/aws/aws-sdk-js-v3/blob/main/clients/client-cleanroomsml/CHANGELOG.md
 */
import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';

const CUSTOM_MODELS = '3.687.0';
const VERSIONED_TRAINING = '3.841.0';
const PARQUET = '3.850.0';
const LOG_SANITIZATION = '3.881.0';
const SPARK_PROPERTIES = '3.964.0';
const CHOSEN_PAYER = '3.1052.0';

/** The first version of the client that has an operation, unless that is the first one with custom models. */
const OPERATIONS: { readonly [operation: string]: string } = {
  listTrainedModelVersions: VERSIONED_TRAINING,
};

/** The first version of the client that sends a member, by the member's path in any request. */
const MEMBERS: { readonly [path: string]: string } = {
  'versionIdentifier': VERSIONED_TRAINING,
  'incrementalTrainingDataChannels': VERSIONED_TRAINING,
  'trainingInputMode': VERSIONED_TRAINING,
  'dataChannels.s3DataDistributionType': VERSIONED_TRAINING,
  'privacyConfiguration.policies.trainedModels.maxArtifactSize': VERSIONED_TRAINING,
  'privacyConfiguration.policies.trainedModels.containerLogs.logType': LOG_SANITIZATION,
  'privacyConfiguration.policies.trainedModels.containerLogs.logRedactionConfiguration': LOG_SANITIZATION,
  'privacyConfiguration.policies.trainedModelInferenceJobs.containerLogs.logType': LOG_SANITIZATION,
  'privacyConfiguration.policies.trainedModelInferenceJobs.containerLogs.logRedactionConfiguration': LOG_SANITIZATION,
  'inputChannel.dataSource.protectedQueryInputParameters.resultFormat': PARQUET,
  'inputChannel.dataSource.protectedQueryInputParameters.computeConfiguration.worker.properties': SPARK_PROPERTIES,
  'mlModelTrainingPayerAccountId': CHOSEN_PAYER,
  'trainedModelVersionIdentifier': VERSIONED_TRAINING,
  'mlModelInferencePayerAccountId': CHOSEN_PAYER,
  'payerConfiguration': CHOSEN_PAYER,
};

export class ClientTooOldError extends Error {
  constructor(subject: string, needed: string, actual: string) {
    super(`${subject} needs @aws-sdk/client-cleanroomsml ${needed} or newer; the Lambda runtime has ${actual}, which would leave it out`);
    this.name = 'ClientTooOldError';
  }
}

/** The client, with every request checked against its version before it is sent. */
export function guardVersion(client: CleanRoomsMl, version: string): CleanRoomsMl {
  return new Proxy(client, {
    get: (target, operation: string & keyof CleanRoomsMl) => async (request: unknown) => {
      refuseUnknown(operation, request, version);
      return (target[operation] as (request: unknown) => Promise<unknown>).call(target, request);
    },
  });
}

function refuseUnknown(operation: string, request: unknown, version: string): void {
  const needs = [
    { subject: operation, needed: OPERATIONS[operation] ?? CUSTOM_MODELS },
    ...memberPaths(request).filter((path) => path in MEMBERS).map((path) => ({ subject: path, needed: MEMBERS[path] })),
  ];
  const unmet = needs.find(({ needed }) => isOlder(version, needed));
  if (unmet !== undefined) {
    throw new ClientTooOldError(unmet.subject, unmet.needed, version);
  }
}

/** The path of every member that a request has, list positions left out. */
function memberPaths(value: unknown, prefix = ''): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry) => memberPaths(entry, prefix));
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .flatMap(([name, member]) => {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      return [path, ...memberPaths(member, path)];
    });
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('-')[0].split('.').map(Number));
  const place = [0, 1, 2].find((i) => a[i] !== b[i]);
  return place !== undefined && !(a[place] > b[place]);
}
