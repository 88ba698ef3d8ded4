import { excerpt, quantity } from './wording';
import { FAILURE_CHARACTERS } from '../opt-ml';
import { redact, REDACTED, type Redaction } from '../redaction';
import { succeeded, type TrainingTrials } from '../training-trials';
import { type Finding, notTried, pass, warning } from '../verdict';

/** What members see of a failure. */
export function checkErrorSummary({ first, withoutRows }: TrainingTrials, redaction: Redaction): Finding {
  const failed = [first, withoutRows].find((training) => training !== undefined && !succeeded(training));
  const failure = failed?.hosts.find((host) => host.failure !== undefined)?.failure;
  if (failure === undefined) {
    return notTried(failed === undefined ? 'no training failed' : 'there is no failure file');
  }
  const shown = redact(failure.slice(0, FAILURE_CHARACTERS), redaction);
  const words = shown.replaceAll(REDACTED, ' ').match(/\p{L}{2,}/gu) ?? [];
  return words.length === 0
    ? warning(`the redaction leaves nothing of it: ${excerpt(shown)}`, 'Say the reason in words that are not redacted.')
    : pass(`members see ${excerpt(shown)}`);
}

/** Values shorter than this are found in any output. */
const LEAST_LENGTH = 5;

/** Whether a line of output has values of the data. One value can be there by chance, two of a row are not. */
export function checkDataInOutput({ first }: TrainingTrials, rows: readonly string[]): Finding {
  if (rows.length === 0) {
    return notTried('the data is not CSV');
  }
  const rowsOfValue = new Map<string, Set<number>>();
  rows.forEach((row, i) => row.split(',').filter((value) => value.length >= LEAST_LENGTH).forEach((value) => {
    rowsOfValue.set(value, (rowsOfValue.get(value) ?? new Set()).add(i));
  }));
  const quotesRow = (text: string) => {
    const found = [...new Set(text.split(/[^\w.+@-]+/))].flatMap((word) => [...rowsOfValue.get(word) ?? []]);
    return new Set(found).size < found.length;
  };
  const lines = first.hosts.flatMap(({ output }) => output).filter(({ text }) => quotesRow(text));
  return lines.length === 0
    ? pass('no row of the data is in it')
    : warning(`${quantity(lines.length, 'line')} with values of the data`, 'Write no data: members whose log policy allows it see what the container writes.');
}
