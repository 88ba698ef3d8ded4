import { excerpt, seconds } from './wording';
import { type InferenceObservation, PING_SECONDS, type Reply } from '../inference-run';
import { fail, type Finding, notTried, pass } from '../verdict';

export function checkPing({ ping, startSeconds, exit, output }: InferenceObservation): Finding {
  const advice = 'Listen on port 8080 of all addresses, and answer GET /ping with status 200 when invocations can be answered.';
  if (ping.status !== 200) {
    const last = output.at(-1)?.text;
    const reason = exit === undefined ? `no status 200 within ${seconds(startSeconds)}: ${outcome(ping)}` : `the container ended with ${exit.status ?? exit.signal}`;
    return fail(`${reason}${last === undefined ? '' : `: ${excerpt(last)}`}`, advice);
  }
  return ping.seconds > PING_SECONDS
    ? fail(`it is answered after ${seconds(ping.seconds)}, and has to be within ${PING_SECONDS} s`, 'Load the model when the container starts, or in the background, not in a ping.')
    : pass(`status 200 in ${seconds(ping.seconds)}, ${seconds(startSeconds)} after the start`);
}

export function checkPingBody({ ping }: InferenceObservation): Finding {
  if (ping.status !== 200) {
    return notTried('no ping was answered with status 200');
  }
  return ping.body === '' ? pass('empty') : fail(`the body is ${excerpt(ping.body)}`, 'Answer a ping with an empty body.');
}

const NUMBERS = ['MaxConcurrentTransforms', 'MaxPayloadInMB'] as const;
const STRATEGIES = ['MULTI_RECORD', 'SINGLE_RECORD'];

/** Optional: the container says how it is to be called. */
export function checkExecutionParameters({ executionParameters }: InferenceObservation): Finding {
  if (executionParameters === undefined) {
    return notTried('the container was not ready');
  }
  if (executionParameters.status !== 200) {
    return executionParameters.status === undefined
      ? fail(outcome(executionParameters), 'Answer GET /execution-parameters with status 404, or with the parameters as JSON.')
      : pass(`none (status ${executionParameters.status}), which is allowed`);
  }
  const problem = problemOfParameters(executionParameters.body);
  return problem === undefined
    ? pass(executionParameters.body.trim())
    : fail(problem, 'Answer {"MaxConcurrentTransforms": 1, "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": 6}, or status 404.');
}

function problemOfParameters(body: string): string | undefined {
  let parameters: Record<string, unknown>;
  try {
    parameters = JSON.parse(body);
  } catch {
    return `they are not JSON: ${excerpt(body)}`;
  }
  const wrong = NUMBERS.find((name) => parameters[name] !== undefined && !Number.isInteger(parameters[name]));
  if (wrong !== undefined) {
    return `${wrong} must be a whole number, got ${JSON.stringify(parameters[wrong])}`;
  }
  const { BatchStrategy: strategy } = parameters;
  return strategy === undefined || STRATEGIES.includes(String(strategy)) ? undefined : `BatchStrategy must be one of ${STRATEGIES.join(', ')}, got ${JSON.stringify(strategy)}`;
}

export function checkHealthAfterwards({ lastPing, exit }: InferenceObservation): Finding {
  const advice = 'Answer a request that cannot be served with status 400, and go on.';
  if (exit !== undefined) {
    return fail(`the container has ended with ${exit.status ?? exit.signal}`, advice);
  }
  return lastPing?.status === 200 ? pass('status 200 after all requests') : fail(lastPing === undefined ? 'it was not sent' : outcome(lastPing), advice);
}

/** What became of a request. */
export function outcome({ status, error, body }: Reply): string {
  return status === undefined ? `no reply (${error})` : `status ${status}${body.trim() === '' ? '' : `: ${excerpt(body)}`}`;
}
