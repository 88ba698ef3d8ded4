/** The entry points of the two Lambda functions. */
import { engineInAws, type EngineInAws } from './aws';
import type { ResourceEvent } from './engine/event';
import * as engine from './engine/handlers';

/** As much of an invocation's context as is used. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

let inAws: EngineInAws | undefined;
const begin = (invocation: Invocation) => (inAws ??= engineInAws()).begin(invocation.getRemainingTimeInMillis());

/** What CloudFormation invokes, through the service token. */
export const accept = (event: ResourceEvent, invocation: Invocation) => engine.accept(begin(invocation), event);
/** The task of the state machine. */
export const look = (input: engine.LookInput, invocation: Invocation) => engine.look(begin(invocation), input);
