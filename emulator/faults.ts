import type { PendingCall } from './call-record';
import { FaultPlan } from './fault-plan';
import type { Operation } from './operations';
import {
  CREDENTIALS_EXPIRED, exception, QuotaExceededError, ServiceError, THROTTLING_ERRORS, THROTTLING_STATUS, throttlingIn, type ThrottlingFault,
} from './service-error';
import { TRANSPORT_FAULTS, type TransportFault } from './transport-fault';
import { TRAINING_QUOTA } from '../src/private/protocol/api-model';

const OWN_FAULTS = ['expired-credentials', 'access-denied', 'role-not-assumable', 'quota', 'conflict', 'refused'] as const;

/**
 * What goes wrong with a call of Clean Rooms ML, without a reason in the call itself. Nothing happens, except under
 * `error-after` and `lost-reply`.
 *
 * - `throttle`: ThrottlingException; `throttle:<name>`: the same under another name.
 * - `expired-credentials`: ExpiredTokenException.
 * - `access-denied`: AccessDeniedException, as while a policy is on its way.
 * - `role-not-assumable`: ValidationException, as while a role is on its way.
 * - `quota`: ServiceQuotaExceededException, for a quota that others have used up for now.
 * - `conflict`: ConflictException.
 * - `refused`: ValidationException that quotes values of the request, as those of AWS do.
 */
export type Fault = TransportFault | ThrottlingFault | typeof OWN_FAULTS[number];

/** Every fault, for whoever names one in a text. */
export const FAULTS: readonly Fault[] = [
  ...TRANSPORT_FAULTS, ...OWN_FAULTS, 'throttle', ...THROTTLING_ERRORS.map((name) => `throttle:${name}` as const),
];

/** How often something that is accepted fails later on; `once` is the next one. */
export type Failing = 'never' | 'once' | 'always';

/** What goes wrong with Clean Rooms ML, and when. */
export class CleanRoomsMlFaultPlan extends FaultPlan<Operation, Fault, PendingCall> {
  /** Whether cancellations that are accepted end in CANCEL_FAILED; the training goes on. */
  public cancelFails: Failing = 'never';

  /** Whether cancellations that are accepted come too late: the training comes to its own end meanwhile. */
  public cancelTooLate: Failing = 'never';

  /** Whether deletions that are accepted end in DELETE_FAILED; the output stays. */
  public deleteFails: Failing = 'never';

  /**
   * How long, in seconds, what was created is missing from the listing that is asked for now, where that is longer than
   * the behavior says. A later answer can be smaller or larger: a listing that is read from another replica goes back.
   */
  public listingAge?: () => number;

  /** How old, in seconds, the statuses are in the listing of trained models that is asked for now. Reads by ARN are up to date. */
  public listedStatusAge?: () => number;

  public clear(): void {
    super.clear();
    this.cancelFails = 'never';
    this.cancelTooLate = 'never';
    this.deleteFails = 'never';
    this.listingAge = undefined;
    this.listedStatusAge = undefined;
  }

  /** Whether a cancellation that is accepted now fails. */
  public takeCancelFailure(): boolean {
    const failing = this.cancelFails;
    this.cancelFails = afterOne(failing);
    return failing !== 'never';
  }

  /** Whether a cancellation that is accepted now comes too late. */
  public takeLateCancellation(): boolean {
    const failing = this.cancelTooLate;
    this.cancelTooLate = afterOne(failing);
    return failing !== 'never';
  }

  /** Whether a deletion that is accepted now fails. */
  public takeDeleteFailure(): boolean {
    const failing = this.deleteFails;
    this.deleteFails = afterOne(failing);
    return failing !== 'never';
  }
}

/** What the service answers under a fault. */
export function errorUnder(fault: Exclude<Fault, 'lost-reply' | 'reset'>, call: PendingCall): Error {
  switch (fault) {
    case 'throttle':
      return exception('ThrottlingException', 'Rate exceeded');
    case 'refused':
      return exception('ValidationException', `1 validation error detected: Value '${quoted(call.request)}' failed to satisfy constraint: it is not allowed here.`);
    case 'expired-credentials':
      return new ServiceError(CREDENTIALS_EXPIRED);
    case 'error-before':
    case 'error-after':
      return exception('InternalServiceException', 'An internal service error occurred. Retry your request.');
    case 'access-denied':
      return exception('AccessDeniedException', `The caller in account ${call.accountId} is not authorized to perform: cleanrooms-ml:${call.operation}`);
    case 'role-not-assumable':
      return exception('ValidationException', 'The service role cannot be assumed by cleanrooms-ml.amazonaws.com.');
    case 'quota':
      return new QuotaExceededError(`${call.operation} exceeds a quota.`, 'Trained models pending or running per membership', TRAINING_QUOTA.membership);
    case 'conflict':
      return exception('ConflictException', "You can't complete this action because another resource depends on this resource.");
    default:
      return new ServiceError({ name: throttlingIn(fault, 'ThrottlingException'), message: 'Rate exceeded', httpStatusCode: THROTTLING_STATUS, fault: 'client' });
  }
}

/** A map as services quote it. */
function quoted({ hyperparameters, environment }: PendingCall['request']): string {
  return `{${Object.entries({ ...hyperparameters as object, ...environment as object }).map(([name, value]) => `${name}=${String(value)}`).join(', ')}}`;
}

function afterOne(failing: Failing): Failing {
  return failing === 'once' ? 'never' : failing;
}
