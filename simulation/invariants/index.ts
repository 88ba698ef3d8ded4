import { calmSucceeds, endsByItself, everythingEnds, rollbackRestores, successIsUsable } from './deployments';
import type { Invariant } from './invariant';
import {
  nothingElseRunsUnwanted, nothingElseStaysBehind, nothingPaidInRollback, onePaymentForEachRequest, paidOnce, successHasWhatWasDeclared,
} from './payments';
import { deletionCancels, inUseStays, nothingLeaks, nothingRunsUnwanted, nothingStaysBehind, othersStay, requestsAreForgotten } from './remains';
import { atMostOneTraining, nothingNewInRollback, oneTrainingForEachRequest, trainedAsDeclared, trainsOnlyForRealChanges } from './trainings';
import {
  noAlgorithmStaysBehind, nothingValidatedInRollback, oneValidationForEachRequest, rollbackKeepsValidations, successIsValidated, validatedOnce,
} from './validations';

/** Everything that has to hold after every step. */
export const INVARIANTS: readonly Invariant[] = [
  atMostOneTraining, trainsOnlyForRealChanges, oneTrainingForEachRequest, nothingNewInRollback, trainedAsDeclared,
  rollbackRestores, successIsUsable, nothingRunsUnwanted, deletionCancels, nothingStaysBehind,
  inUseStays, othersStay, endsByItself, calmSucceeds, everythingEnds, nothingLeaks, requestsAreForgotten,
  paidOnce, onePaymentForEachRequest, nothingPaidInRollback, nothingElseRunsUnwanted, nothingElseStaysBehind, successHasWhatWasDeclared,
  validatedOnce, oneValidationForEachRequest, nothingValidatedInRollback, rollbackKeepsValidations, noAlgorithmStaysBehind,
  successIsValidated,
];
