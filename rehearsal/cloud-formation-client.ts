import type { Cloud } from './cloud';
import type { Environment } from './environment';
import type { StatusHistory } from './status-history';
import { FaultPlan } from '../emulator/fault-plan';
import { commonErrors, refusal, type ThrottlingFault } from '../emulator/service-error';
import { underFault, type TransportFault } from '../emulator/transport-fault';

export type CloudFormationOperation = 'DescribeStacks' | 'DescribeStackResource';

/** What goes wrong with a call of CloudFormation; `throttle` is a Throttling with status 400, as its query protocol has it. */
export type CloudFormationFault = TransportFault | ThrottlingFault | 'expired-credentials';

/** What goes wrong with the calls of CloudFormation that functions make, and when. */
export class CloudFormationFaultPlan extends FaultPlan<CloudFormationOperation, CloudFormationFault> {}

const errorUnder = commonErrors({ internal: 'InternalFailure', throttling: 'Throttling', expired: 'ExpiredToken' });

/** A look at the status of a stack, or of a resource of it. */
export interface StatusRead {
  readonly stackId: string;
  /** Absent when it is the stack's own status. */
  readonly logicalId?: string;
}

/** The part of CloudFormation's client that handlers use. What it shows can be some seconds old. */
export function cloudFormationClient(cloud: Cloud, environment: Environment) {
  const stackOf = (name: string) => {
    const stack = cloud.stacks.get(name) ?? cloud.findStack(name, environment);
    if (stack === undefined) {
      throw refusal('ValidationError', `Stack with id ${name} does not exist`);
    }
    return stack;
  };
  const shown = <Status extends string>(statuses: StatusHistory<Status> | undefined, read: StatusRead): Status | undefined => (
    statuses?.at(cloud.scheduler.now() - cloud.statusAge(read) * 1000)
  );
  const call = <T>(operation: CloudFormationOperation, request: object, perform: () => T): T => (
    underFault(cloud.cloudFormationFaults.take({ operation, request: { ...request } }), errorUnder, perform)
  );
  return {
    describeStacks: async (request: { StackName: string }) => call('DescribeStacks', request, () => {
      const stack = stackOf(request.StackName);
      // Whoever knows a stack's ARN has it from a creation that CloudFormation shows.
      const status = shown(stack.statuses, { stackId: stack.id }) ?? stack.statuses.first ?? stack.status;
      return { Stacks: [{ StackId: stack.id, StackName: stack.name, StackStatus: status }] };
    }),
    describeStackResource: async (request: { StackName: string; LogicalResourceId: string }) => call('DescribeStackResource', request, () => {
      const { StackName: name, LogicalResourceId: logicalId } = request;
      const stack = stackOf(name);
      const status = shown(stack.resourceStatuses.get(logicalId), { stackId: stack.id, logicalId });
      if (status === undefined) {
        throw refusal('ValidationError', `Resource ${logicalId} does not exist for stack ${stack.name}`);
      }
      return { StackResourceDetail: { StackId: stack.id, StackName: stack.name, LogicalResourceId: logicalId, ResourceStatus: status } };
    }),
  };
}
