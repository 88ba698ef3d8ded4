import type { Cloud } from './cloud';
import { type LambdaCode, LambdaFiles } from './lambda-code';
import type { ExistingResource, ResourceModel, ResourceRequest } from './resource-provider';

/** What a resource does besides being there. */
interface ResourceEffect {
  /** @param existing what is changed in place; absent for a new resource */
  apply(cloud: Cloud, request: ResourceRequest, model: ResourceModel, existing?: ExistingResource): void;
  remove?(cloud: Cloud, request: ResourceRequest, existing: ExistingResource): void;
}

const TABLE: ResourceEffect = {
  apply: (cloud, { stack, properties }, { physicalId }, existing) => {
    if (existing === undefined) {
      const keys = properties.KeySchema as { AttributeName: string; KeyType: string }[];
      cloud.dynamoDb.createTable(callerOf(stack), physicalId, keys.find(({ KeyType }) => KeyType === 'HASH')!.AttributeName);
    }
  },
  remove: (cloud, { stack }, { physicalId }) => cloud.dynamoDb.deleteTable(callerOf(stack), physicalId),
};

const EFFECTS: { readonly [type: string]: ResourceEffect } = {
  'AWS::CleanRooms::Membership': {
    apply: (cloud, { stack, properties }, { physicalId }) => cloud.cleanRoomsMl.registerMembership({
      membershipIdentifier: physicalId,
      collaborationIdentifier: String(properties.CollaborationIdentifier),
      accountId: stack.environment.account,
    }),
  },
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::DynamoDB::Table': TABLE,
  'AWS::Lambda::EventInvokeConfig': {
    apply: (cloud, { stack, properties }) => {
      const { MaximumEventAgeInSeconds: maximumAge, MaximumRetryAttempts: retries } = properties as { [name: string]: unknown };
      const invoked = [...cloud.functions.values()].find(({ name, arn }) => name === properties.FunctionName && arn.includes(`:${stack.environment.account}:`));
      if (invoked !== undefined) {
        cloud.asynchronousInvocations.set(invoked.arn, {
          maximumAge: maximumAge === undefined ? undefined : Number(maximumAge), retries: retries === undefined ? undefined : Number(retries),
        });
      }
    },
  },
  'AWS::Lambda::Function': {
    apply: (cloud, request, { physicalId, attributes }) => {
      const { properties, stack } = request;
      const code = codeOf(request);
      const variables = (properties.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {};
      // Code in another language, or from elsewhere, is no function of this cloud: whoever invokes it is told so.
      if (code !== undefined) {
        cloud.deployFunction({
          name: physicalId,
          arn: String(attributes.Arn),
          isForeign: () => cloud.foreignFunctions.has(String(attributes.Arn)),
          code,
          handler: String(properties.Handler),
          environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
          timeoutSeconds: Number(properties.Timeout ?? 3),
          memoryMegabytes: Number(properties.MemorySize ?? 128),
          logGroup: (properties.LoggingConfig as { LogGroup?: string } | undefined)?.LogGroup,
        }, stack.environment);
      }
    },
    remove: (cloud, _, { attributes }) => void cloud.functions.delete(String(attributes.Arn)),
  },
  'AWS::StepFunctions::StateMachine': {
    apply: (cloud, { properties }, { physicalId }) => (
      cloud.deployStateMachine(physicalId, String(properties.DefinitionString ?? JSON.stringify(properties.Definition)))
    ),
    remove: (cloud, _, { physicalId }) => void cloud.stateMachines.delete(physicalId),
  },
};

export function applyEffect(cloud: Cloud, request: ResourceRequest, model: ResourceModel, existing?: ExistingResource): void {
  EFFECTS[request.definition.Type]?.apply(cloud, request, model, existing);
}

export function removeEffect(cloud: Cloud, request: ResourceRequest, existing: ExistingResource): void {
  EFFECTS[request.definition.Type]?.remove?.(cloud, request, existing);
}

function codeOf({ properties, assets }: ResourceRequest): LambdaCode | undefined {
  if (!String(properties.Runtime).startsWith('nodejs')) {
    return undefined;
  }
  const { S3Key: key, ZipFile: inline } = properties.Code as { S3Key?: string; ZipFile?: string };
  return inline === undefined ? assets.get(String(key)) : LambdaFiles.fromInline(inline);
}

function callerOf(stack: ResourceRequest['stack']) {
  return { accountId: stack.environment.account, region: stack.environment.region };
}
