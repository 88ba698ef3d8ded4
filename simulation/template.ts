/** The templates that the constructs would give for a declaration, written without a synthesis: that is a thousand times as fast. */
import { COLLABORATION, elsewhere, imageUri, keyArn, membershipOf, REGION, roleArn, type ModelDeclaration, type StackDeclaration, type TagMap } from './declarations';
import type { HandlerCode } from './handler-code';
import { completion, entries, getAtt } from './property-values';
import { channelArn, VALIDATED, workflowResources } from './workflow-template';
import type { AssemblyStack, Template, TemplateResource } from '../rehearsal/index';
import { ENVIRONMENT, LEDGER, PROPERTY_FORMAT, RESOURCE_TYPES, TIMING } from '../src/private/protocol/contract';
import { toTemplateCasing } from '../src/private/protocol/property-casing';
import { stateMachineDefinition } from '../src/private/protocol/state-machine';

const SERVICE_TOKEN = getAtt('Accept', 'Arn');
/** What is there to fail after the models are done, and while they are being trained. */
export const CONSUMER = 'Consumer';
export const BYSTANDER = 'Bystander';

export function assemblyStackOf(stack: StackDeclaration, { handlers }: HandlerCode, salt: number): AssemblyStack {
  const template: Template = { Resources: { ...providerResources(), ...customResources(stack), ...otherResources(stack, salt) } };
  return {
    name: stack.name,
    template,
    environment: { account: stack.account, region: REGION },
    assets: new Map([['handlers', handlers]]),
  };
}

/** The custom resources alone. */
export function customResources(stack: StackDeclaration): Record<string, TemplateResource> {
  return Object.fromEntries([
    ...Object.entries(stack.algorithms).map(([id, algorithm]) => [id, custom({
      type: RESOURCE_TYPES.algorithm,
      label: `${stack.name}-${id}`,
      name: algorithm.name,
      tags: algorithm.tags,
      retain: algorithm.retain,
      properties: {
        Request: {
          description: algorithm.description,
          roleArn: roleArn(stack.account, algorithm.role),
          trainingContainerConfig: { imageUri: imageUri(stack.account, algorithm.imageTag), arguments: algorithm.arguments },
          inferenceContainerConfig: algorithm.inferenceTag && { imageUri: imageUri(stack.account, algorithm.inferenceTag) },
          kmsKeyArn: algorithm.encryptionKey && keyArn(stack.account, algorithm.encryptionKey),
        },
      },
    })]),
    ...Object.entries(stack.associations).map(([id, { name, algorithm, description, noise, allowsJobs, tags, retain }]) => [id, custom({
      type: RESOURCE_TYPES.association,
      label: `${stack.name}-${id}`,
      name,
      tags,
      retain,
      properties: {
        Request: {
          membershipIdentifier: membershipOf(stack, 0),
          configuredModelAlgorithmArn: algorithm === undefined
            ? elsewhere(stack.account, 'configured-model-algorithm/provided')
            : getAtt(algorithm, 'ConfiguredModelAlgorithmArn'),
          description,
          privacyConfiguration: { policies: { trainedModels: { containerMetrics: { noiseLevel: noise } }, ...allowsJobs ? POLICIES_OF_JOBS : {} } },
        },
        // Nothing is known of what is managed elsewhere.
        TrainingDefinition: algorithm === undefined ? undefined : getAtt(algorithm, 'TrainingDefinition'),
      },
      after: stack.workflow?.validated?.guards ? [VALIDATED] : [],
    })]),
    ...Object.entries(stack.models).map(([id, model]) => [id, custom({
      type: RESOURCE_TYPES.trainedModel,
      label: `${stack.name}-${id}`,
      name: model.name,
      tags: model.tags,
      retain: model.retain,
      properties: modelProperties(stack, model),
    })]),
    ...workflowResources(stack).map(([id, resource]) => [id, custom(resource)]),
  ]) as Record<string, TemplateResource>;
}

