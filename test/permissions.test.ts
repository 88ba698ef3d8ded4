/**
 * What the handlers may do, statement by statement, and that it stays small.
 */
import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack, aws_cleanrooms as cleanrooms, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ConfiguredModelAlgorithmAssociation, Membership, TrainedModel, TrainingChannel, TrainingContainer, VersionRetention } from '../src';
import {
  ASSOCIATION_ARN, CHANNEL_ARN, ENVIRONMENT, EXPORT_TYPE, INFERENCE_TYPE, MEMBERSHIP_ID, MODEL_ARN, MODEL_TYPE, OTHER_MEMBERSHIP_ID,
  newAlgorithm, newAssociation, newExport, newInference, newModel, newStack, onlyResource, propertiesOf,
} from './collaboration';

const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${rest}`]] });
const ml = (resource: string, account = ENVIRONMENT.account) => arn(`cleanrooms-ml:eu-west-1:${account}:${resource}`);
const membershipArn = (id: string) => arn(`cleanrooms:eu-west-1:111122223333:membership/${id}`);
const actions = (...operations: string[]) => operations.map((operation) => `cleanrooms-ml:${operation}`);

/** The policies of the handlers' role, by what they are called in the provider. */
function policiesIn(stack: Stack, types = ['AWS::IAM::Policy']): { [name: string]: any[] } {
  const policies = types.flatMap((type) => Object.entries(Template.fromStack(stack).findResources(type)))
    .filter(([, { Properties }]) => JSON.stringify(Properties.Roles).includes('"cdkcleanroomsmlProviderRole'));
  return Object.fromEntries(policies.map(([id, { Properties }]) => [
    id.replace(/^cdkcleanroomsmlProvider/, '').slice(0, -8),
    Properties.PolicyDocument.Statement.map(({ Effect: _allow, ...statement }: any) => statement),
  ]));
}

/** All statements of the handlers' role but those on ledger, logs and stack, which are always there. */
function createStatementsIn(stack: Stack): any[] {
  return policiesIn(stack).RoleDefaultPolicy.filter(({ Action }) => !/^(dynamodb|logs|cloudformation):/.test([Action].flat()[0]));
}

test.each([newAlgorithm, newAssociation, newModel])('the handlers may use their ledger, ask about their stack and write their logs', (make) => {
  const stack = newStack();
  make(stack);
  expect(policiesIn(stack).RoleDefaultPolicy.slice(0, 3)).toEqual([
    { Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: { 'Fn::GetAtt': [expect.stringMatching(/Ledger/), 'Arn'] } },
    { Action: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackResource'], Resource: { Ref: 'AWS::StackId' } },
    { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [expect.stringMatching(/LookLogs/), 'Arn'] } },
  ]);
});

test('for an algorithm', () => {
  const stack = newStack();
  newAlgorithm(stack);
  expect(createStatementsIn(stack)).toEqual([{
    Action: 'iam:PassRole',
    Resource: { 'Fn::GetAtt': [expect.stringMatching(/^AlgorithmRole/), 'Arn'] },
    Condition: { StringEquals: { 'iam:PassedToService': 'cleanrooms-ml.amazonaws.com' } },
  }]);
  expect(policiesIn(stack)).toEqual({
    RoleDefaultPolicy: expect.anything(),
    AlgorithmsPolicy: [
      { Action: actions('CreateConfiguredModelAlgorithm', 'ListConfiguredModelAlgorithms'), Resource: '*' },
      {
        Action: actions('GetConfiguredModelAlgorithm', 'DeleteConfiguredModelAlgorithm', 'TagResource', 'UntagResource'),
        Resource: ml('configured-model-algorithm/*'),
      },
    ],
  });
});

test('for an association', () => {
  const stack = newStack();
  newAssociation(stack, { algorithm: newAlgorithm(stack) }, 'Own');
  newAssociation(stack, {}, 'Imported');
  expect(createStatementsIn(stack)[1]).toEqual({
    Action: 'cleanrooms-ml:CreateConfiguredModelAlgorithmAssociation',
    Resource: [ml('configured-model-algorithm/*'), 'arn:aws:cleanrooms-ml:eu-west-1:111122223333:configured-model-algorithm/algorithm-1'],
  });
  expect(policiesIn(stack)).toMatchObject({
    AssociationsPolicy: [
      { Action: 'cleanrooms-ml:ListConfiguredModelAlgorithmAssociations', Resource: '*' },
      { Action: ['cleanrooms:GetCollaboration', 'cleanrooms:ListMembers'], Resource: arn('cleanrooms:eu-west-1:*:collaboration/*') },
    ],
    [`AssociationsIn${MEMBERSHIP_ID.replace(/-/g, '')}Policy`]: [
      {
        Action: actions('GetConfiguredModelAlgorithmAssociation', 'DeleteConfiguredModelAlgorithmAssociation', 'TagResource', 'UntagResource'),
        Resource: ml(`membership/${MEMBERSHIP_ID}/configured-model-algorithm-association/*`),
      },
      { Action: ['cleanrooms:GetMembership', 'cleanrooms:PassMembership'], Resource: membershipArn(MEMBERSHIP_ID) },
    ],
  });
});

test('for a trained model', () => {
  const stack = newStack();
  newModel(stack, {}, 'One');
  newModel(stack, { association: newAssociation(stack) }, 'Two');
  expect(createStatementsIn(stack)[0]).toEqual({
    Action: 'cleanrooms-ml:CreateTrainedModel',
    Resource: [ASSOCIATION_ARN, ml('membership/*/configured-model-algorithm-association/*', '*')],
  });
  expect(policiesIn(stack)).toMatchObject({
    TrainedModelsPolicy: [
      { Action: actions('ListTrainedModels', 'ListTrainedModelVersions', 'ListTagsForResource'), Resource: '*' },
    ],
    [`TrainedModelsIn${MEMBERSHIP_ID.replace(/-/g, '')}Policy`]: [
      {
        Action: actions('GetTrainedModel', 'CancelTrainedModel', 'DeleteTrainedModelOutput', 'TagResource', 'UntagResource'),
        Resource: ml(`membership/${MEMBERSHIP_ID}/trained-model/*`),
      },
      { Action: 'cleanrooms:PassMembership', Resource: membershipArn(MEMBERSHIP_ID) },
    ],
  });
});

test('a resource depends on the permissions that it needs, so that they outlive it', () => {
  const stack = newStack();
  newModel(stack);
  const { Resources: resources } = Template.fromStack(stack).toJSON();
  const ofMembership = expect.stringMatching(/ProviderTrainedModelsIn\w+Policy/);
  const ofModels = expect.stringMatching(/ProviderTrainedModelsPolicy/);
  const shared = expect.stringMatching(/ProviderRoleDefaultPolicy/);
  const chain = [onlyResource(stack, MODEL_TYPE).DependsOn];
  while (chain.at(-1) !== undefined) {
    chain.push(resources[chain.at(-1)![0]].DependsOn);
  }
  expect(chain).toEqual([[ofMembership], [ofModels], [shared], undefined]);
});

test('what a deletion needs is in policies that other constructs do not change', () => {
  const membershipPolicies = (stack: Stack) => {
    const { RoleDefaultPolicy: _changes, ...policies } = policiesIn(stack);
    return policies;
  };
  const alone = newStack();
  newModel(alone);
  const together = newStack();
  newModel(together);
  const membership = Membership.fromMembershipId(together, 'Other', OTHER_MEMBERSHIP_ID);
  const channels = [TrainingChannel.fromMlInputChannelArn('train', CHANNEL_ARN.replace(MEMBERSHIP_ID, OTHER_MEMBERSHIP_ID))];
  newModel(together, { membership, channels }, 'Another');
  newAssociation(together, { algorithm: newAlgorithm(together) });
  expect(membershipPolicies(together)).toMatchObject(membershipPolicies(alone));
});

test('a membership that is known at deployment only has a policy of its own too', () => {
  const stack = newStack();
  const membership = new cleanrooms.CfnMembership(stack, 'CfnMembership', { collaborationIdentifier: 'x', queryLogStatus: 'ENABLED' });
  newModel(stack, { membership });
  const [, statements] = Object.entries(policiesIn(stack)).find(([name]) => name.startsWith('TrainedModelsIn'))!;
  expect(statements[1]).toEqual({ Action: 'cleanrooms:PassMembership', Resource: { 'Fn::GetAtt': ['CfnMembership', 'Arn'] } });
});

test('statements grow in portions that fit into policies', () => {
  const stack = newStack();
  for (let i = 0; i < 45; i++) {
    const association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, `Association${i}`, `${ASSOCIATION_ARN}${i}`);
    newModel(stack, { association }, `Model${i}`);
    newModel(stack, { association }, `Again${i}`);
  }
  const { RoleDefaultPolicy: inline, CreatePolicy1: overflow } = policiesIn(stack, ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']);
  const portions = [...inline, ...overflow].filter(({ Action }) => Action === 'cleanrooms-ml:CreateTrainedModel').map(({ Resource }) => Resource);
  expect(portions.every(({ length }) => length <= 20)).toBe(true);
  expect(portions.flat()).toEqual(Array.from({ length: 45 }, (_, i) => `${ASSOCIATION_ARN}${i}`));
});

test('a role that was looked at can still be given more', () => {
  const stack = newStack();
  newModel(stack, {}, 'One');
  const role = stack.node.findAll().find((construct) => construct instanceof iam.Policy && construct.node.path.endsWith('Provider/Role/DefaultPolicy')) as iam.Policy;
  stack.resolve(role.document);
  const association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'Late', `${ASSOCIATION_ARN}-late`);
  expect(() => newModel(stack, { association }, 'Two')).not.toThrow();
  expect(JSON.stringify(createStatementsIn(stack))).toContain(`${ASSOCIATION_ARN}-late`);
});

test('roles that are made outside the app get no policies in it, but CDK reports what they need', () => {
  const app = new App();
  iam.Role.customizeRoles(app, {
    usePrecreatedRoles: Object.fromEntries(['Role', 'StateMachineRole', 'AcceptRole']
      .map((path, i) => [`Stack/cdk-cleanrooms-ml.Provider/${path}`, `precreated${i}`])),
  });
  const stack = newStack(undefined, app);
  newModel(stack);
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  const report = readFileSync(join(app.outdir, 'iam-policy-report.json'), 'utf8');
  ['CreateTrainedModel', 'DeleteTrainedModelOutput', 'ListTrainedModels'].forEach((operation) => expect(report).toContain(`cleanrooms-ml:${operation}`));
});

test('roles that CDK only reports can be those of an algorithm', () => {
  const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
  iam.Role.customizeRoles(app);
  const stack = newStack(undefined, app);
  newAlgorithm(stack, { role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('cleanrooms-ml.amazonaws.com') }) });
  expect(() => Template.fromStack(stack)).not.toThrow();
});

describe('a role with more permissions than its inline policies can have', () => {
  const BOTH = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];
  const id = (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
  const stackOf = (memberships: number, algorithms: number, keys = 0, app = new App()) => {
    const stack = new Stack(app, 'Stack', { env: ENVIRONMENT });
    for (let i = 0; i < Math.max(memberships, algorithms); i++) {
      const algorithm = newAlgorithm(stack, {}, `Algorithm${i}`);
      const membership = Membership.fromMembershipId(stack, `Membership${i}`, id(i % memberships));
      const association = newAssociation(stack, { algorithm, membership }, `Association${i}`);
      const channels = [TrainingChannel.fromMlInputChannelArn('train', CHANNEL_ARN.replace(MEMBERSHIP_ID, id(i % memberships)))];
      const encryptionKey = i < keys ? new kms.Key(stack, `Key${i}`) : undefined;
      newModel(stack, { association, membership, channels, encryptionKey }, `Model${i}`);
    }
    return stack;
  };
  const allowed = (stack: Stack) => Object.values(policiesIn(stack, BOTH)).flat()
    .flatMap(({ Action, Resource }) => [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} on ${JSON.stringify(resource)}`)));

  test.each([['8 memberships and 40 algorithms', 8, 40, 0], ['6 memberships and 6 keys', 6, 6, 6]])('of %s has the others in managed policies', (_title, ...numbers) => {
    const stack = stackOf(...numbers);
    const sizes = (type: string) => Object.values(Template.fromStack(stack).findResources(type))
      .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('"cdkcleanroomsmlProviderRole'))
      .map(({ Properties }) => deployedLength(Properties.PolicyDocument));
    const managed = sizes('AWS::IAM::ManagedPolicy');
    expect(sizes('AWS::IAM::Policy').reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(10_240);
    expect(Math.max(...managed)).toBeLessThanOrEqual(6_144);
    expect(managed.length).toBeLessThanOrEqual(10);
  });

  test('allows what smaller stacks allow', () => {
    const all = allowed(stackOf(8, 8));
    [1, 2, 3].forEach((memberships) => expect(all).toEqual(expect.arrayContaining(allowed(stackOf(memberships, memberships)))));
    for (let i = 0; i < 8; i++) {
      expect(all).toContain(`cleanrooms-ml:CancelTrainedModel on ${JSON.stringify(ml(`membership/${id(i)}/trained-model/*`))}`);
      expect(all.filter((permission) => permission.includes(`"Algorithm${i}Role`))).toHaveLength(1);
    }
  });

  test('has a managed policy of its own for each kind of resource and membership, which other constructs do not change', () => {
    const managedIn = (stack: Stack) => Object.fromEntries(Object.entries(policiesIn(stack, ['AWS::IAM::ManagedPolicy'])).filter(([name]) => name.includes('In0')));
    const fewer = managedIn(stackOf(7, 7));
    expect(Object.keys(fewer).length).toBeGreaterThan(0);
    expect(managedIn(stackOf(8, 20))).toMatchObject(fewer);
  });

  test('has all of them before a resource, and until after it', () => {
    const resources = Template.fromStack(stackOf(8, 40)).toJSON().Resources;
    const before = new Set<string>();
    const visit = (logicalId: string) => {
      [resources[logicalId].DependsOn ?? []].flat().filter((other) => !before.has(other)).forEach((other) => {
        before.add(other);
        visit(other);
      });
    };
    const last = Object.keys(resources).find((logicalId) => logicalId.startsWith('Model39'))!;
    visit(last);
    const createPolicies = Object.keys(resources).filter((logicalId) => /ProviderCreatePolicy\d/.test(logicalId));
    expect(createPolicies.length).toBeGreaterThan(0);
    expect([...before]).toEqual(expect.arrayContaining(createPolicies));
    expect([...before].filter((logicalId) => resources[logicalId].Properties.PolicyDocument?.Statement
      .some(({ Resource }: any) => JSON.stringify(Resource).includes(`${id(7)}/trained-model`)))).toHaveLength(1);
  });

  test('is an error when managed policies are not enough', () => {
    const app = new App();
    stackOf(20, 20, 0, app);
    expect(() => app.synth()).toThrow(/\[Stack\/cdk-cleanrooms-ml\.Provider\] The Clean Rooms ML resources of this stack need more permissions than a role can have: the role can have 10 managed policies, got \d+\. Move resources into another stack/);
  });

  test('is an error when something else fills it', () => {
    const app = new App();
    const stack = stackOf(1, 1, 0, app);
    const role = stack.node.findAll().find((construct) => construct.node.path.endsWith('Provider/Role')) as iam.Role;
    new iam.Policy(role, 'More', { roles: [role], statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: Array.from({ length: 90 }, (_, i) => `arn:aws:s3:::${'x'.repeat(100)}${i}`) })] });
    expect(() => app.synth()).toThrow(/the inline policies of the role can have 10240 characters, got up to \d+/);
  });
});

describe('100 models, 10 algorithms and 10 associations in 3 memberships', () => {
  const stackWith = (models: number) => {
    const stack = new Stack(new App(), 'Stack');
    const memberships = Array.from({ length: 3 }, (_, i) => new cleanrooms.CfnMembership(stack, `Membership${i}`, { collaborationIdentifier: `c${i}`, queryLogStatus: 'ENABLED' }));
    const associations = Array.from({ length: 10 }, (_, i) => newAssociation(stack, {
      membership: memberships[i % 3],
      algorithm: newAlgorithm(stack, { training: TrainingContainer.fromRegistry('registry.example.com/train:v1') }, `Algorithm${i}`),
    }, `Association${i}`));
    for (let i = 0; i < models; i++) {
      newModel(stack, { membership: memberships[i % 3], association: associations[i % 10] }, `Model${i}`);
    }
    return stack;
  };
  const many = Template.fromStack(stackWith(100)).toJSON().Resources;
  const few = Template.fromStack(stackWith(3)).toJSON().Resources;

  test('are less than 500 resources', () => {
    expect(Object.keys(many).length).toBeLessThan(500);
  });

  test('have as many supporting resources as 3 models', () => {
    expect(Object.keys(many).length - 100).toBe(Object.keys(few).length - 3);
  });

  test('have no role with larger policies than it can have', () => {
    const sizes = new Map<string, number>();
    for (const { Type, Properties } of Object.values<any>(many)) {
      if (Type === 'AWS::IAM::Policy') {
        const role = JSON.stringify(Properties.Roles);
        sizes.set(role, (sizes.get(role) ?? 0) + deployedLength(Properties.PolicyDocument));
      }
    }
    expect(Math.max(...sizes.values())).toBeLessThan(10_240);
  });
});

/** The length of a policy with what its intrinsic functions stand for; no ARN here is longer than 200 characters. */
function deployedLength(policy: unknown): number {
  return JSON.stringify(policy, (_key, value) => (
    value?.Ref === 'AWS::Partition' ? 'aws-us-gov'
      : value?.Ref === 'AWS::Region' ? 'us-gov-west-1'
        : value?.Ref === 'AWS::AccountId' ? '111122223333'
          : value?.['Fn::Join'] ? JSON.parse(JSON.stringify(value['Fn::Join'][1])).map((part: any) => (typeof part === 'string' ? part : part.Ref ?? 'x'.repeat(36))).join('')
            : value?.['Fn::GetAtt'] || value?.Ref ? 'x'.repeat(150) : value
  )).length;
}

