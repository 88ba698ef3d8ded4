import type { Cloud } from './cloud';
import { MAX_INPUT_BYTES } from './state-machine';
import { FaultPlan } from '../emulator/fault-plan';
import { commonErrors, refusal, type ServiceError, type ThrottlingFault } from '../emulator/service-error';
import { underFault, type TransportFault } from '../emulator/transport-fault';

/** What goes wrong with a call of Step Functions; `throttle` is a ThrottlingException. */
export type StepFunctionsFault = TransportFault | ThrottlingFault | 'expired-credentials' | 'access-denied';

/** What goes wrong with the executions that functions start, and when. */
export class StepFunctionsFaultPlan extends FaultPlan<'StartExecution', StepFunctionsFault> {}

interface StartExecutionRequest {
  readonly stateMachineArn: string;
  readonly input: string;
  readonly name?: string;
}

/** The part of Step Functions' client that functions use. */
export function stepFunctionsClient(cloud: Cloud) {
  const start = ({ stateMachineArn: arn, input, name }: StartExecutionRequest) => {
    const stateMachine = cloud.stateMachines.get(arn);
    if (stateMachine === undefined) {
      throw refusal('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    }
    if (Buffer.byteLength(input) > MAX_INPUT_BYTES) {
      throw refusal('ValidationException', "1 validation error detected: Value at 'input' failed to satisfy constraint: "
        + `Member must have length less than or equal to ${MAX_INPUT_BYTES}`);
    }
    const executionArn = `${arn.replace(':stateMachine:', ':execution:')}:${name ?? 'rehearsal'}`;
    if (!stateMachine.start(input, name)) {
      throw refusal('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    }
    return { executionArn };
  };
  return {
    startExecution: async (request: StartExecutionRequest) => (
      underFault(cloud.stepFunctionsFaults.take({ operation: 'StartExecution', request: { ...request } }), errorUnder, () => start(request))),
  };
}

const commonErrorUnder = commonErrors({ internal: 'InternalServerError', throttling: 'ThrottlingException' });

function errorUnder(fault: Exclude<StepFunctionsFault, 'lost-reply' | 'reset'>): ServiceError {
  return fault === 'access-denied' ? refusal('AccessDeniedException', 'User is not authorized to perform: states:StartExecution') : commonErrorUnder(fault);
}
