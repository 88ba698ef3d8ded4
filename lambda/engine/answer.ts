/** What CloudFormation is told at the end of a request. */
import type { ResourceEvent } from './event';
import { bytesInJson, cutTo } from './failure';
import { sentence } from './service-error';

export type Answer =
  | { readonly attributes: Readonly<Record<string, string>> }
  | { readonly failure: string };

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const LONGEST_ANSWER_BYTES = 4_096;

/**
 * The body of an answer.
 *
 * @param logGroup where the reason of a failure can be followed up
 */
export function answerBody(event: ResourceEvent, physicalId: string, answer: Answer, logGroup: string): string {
  const { StackId, RequestId, LogicalResourceId } = event;
  const ids = { PhysicalResourceId: physicalId, StackId, RequestId, LogicalResourceId };
  if ('attributes' in answer) {
    return JSON.stringify({ Status: 'SUCCESS', ...ids, Data: answer.attributes });
  }
  const failed = (reason: string) => JSON.stringify({ Status: 'FAILED', Reason: reason, ...ids });
  const hint = ` Log group: ${logGroup}`;
  const room = LONGEST_ANSWER_BYTES - Buffer.byteLength(failed('')) - bytesInJson(hint);
  return failed(`${cutTo(sentence(answer.failure), room)}${hint}`);
}
