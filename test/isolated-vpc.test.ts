/** The example of a VPC without a way to the internet. */
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ASSOCIATION_ARN, CHANNEL_ARN, ENVIRONMENT, MEMBERSHIP_ID } from './collaboration';
import { IsolatedStack } from '../examples/isolated-vpc/isolated-stack';
import { Rehearsal } from '../rehearsal/index';

const app = new App({ analyticsReporting: false });
const stack = new IsolatedStack(app, 'Isolated', {
  env: ENVIRONMENT, membershipId: MEMBERSHIP_ID, associationArn: ASSOCIATION_ARN, mlInputChannelArn: CHANNEL_ARN,
});
const template = Template.fromStack(stack);

test('the functions have an endpoint for each service that they call, and no other way out', () => {
  const endpoints = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties: { ServiceName, VpcEndpointType, PrivateDnsEnabled } }) => (
    [(/[^.]+$/.exec(typeof ServiceName === 'string' ? ServiceName : ServiceName['Fn::Join'][1].at(-1)))![0], VpcEndpointType, PrivateDnsEnabled]));
  expect(endpoints.sort()).toEqual([
    ['cleanrooms-ml', 'Interface', true],
    ['cloudformation', 'Interface', true],
    ['dynamodb', 'Gateway', undefined],
    ['s3', 'Gateway', undefined],
    ['states', 'Interface', true],
  ]);
  template.resourceCountIs('AWS::EC2::NatGateway', 0);
  template.resourceCountIs('AWS::EC2::InternetGateway', 0);
  template.allResourcesProperties('AWS::Lambda::Function', { VpcConfig: { SubnetIds: Match.arrayWith([{ Ref: Match.stringLikeRegexp('^VpcIsolatedSubnet') }]) } });
});

test('the model is trained, and nothing is left after its deletion', async () => {
  const rehearsal = new Rehearsal();
  expect(await rehearsal.deploy(app.synth().directory)).toMatchObject({ succeeded: true, trainings: 1 });
  expect(await rehearsal.destroy()).toMatchObject({ succeeded: true });
  expect(Object.values(rehearsal.summary().leftBehind).flat()).toEqual([]);
});
