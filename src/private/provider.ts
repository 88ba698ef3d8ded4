import { existsSync } from 'fs';
import { join } from 'path';
import {
  Duration, Lazy, RemovalPolicy, Stack,
  aws_dynamodb as dynamodb, aws_ec2 as ec2, aws_iam as iam, aws_lambda as lambda, aws_logs as logs, aws_stepfunctions as stepfunctions,
  type IResolvable, type aws_kms as kms,
} from 'aws-cdk-lib';
import { ValidationError } from 'aws-cdk-lib/core/lib/errors';
import { Construct, type IConstruct } from 'constructs';
import type { ProviderSettingsProps } from '../provider-settings';
import { callerStatements, extendKeyPolicy } from './key-access';
import { allowLogsToUse } from './log-encryption';
import { explain, SUPPRESSIONS } from './nag-suppressions';
import type { Permission, Permissions } from './permissions';
import { ENVIRONMENT, LEDGER, TIMING } from './protocol/contract';
import { stateMachineDefinition } from './protocol/state-machine';
import { RolePolicies } from './role-policies';
import { settingsFor } from './settings';
import { ERROR_NAME } from './validation';

const ID = 'cdk-cleanrooms-ml.Provider';
const SECURITY_GROUP_ID = 'SecurityGroup';
const HANDLERS = join(__dirname, '..', '..', 'assets', 'lambda', 'index');

const LEDGER_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem'];
const SEND_TRACES = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

/** Statements longer than this would waste what is left in a policy. */
const MAX_RESOURCES_PER_STATEMENT = 20;

/**
 * What runs the custom resources of one stack, however many there are: a function that accepts requests, a state machine with
 * the function that works on them, and their ledger.
 */
