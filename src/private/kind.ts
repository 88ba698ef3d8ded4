/**
 * What TypeScript checks of what is given to a construct, for those who write JavaScript: what a property has to be, and
 * what to pass instead of what is commonly mistaken for it.
 */
import { Token, type Duration, type aws_ecr as ecr, type aws_iam as iam, type aws_kms as kms } from 'aws-cdk-lib';
import { UnscopedValidationError } from 'aws-cdk-lib/core/lib/errors';
import type { IConstruct } from 'constructs';
import { show, type Problem } from './shape';
import { ERROR_NAME, requireNoProblems } from './validation';

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

const isArn = (value: unknown) => typeof value === 'string' && value.startsWith('arn:');
const forText = (instead: (text: string) => string) => (value: unknown) => (typeof value === 'string' ? instead(show(value)) : undefined);

export const TEXT: Kind = { what: 'a string', fits: (value) => typeof value === 'string' };
export const DURATION: Kind = {
  what: 'a Duration',
  fits: (value: Partial<Duration>) => typeof value?.toSeconds === 'function',
  instead: (value) => (typeof value === 'number' ? `Duration.seconds(${value})` : undefined),
};
export const MEMBERSHIP: Kind = {
  what: 'a CfnMembership, or what Membership.fromMembershipId() gives',
  fits: (value) => typeof value?.membershipRef === 'object',
  instead: (value) => (typeof value === 'string' ? `Membership.${isArn(value) ? 'fromMembershipArn' : 'fromMembershipId'}(scope, id, ${show(value)})` : undefined),
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
export const TRAINED_MODEL: Kind = {
  what: 'a trained model',
  fits: (value) => typeof value?.trainedModelArn === 'string',
  instead: forText((arn) => `TrainedModel.fromTrainedModelArn(scope, id, ${arn})`),
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
export const REPOSITORY: Kind = {
  what: 'an ECR repository',
  fits: (value: Partial<ecr.IRepository>) => typeof value?.repositoryUri === 'string',
  instead: forText((name) => `ecr.Repository.fromRepositoryName(scope, id, ${name})`),
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

/** Throws one error when properties are missing, or are something else. */
export function requireKinds(construct: IConstruct, props: unknown, kinds: Kinds): void {
  requireNoProblems(construct, props === undefined || props === null ? problemsOfMembers({}, kinds, '') : problemsOfKind(structureOf(kinds), props, ''));
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
    ...(Array.isArray(value) && kind.member !== undefined ? value.flatMap((entry, i) => problemsOfKind(kind.member!, entry, `${path}[${i}]`)) : []),
    ...(kind.members === undefined ? [] : problemsOfMembers(value as object, kind.members, path)),
  ];
}

function problemsOfMembers(value: object, kinds: Kinds, path: string): Problem[] {
  return Object.entries(kinds).flatMap(([name, kind]) => (
    problemsOfKind(kind, (value as Record<string, unknown>)[name], path === '' ? name : `${path}.${name}`)));
}
