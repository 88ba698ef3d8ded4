import { algorithmProperties, asStrings, modelProperties, requestSentAt, HandlerHarness } from './handler-harness';
import { acceptRequest, lookAtRequest } from '../../lambda/engine/handlers';

const event = (changes: object, ResourceProperties: object = modelProperties()) => ({
  RequestType: 'Create' as const,
  ...requestSentAt(0, 'malformed'),
  StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Test/6e1a',
  LogicalResourceId: 'Model',
  ResourceType: 'Custom::CleanRoomsMLTrainedModel',
  ResourceProperties: asStrings(ResourceProperties) as Record<string, unknown>,
  ...changes,
});

test.each<[string, object, RegExp]>([
  ['an unknown type', event({ ResourceType: 'Custom::Other' }), /ResourceType must be one of .*, got "Custom::Other"/],
  ['no stack', event({ StackId: '' }), /StackId is required/],
  ['no physical id', event({ RequestType: 'Delete' }), /PhysicalResourceId is required/],
  ['another format', event({}, modelProperties({ PropertyFormat: '7' })), /PropertyFormat must be "1", got "7"/],
  ['no request', event({}, { ...modelProperties(), Request: 'x' }), /Request must be a structure, got "x"/],
  ['a missing member', event({}, { ...modelProperties(), Request: { ...modelProperties().Request, dataChannels: undefined } }), /Request\.dataChannels is required/],
  ['a member of another type', event({}, modelProperties({ request: { resourceConfig: { instanceType: 'ml.m5.xlarge', volumeSizeInGB: 'many' } } })),
    /Request\.resourceConfig\.volumeSizeInGB must be 1 to 8192 GB, in whole GB, got "many"/],
  ['an unknown member', event({}, modelProperties({ request: { color: 'red' } })), /Request\.color is not a member of the request/],
  ['an unknown strategy', event({}, modelProperties({ Retraining: { Strategy: 'MAGIC' as never } })), /Retraining\.Strategy must be one of INCREMENTAL, FROM_SCRATCH, got "MAGIC"/],
  ['no channel for the earlier model', event({}, modelProperties({ Retraining: { Strategy: 'INCREMENTAL' } })), /Retraining\.ChannelName must be text/],
  ['an unknown scope', event({}, modelProperties({ RetrainOn: 'ALWAYS' as never })), /RetrainOn must be one of/],
  ['a timeout of no length', event({}, modelProperties({ Completion: { Mode: 'WHEN_ACTIVE', TimeoutSeconds: 0 } })), /Completion\.TimeoutSeconds must be a whole number of at least 1/],
  ['a retention of nothing', event({}, modelProperties({ VersionRetention: { KeepLast: 0 } })), /VersionRetention\.KeepLast must be a whole number of at least 1/],
  ['a broken entry', event({}, modelProperties({ Environment: [{ Name: 'A' } as never] })), /Environment\[0\] must have "Name" and "Value" as text/],
  ['a broken role', event({ ResourceType: 'Custom::CleanRoomsMLConfiguredModelAlgorithm' }, algorithmProperties({ Request: { roleArn: 'admin' } })), /Request\.roleArn must be the ARN of an IAM role/],
])('%s is answered with the property that is wrong', async (_, request, message) => {
  await expect(acceptRequest(new HandlerHarness().context, request as never)).rejects.toThrow(message);
});

test('a hyperparameter is never shown, whoever quotes it', async () => {
  const harness = new HandlerHarness();
  const secret = 'sk-very-secret-value';
  const tooLong = event({}, modelProperties({ Hyperparameters: [{ Name: 'token', Value: secret.repeat(200) }] }));
  const refusal: Error = await acceptRequest(harness.context, tooLong).catch((thrown) => thrown);
  expect(refusal.message).toMatch(/Request\.hyperparameters must have 1 to 2500 characters/);
  expect(refusal.message).not.toContain(secret);

  const fine = event({}, modelProperties({ Hyperparameters: [{ Name: 'token', Value: secret }] }));
  const started = await acceptRequest(harness.context, fine);
  const refusing = { ...harness.context, client: new Proxy(harness.context.client, { get: () => async () => { throw new Error(`the service quotes ${secret}`); } }) };
  await expect(lookAtRequest(refusing, { ...fine, ...started })).rejects.toThrow('the service quotes ***');
  expect(JSON.stringify(harness.lines)).not.toContain(secret);
});

test('a reason fits into the response of a custom resource, without a stack trace', async () => {
  const harness = new HandlerHarness();
  const long = event({}, modelProperties({ request: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`member${i}`, 'x'])) }));
  const error: Error = await acceptRequest(harness.context, long).catch((thrown) => thrown);
  expect(Buffer.byteLength(error.message)).toBeLessThan(1_600);
  expect(error.stack).toBe(error.message);
});
