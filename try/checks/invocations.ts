import type { SizeCaps } from './artifacts';
import { outcome } from './health';
import { BYTES_IN_GB, quantity, seconds, size } from './wording';
import type { Reply } from '../inference-run';
import { fail, type Finding, notTried, pass, warning } from '../verdict';

interface Invoked {
  readonly records: number;
  readonly reply: Reply;
}

function linesOf({ body }: Reply): string[] {
  return body === '' ? [] : body.replace(/\n$/, '').split('\n');
}

export function checkOneRecord({ reply }: Invoked, contentType: string): Finding {
  if (reply.status === 415) {
    return fail(outcome(reply), `Take the content type ${contentType}: it is what Clean Rooms ML sends.`);
  }
  return counted(reply, 1) ?? pass('1 line');
}

export function checkSeveralRecords({ records, reply }: Invoked, one: Invoked): Finding {
  const problem = counted(reply, records);
  if (problem !== undefined) {
    return linesOf(reply).length === records - 1 && linesOf(one.reply).length === 0
      ? fail(`${problem.found}: the first record is taken for a header`, 'Skip a first line only when it has names. Most requests have no header.')
      : problem;
  }
  return linesOf(one.reply).length === 1 && linesOf(one.reply)[0] !== linesOf(reply)[0]
    ? warning('the first record has another answer than when it is sent alone', 'Let the answer to a record depend on that record only: how many are in a request is decided by the service.')
    : pass(`${records} lines for ${records} records`);
}

export function checkNewlines({ records, reply }: Invoked): Finding {
  if (reply.status !== 200 || reply.body === '') {
    return notTried('there is no response');
  }
  const newlines = reply.body.split('\n').length - 1;
  return newlines >= records
    ? pass('one after each record')
    : fail(`${quantity(newlines, 'newline')} after ${quantity(records, 'record')}`, 'End every record of a response with a newline, the last one too: responses are put together to one file.');
}

/** An answer must belong to its record, wherever that stands. */
export function checkOrder(several: Invoked, reversed: Invoked): Finding {
  const [lines, others] = [linesOf(several.reply), linesOf(reversed.reply).reverse()];
  if (lines.length !== several.records || others.length !== several.records) {
    return notTried('the number of lines is not that of records');
  }
  return lines.every((line, i) => line === others[i])
    ? pass('each record has the same answer in reversed order')
    : warning('records have other answers in reversed order', 'Answer records in the order of the request, each by itself.');
}

export function checkHeader({ records, reply }: Invoked, several: Invoked): Finding {
  const advice = 'Skip a first line that has names: a file can begin with one, and only the first request of that file has it.';
  const problem = counted(reply, records, advice);
  if (problem !== undefined) {
    return problem;
  }
  return several.reply.body === '' || reply.body === several.reply.body
    ? pass('it is skipped')
    : warning('with a header line the answers are others', advice);
}

export function checkResponseType({ reply }: Invoked, accept: string): Finding {
  if (reply.status !== 200) {
    return notTried('there is no response');
  }
  const type = reply.contentType?.split(';')[0].trim();
  return type === accept
    ? pass(accept)
    : fail(`the request accepts ${accept}, the response is ${type ?? 'without a content type'}`, `Answer with the content type ${accept}, or list another one in SupportedResponseMIMETypes.`);
}

export function checkLargestPayload({ records, reply }: Invoked): Finding {
  return counted(reply, records, 'Answer a payload of this size, or give another one with --max-payload and in the inference job.')
    ?? pass(`${quantity(records, 'record')} in ${seconds(reply.seconds)}`);
}

export function checkEmptyPayload({ reply }: Invoked): Finding {
  const advice = 'Answer an empty payload with status 200 and an empty body.';
  if (reply.status === undefined || reply.status >= 500) {
    return fail(outcome(reply), advice);
  }
  if (reply.status !== 200) {
    return warning(outcome(reply), `${advice} A request that is refused fails the job.`);
  }
  return reply.body.trim() === '' ? pass('status 200, and nothing else') : warning(`${quantity(linesOf(reply).length, 'line')} for no record`, advice);
}

/** How many records fit under the cap. */
export function checkOutputSize({ records, reply }: Invoked, { maxInferenceOutputSize: cap }: SizeCaps): Finding {
  if (reply.status !== 200 || reply.body === '') {
    return notTried('there is no response');
  }
  const bytes = Buffer.byteLength(reply.body) / records;
  return cap === undefined
    ? notTried(`${size(Math.round(bytes))} a record; the cap of the privacy policy is not known`, 'Give it with --max-inference-output-size.')
    : pass(`${size(Math.round(bytes))} a record: ${cap} GB are enough for ${quantity(Math.floor(cap * BYTES_IN_GB / bytes), 'record')}`);
}

/** What is wrong with a response that has to have a line for each record. */
function counted(reply: Reply, records: number, advice = 'Answer POST /invocations with status 200 and one line for each record.'): Finding | undefined {
  if (reply.status !== 200) {
    return fail(outcome(reply), advice);
  }
  const lines = linesOf(reply).length;
  return lines === records ? undefined : fail(`${quantity(lines, 'line')} for ${quantity(records, 'record')}`, advice);
}
