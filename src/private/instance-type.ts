/** Instance types that are newer than this library: they get a warning, and are for the service to judge. */
import { Annotations, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { StringShape, StructureShape } from './protocol/shape';

export const NEW_INSTANCE_TYPE: StringShape = { type: 'string', pattern: /ml\.[a-z0-9-]+\.[a-z0-9]+/, meaning: 'an instance type such as ml.g5.xlarge' };

/** A request whose `resourceConfig` can have any instance type. */
export function withNewInstanceTypes(request: StructureShape): StructureShape {
  const resourceConfig = request.members.resourceConfig as StructureShape;
  return {
    ...request,
    members: { ...request.members, resourceConfig: { ...resourceConfig, members: { ...resourceConfig.members, instanceType: NEW_INSTANCE_TYPE } } },
  };
}

/** @param property that the instance type was given for */
export function warnOfUnknownInstanceType(construct: IConstruct, property: string, instanceType: string, known: readonly string[]): void {
  if (!Token.isUnresolved(instanceType) && !known.includes(instanceType)) {
    Annotations.of(construct).addWarningV2('cdk-cleanrooms-ml:unknownInstanceType',
      `${property} is ${instanceType}, which this version of cdk-cleanrooms-ml does not know; if Clean Rooms ML does not either, the deployment fails.`);
  }
}
