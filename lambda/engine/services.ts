import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';
import type { SageMaker } from '../../src/private/protocol/sagemaker';

/** The clients of all services that have resources, as one: no two of their operations have the same name. */
export interface Services extends CleanRoomsMl, SageMaker {}
