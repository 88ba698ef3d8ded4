import { Token } from 'aws-cdk-lib';
import { Membership } from '../src';
import { MEMBERSHIP_ID, newStack } from './collaboration';

const arnIn = (account: string, region: string) => (
  { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cleanrooms:${region}:${account}:membership/${MEMBERSHIP_ID}`]] }
);

test('a membership by its ID is one of the account of the stack', () => {
  const stack = newStack();
  const { membershipRef } = Membership.fromMembershipId(stack, 'Membership', MEMBERSHIP_ID);
  expect(membershipRef.membershipIdentifier).toBe(MEMBERSHIP_ID);
  expect(stack.resolve(membershipRef.membershipArn)).toEqual(arnIn('111122223333', 'eu-west-1'));
});

test('a membership can be one of another account', () => {
  const stack = newStack();
  const membership = Membership.fromMembershipAttributes(stack, 'Membership', {
    membershipIdentifier: MEMBERSHIP_ID, account: '444455556666', region: 'us-east-1',
  });
  expect(stack.resolve(membership.membershipRef.membershipArn)).toEqual(arnIn('444455556666', 'us-east-1'));
  expect(membership.env).toEqual({ account: '444455556666', region: 'us-east-1' });
});

test('a membership by its ARN has the ID in it', () => {
  const membershipArn = `arn:aws:cleanrooms:us-east-1:444455556666:membership/${MEMBERSHIP_ID}`;
  const membership = Membership.fromMembershipArn(newStack(), 'Membership', membershipArn);
  expect(membership.membershipRef).toEqual({ membershipArn, membershipIdentifier: MEMBERSHIP_ID });
  expect(membership.env).toEqual({ account: '444455556666', region: 'us-east-1' });
});

test('a membership can be known at deployment only', () => {
  const stack = newStack();
  const token = Token.asString({ 'Fn::ImportValue': 'Membership' });
  expect(stack.resolve(Membership.fromMembershipId(stack, 'Id', token).membershipRef.membershipIdentifier)).toEqual({ 'Fn::ImportValue': 'Membership' });
  expect(stack.resolve(Membership.fromMembershipArn(stack, 'Arn', token).membershipRef)).toEqual({
    membershipArn: { 'Fn::ImportValue': 'Membership' },
    membershipIdentifier: { 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::ImportValue': 'Membership' }] }] },
  });
});

test('the ID of a membership and that of its collaboration are checked together', () => {
  const stack = newStack();

  expect(() => Membership.fromMembershipAttributes(stack, 'Membership', { membershipIdentifier: 'ours', collaborationIdentifier: 'fraud' })).toThrow([
    'Stack/Membership: 2 problems',
    '  - membershipIdentifier must be a UUID in lower case, got "ours"',
    '  - collaborationIdentifier must be a UUID in lower case, got "fraud"',
  ].join('\n'));
});
