import { excerpt, quantity } from './wording';
import { succeeded, type TrainingTrials } from '../training-trials';
import { fail, type Finding, notTried, pass, warning } from '../verdict';

const UNREACHABLE = /network is unreachable|name resolution|name or service not known|could not resolve|getaddrinfo|ENETUNREACH|EAI_AGAIN|ENOTFOUND/i;

/** @param openReason why the container could reach the network */
export function checkNetwork({ first }: TrainingTrials, openReason: string | undefined): Finding {
  if (openReason !== undefined) {
    return notTried(openReason);
  }
  const said = first.hosts.flatMap(({ output }) => output).find(({ text }) => UNREACHABLE.test(text))?.text;
  const advice = 'Put everything that the training needs into the image: the container has no network.';
  if (!succeeded(first) && said !== undefined) {
    return fail(`the training needs the network: ${excerpt(said)}`, advice);
  }
  const attempts = first.networkAttempts ?? 0;
  if (attempts === 0) {
    return pass(first.networkAttempts === undefined ? 'the container had none' : 'the container had none, and did not look for one');
  }
  const found = `${quantity(attempts, 'attempt')} to reach it`;
  return succeeded(first) ? warning(`${found}; the training succeeds without`, `${advice} Attempts can last until they time out.`) : fail(found, advice);
}
