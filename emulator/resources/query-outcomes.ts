import type { CreateMlInputChannelRequest } from '../../src/private/protocol/api-requests';
import { PlannedOutcomes } from '../planned-outcomes';

/** What becomes of the queries of ML input channels to come. */
export class QueryOutcomes extends PlannedOutcomes<CreateMlInputChannelRequest> {}
