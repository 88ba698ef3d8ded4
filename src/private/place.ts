/**
 * Where the resources are that a construct refers to, as far as it is known when the app is synthesized. What contradicts
 * would fail when the app is deployed: a training, and all that it uses, is in one Region, and on behalf of one membership.
 */
import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Problem } from './protocol/shape';

export interface Reference {
  /** The property that refers to it. */
  readonly path: string;
  /** Or what else says which one it is, such as the URI of an image. */
  readonly arn: string;
  /** That of the construct, for an ARN that is known at deployment only. */
  readonly env?: { readonly region?: string; readonly account?: string };
}

/** Everything has to be in the Region of the stack. Where that is not known, in the Region of what is named first. */
export function problemsOfRegions(construct: IConstruct, references: readonly Reference[]): Problem[] {
  const located = references.flatMap((reference) => {
    const region = known(reference.arn, REGION) ?? resolved(reference.env?.region);
    return region === undefined ? [] : [{ ...reference, region }];
  });
  const stackRegion = resolved(Stack.of(construct).region);
  const expected = stackRegion ?? located[0]?.region;
  const holder = stackRegion === undefined ? located[0]?.path : 'the stack';
  return located.filter(({ region }) => region !== expected).map(({ path, arn, region }) => ({
    path, message: `must be in Region ${expected}, where ${holder} is, got ${shown(region, arn)}`,
  }));
}

/** Only the account that is the member can act on behalf of its membership. */
export function problemsOfMember(construct: IConstruct, membership: Reference): Problem[] {
  return problemsOfAccount(construct, membership, 'a membership');
}

/** What the service takes from the account that calls it alone. */
export function problemsOfAccount(construct: IConstruct, { path, arn, env }: Reference, what: string): Problem[] {
  const expected = resolved(Stack.of(construct).account);
  const account = known(arn, ACCOUNT) ?? resolved(env?.account);
  // What is no account at all is a problem of the ARN.
  return expected === undefined || account === undefined || account === expected || !/^[0-9]{12}$/.test(account)
    ? []
    : [{ path, message: `must be ${what} of account ${expected}, the account of the stack, got ${shown(account, arn)}` }];
}

/** What is used on behalf of a membership has to be in it. */
export function problemsOfMembership(membershipIdentifier: string, references: readonly Reference[]): Problem[] {
  const expected = resolved(membershipIdentifier);
  return references.flatMap(({ path, arn }) => {
    const membership = MEMBERSHIP.exec(known(arn, RESOURCE) ?? '')?.[1];
    return expected === undefined || membership === undefined || membership === expected
      ? []
      : [{ path, message: `must be in the membership of the model, ${expected}, got ${shown(membership, arn)}` }];
  });
}

const REGION = 3;
const ACCOUNT = 4;
const RESOURCE = 5;
const MEMBERSHIP = /^membership\/([^/]+)\//;

/** A part of an ARN, others of which can be tokens. */
function known(arn: string, part: number): string | undefined {
  return typeof arn === 'string' && arn.startsWith('arn:') ? resolved(arn.split(':')[part]) : undefined;
}

function resolved(value: string | undefined): string | undefined {
  return value === undefined || value === '' || Token.isUnresolved(value) ? undefined : value;
}

function shown(part: string, arn: string): string {
  return Token.isUnresolved(arn) ? part : `${part} in "${arn}"`;
}
