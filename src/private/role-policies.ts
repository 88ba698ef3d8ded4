/**
 * Where the permissions of the handlers' role are: in inline policies as long as these have room, and then in managed ones.
 *
 * What is in a policy for managing resources never changes, so each has a construct ID for each of the two places: a policy
 * that moves is created in the new place before it is deleted in the old one. Permissions to create share policies that do
 * change.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import { Stack, Token, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { explainPermissions } from './nag-suppressions';
import { pathOf } from './validation';

/** Characters without white space, and what a role can have attached by default. */
export const ROLE_LIMITS = { inlineCharacters: 10_240, managedCharacters: 6_144, managedPolicies: 10 } as const;

/** Of the inline characters: for the default policy, and for the policies for managing. The rest is for what settings add. */
const DEFAULT_POLICY_CHARACTERS = 2_560;
const MANAGING_CHARACTERS = 7_424;

interface SharedPolicy {
  readonly limit: number;
  size: number;
  /** @default - the default policy of the role */
  readonly construct?: IConstruct;
  readonly add: (statement: iam.PolicyStatement) => void;
}

export class RolePolicies {
  private readonly shared: SharedPolicy[];
  private readonly policyOf = new Map<iam.PolicyStatement, SharedPolicy>();
  private managing = 0;

  constructor(private readonly scope: Construct, private readonly role: iam.Role) {
    this.shared = [{ limit: DEFAULT_POLICY_CHARACTERS, size: 0, add: (statement) => this.role.addToPrincipalPolicy(statement) }];
    scope.node.addValidation({ validate: () => this.problems() });
  }

  /** Adds a statement to the first shared policy that has room for it. */
  public add(statement: iam.PolicyStatement): void {
    const size = this.estimate(statement.toJSON());
    const policy = this.shared.find((candidate) => candidate.size + size <= candidate.limit) ?? this.addSharedPolicy();
    policy.add(statement);
    policy.size += size;
    this.explain(policy, statement.actions, statement.resources);
    this.policyOf.set(statement, policy);
  }

  /** Adds a resource to a statement, unless its policy has no room for it. */
  public addResource(statement: iam.PolicyStatement, resource: string): boolean {
    const policy = this.policyOf.get(statement);
    const size = this.estimate([resource]);
    if (policy === undefined || policy.size + size > policy.limit) {
      return false;
    }
    statement.addResources(resource);
    policy.size += size;
    this.explain(policy, [], [resource]);
    return true;
  }

  /** The policy for managing with this ID. It is made for the first that asks. */
  public managingPolicy(id: string, statements: () => iam.PolicyStatement[], before: Construct): Construct {
    const existing = this.scope.node.tryFindChild(inlineId(id)) ?? this.scope.node.tryFindChild(managedId(id));
    if (existing !== undefined) {
      return existing as Construct;
    }
    const contents = statements();
    const size = this.estimate({ Version: '2012-10-17', Statement: contents.map((statement) => statement.toJSON()) });
    const isInline = this.managing + size <= MANAGING_CHARACTERS;
    this.managing += isInline ? size : 0;
    const policy = isInline
      ? new iam.Policy(this.scope, inlineId(id), { roles: [this.role], statements: contents })
      : new iam.ManagedPolicy(this.scope, managedId(id), { roles: [this.role], statements: contents, description: 'Manages Clean Rooms ML resources' });
    contents.forEach((statement) => explainPermissions(policy, statement.actions, statement.resources));
    policy.node.defaultChild!.node.addDependency(before.node.defaultChild!);
    return policy;
  }

  private explain({ construct }: SharedPolicy, actions: readonly string[], resources: readonly string[]): void {
    // The default policy is made with its first statement.
    const policy = construct ?? this.role.node.tryFindChild('DefaultPolicy');
    if (policy !== undefined) {
      explainPermissions(policy, actions, resources);
    }
  }

  private addSharedPolicy(): SharedPolicy {
    const defaultPolicy = this.role.node.tryFindChild('DefaultPolicy');
    if (defaultPolicy === undefined) {
      // The role is made outside the app (`Role.customizeRoles`), and CDK reports what it has to allow.
      return this.shared[0];
    }
    const managed = new iam.ManagedPolicy(this.scope, `CreatePolicy${this.shared.length}`, {
      roles: [this.role], description: 'Creates Clean Rooms ML resources',
    });
    // What depends on the default policy, which is every resource, depends on this one too.
    defaultPolicy.node.defaultChild!.node.addDependency(managed.node.defaultChild!);
    const policy: SharedPolicy = {
      limit: ROLE_LIMITS.managedCharacters, size: 0, construct: managed, add: (statement) => managed.addStatements(statement),
    };
    this.shared.push(policy);
    return policy;
  }

