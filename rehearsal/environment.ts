/** Where a stack is deployed. */
export interface Environment {
  readonly account: string;
  readonly region: string;
}

export const DEFAULT_ENVIRONMENT: Environment = { account: '111111111111', region: 'us-east-1' };

/** The AWS partition of a region. */
export function partitionOf(region: string): string {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

export function urlSuffixOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}
