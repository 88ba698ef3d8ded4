/**
 * As much of the AWS SDK as the handlers use. The packages are those of the Lambda runtime, or of a layer; what is said
 * about them here is kept as narrow as what is called.
 */
declare module '@aws-sdk/client-cleanroomsml' {
  export const CleanRoomsML: new (config: object) => import('../src/private/protocol/clean-rooms-ml').CleanRoomsMl;
}

declare module '@aws-sdk/client-cleanroomsml/package.json' {
  export const version: string;
}

declare module '@aws-sdk/client-sagemaker' {
  export const SageMaker: new (config: object) => import('../src/private/protocol/sagemaker').SageMaker;
}

declare module '@aws-sdk/client-dynamodb' {
  export const DynamoDB: new (config: object) => import('./engine/dynamodb-ledger').DynamoDb;
}

declare module '@aws-sdk/client-sfn' {
  export const SFN: new (config: object) => {
    startExecution(request: { stateMachineArn: string; name: string; input: string }): Promise<unknown>;
  };
}

declare module '@aws-sdk/client-cloudformation' {
  export const CloudFormation: new (config: object) => {
    describeStacks(request: { StackName: string }): Promise<{ Stacks?: { StackStatus?: string }[] }>;
    describeStackResource(request: { StackName: string; LogicalResourceId: string }): Promise<{ StackResourceDetail?: { ResourceStatus?: string } }>;
  };
}
