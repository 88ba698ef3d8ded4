/**
 * What resources that a rehearsal only stands in for give to the rest of a template. Patterns know `{partition}`,
 * `{region}`, `{account}`, `{urlSuffix}`, `{name}` (given or generated), `{id}` (what `Ref` gives), `{uuid}`, `{hex}` and
 * the resource's own properties (`{.VpcId}`).
 */
export interface ResourceType {
  /** The property that holds a name given by the user. Another name makes another resource. */
  readonly name?: string;
  /** @default 255 */
  readonly maxNameLength?: number;
  /** Whether generated names are in lower case. */
  readonly lowerCase?: boolean;
  /** What `Ref` gives. @default '{name}' */
  readonly id?: string;
  /** Patterns, by the attribute's name. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Properties whose change makes another resource. */
  readonly replacedBy?: readonly string[];
}

const PLAIN: ResourceType = {};

function identified(prefix: string, attributes?: ResourceType['attributes']): ResourceType {
  return { id: `${prefix}-0{hex}`, attributes };
}

const TABLE: ResourceType = {
  name: 'TableName',
  attributes: { Arn: 'arn:{partition}:dynamodb:{region}:{account}:table/{name}', TableId: '{uuid}' },
  replacedBy: ['KeySchema'],
};

const TYPES: { readonly [type: string]: ResourceType } = {
  'AWS::CDK::Metadata': PLAIN,
  'AWS::CleanRooms::Collaboration': {
    id: '{uuid}',
    attributes: { Arn: 'arn:{partition}:cleanrooms:{region}:{account}:collaboration/{id}', CollaborationIdentifier: '{id}' },
    replacedBy: ['CreatorDisplayName', 'CreatorMemberAbilities', 'Members', 'QueryLogStatus', 'DataEncryptionMetadata'],
  },
  'AWS::CleanRooms::Membership': {
    id: '{uuid}',
    attributes: {
      Arn: 'arn:{partition}:cleanrooms:{region}:{account}:membership/{id}',
      MembershipIdentifier: '{id}',
      CollaborationArn: 'arn:{partition}:cleanrooms:{region}:{account}:collaboration/{.CollaborationIdentifier}',
      CollaborationIdentifier: '{.CollaborationIdentifier}',
      CollaborationCreatorAccountId: '{account}',
    },
    replacedBy: ['CollaborationIdentifier'],
  },
  'AWS::CloudFormation::WaitConditionHandle': { id: 'https://cloudformation-waitcondition-{region}.s3.{urlSuffix}/{name}' },
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::DynamoDB::Table': TABLE,
  'AWS::EC2::EIP': { id: '192.0.2.1', attributes: { AllocationId: 'eipalloc-0{hex}', PublicIp: '192.0.2.1' } },
  'AWS::EC2::FlowLog': identified('fl'),
  'AWS::EC2::InternetGateway': identified('igw', { InternetGatewayId: '{id}' }),
  'AWS::EC2::NatGateway': identified('nat', { NatGatewayId: '{id}' }),
  'AWS::EC2::Route': PLAIN,
  'AWS::EC2::RouteTable': identified('rtb', { RouteTableId: '{id}' }),
  'AWS::EC2::SecurityGroup': identified('sg', { GroupId: '{id}', Id: '{id}', VpcId: '{.VpcId}' }),
  'AWS::EC2::SecurityGroupEgress': identified('sgr', { Id: '{id}' }),
  'AWS::EC2::SecurityGroupIngress': identified('sgr', { Id: '{id}' }),
  'AWS::EC2::Subnet': identified('subnet', { SubnetId: '{id}', AvailabilityZone: '{.AvailabilityZone}', CidrBlock: '{.CidrBlock}', VpcId: '{.VpcId}' }),
  'AWS::EC2::SubnetRouteTableAssociation': identified('rtbassoc', { Id: '{id}' }),
  'AWS::EC2::VPC': identified('vpc', { VpcId: '{id}', CidrBlock: '{.CidrBlock}', DefaultSecurityGroup: 'sg-0{hex}', DefaultNetworkAcl: 'acl-0{hex}' }),
  'AWS::EC2::VPCEndpoint': identified('vpce', { Id: '{id}' }),
  'AWS::EC2::VPCGatewayAttachment': PLAIN,
  'AWS::ECR::Repository': {
    name: 'RepositoryName',
    lowerCase: true,
    attributes: {
      Arn: 'arn:{partition}:ecr:{region}:{account}:repository/{name}',
      RepositoryUri: '{account}.dkr.ecr.{region}.{urlSuffix}/{name}',
    },
  },
  'AWS::IAM::InstanceProfile': { name: 'InstanceProfileName', attributes: { Arn: 'arn:{partition}:iam::{account}:instance-profile/{name}' } },
  'AWS::IAM::ManagedPolicy': { id: 'arn:{partition}:iam::{account}:policy/{name}', name: 'ManagedPolicyName', attributes: { PolicyArn: '{id}' } },
  'AWS::IAM::Policy': { attributes: { Id: '{id}' } },
  'AWS::IAM::Role': {
    name: 'RoleName', maxNameLength: 64, attributes: { Arn: 'arn:{partition}:iam::{account}:role/{name}', RoleId: 'AROA{hex}' },
  },
  'AWS::KMS::Alias': { name: 'AliasName' },
  'AWS::KMS::Key': { id: '{uuid}', attributes: { Arn: 'arn:{partition}:kms:{region}:{account}:key/{id}', KeyId: '{id}' } },
  'AWS::Lambda::EventInvokeConfig': PLAIN,
  'AWS::Lambda::Function': {
    name: 'FunctionName', maxNameLength: 64, attributes: { Arn: 'arn:{partition}:lambda:{region}:{account}:function:{name}' },
  },
  'AWS::Lambda::LayerVersion': {
    id: 'arn:{partition}:lambda:{region}:{account}:layer:{name}:1', name: 'LayerName', attributes: { LayerVersionArn: '{id}' }, replacedBy: ['Content'],
  },
  'AWS::Lambda::Permission': { attributes: { Id: '{id}' } },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', attributes: { Arn: 'arn:{partition}:logs:{region}:{account}:log-group:{name}:*' } },
  'AWS::Logs::ResourcePolicy': PLAIN,
  'AWS::S3::Bucket': {
    name: 'BucketName',
    maxNameLength: 63,
    lowerCase: true,
    attributes: {
      Arn: 'arn:{partition}:s3:::{name}',
      DomainName: '{name}.s3.{urlSuffix}',
      RegionalDomainName: '{name}.s3.{region}.{urlSuffix}',
    },
  },
  'AWS::S3::BucketPolicy': PLAIN,
  'AWS::SNS::Subscription': { id: 'arn:{partition}:sns:{region}:{account}:{name}:{uuid}', attributes: { Arn: '{id}' } },
  'AWS::SNS::Topic': {
    id: 'arn:{partition}:sns:{region}:{account}:{name}', name: 'TopicName', attributes: { TopicArn: '{id}', TopicName: '{name}' },
  },
  'AWS::SNS::TopicPolicy': PLAIN,
  'AWS::SQS::Queue': {
    id: 'https://sqs.{region}.{urlSuffix}/{account}/{name}',
    name: 'QueueName',
    attributes: { Arn: 'arn:{partition}:sqs:{region}:{account}:{name}', QueueName: '{name}', QueueUrl: '{id}' },
  },
  'AWS::SQS::QueuePolicy': PLAIN,
  'AWS::SSM::Parameter': { name: 'Name', attributes: { Type: '{.Type}', Value: '{.Value}' } },
  'AWS::StepFunctions::StateMachine': {
    id: 'arn:{partition}:states:{region}:{account}:stateMachine:{name}',
    name: 'StateMachineName',
    maxNameLength: 80,
    attributes: { Arn: '{id}', Name: '{name}' },
  },
};

/** What is known about a type; undefined for one that the rehearsal does not know. */
export function resourceType(type: string): ResourceType | undefined {
  return TYPES[type];
}

export function isCustomResource(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}
