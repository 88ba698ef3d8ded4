import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnMembership } from 'aws-cdk-lib/aws-cleanrooms';
import {
  ENVIRONMENT, EXPORT_TYPE, MEMBERSHIP_ID, MODEL_ARN, RECEIVER, newAssociation, newExport, newMlConfiguration, newModel, newStack, onlyResource,
  propertiesOf,
} from './collaboration';
import { Completion, DataSize, ExportFile, PrivacyPolicy, TrainedModel } from '../src';

const COLLABORATION_ID = '22222222-3333-4444-5555-666666666666';
const VERSION = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const ALLOWING = PrivacyPolicy.builder().trainedModelExports({ maxSize: DataSize.gigabytes(1), files: [ExportFile.MODEL] }).build();

const warnings = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-cleanrooms-ml:'))
  .map(({ id, entry }) => `${id} ${/cdk-cleanrooms-ml:(\w+)/.exec(String(entry.data))![1]}`);

test('is one resource without tags, with no more than what is said', () => {
  const stack = newStack();
  newExport(stack);
  expect(propertiesOf(stack, EXPORT_TYPE)).toEqual({
    ServiceToken: expect.anything(),
    PropertyFormat: '1',
    Label: expect.stringMatching(/^.{1,24}$/),
    Request: { MembershipIdentifier: MEMBERSHIP_ID, TrainedModelArn: MODEL_ARN, OutputConfiguration: { Members: [{ AccountId: RECEIVER }] } },
    Completion: { Mode: 'WHEN_ACTIVE', TimeoutSeconds: 2700 },
  });
});

test('names the version of an imported model', () => {
  const stack = newStack();
  TrainedModel.fromTrainedModelAttributes(stack, 'Imported', { trainedModelArn: MODEL_ARN, versionIdentifier: VERSION }).export('Export', { receiver: RECEIVER });
  expect(propertiesOf(stack, EXPORT_TYPE)).toMatchObject({ TrainedModelVersionIdentifier: VERSION });
});

test('knows the collaboration of a membership of the app', () => {
  const stack = newStack();
  const membership = new CfnMembership(stack, 'Member', { collaborationIdentifier: COLLABORATION_ID, queryLogStatus: 'DISABLED' });
  newModel(stack, { membership }).export('Export', { receiver: RECEIVER });
  expect(propertiesOf(stack, EXPORT_TYPE)).toMatchObject({ CollaborationIdentifier: COLLABORATION_ID });
});

test('is allowed to start with this model alone', () => {
  const stack = newStack();
  newExport(stack);
  const statements = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  expect(statements.filter(({ Action }) => Action === 'cleanrooms-ml:StartTrainedModelExportJob').map(({ Resource }) => Resource)).toEqual([MODEL_ARN]);
  expect(statements.flatMap(({ Action }) => Action).filter((action: string) => /Cancel|Delete(Trained|Configured)|Tag/.test(action))).toEqual([]);
});

test('comes after the ML configuration of its receiver', () => {
  const stack = newStack();
  newExport(stack, { receiver: ENVIRONMENT.account });
  newMlConfiguration(stack);
  expect(onlyResource(stack, EXPORT_TYPE).DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^MlConfiguration[0-9A-F]+$/)]));
  expect(warnings(stack)).toEqual(['/Stack/Export unknownPrivacyPolicy']);
});

test('warns of what is not known, and of a training that it waits for', () => {
  const stack = newStack();
  newModel(stack).export('Export', { receiver: RECEIVER });
  expect(warnings(stack)).toEqual([
    '/Stack/Model/Export waitsForTraining', '/Stack/Model/Export receiverWithoutMlConfiguration', '/Stack/Model/Export unknownPrivacyPolicy',
  ]);
});

test('warns of nothing where everything is in the app', () => {
  const app = new App();
  const stack = newStack({ env: ENVIRONMENT }, app);
  newModel(stack, { association: newAssociation(stack, { privacyPolicy: ALLOWING }), completion: Completion.whenActive() }).export('Export', { receiver: RECEIVER });
  newMlConfiguration(new Stack(app, 'Receiver', { env: { ...ENVIRONMENT, account: RECEIVER } }));
  expect(warnings(stack).filter((warning) => warning.includes('Export'))).toEqual([]);
});
