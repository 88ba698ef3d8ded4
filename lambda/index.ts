/** The entry points of the two Lambda functions behind the provider framework. */
import { contextInAws } from './aws';
import type { Context } from './context';
import type { ResourceEvent } from './event';
import * as handlers from './handlers';

let context: Context | undefined;
const shared = () => (context ??= contextInAws());

export const onEvent = (event: ResourceEvent) => handlers.onEvent(shared(), event);
export const isComplete = (event: ResourceEvent) => handlers.isComplete(shared(), event);