describe('what other members have', () => {
  const collaborationIdentifier = '77777777-8888-4999-8aaa-bbbbbbbbbbbb';
  const membershipWith = (stack: Stack) => Membership.fromMembershipAttributes(stack, 'Known', { membershipIdentifier: MEMBERSHIP_ID, collaborationIdentifier });
  const inOther = (text: string) => text.replace(MEMBERSHIP_ID, OTHER_MEMBERSHIP_ID).replace('111122223333', '444455556666');
  const associationOf = (stack: Stack, associationArn: string, id = 'Imported') => (
    ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, id, associationArn));
  const ownModel = (stack: Stack) => newModel(stack, { membership: membershipWith(stack), association: associationOf(stack, OWN) }, 'Own');
  const modelOf = (stack: Stack, trainedModelArn: string) => TrainedModel.fromTrainedModelArn(stack, 'Trained', trainedModelArn);
  const OWN = ASSOCIATION_ARN.replace(OTHER_MEMBERSHIP_ID, MEMBERSHIP_ID).replace('444455556666', ENVIRONMENT.account);
  const ASSOCIATION = 'GetCollaborationConfiguredModelAlgorithmAssociation';
  const VERSIONS = ['GetCollaborationTrainedModel', 'ListCollaborationTrainedModels'];

  test.each<[string, string, (stack: Stack) => void, string[]]>([
    ['the association of a model', MODEL_TYPE, (stack) => newModel(stack, { membership: membershipWith(stack), association: associationOf(stack, ASSOCIATION_ARN) }), [ASSOCIATION]],
    ['the jobs on versions that are not kept', MODEL_TYPE, (stack) => newModel(stack, {
      membership: membershipWith(stack), association: associationOf(stack, OWN), versionRetention: VersionRetention.keepLast(2),
    }), ['ListCollaborationTrainedModelInferenceJobs']],
    ['the model of an inference', INFERENCE_TYPE, (stack) => newInference(stack, { membership: membershipWith(stack), trainedModel: modelOf(stack, inOther(MODEL_ARN)) }), [...VERSIONS, ASSOCIATION]],
    ['the association of an inference', INFERENCE_TYPE, (stack) => newInference(stack, {
      trainedModel: ownModel(stack), association: associationOf(stack, ASSOCIATION_ARN, 'Their'),
    }), [ASSOCIATION]],
    ['the model of an export', EXPORT_TYPE, (stack) => newExport(stack, { membership: membershipWith(stack), trainedModel: modelOf(stack, inOther(MODEL_ARN)), collaborationIdentifier }), [...VERSIONS, ASSOCIATION]],
  ])('is read where the collaboration is known: %s', (_, type, make, operations) => {
    const stack = newStack();
    make(stack);

    const reads = createStatementsIn(stack).filter(({ Action }) => [Action].flat().some((action: string) => action.includes('Collaboration')));
    expect(reads).toEqual([
      { Action: operations.length === 1 ? `cleanrooms-ml:${operations[0]}` : actions(...operations), Resource: '*' },
      { Action: 'cleanrooms:PassCollaboration', Resource: arn('cleanrooms:eu-west-1:*:collaboration/*') },
    ]);
    expect(propertiesOf(stack, type)).toMatchObject({ CollaborationIdentifier: collaborationIdentifier });
  });

  test.each<[string, string, (stack: Stack) => void]>([
    ['a model whose association is the own one', MODEL_TYPE, (stack) => newModel(stack, { membership: membershipWith(stack), association: associationOf(stack, OWN) })],
    ['a model in a collaboration that is not known', MODEL_TYPE, (stack) => newModel(stack, { association: associationOf(stack, ASSOCIATION_ARN) })],
    ['an inference with the own model and association', INFERENCE_TYPE, (stack) => newInference(stack, { trainedModel: ownModel(stack) })],
    ['an export of the own model', EXPORT_TYPE, (stack) => newExport(stack, { trainedModel: ownModel(stack) })],
  ])('is not read for %s', (_, type, make) => {
    const stack = newStack();
    make(stack);

    expect(JSON.stringify(createStatementsIn(stack))).not.toContain('Collaboration');
    // An export is looked for in the collaboration, whoever has the model.
    expect(propertiesOf(stack, type).CollaborationIdentifier).toBe(type === EXPORT_TYPE ? collaborationIdentifier : undefined);
  });
});
