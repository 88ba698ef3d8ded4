/**
 * What TypeScript checks of what is given to a construct, for those who write JavaScript: what a property has to be, and
 * what to pass instead of what is commonly mistaken for it.
 */
import { RemovalPolicy, Token, type Duration, type Size, type aws_ec2 as ec2, type aws_ecr as ecr, type aws_iam as iam, type aws_kms as kms, type aws_lambda as lambda } from 'aws-cdk-lib';
import { UnscopedValidationError } from 'aws-cdk-lib/core/lib/errors';
import { Construct, type IConstruct } from 'constructs';
import { show, type Problem } from './protocol/shape';
import { spelling } from './spelling';
import { ERROR_NAME, throwIfInvalid } from './validation';

export interface Kind {
  /** The kind in words, such as `a Duration`. */
  readonly what: string;
  readonly fits: (value: any) => boolean;
  /** What to pass instead of a value that does not fit. */
  readonly instead?: (value: unknown) => string | undefined;
  readonly isOptional?: boolean;
  /** What the entries of a list, or the members of a structure, have to be. */
  readonly member?: Kind;
  readonly members?: Kinds;
}

export interface Kinds {
  readonly [property: string]: Kind;
}

/** What kind each property of a construct has to be, with none left out. */
export type KindsOf<Props> = { readonly [P in keyof Required<Props>]: Kind };

const isArn = (value: unknown) => typeof value === 'string' && value.startsWith('arn:');
// What is to be copied is whole, however long it is.
const forText = (instead: (text: string) => string) => (value: unknown) => (typeof value === 'string' ? instead(JSON.stringify(value)) : undefined);

/** What the shapes of the API check. */
export const ANY: Kind = { what: 'a value', fits: () => true };
export const CONSTRUCT: Kind = { what: 'a construct', fits: Construct.isConstruct };
export const BOOLEAN: Kind = { what: 'true or false', fits: (value) => typeof value === 'boolean' };
export const NUMBER: Kind = { what: 'a number', fits: (value) => typeof value === 'number' };
export const TEXT: Kind = { what: 'a string', fits: (value) => typeof value === 'string' };
export const DURATION: Kind = {
  what: 'a Duration',
  fits: (value: Partial<Duration>) => typeof value?.toSeconds === 'function',
  instead: (value) => (typeof value === 'number' ? 'for example Duration.minutes(60)' : undefined),
};
export const MEMBERSHIP: Kind = {
  what: 'a CfnMembership, or what Membership.fromMembershipId() gives',
  fits: (value) => typeof value?.membershipRef === 'object',
  instead: (value) => (typeof value === 'string' ? `Membership.${isArn(value) ? 'fromMembershipArn' : 'fromMembershipId'}(scope, id, ${JSON.stringify(value)})` : undefined),
};
export const ALGORITHM: Kind = {
  what: 'a ConfiguredModelAlgorithm or a CfnConfiguredModelAlgorithm',
  fits: (value) => typeof value?.configuredModelAlgorithmRef === 'object',
  instead: forText((arn) => `ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(scope, id, ${arn})`),
};
export const ASSOCIATION: Kind = {
  what: 'a ConfiguredModelAlgorithmAssociation or a CfnConfiguredModelAlgorithmAssociation',
  fits: (value) => typeof value?.configuredModelAlgorithmAssociationRef === 'object',
  instead: forText((arn) => `ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(scope, id, ${arn})`),
};
export const INPUT_CHANNEL: Kind = {
  what: 'an MlInputChannel',
  fits: (value) => typeof value?.mlInputChannelArn === 'string' && Construct.isConstruct(value),
  instead: forText((arn) => `MlInputChannel.fromMlInputChannelArn(scope, id, ${arn})`),
};
export const ANALYSIS_TEMPLATE: Kind = {
  what: 'a CfnAnalysisTemplate',
  fits: (value) => typeof value?.analysisTemplateRef === 'object',
  instead: forText((arn) => `ChannelQuery.analysisTemplateArn(${arn})`),
};
export const TRAINED_MODEL: Kind = {
  what: 'a trained model',
  fits: (value) => typeof value?.trainedModelArn === 'string',
  instead: forText((arn) => `TrainedModel.fromTrainedModelArn(scope, id, ${arn})`),
};
export const SIZE: Kind = {
  what: 'a Size',
  fits: (value: Partial<Size>) => typeof value?.toMebibytes === 'function',
  instead: (value) => (typeof value === 'number' ? `Size.mebibytes(${value})` : undefined),
};
export const KEY: Kind = {
  what: 'a KMS key',
  fits: (value: Partial<kms.IKey>) => typeof value?.keyArn === 'string',
  instead: forText((arn) => `kms.Key.fromKeyArn(scope, id, ${arn})`),
};
export const ROLE: Kind = {
  what: 'an IAM role',
  fits: (value: Partial<iam.IRole>) => typeof value?.roleArn === 'string',
  instead: forText((arn) => `iam.Role.fromRoleArn(scope, id, ${arn})`),
};
export const BUCKET: Kind = {
  what: 'a Bucket',
  fits: (value) => typeof value?.arnForObjects === 'function',
  instead: (value) => (typeof value === 'string' ? `Bucket.${isArn(value) ? 'fromBucketArn' : 'fromBucketName'}(scope, id, ${JSON.stringify(value)})` : undefined),
};
export const REPOSITORY: Kind = {
  what: 'an ECR repository',
  fits: (value: Partial<ecr.IRepository>) => typeof value?.repositoryUri === 'string',
  instead: forText((name) => `ecr.Repository.fromRepositoryName(scope, id, ${name})`),
};

