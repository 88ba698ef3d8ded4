import { JobOutcomes, type JobOutcome } from './job-outcomes';
import type { CreateTrainedModelRequest } from '../../src/private/protocol/api-requests';

/** What becomes of a training. */
export type TrainingOutcome = JobOutcome;

/** Decides what becomes of a training; undefined leaves it to whoever decides next. */
export type OutcomeDecision = (request: CreateTrainedModelRequest) => TrainingOutcome | undefined;

/** What becomes of the trainings to come. */
export class TrainingOutcomes extends JobOutcomes<CreateTrainedModelRequest> {}
