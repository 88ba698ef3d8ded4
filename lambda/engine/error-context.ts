/** What leaves a handler: whatever fails says which resource it was, and nothing that is said has a secret in it. */
import type { Context } from './context';
import type { ResourceEvent } from './event';
import { DeploymentFailure, shortened } from './failure';
import type { DecisionRecord } from './log';
import { redactedDeeply, redaction, type Redaction } from './redaction';
import type { ResourceType } from './resource-type';

/**
 * Runs a handler. What it throws is the reason that CloudFormation shows, and what Lambda's runtime logs.
 *
 * @throws DeploymentFailure and nothing else
 */
export async function withErrorContext<T>(
  context: Context, event: ResourceEvent, run: (type: ResourceType, reporter: Context) => Promise<T>,
): Promise<T> {
  // Values are taken out before anything is cut or folded: of what is cut or folded, a value is not recognised any more.
  const redact = redaction(event);
  let subject = event.ResourceType;
  try {
    const type = context.resourceTypeOf(event.ResourceType);
    subject = type.noun;
    return await run(type, { ...context, log: (record) => context.log(redactedRecord(record, redact)) });
  } catch (error) {
    const prefix = `${subject} "${event.LogicalResourceId}" (${event.RequestType}): `;
    const reason = reasonOf(error);
    // The failure of a request that is looked at again has its prefix already.
    const isTransient = error instanceof DeploymentFailure && error.isTransient;
    throw new DeploymentFailure(redact(shortened(redact(reason.startsWith(prefix) ? reason : `${prefix}${reason}`))), isTransient);
  }
}

/** Errors of the language have a name that says as much as their message. */
function reasonOf(error: unknown): string {
  const { name, message } = error as Partial<Error>;
  return /^(Type|Reference|Range|Syntax|Assertion)Error$/.test(name ?? '') ? `${name}: ${message}` : message ?? String(error);
}

/** Level, kind of request and decision are words of the handlers' own. */
function redactedRecord({ level, request, decision, ...texts }: DecisionRecord, redact: Redaction): DecisionRecord {
  return { level, request, decision, ...redactedDeeply(texts, redact) };
}
