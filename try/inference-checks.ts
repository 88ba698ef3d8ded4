import type { SizeCaps } from './checks/artifacts';
import { checkExecutionParameters, checkHealthAfterwards, checkPing, checkPingBody } from './checks/health';
import { checkEmptyPayload, checkHeader, checkLargestPayload, checkNewlines, checkOneRecord, checkOrder, checkOutputSize, checkResponseType, checkSeveralRecords } from './checks/invocations';
import type { InferenceObservation } from './inference-run';
import { type CheckResult, type Finding, notTried } from './verdict';

export interface InferenceExpectations {
  readonly accept: string;
  readonly contentType: string;
  readonly caps: SizeCaps;
}

/** The lines of the report on an inference container, from what it answered. */
export function inferenceChecks(inference: InferenceObservation, { accept, contentType, caps }: InferenceExpectations): CheckResult[] {
  const { invocations } = inference;
  const of = (check: (replies: NonNullable<InferenceObservation['invocations']>) => Finding) => (
    invocations === undefined ? notTried('the container was not ready') : check(invocations));
  const findings: readonly (readonly [string, Finding])[] = [
    ['ping', checkPing(inference)],
    ['body of a ping', checkPingBody(inference)],
    ['execution parameters', checkExecutionParameters(inference)],
    ['one record', of(({ one }) => checkOneRecord(one, contentType))],
    ['several records', of(({ several, one }) => checkSeveralRecords(several, one))],
    ['newlines', of(({ several }) => checkNewlines(several))],
    ['order of records', of(({ several, reversed }) => checkOrder(several, reversed))],
    ['header line', of(({ header, several }) => checkHeader(header, several))],
    ['response type', of(({ several }) => checkResponseType(several, accept))],
    ['largest payload', of(({ largest }) => checkLargestPayload(largest))],
    ['empty payload', of(({ empty }) => checkEmptyPayload(empty))],
    ['output size', of(({ largest }) => checkOutputSize(largest, caps))],
    ['ping afterwards', of(() => checkHealthAfterwards(inference))],
  ];
  return findings.map(([check, finding]) => ({ container: 'inference', check, ...finding }));
}
