/**
 * What the ARNs of resources in a membership tell: `arn:...:membership/<membership ID>/trained-model/<ID>`, for one. They
 * can be tokens.
 */
import { Fn, type IResource } from 'aws-cdk-lib';

export function membershipIdIn(arn: string): string {
  return Fn.select(1, Fn.split('/', arn));
}

/** The ARN of the membership that an imported resource is in. */
export function membershipArnOf(resource: IResource, arn: string): string {
  const { account, region } = resource.env;
  return resource.stack.formatArn({ service: 'cleanrooms', account, region, resource: 'membership', resourceName: membershipIdIn(arn) });
}
