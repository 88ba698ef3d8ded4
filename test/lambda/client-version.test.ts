import { MEMBERSHIP, HandlerHarness, modelProperties } from './handler-harness';
import { guardVersion } from '../../lambda/engine/client-version';

const { Request } = modelProperties();
const logs = { allowedAccountIds: ['111122223333'] };
const association = (policies: object) => ({ membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmArn: 'arn', name: 'a', privacyConfiguration: { policies } });

const queried = (query: object) => ({ name: 'n', inputChannel: { dataSource: { protectedQueryInputParameters: { sqlParameters: {}, ...query } } } });

describe('a client that does not know a member refuses the request before it is sent', () => {
  test.each<[string, string, string, 'createTrainedModel' | 'createConfiguredModelAlgorithmAssociation' | 'createMLInputChannel' | 'cancelTrainedModel' | 'listTrainedModelVersions', object]>([
    ['3.840.0', '3.841.0', 'incrementalTrainingDataChannels', 'createTrainedModel', { ...Request, name: 'n', incrementalTrainingDataChannels: [] }],
    ['3.840.0', '3.841.0', 'trainingInputMode', 'createTrainedModel', { ...Request, name: 'n', trainingInputMode: 'File' }],
    ['3.840.0', '3.841.0', 'dataChannels.s3DataDistributionType', 'createTrainedModel', { ...Request, name: 'n', dataChannels: [{ s3DataDistributionType: 'ShardedByS3Key' }] }],
    ['3.1051.9', '3.1052.0', 'mlModelTrainingPayerAccountId', 'createTrainedModel', { ...Request, name: 'n', mlModelTrainingPayerAccountId: '1' }],
    ['3.849.0', '3.850.0', 'resultFormat', 'createMLInputChannel', queried({ resultFormat: 'PARQUET' })],
    ['3.963.0', '3.964.0', 'worker.properties', 'createMLInputChannel', queried({ computeConfiguration: { worker: { properties: { spark: { a: '1' } } } } })],
    ['3.1051.9', '3.1052.0', 'payerConfiguration', 'createMLInputChannel', { ...queried({}), payerConfiguration: { computePayerAccountId: '1' } }],
    ['3.840.0', '3.841.0', 'versionIdentifier', 'cancelTrainedModel', { versionIdentifier: 'v' }],
    ['3.840.0', '3.841.0', 'listTrainedModelVersions', 'listTrainedModelVersions', {}],
    ['3.840.0', '3.841.0', 'maxArtifactSize', 'createConfiguredModelAlgorithmAssociation', association({ trainedModels: { maxArtifactSize: {} } })],
    ['3.880.0', '3.881.0', 'logType', 'createConfiguredModelAlgorithmAssociation', association({ trainedModels: { containerLogs: [{ ...logs, logType: 'ALL' }] } })],
    ['3.880.0', '3.881.0', 'logRedactionConfiguration', 'createConfiguredModelAlgorithmAssociation',
      association({ trainedModelInferenceJobs: { containerLogs: [{ ...logs, logRedactionConfiguration: {} }] } })],
  ])('%s, where %s is needed for %s', async (actual, needed, member, operation, request) => {
    const sent: string[] = [];
    const client = new Proxy({}, { get: (_, name: string) => async () => sent.push(name) }) as never;
    const call = (version: string) => (guardVersion(client, version)[operation] as (request: object) => Promise<unknown>)(request);
    await expect(call(actual)).rejects.toThrow(new RegExp(`${member} needs @aws-sdk/client-cleanroomsml ${needed.replaceAll('.', '\\.')} or newer; the Lambda runtime has ${actual.replaceAll('.', '\\.')}`));
    expect(sent).toEqual([]);
    await call(needed);
    expect(sent).toEqual([operation]);
  });

  test('and sends what it knows', async () => {
    const harness = new HandlerHarness();
    const { trainedModelArn } = await guardVersion(harness.context.client, '3.687.0').createTrainedModel({ ...Request, name: 'plain', trainingInputMode: undefined });
    expect(trainedModelArn).toContain('/trained-model/');
  });
});
