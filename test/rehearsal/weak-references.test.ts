/** References between stacks as apps have them that "cdk init" makes today: through `Fn::GetStackOutput`. */
import { App, CfnOutput, CfnResource, Stack, type StackProps } from 'aws-cdk-lib-newest';
import { temporaryDirectory } from './toy-app';
import { Rehearsal } from '../../rehearsal/index';
import context from '../fixtures/cdk-init-context.json';

const HERE = { account: '111111111111', region: 'us-east-1' };
const OTHER_REGION = { ...HERE, region: 'eu-west-1' };
const OTHER_ACCOUNT = { ...HERE, account: '222222222222' };

interface Topology {
  readonly producer?: StackProps;
  readonly consumer?: StackProps;
  /** Another name is another topic. */
  readonly topicName?: string;
  readonly label?: string;
  /** Declares the consumer first. */
  readonly consumerFirst?: boolean;
  /** States that the consumer is deployed after the producer. */
  readonly dependency?: boolean;
}

/** A topic in one stack, and a subscription to it in another one. */
function twoStacks({ producer = {}, consumer = {}, topicName, label = 'x', consumerFirst = false, dependency = false }: Topology): string {
  const app = new App({ context, outdir: temporaryDirectory(), analyticsReporting: false });
  const make = (id: string, props: StackProps) => new Stack(app, id, props);
  const early = consumerFirst ? make('Consumer', consumer) : undefined;
  const producing = make('Producer', producer);
  const consuming = early ?? make('Consumer', consumer);
  const topic = new CfnResource(producing, 'Topic', { type: 'AWS::SNS::Topic', properties: { TopicName: topicName } });
  const subscription = new CfnResource(consuming, 'Subscription', {
    type: 'AWS::SSM::Parameter', properties: { Name: 'subscription', Type: 'String', Value: topic.ref, Description: label },
  });
  new CfnResource(consuming, 'Label', { type: 'AWS::SNS::Topic', properties: { DisplayName: label } });
  new CfnOutput(consuming, 'TopicInUse', { value: subscription.getAtt('Value').toString() });
  if (dependency) {
    consuming.addStackDependency(producing);
  }
  return app.synth().directory;
}

const topicInUse = (rehearsal: Rehearsal) => rehearsal.describe('Consumer').outputs.TopicInUse;

test.each<[string, Topology, string]>([
  ['in the same environment', {}, 'arn:aws:sns:us-east-1:111111111111:orders'],
  ['that are declared in the wrong order', { consumerFirst: true }, 'arn:aws:sns:us-east-1:111111111111:orders'],
  ['in two regions', { producer: { env: OTHER_REGION }, consumer: { env: HERE }, consumerFirst: true }, 'arn:aws:sns:eu-west-1:111111111111:orders'],
  ['in two accounts', { producer: { env: OTHER_ACCOUNT }, consumer: { env: HERE } }, 'arn:aws:sns:us-east-1:222222222222:orders'],
  [
    'in two accounts, with a dependency',
    { producer: { env: OTHER_ACCOUNT }, consumer: { env: HERE }, consumerFirst: true, dependency: true },
    'arn:aws:sns:us-east-1:222222222222:orders',
  ],
])('a value gets from one stack to another, of stacks %s', async (_, topology, arn) => {
  const rehearsal = new Rehearsal();

  const result = await rehearsal.deploy(twoStacks({ topicName: 'orders', ...topology }));

  expect(result.stacks).toEqual([{ name: 'Producer', status: 'CREATE_COMPLETE' }, { name: 'Consumer', status: 'CREATE_COMPLETE' }]);
  expect(topicInUse(rehearsal)).toBe(arn);
});

test('CDK records no dependency across accounts: a consumer that is declared first is deployed first, and fails', async () => {
  const rehearsal = new Rehearsal();

  const result = await rehearsal.deploy(twoStacks({ producer: { env: OTHER_ACCOUNT }, consumer: { env: HERE }, consumerFirst: true }));

  expect(result).toMatchObject({ succeeded: false, stacks: [{ name: 'Consumer', status: 'REVIEW_IN_PROGRESS' }] });
  expect(result.stacks[0].reason).toMatch(
    /^Fn::GetStackOutput of Producer\.\w+: there is no stack Producer in account 222222222222 and region us-east-1\. Deploy Producer first\. CDK records no dependency for a reference to another account: call addDependency .* on Consumer$/,
  );
  expect(rehearsal.describeAll()).toEqual([]);
});

test('a stack that is missing in the same account is not taken for a dependency that CDK did not record', async () => {
  const result = await new Rehearsal().deploy(twoStacks({ producer: { env: { ...HERE, region: 'eu-west-1' } }, consumer: { env: HERE } }), { stacks: ['Consumer'] });

  expect(result.stacks[0].reason).toMatch(/there is no stack Producer in account \d+ and region eu-west-1\. Deploy Producer first\.$/);
});

test('a consumer whose own template is the same keeps a value that has changed, until it is deployed by force', async () => {
  const rehearsal = new Rehearsal();
  const notices = () => rehearsal.timeline.events.filter(({ kind }) => kind === 'notice').map(({ stack, text }) => `${stack} ${text}`);
  await rehearsal.deploy(twoStacks({ topicName: 'orders' }));
  const renamed = twoStacks({ topicName: 'payments' });

  await rehearsal.deploy(renamed);
  expect(topicInUse(rehearsal)).toMatch(/:orders$/);
  expect(notices()).toEqual([expect.stringMatching(/^Consumer keeps the former value of Producer\.\w+, since .* Deploy it with --force$/)]);

  await rehearsal.deploy(renamed, { force: true });
  expect(topicInUse(rehearsal)).toMatch(/:payments$/);
  expect(rehearsal.describe('Consumer').status).toBe('UPDATE_COMPLETE');

  await rehearsal.deploy(renamed, { force: true });
  expect(rehearsal.timeline.events.filter(({ text }) => text === 'no changes')).toHaveLength(4);
  expect(notices()).toHaveLength(1);
});

test('a rollback goes back to the value of the deployment before, whatever the other stack gives by now', async () => {
  const rehearsal = new Rehearsal();
  await rehearsal.deploy(twoStacks({ topicName: 'orders' }));

  const result = await rehearsal.deploy(twoStacks({ topicName: 'payments', label: 'y' }), {
    fail: { Label: { reason: 'no more of these', after: ['Subscription'] } },
  });

  expect(result.stacks[1]).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(rehearsal.describe('Consumer').resources.find(({ logicalId }) => logicalId === 'Subscription')!.attributes.Value).toMatch(/:orders$/);
});

test('a stack that others refer to weakly can be deleted', async () => {
  const rehearsal = new Rehearsal();
  const app = twoStacks({});
  await rehearsal.deploy(app);

  expect(await rehearsal.destroy(app, { stacks: ['Producer'] })).toMatchObject({ succeeded: true });
  expect(await rehearsal.destroy(app)).toMatchObject({ succeeded: true });
});

test('a stack of another account needs a role', async () => {
  const result = await new Rehearsal().deploy({
    stacks: [
      { name: 'Producer', environment: OTHER_ACCOUNT, template: { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } } },
      {
        name: 'Consumer',
        environment: HERE,
        template: { Resources: { Copy: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::GetStackOutput': { StackName: 'Producer', OutputName: 'Topic' } } } } } },
      },
    ],
  });

  expect(result.stacks[1].reason).toContain('A stack of account 222222222222 needs a RoleArn');
});