export const VPC: Kind = {
  what: 'a VPC',
  fits: (value: Partial<ec2.IVpc>) => typeof value?.selectSubnets === 'function',
  instead: forText((vpcId) => `ec2.Vpc.fromLookup(scope, id, { vpcId: ${vpcId} })`),
};
export const SECURITY_GROUP: Kind = {
  what: 'a security group',
  fits: (value: Partial<ec2.ISecurityGroup>) => typeof value?.securityGroupId === 'string',
  instead: forText((groupId) => `ec2.SecurityGroup.fromSecurityGroupId(scope, id, ${groupId})`),
};
export const LAYER: Kind = {
  what: 'a layer version',
  fits: (value: Partial<lambda.ILayerVersion>) => typeof value?.layerVersionArn === 'string',
  instead: forText((arn) => `lambda.LayerVersion.fromLayerVersionArn(scope, id, ${arn})`),
};
const REMOVAL_POLICIES = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];
export const REMOVAL_POLICY: Kind = {
  what: 'RemovalPolicy.DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE',
  fits: (value) => REMOVAL_POLICIES.includes(value),
  instead: (value) => {
    const [name] = Object.entries(RemovalPolicy).find(([each, policy]) => each === value && REMOVAL_POLICIES.includes(policy)) ?? [];
    return name && `RemovalPolicy.${name}`;
  },
};

/** An instance of a class of this library, or of another copy of it. */
export function instanceOf(type: Function, what: string, instead?: Kind['instead']): Kind {
  return { what, fits: (value) => value instanceof type || value?.constructor?.name === type.name, instead };
}

export function optional(kind: Kind): Kind {
  return { ...kind, isOptional: true };
}

export function listOf(member: Kind): Kind {
  return { what: 'a list', fits: (value) => Array.isArray(value) || Token.isUnresolved(value), member };
}

export function structureOf(members: Kinds, what = 'an object'): Kind {
  return { what, fits: (value) => typeof value === 'object' && value !== null && !Array.isArray(value), members };
}

/** Options that can all be left out. What one of them has to be is not taken for all of them. */
export function optionsOf(members: Kinds): Kind {
  const structure = structureOf(members);
  const alone = (value: unknown) => Object.entries(members).find(([, kind]) => kind.fits !== ANY.fits && kind.fits(value))?.[0];
  return {
    ...structure,
    fits: (value) => structure.fits(value) && alone(value) === undefined,
    instead: (value) => {
      const name = alone(value);
      return name === undefined ? undefined : `{ ${name}: ${typeof value === 'string' ? show(value) : '...'} }`;
    },
  };
}

/** Throws one error when properties are missing, or are something else. */
export function requireKinds(construct: IConstruct, props: unknown, kinds: Kinds): void {
  throwIfInvalid(construct, problemsOfKinds(props, kinds));
}

/** What is missing among properties, or is something else. */
export function problemsOfKinds(props: unknown, kinds: Kinds): Problem[] {
  return props === undefined || props === null ? problemsOfMembers({}, kinds, '') : problemsOfKind(structureOf(kinds), props, '');
}

/** Throws when an argument is missing, or is something else, where no construct is there yet to name. */
export function requireArgument(call: string, argument: string, value: unknown, kind: Kind): void {
  const [problem] = problemsOfKind(kind, value, argument);
  if (problem !== undefined) {
    throw new UnscopedValidationError(ERROR_NAME, `${call}: ${problem.path} ${problem.message}`);
  }
}

function problemsOfKind(kind: Kind, value: unknown, path: string): Problem[] {
  if (value === undefined || (value === null && kind.isOptional)) {
    return kind.isOptional ? [] : [{ path, message: `is required: ${kind.what}` }];
  }
  if (!kind.fits(value)) {
    const instead = kind.instead?.(value);
    return [{ path: path || 'props', message: `must be ${kind.what}, got ${show(value)}${instead === undefined ? '' : `; pass ${instead}`}` }];
  }
  return [
    ...problemsOfNames(value, kind.members, path),
    ...(Array.isArray(value) && kind.member !== undefined ? value.flatMap((entry, i) => problemsOfKind(kind.member!, entry, `${path}[${i}]`)) : []),
    ...(kind.members === undefined ? [] : problemsOfMembers(value as object, kind.members, path)),
  ];
}

/**
 * Members that are spelt almost as those that there are: JavaScript would leave them out without a word. Others are not
 * looked at, since the properties of a construct of the app can have more.
 */
function problemsOfNames(value: unknown, kinds: Kinds | undefined, path: string): Problem[] {
  const known = new Map(Object.keys(kinds ?? {}).map((name) => [spelling(name), name]));
  return known.size === 0 ? [] : Object.entries(value as object).flatMap(([name, member]) => {
    const meant = known.get(spelling(name));
    // Where both are there, one is a property of the app.
    return meant === undefined || member === undefined || (value as Record<string, unknown>)[meant] !== undefined
      ? []
      : [{ path: path === '' ? name : `${path}.${name}`, message: `is not a property; did you mean ${meant}?` }];
  });
}

function problemsOfMembers(value: object, kinds: Kinds, path: string): Problem[] {
  // What is there under a name that is almost right is not missing as well.
  const given = new Set(Object.entries(value).filter(([name, member]) => member !== undefined && !(name in kinds)).map(([name]) => spelling(name)));
  return Object.entries(kinds).flatMap(([name, kind]) => {
    const member = (value as Record<string, unknown>)[name];
    return member === undefined && given.has(spelling(name)) ? [] : problemsOfKind(kind, member, path === '' ? name : `${path}.${name}`);
  });
}
