import type { CreateTrainedModelRequest } from '../../src/private/protocol/api-requests';
import { PlannedOutcomes, type PlannedOutcome } from '../planned-outcomes';

/** What becomes of a training: it ends well or badly, or stays CREATE_PENDING until it is cancelled. */
export type TrainingOutcome = PlannedOutcome;

/** Decides what becomes of a training; undefined leaves it to whoever decides next. */
export type OutcomeDecision = (request: CreateTrainedModelRequest) => TrainingOutcome | undefined;

/** What becomes of the trainings to come. */
export class TrainingOutcomes extends PlannedOutcomes<CreateTrainedModelRequest> {}
