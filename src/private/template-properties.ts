/** The properties of a resource as its template has them, with escape hatches and everything that is set late. */
import type { CfnResource } from 'aws-cdk-lib';

type Properties = Readonly<Record<string, unknown>>;
interface Fragment {
  readonly Resources: { readonly [logicalId: string]: { readonly Properties?: Properties } };
}

/** @param resolve gives tokens their values; deployment-time values stay intrinsic functions */
export function propertiesInTemplate(resource: CfnResource, resolve: (value: object) => unknown): Properties {
  const { Resources } = resolve(resource._toCloudFormation()) as Fragment;
  return Object.values(Resources)[0].Properties ?? {};
}

/** Whether CloudFormation replaces a value by another one. Maps travel as lists, so nothing else looks like this. */
export function isIntrinsic(value: object): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}