  /**
   * The characters of a part of a policy whose tokens are not resolved yet. The markers of the tokens in an ARN are longer
   * than partitions, Regions and IDs; a marker that stands for the whole ARN is shorter.
   */
  private estimate(part: unknown): number {
    return JSON.stringify(part, (_key, value) => (
      typeof value === 'string' && Token.isUnresolved(value) && !value.startsWith('arn:') ? 'x'.repeat(Math.max(value.length, longestArn(this.scope))) : value
    )).length;
  }

  /** What is wrong with the policies in the template. Escape hatches, grants and CDK itself add to them too. */
  private problems(): string[] {
    const stack = Stack.of(this.scope);
    const role = JSON.stringify(stack.resolve(this.role.roleName));
    const attached = this.scope.node.findAll().filter((policy): policy is iam.CfnPolicy | iam.CfnManagedPolicy => (
      (policy instanceof iam.CfnPolicy || policy instanceof iam.CfnManagedPolicy)
      && (stack.resolve(policy.roles) as unknown[] | undefined)?.some((name) => JSON.stringify(name) === role) === true));
    const inline = attached.filter((policy) => policy instanceof iam.CfnPolicy);
    const managed = attached.filter((policy) => policy instanceof iam.CfnManagedPolicy);
    const sizeOf = (policy: { readonly policyDocument: unknown }) => deployedSize(stack.resolve(policy.policyDocument), this.scope);
    const characters = inline.map(sizeOf).reduce((sum, size) => sum + size, 0);
    const attachedByArn = stack.resolve((this.role.node.defaultChild as iam.CfnRole | undefined)?.managedPolicyArns) as unknown[] | undefined;
    const policies = managed.length + (attachedByArn?.length ?? 0);
    return [
      ...(characters > ROLE_LIMITS.inlineCharacters
        ? [`the inline policies of the role can have ${ROLE_LIMITS.inlineCharacters} characters, got up to ${characters}`]
        : []),
      ...(policies > ROLE_LIMITS.managedPolicies ? [`the role can have ${ROLE_LIMITS.managedPolicies} managed policies, got ${policies}`] : []),
      ...managed.filter((policy) => sizeOf(policy) > ROLE_LIMITS.managedCharacters)
        .map((policy) => `a managed policy can have ${ROLE_LIMITS.managedCharacters} characters, got up to ${sizeOf(policy)} in ${pathOf(policy)}`),
    ].map((problem) => `The Clean Rooms ML resources of this stack need more permissions than a role can have: ${problem}. `
      + 'Move resources into another stack, all those of a membership together');
  }
}

const inlineId = (id: string) => `${id}Policy`;
const managedId = (id: string) => `${id}ManagedPolicy`;

/** Each partition, Region and account ID is at most as long as these. */
const PSEUDO_PARAMETERS: { readonly [name: string]: number } = {
  'AWS::Partition': 'aws-us-gov'.length, 'AWS::Region': 'ap-southeast-1'.length, 'AWS::AccountId': 12, 'AWS::URLSuffix': 'amazonaws.com.cn'.length,
};
const ARN_WITHOUT_NAME = 'arn:aws-us-gov:cloudformation:ap-southeast-1:111122223333:stack/'.length;
/** What CloudFormation adds to the stack and the logical ID for a name, and for the ID of a stack. */
const RANDOM_PART = 38;

function longestArn(scope: Construct, logicalId = 80): number {
  const { stackName } = Stack.of(scope);
  return ARN_WITHOUT_NAME + (Token.isUnresolved(stackName) ? 128 : stackName.length) + logicalId + RANDOM_PART;
}

/** The characters of a resolved value once CloudFormation has replaced its functions, at most. */
function deployedSize(value: unknown, scope: Construct): number {
  return JSON.stringify(value, (_key, part) => lengthOf(part) === undefined ? part : 'x'.repeat(lengthOf(part)!)).length;

  function lengthOf(part: unknown): number | undefined {
    if (typeof part !== 'object' || part === null || Array.isArray(part) || Object.keys(part).length !== 1) {
      return undefined;
    }
    const [[name, argument]] = Object.entries(part as Record<string, unknown>);
    if (name === 'Fn::Join') {
      const [separator, parts] = argument as [string, readonly unknown[]];
      return Array.isArray(parts)
        ? parts.reduce<number>((sum, each) => sum + separator.length + (typeof each === 'string' ? each.length : lengthOf(each) ?? longestArn(scope)), 0)
        : longestArn(scope);
    }
    if (name === 'Ref') {
      return PSEUDO_PARAMETERS[argument as string] ?? longestArn(scope, (argument as string).length);
    }
    return name === 'Fn::GetAtt' && Array.isArray(argument) ? longestArn(scope, (argument[0] as string).length)
      : name.startsWith('Fn::') ? longestArn(scope) : undefined;
  }
}
