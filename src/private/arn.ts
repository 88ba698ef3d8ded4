/**
 * What the ARNs of resources in a membership tell: `arn:...:membership/<membership ID>/trained-model/<ID>`, for one. They
 * can be tokens.
 */
import { Fn, Token, type IResource } from 'aws-cdk-lib';

/** An ARN from which CDK can read account and Region. What is none becomes an error of the construct. */
export function wellFormed(arn: string): string | undefined {
  return typeof arn === 'string' && (Token.isUnresolved(arn) || /^arn(:[^:]*){5}/.test(arn)) ? arn : undefined;
}

export function membershipIdIn(arn: string): string {
  return Fn.select(1, Fn.split('/', arn));
}

/** The ARN of the membership that an imported resource is in. */
export function membershipArnOf(resource: IResource, arn: string): string {
  const { account, region } = resource.env;
  return resource.stack.formatArn({ service: 'cleanrooms', account, region, resource: 'membership', resourceName: membershipIdIn(arn) });
}