function modelProperties(stack: StackDeclaration, model: ModelDeclaration) {
  const membershipIdentifier = membershipOf(stack, model.membership);
  const inMembership = (resource: string) => elsewhere(stack.account, `membership/${membershipIdentifier}/${resource}`);
  return {
    Request: {
      membershipIdentifier,
      configuredModelAlgorithmAssociationArn: model.association === undefined
        ? inMembership('configured-model-algorithm-association/provided')
        : getAtt(model.association, 'ConfiguredModelAlgorithmAssociationArn'),
      dataChannels: model.channels.map((name) => ({
        channelName: name,
        mlInputChannelArn: channelArn(stack, membershipIdentifier, name),
        s3DataDistributionType: model.sharded ? 'ShardedByS3Key' : undefined,
      })),
      resourceConfig: { instanceType: model.instanceType, instanceCount: model.instanceCount, volumeSizeInGB: model.volumeSizeGb },
      stoppingCondition: model.maxRuntimeSeconds === undefined ? undefined : { maxRuntimeInSeconds: model.maxRuntimeSeconds },
      trainingInputMode: model.inputMode,
      kmsKeyArn: model.encryptionKey && keyArn(stack.account, model.encryptionKey),
      mlModelTrainingPayerAccountId: model.payerAccountId,
      description: model.description,
    },
    Hyperparameters: entries(model.hyperparameters),
    Environment: entries(model.environment),
    Retraining: {
      Strategy: model.incremental ? 'INCREMENTAL' : 'FROM_SCRATCH',
      ChannelName: model.incremental ? 'base' : undefined,
      StartFromArn: model.incremental && model.startFrom !== undefined ? inMembership(`trained-model/${model.startFrom}`) : undefined,
    },
    RetrainOn: model.retrainOn,
    Revision: model.revision,
    TrainingDefinition: stack.associations[model.association ?? '']?.algorithm === undefined
      ? undefined
      : getAtt(model.association!, 'TrainingDefinition'),
    Completion: completion(model.activeWithinMinutes),
    VersionRetention: { KeepLast: model.keepLast },
    // Other lives do not say which collaboration they are in.
    CollaborationIdentifier: stack.workflow !== undefined && model.keepLast !== undefined ? COLLABORATION : undefined,
  };
}

const POLICIES_OF_JOBS = {
  trainedModelExports: { maxSize: { unit: 'GB', value: 1 }, filesToExport: ['MODEL'] },
  trainedModelInferenceJobs: { maxOutputSize: { unit: 'GB', value: 1 } },
};

interface CustomResource {
  readonly type: string;
  readonly label: string;
  readonly name?: string;
  readonly tags: TagMap;
  readonly retain?: boolean;
  readonly properties: object;
  readonly after?: readonly string[];
}

function custom({ type, label, name, tags, retain, properties, after = [] }: CustomResource): TemplateResource {
  const tagList = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)).map(([Key, Value]) => ({ Key, Value }));
  const policy = retain ? 'Retain' : 'Delete';
  return {
    Type: type,
    // What is undefined is in no template.
    Properties: JSON.parse(JSON.stringify({
      ServiceToken: SERVICE_TOKEN,
      PropertyFormat: PROPERTY_FORMAT,
      Label: label,
      Name: name,
      Tags: tagList.length > 0 ? tagList : undefined,
      ...toTemplateCasing(properties),
    })),
    ...(after.length > 0 ? { DependsOn: [...after] } : {}),
    DeletionPolicy: policy,
    UpdateReplacePolicy: policy,
  };
}

/** @param salt makes them change with every deployment, so that they can fail in each */
function otherResources({ models }: StackDeclaration, salt: number): Record<string, TemplateResource> {
  const parts = Object.keys(models).map((id) => getAtt(id, 'TrainedModelArn'));
  return {
    [CONSUMER]: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: { 'Fn::Join': [' ', [String(salt), ...parts]] } } },
    [BYSTANDER]: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: String(salt) } },
  };
}

function providerResources(): Record<string, TemplateResource> {
  const fn = (name: string, more = {}) => lambdaFunction('handlers', `index.${name}`, { [ENVIRONMENT.ledgerTable]: { Ref: 'Ledger' }, ...more });
  return {
    Ledger: { Type: 'AWS::DynamoDB::Table', Properties: { KeySchema: [{ AttributeName: LEDGER.key, KeyType: 'HASH' }] } },
    Accept: fn('accept', { [ENVIRONMENT.stateMachine]: { Ref: 'StateMachine' } }),
    AcceptInvocation: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: { Ref: 'Accept' }, Qualifier: '$LATEST', MaximumEventAgeInSeconds: TIMING.cloudFormationMinutes * 60, MaximumRetryAttempts: 2 },
    },
    Look: fn('look'),
    StateMachine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: DEFINITION } },
  };
}

const LOOK = '<the function>';
/** Text with the function's ARN in its middle. */
const DEFINITION = {
  'Fn::Join': ['', JSON.stringify(stateMachineDefinition(LOOK)).split(LOOK).flatMap((part, i) => (i === 0 ? [part] : [getAtt('Look', 'Arn'), part]))],
};

function lambdaFunction(key: string, handler: string, variables: object): TemplateResource {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { S3Bucket: 'assets', S3Key: key }, Handler: handler, Runtime: 'nodejs22.x', Timeout: TIMING.invocationSeconds, Environment: { Variables: variables } },
  };
}
