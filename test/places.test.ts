/**
 * What a construct refers to is where it can be used from. Contradictions are errors at synth where both sides are known.
 */
import { App, CfnParameter, Fn, Stack, aws_cleanrooms as cleanrooms, aws_kms as kms } from 'aws-cdk-lib';
import { ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, Membership, Retraining, TrainedModel, TrainingChannel } from '../src';
import {
  ALGORITHM_ARN, ASSOCIATION_ARN, CHANNEL_ARN, ENVIRONMENT, MEMBERSHIP_ID, MODEL_ARN, OTHER_MEMBERSHIP_ID,
  newAlgorithm, newAssociation, newModel, newStack,
} from './collaboration';

const elsewhere = (arn: string) => arn.replace('eu-west-1', 'us-east-1');
const MEMBERSHIP_ARN = `arn:aws:cleanrooms:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}`;
const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const OTHER_CHANNEL_ARN = CHANNEL_ARN.replace(MEMBERSHIP_ID, OTHER_MEMBERSHIP_ID);

const importedAssociation = (stack: Stack, arn: string) => (
  ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'Import', arn));
const importedMembership = (stack: Stack, arn: string) => Membership.fromMembershipArn(stack, 'Import', arn);
const channels = (...arns: string[]) => arns.map((arn, i) => TrainingChannel.fromMlInputChannelArn(`channel${i}`, arn));
const region = (arn: string) => `must be in Region eu-west-1, where the stack is, got us-east-1 in "${arn}"`;

type Case = [title: string, make: (stack: Stack) => unknown, message: string];

test.each<Case>([
  ['an association in another Region', (stack) => newModel(stack, { association: importedAssociation(stack, elsewhere(ASSOCIATION_ARN)) }),
    `Stack/Model: 1 problem\n  - association must be in Region eu-west-1, where the stack is, got us-east-1 in "${elsewhere(ASSOCIATION_ARN)}"`],
  ['a membership in another Region', (stack) => newModel(stack, { membership: importedMembership(stack, elsewhere(MEMBERSHIP_ARN)) }),
    `Stack/Model: 1 problem\n  - membership ${region(elsewhere(MEMBERSHIP_ARN))}`],
  ['a channel in another Region', (stack) => newModel(stack, { channels: channels(CHANNEL_ARN, elsewhere(CHANNEL_ARN)) }),
    `Stack/Model: 1 problem\n  - channels[1].mlInputChannelArn ${region(elsewhere(CHANNEL_ARN))}`],
  ['a key in another Region', (stack) => newModel(stack, { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', elsewhere(KEY_ARN)) }),
    `Stack/Model: 1 problem\n  - encryptionKey ${region(elsewhere(KEY_ARN))}`],
  ['a model to start from in another Region', (stack) => newModel(stack, {
    retraining: Retraining.incremental({ channelName: 'base', startFrom: TrainedModel.fromTrainedModelArn(stack, 'Start', elsewhere(MODEL_ARN)) }),
  }), `Stack/Model: 1 problem\n  - retraining.startFrom ${region(elsewhere(MODEL_ARN))}`],
  ['a membership of another account', (stack) => newModel(stack, { membership: importedMembership(stack, MEMBERSHIP_ARN.replace('111122223333', '444455556666')) }),
    'Stack/Model: 1 problem\n  - membership must be a membership of account 111122223333, the account of the stack, got 444455556666 in "arn:'],
  ['a membership of another account by its attributes', (stack) => newModel(stack, {
    membership: Membership.fromMembershipAttributes(stack, 'Import', { membershipIdentifier: MEMBERSHIP_ID, account: '444455556666' }),
  }), 'membership must be a membership of account 111122223333, the account of the stack, got 444455556666'],
  ['a channel of another membership', (stack) => newModel(stack, { channels: channels(OTHER_CHANNEL_ARN) }),
    `channels[0].mlInputChannelArn must be in the membership of the model, ${MEMBERSHIP_ID}, got ${OTHER_MEMBERSHIP_ID} in "${OTHER_CHANNEL_ARN}"`],
  ['an association with a membership in another Region', (stack) => newAssociation(stack, { membership: importedMembership(stack, elsewhere(MEMBERSHIP_ARN)) }),
    `Stack/Association: 1 problem\n  - membership ${region(elsewhere(MEMBERSHIP_ARN))}`],
  ['an association with a membership of another account', (stack) => newAssociation(stack, { membership: importedMembership(stack, MEMBERSHIP_ARN.replace('111122223333', '444455556666')) }),
    'Stack/Association: 1 problem\n  - membership must be a membership of account 111122223333'],
  ['an algorithm in another Region', (stack) => newAssociation(stack, {
    algorithm: ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(stack, 'Import', elsewhere(ALGORITHM_ARN)),
  }), `algorithm ${region(elsewhere(ALGORITHM_ARN))}`],
  ['an algorithm with a key in another Region', (stack) => newAlgorithm(stack, { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', elsewhere(KEY_ARN)) }),
    `Stack/Algorithm: 1 problem\n  - encryptionKey ${region(elsewhere(KEY_ARN))}`],
])('%s is an error', (_title, make, message) => {
  expect(() => make(newStack())).toThrow(message);
});

test('a construct in a stack of another Region is an error', () => {
  const app = new App();
  const there = new Stack(app, 'There', { env: { ...ENVIRONMENT, region: 'us-east-1' } });
  const association = newAssociation(there, {
    algorithm: ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(there, 'Algorithm', elsewhere(ALGORITHM_ARN)),
  });
  expect(() => newModel(newStack(undefined, app), { association }))
    .toThrow('association must be in Region eu-west-1, where the stack is, got us-east-1');
});

test('in a stack whose Region is not known, all have to be in one Region', () => {
  const stack = newStack({});
  const membership = importedMembership(stack, MEMBERSHIP_ARN);
  const association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'Association', ASSOCIATION_ARN);
  expect(() => newModel(stack, { membership, association, channels: channels(elsewhere(CHANNEL_ARN)) }))
    .toThrow('channels[0].mlInputChannelArn must be in Region eu-west-1, where membership is, got us-east-1');
});

test.each<[title: string, make: (stack: Stack) => unknown]>([
  ['another member\'s association', (stack) => newModel(stack, { association: importedAssociation(stack, ASSOCIATION_ARN) })],
  ['a membership of the app', (stack) => newModel(stack, {
    membership: new cleanrooms.CfnMembership(stack, 'CfnMembership', { collaborationIdentifier: 'x', queryLogStatus: 'ENABLED' }),
  })],
  ['what is known at deployment only', (stack) => {
    const text = new CfnParameter(stack, 'Text').valueAsString;
    newModel(stack, {
      membership: importedMembership(stack, text),
      channels: channels(text, Fn.join(':', ['arn:aws:cleanrooms-ml', text, '111122223333', `membership/${OTHER_MEMBERSHIP_ID}/ml-input-channel/1`])),
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', Fn.join('/', ['arn:aws:kms:eu-west-1:111122223333:key', text])),
    });
  }],
])('%s is no error', (_title, make) => {
  expect(() => make(newStack())).not.toThrow();
});
