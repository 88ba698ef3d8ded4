/**
 * Every construct passes the rules of AWS Solutions, or breaks one for a reason that is given here.
 */
import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, NagSuppressions, type NagPackSuppression } from 'cdk-nag';
import { InferenceContainer, TrainingContainer } from '../src';
import { ENVIRONMENT, MEMBERSHIP_ID, newAlgorithm, newAssociation, newModel } from './collaboration';

const PROVIDER = 'Stack/cdk-cleanrooms-ml.Provider';
const ML_ARN = 'arn:<AWS::Partition>:cleanrooms-ml:eu-west-1';

const allResources: NagPackSuppression = {
  id: 'AwsSolutions-IAM5', appliesTo: ['Resource::*'], reason: 'IAM has no resource for operations that list, for CreateConfiguredModelAlgorithm and for ListTagsForResource.',
};
const idsOfService = (...arns: string[]): NagPackSuppression => (
  { id: 'AwsSolutions-IAM5', appliesTo: arns.map((arn) => `Resource::${arn}`), reason: 'The service makes up the IDs of what is created.' }
);

/** What is broken, by the part of the provider that breaks it, and why. */
const EXPLAINED: { [path: string]: NagPackSuppression[] } = {
  'AlgorithmsPolicy': [allResources, idsOfService(`${ML_ARN}:111122223333:configured-model-algorithm/*`)],
  'AssociationsPolicy': [allResources, {
    id: 'AwsSolutions-IAM5',
    appliesTo: ['Resource::arn:<AWS::Partition>:cleanrooms:eu-west-1:*:collaboration/*'],
    reason: 'A membership does not tell which collaboration it is in, nor which account created that.',
  }],
  [`AssociationsIn${MEMBERSHIP_ID}Policy`]: [
    idsOfService(`${ML_ARN}:111122223333:membership/${MEMBERSHIP_ID}/configured-model-algorithm-association/*`),
  ],
  'TrainedModelsPolicy': [allResources],
  [`TrainedModelsIn${MEMBERSHIP_ID}Policy`]: [idsOfService(`${ML_ARN}:111122223333:membership/${MEMBERSHIP_ID}/trained-model/*`)],
  'Role/DefaultPolicy': [idsOfService(`${ML_ARN}:111122223333:configured-model-algorithm/*`, `${ML_ARN}:*:membership/*/configured-model-algorithm-association/*`)],
  'Ledger': [{ id: 'AwsSolutions-DDB3', reason: 'The ledger matters while a deployment runs; the service knows what there is.' }],
  'Accept': [{ id: 'AwsSolutions-L1', reason: 'The functions run on the runtime that they are tested on.' }],
  'Look': [{ id: 'AwsSolutions-L1', reason: 'The functions run on the runtime that they are tested on.' }],
  'StateMachine': [
    { id: 'AwsSolutions-SF1', reason: 'The history of an execution is kept for 90 days, and the function logs every decision.' },
    { id: 'AwsSolutions-SF2', reason: 'An execution calls one function, which traces nothing either.' },
  ],
};

function findings(suppressions: { [path: string]: NagPackSuppression[] }): string[] {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENVIRONMENT });
  const algorithm = newAlgorithm(stack, {
    training: TrainingContainer.fromRegistry('444455556666.dkr.ecr.eu-west-1.amazonaws.com/models/train:v1'),
    inference: InferenceContainer.fromRegistry('444455556666.dkr.ecr.eu-west-1.amazonaws.com/models/infer:v1'),
  });
  newModel(stack, { association: newAssociation(stack, { algorithm }) });
  for (const [path, reasons] of Object.entries(suppressions)) {
    NagSuppressions.addResourceSuppressionsByPath(stack, `${PROVIDER}/${path}`, reasons, true);
  }
  Aspects.of(app).add(new AwsSolutionsChecks());
  const annotations = Annotations.fromStack(stack);
  const rule = Match.stringLikeRegexp('AwsSolutions-.*');
  return [...annotations.findError('*', rule), ...annotations.findWarning('*', rule)].map(({ id, entry }) => `${id} ${entry.data}`);
}

test('nothing is found that is not explained', () => {
  expect(findings(EXPLAINED)).toEqual([]);
});

test.each(Object.keys(EXPLAINED))('the explanation of %s is needed', (path) => {
  const { [path]: _explained, ...others } = EXPLAINED;
  expect(findings(others)).not.toEqual([]);
});
