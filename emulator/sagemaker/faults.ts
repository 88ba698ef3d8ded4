import type { SageMakerOperation } from './operations';
import type { CreateAlgorithmRequest } from '../../src/private/protocol/sagemaker-create-algorithm-request';
import type { PendingCall } from '../call-record';
import { FaultPlan } from '../fault-plan';
import { CREDENTIALS_EXPIRED, refusal, ServiceError, THROTTLING_STATUS, throttlingIn, type ThrottlingFault } from '../service-error';
import type { TransportFault } from '../transport-fault';

export type SageMakerCall = PendingCall<SageMakerOperation>;

/**
 * What goes wrong with a call of SageMaker, without a reason in the call itself. Nothing happens, except under `error-after` and
 * `lost-reply`.
 *
 * - `throttle`: ThrottlingException; `throttle:<name>`: the same under another name.
 * - `expired-credentials`: ExpiredTokenException.
 * - `access-denied`: AccessDeniedException, as while a policy is on its way.
 * - `role-not-assumable`: ValidationException, as while a role is on its way.
 * - `limit-in-use`: ResourceLimitExceeded for instances that others use for now.
 * - `limit-too-low`: ResourceLimitExceeded for a limit below what is asked for.
 * - `in-use`: ResourceInUse.
 * - `refused`: ValidationException that quotes values of the request, as those of AWS do.
 */
export type SageMakerFault =
  | TransportFault | ThrottlingFault | 'expired-credentials' | 'access-denied' | 'role-not-assumable' | 'limit-in-use' | 'limit-too-low' | 'in-use'
  | 'refused';

/** What goes wrong with SageMaker, and when. */
export class SageMakerFaultPlan extends FaultPlan<SageMakerOperation, SageMakerFault, SageMakerCall> {}

/** What the service answers under a fault. */
export function errorUnder(fault: Exclude<SageMakerFault, 'lost-reply' | 'reset'>, call: SageMakerCall): Error {
  switch (fault) {
    case 'error-before':
    case 'error-after':
      return new ServiceError({ name: 'InternalFailure', message: 'An internal error occurred.', httpStatusCode: 500, fault: 'server' });
    case 'expired-credentials':
      return new ServiceError(CREDENTIALS_EXPIRED);
    case 'access-denied':
      return refusal('AccessDeniedException', `The caller in account ${call.accountId} is not authorized to perform: sagemaker:${call.operation}`);
    case 'role-not-assumable':
      return refusal('ValidationException', 'Could not assume the role of the validation. Please ensure that the role exists and allows principal "sagemaker.amazonaws.com" to assume the role.');
    case 'limit-in-use':
      return refusal('ResourceLimitExceeded', limitOf(4, 4));
    case 'limit-too-low':
      return refusal('ResourceLimitExceeded', limitOf(0, 0));
    case 'in-use':
      return refusal('ResourceInUse', 'The resource is in use.');
    case 'refused':
      return refusal('ValidationException', `1 validation error detected: Value '${quoted(call.request)}' failed to satisfy constraint: it is not allowed here.`);
    default:
      return new ServiceError({ name: throttlingIn(fault, 'ThrottlingException'), message: 'Rate exceeded', httpStatusCode: THROTTLING_STATUS, fault: 'client' });
  }
}

function limitOf(limit: number, used: number): string {
  return `The account-level service limit 'ml.m5.xlarge for training job usage' is ${limit} Instances, with current utilization of ${used} Instances `
    + 'and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota.';
}

/** The maps of a request as services quote them. */
function quoted(request: SageMakerCall['request']): string {
  const { ValidationSpecification: validation } = request as unknown as CreateAlgorithmRequest;
  const maps = (validation?.ValidationProfiles ?? []).flatMap(({ TrainingJobDefinition: training, TransformJobDefinition: transform }) => [
    training.HyperParameters, transform?.Environment,
  ]);
  return `{${maps.flatMap((map) => Object.entries(map ?? {})).map(([name, value]) => `${name}=${value}`).join(', ')}}`;
}