export class Provider extends Construct {
  /** The provider of the stack that a construct is in; the first to ask makes it. */
  public static of(scope: Construct): Provider {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ID) as Provider | undefined ?? new Provider(stack);
  }

  /** The providers that there are in a scope. */
  public static within(scope: IConstruct): Provider[] {
    return scope.node.findAll().filter((construct): construct is Provider => construct instanceof Provider);
  }

  public readonly role: iam.Role;
  /**
   * What every resource refers to. It is resolved once for all of them, since the logical ID in it is a hash that would be
   * computed anew for each: a fifth of the time that a model takes to synthesize.
   */
  public readonly serviceToken: IResolvable;
  private readonly policies: RolePolicies;
  private readonly accept: lambda.Function;
  private readonly look: lambda.Function;
  private readonly ledger: dynamodb.Table;
  private readonly stateMachine: stepfunctions.StateMachine;
  /** The keys that the handlers can use already. */
  private readonly keys = new Set<kms.IKey>();
  /** The keys that Amazon CloudWatch Logs can use already. */
  private readonly logKeys = new Set<kms.IKey>();
  private canTrace = false;
  /** For each kind of permission, the statement that still takes resources, and all the resources that are in. */
  private readonly statements = new Map<string, { readonly statement: iam.PolicyStatement; readonly resources: Set<string>; size: number }>();

  private constructor(stack: Stack) {
    super(stack, ID);
    if (!existsSync(join(HANDLERS, 'index.js'))) {
      throw new ValidationError(ERROR_NAME, `${this.node.path}: the handlers are not bundled, since ${join(HANDLERS, 'index.js')} is missing; run "npx projen bundle" in a checkout, or install the package anew`, this);
    }
    this.role = new iam.Role(this, 'Role', {
      description: 'What the function may do that works on the Clean Rooms ML resources of this stack',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    this.policies = new RolePolicies(this, this.role);
    this.ledger = new dynamodb.Table(this, 'Ledger', {
      partitionKey: { name: LEDGER.key, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: LEDGER.expiry,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    explain(this.ledger, SUPPRESSIONS.ledger);
    this.addStatements([
      { actions: LEDGER_ACTIONS, resources: [this.ledger.tableArn] },
      { actions: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackResource'], resources: [stack.stackId] },
    ]);

    const code = lambda.Code.fromAsset(HANDLERS);
    const lookLogs = new logs.LogGroup(this, 'LookLogs');
    lookLogs.grantWrite(this.role);
    this.look = this.createFunction('Look', code, this.role, lookLogs, 'Brings the Clean Rooms ML resources of this stack to their desired state');
    this.stateMachine = this.createStateMachine();
    explain(this.stateMachine, SUPPRESSIONS.stateMachine);
    const acceptLogs = new logs.LogGroup(this, 'AcceptLogs');
    const acceptRole = this.createAcceptRole(this.stateMachine, acceptLogs);
    this.accept = this.createFunction('Accept', code, acceptRole, acceptLogs, 'Accepts requests for the Clean Rooms ML resources of this stack');
    this.accept.addEnvironment(ENVIRONMENT.stateMachine, this.stateMachine.stateMachineArn);
    // CloudFormation does not wait for what is older.
    this.accept.configureAsyncInvoke({ maxEventAge: Duration.minutes(TIMING.cloudFormationMinutes), retryAttempts: 2 });
    // CloudFormation refuses a resource whose service token changes, so this function must never be replaced.
    this.serviceToken = Lazy.any({ produce: () => stack.resolve(this.accept.functionArn) });
    this.configure();
  }

  /**
   * Lets the handlers do something. Saying the same again adds nothing.
   *
   * @returns the policy that has to be there before, and has to stay until after, a resource that needs the permissions.
   * The others that the resource needs come before that one and go after it: a resource that named each of them would
   * make the template longer, and its synthesis slower, with each model.
   */
  public allow({ toCreate, toManage, encryptionKey }: Permissions): Construct | undefined {
    this.addStatements(toCreate);
    this.allowToUse(encryptionKey);
    const defaultPolicy = this.role.node.tryFindChild('DefaultPolicy') as Construct | undefined;
    if (defaultPolicy === undefined) {
      // The role is made outside the app (`Role.customizeRoles`), and CDK reports what it has to allow.
      Object.values(toManage).forEach((permissions) => this.addStatements(permissions));
      return undefined;
    }
    return Object.entries(toManage).reduce<Construct>((before, [id, permissions]) => (
      this.policies.managingPolicy(id, () => permissions.map(statementOf), before)), defaultPolicy);
  }

  /** Brings the functions in line with the settings that hold for this stack now. */
  public configure(): void {
    const settings = settingsFor(this);
    const removalPolicy = settings.logRemovalPolicy ?? RemovalPolicy.DESTROY;
    const retention = settings.logRetention ?? logs.RetentionDays.ONE_MONTH;
    for (const logGroup of this.functions.map((fn) => fn.logGroup as logs.LogGroup)) {
      logGroup.applyRemovalPolicy(removalPolicy);
      const resource = logGroup.node.defaultChild as logs.CfnLogGroup;
      resource.retentionInDays = retention === logs.RetentionDays.INFINITE ? undefined : retention;
      resource.kmsKeyId = settings.logEncryption?.keyArn;
    }
    this.allowLogsToUse(settings.logEncryption);
    for (const fn of this.functions) {
      const resource = fn.node.defaultChild as lambda.CfnFunction;
      resource.memorySize = settings.memorySize ?? 256;
      resource.layers = settings.layers?.map((layer) => layer.layerVersionArn);
      resource.reservedConcurrentExecutions = settings.reservedConcurrentExecutions;
    }
    this.configureLedger(settings);
    this.configureTracing(settings);
    this.configureEncryption(settings);
    this.configureVpc(settings);
  }

  private configureLedger({ ledgerPointInTimeRecovery, ledgerRemovalPolicy }: ProviderSettingsProps): void {
    this.ledger.applyRemovalPolicy(ledgerRemovalPolicy ?? RemovalPolicy.DESTROY);
    (this.ledger.node.defaultChild as dynamodb.CfnTable).pointInTimeRecoverySpecification = ledgerPointInTimeRecovery
      ? { pointInTimeRecoveryEnabled: true }
      : undefined;
  }

  private configureTracing({ tracing = false }: ProviderSettingsProps): void {
    for (const fn of this.functions) {
      (fn.node.defaultChild as lambda.CfnFunction).tracingConfig = tracing ? { mode: 'Active' } : undefined;
    }
    (this.stateMachine.node.defaultChild as stepfunctions.CfnStateMachine).tracingConfiguration = tracing ? { enabled: true } : undefined;
    if (tracing && !this.canTrace) {
      this.canTrace = true;
      this.addStatements([{ actions: SEND_TRACES, resources: ['*'] }]);
      this.accept.addToRolePolicy(statementOf({ actions: SEND_TRACES, resources: ['*'] }));
      // Step Functions samples by itself.
      this.stateMachine.addToRolePolicy(statementOf({ actions: [...SEND_TRACES, 'xray:GetSamplingRules', 'xray:GetSamplingTargets'], resources: ['*'] }));
      [this.accept, this.stateMachine].forEach(({ role }) => this.explainDefaultPolicy(role!));
    }
  }

  /** CDK adds nothing to a key for log groups. The policy cannot name them, since they refer to the key. */
  private allowLogsToUse(key: kms.IKey | undefined): void {
    if (key === undefined || this.logKeys.has(key)) {
      return;
    }
    this.logKeys.add(key);
    allowLogsToUse(key, this);
  }

  private explainDefaultPolicy(role: iam.IRole): void {
    const policy = role.node.tryFindChild('DefaultPolicy');
    if (policy !== undefined) {
      explain(policy, SUPPRESSIONS.settings);
    }
  }

  private configureEncryption({ environmentEncryption, ledgerEncryption }: ProviderSettingsProps): void {
    for (const fn of this.functions) {
      (fn.node.defaultChild as lambda.CfnFunction).kmsKeyArn = environmentEncryption?.keyArn;
      environmentEncryption?.grantDecrypt(fn);
      ledgerEncryption?.grantEncryptDecrypt(fn);
      this.explainDefaultPolicy(fn.role!);
    }
    (this.ledger.node.defaultChild as dynamodb.CfnTable).sseSpecification = ledgerEncryption && {
      sseEnabled: true,
      sseType: 'KMS',
      kmsMasterKeyId: ledgerEncryption.keyArn,
    };
  }

  private configureVpc({ vpc, vpcSubnets, securityGroups }: ProviderSettingsProps): void {
    if (vpc === undefined) {
      return;
    }
    // One that was made for earlier settings would be in the template for nothing, or in another VPC.
    this.node.tryRemoveChild(SECURITY_GROUP_ID);
    const subnets = vpc.selectSubnets(vpcSubnets);
    const groups = securityGroups ?? [new ec2.SecurityGroup(this, SECURITY_GROUP_ID, {
      vpc,
      description: 'The functions that manage the Clean Rooms ML resources of this stack',
    })];
    const access = iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole');
    for (const fn of this.functions) {
      fn.role!.addManagedPolicy(access);
      explain(fn.role!, SUPPRESSIONS.vpcAccess);
      fn.node.addDependency(subnets.internetConnectivityEstablished);
      (fn.node.defaultChild as lambda.CfnFunction).vpcConfig = {
        subnetIds: subnets.subnetIds,
        securityGroupIds: groups.map((group) => group.securityGroupId),
      };
    }
  }

  private createFunction(id: 'Accept' | 'Look', code: lambda.Code, role: iam.Role, logGroup: logs.LogGroup, description: string): lambda.Function {
    return new lambda.Function(this, id, {
      description,
      code,
      handler: `index.${id.toLowerCase()}`,
      runtime: lambda.Runtime.NODEJS_24_X,
      timeout: Duration.seconds(TIMING.invocationSeconds),
      role,
      environment: { [ENVIRONMENT.ledgerTable]: this.ledger.tableName },
      logGroup,
    });
  }

  private createStateMachine(): stepfunctions.StateMachine {
    const { functionArn } = this.look;
    return new stepfunctions.StateMachine(this, 'StateMachine', {
      comment: 'Looks at a request for a Clean Rooms ML resource until it is answered',
      definitionBody: stepfunctions.DefinitionBody.fromString(Stack.of(this).toJsonString(stateMachineDefinition(functionArn))),
      role: new iam.Role(this, 'StateMachineRole', {
        description: 'Lets the state machine call the function that works on the Clean Rooms ML resources of this stack',
        assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
        inlinePolicies: {
          Look: new iam.PolicyDocument({ statements: [statementOf({ actions: ['lambda:InvokeFunction'], resources: [functionArn] })] }),
        },
      }),
    });
  }

  /** Whoever is invoked by CloudFormation cannot call Clean Rooms ML. */
  private createAcceptRole(stateMachine: stepfunctions.StateMachine, logGroup: logs.LogGroup): iam.Role {
    return new iam.Role(this, 'AcceptRole', {
      description: 'What the function may do that accepts requests for the Clean Rooms ML resources of this stack',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Accept: new iam.PolicyDocument({
          statements: [
            statementOf({ actions: LEDGER_ACTIONS, resources: [this.ledger.tableArn] }),
            statementOf({ actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] }),
            statementOf({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
          ],
        }),
      },
    });
  }

  private get functions(): lambda.Function[] {
    return [this.accept, this.look];
  }

  private addStatements(permissions: readonly Permission[]): void {
    for (const { actions, resources, conditions } of permissions) {
      const kind = JSON.stringify([actions, conditions]);
      resources.forEach((resource) => this.addStatement(resource, kind, actions, conditions));
    }
  }

  private allowToUse(key: kms.IKey | undefined): void {
    if (key !== undefined && !this.keys.has(key)) {
      this.keys.add(key);
      this.addStatements(callerStatements(Stack.of(this)).map((statement) => ({ ...statement, resources: [key.keyArn] })));
      extendKeyPolicy(key, this.role);
    }
  }

  private addStatement(resource: string, kind: string, actions: Permission['actions'], conditions: Permission['conditions']): void {
    const current = this.statements.get(kind);
    if (current?.resources.has(resource)) {
      return;
    }
    if (current !== undefined && current.size < MAX_RESOURCES_PER_STATEMENT && !current.statement.frozen
      && this.policies.addResource(current.statement, resource)) {
      current.resources.add(resource);
      current.size += 1;
      return;
    }
    const statement = statementOf({ actions, resources: [resource], conditions });
    this.policies.add(statement);
    this.statements.set(kind, { statement, resources: new Set([...current?.resources ?? [], resource]), size: 1 });
  }
}

function statementOf({ actions, resources, conditions }: Permission): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: [...actions], resources: [...resources], conditions });
}
