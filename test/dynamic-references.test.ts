/**
 * CloudFormation resolves no dynamic references to secrets in custom resources: the service would get their text.
 */
import { App, CfnDynamicReference, CfnDynamicReferenceService, CfnResource, Lazy, SecretValue, Stack, Tags, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { ENVIRONMENT, MODEL_TYPE, newAlgorithm, newAssociation, newModel, propertiesOf } from './collaboration';
import { Retraining, TrainingContainer } from '../src';

const REFERENCE = '{{resolve:secretsmanager:token:SecretString:::}}';
const WHY = 'CloudFormation does not resolve it in a custom resource, so the service would receive this text. '
  + 'Pass the ARN of the secret, and let the container read the secret by its ARN';

function synthesize(act: (stack: Stack) => unknown): void {
  const app = new App();
  act(new Stack(app, 'Stack', { env: ENVIRONMENT }));
  app.synth();
}

const secret = () => SecretValue.secretsManager('token').unsafeUnwrap();

test.each<[what: string, act: (stack: Stack) => unknown, line: string]>([
  ['as a value', (stack) => newModel(stack, { environment: { LEVEL: 'info', TOKEN: secret() } }), `[Stack/Model] environment["TOKEN"] must not be a dynamic reference to a secret, got "${REFERENCE}": ${WHY}`],
  ['as text', (stack) => newModel(stack, { hyperparameters: { token: REFERENCE } }), `[Stack/Model] hyperparameters["token"] must not be a dynamic reference to a secret, got "${REFERENCE}": `],
  ['in the middle of text', (stack) => newModel(stack, { environment: { URL: `https://user:${secret()}@example.com` } }), `[Stack/Model] environment["URL"] must not be a dynamic reference to a secret, got "https://user:${REFERENCE}@example.com": `],
  ['in a lazy value', (stack) => newModel(stack, { environment: { TOKEN: Lazy.string({ produce: secret }) } }), '[Stack/Model] environment["TOKEN"] must not be a dynamic reference to a secret'],
  ['to a secret of the app', (stack) => newModel(stack, { environment: { TOKEN: new secretsmanager.Secret(stack, 'Secret').secretValue.unsafeUnwrap() } }), '[Stack/Model] environment["TOKEN"] must not be a dynamic reference to a secret, got {"Fn::Join":["",["{{resolve:secretsmanager:"'],
  ['to a secure string', (stack) => newModel(stack, { environment: { TOKEN: SecretValue.ssmSecure('/token', '1').unsafeUnwrap() } }), '[Stack/Model] environment["TOKEN"] must not be a dynamic reference to a secret, got "{{resolve:ssm-secure:/token:1}}": '],
  ['as a name', (stack) => newModel(stack, { environment: { [secret()]: 'x' } }), '[Stack/Model] environment["{{resolve:secretsmanager'],
  ['in a description', (stack) => newModel(stack, { description: secret() }), '[Stack/Model] description must not be a dynamic reference to a secret'],
  ['in a revision', (stack) => newModel(stack, { revision: secret() }), '[Stack/Model] revision must not be a dynamic reference to a secret'],
  ['in the channel of retraining', (stack) => newModel(stack, { retraining: Retraining.incremental({ channelName: secret() }) }), '[Stack/Model] retraining.channelName must not be a dynamic reference to a secret'],
  ['in a tag', (stack) => Tags.of(newModel(stack)).add('token', secret()), '[Stack/Model] Tags["token"] must not be a dynamic reference to a secret'],
  ['in an escape hatch', (stack) => (newModel(stack).node.defaultChild as CfnResource).addPropertyOverride('Request.Description', secret()), '[Stack/Model] description must not be a dynamic reference to a secret'],
  ['in an argument', (stack) => newAlgorithm(stack, { training: TrainingContainer.fromRegistry('registry.example.com/train', { arguments: ['--token', secret()] }) }), '[Stack/Algorithm] training.arguments[1] must not be a dynamic reference to a secret'],
  ['in the name of an association', (stack) => newAssociation(stack, { configuredModelAlgorithmAssociationName: secret() }), '[Stack/Association] configuredModelAlgorithmAssociationName must not be a dynamic reference to a secret'],
])('a reference %s is an error', (_what, act, line) => {
  expect(() => synthesize(act)).toThrow(line);
});

test('a reference to a parameter in plain text is passed on, since CloudFormation resolves it', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENVIRONMENT });
  const reference = new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/epochs:1').toString();
  newModel(stack, { hyperparameters: { epochs: reference, rate: StringParameter.valueForStringParameter(stack, '/rate') } });
  expect(propertiesOf(stack, MODEL_TYPE).Hyperparameters).toEqual([
    { Name: 'epochs', Value: '{{resolve:ssm:/epochs:1}}' },
    { Name: 'rate', Value: { Ref: expect.stringContaining('Parameter') } },
  ]);
});
