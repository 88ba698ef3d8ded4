import { endOf, quantity } from './wording';
import type { TrainingObservation } from '../training-run';
import { succeeded, type TrainingTrials } from '../training-trials';
import { fail, type Finding, notTried, pass } from '../verdict';

const WROTE_TO_INPUT = /(?:read-only file system|EROFS|permission denied).*\/opt\/ml\/input|\/opt\/ml\/input.*(?:read-only file system|EROFS|permission denied)/i;

export function checkReadOnlyInput({ first }: TrainingTrials): Finding {
  const advice = 'Copy what has to be changed to another directory, such as /tmp.';
  const changes = first.hosts.flatMap(({ inputChanges }) => inputChanges);
  if (changes.length > 0) {
    return fail(`the training changed /opt/ml/input: ${changes.join(', ')}`, advice);
  }
  const refused = first.hosts.flatMap(({ output }) => output).find(({ text }) => WROTE_TO_INPUT.test(text));
  return refused === undefined ? pass('nothing in it was changed') : fail(`the training writes to /opt/ml/input: "${refused.text.trim()}"`, advice);
}

export function checkHyperparameters({ first, numbers }: TrainingTrials): Finding {
  if (numbers !== undefined && succeeded(numbers)) {
    return fail('the training succeeds only with numbers in hyperparameters.json', 'Convert the values: every one arrives as a string, such as "20".');
  }
  const names = Object.keys(first.job.hyperparameters);
  if (names.length === 0) {
    return notTried('there are none', 'Give some with --hyperparameter, or --specification.');
  }
  return succeeded(first) ? pass(`${quantity(names.length, 'hyperparameter')} as strings`) : notTried('the first training failed');
}

export function checkWithoutVariables({ withoutVariables }: TrainingTrials): Finding {
  if (withoutVariables === undefined) {
    return notTried('it was not asked for, or the first training failed');
  }
  return hasModel(withoutVariables)
    ? pass('it needs none of SM_MODEL_DIR, SM_OUTPUT_DIR, SM_CHANNEL_* and FILE_FORMAT')
    : fail(`without them ${problemOf(withoutVariables)}`, 'Take the paths below /opt/ml where a variable is not set: os.environ.get("SM_MODEL_DIR", "/opt/ml/model").');
}

export function checkPipe({ pipe }: TrainingTrials, isListed: boolean): Finding {
  if (pipe === undefined) {
    return notTried(isListed ? 'it was not asked for, or the first training failed' : 'the specification does not list Pipe for every channel');
  }
  const unread = pipe.hosts.flatMap(({ epochsRead }) => Object.entries(epochsRead)).filter(([, epochs]) => epochs === 0).map(([name]) => `${name}_0`);
  const advice = 'Read /opt/ml/input/data/<channel>_<epoch> from its beginning to its end where TrainingInputMode is "Pipe", or do not list Pipe.';
  if (unread.length > 0) {
    return fail(`nobody read /opt/ml/input/data/${unread.join(', ')}`, advice);
  }
  const epochs = Math.max(...pipe.hosts.flatMap(({ epochsRead }) => Object.values(epochsRead)));
  return hasModel(pipe) ? pass(`${quantity(epochs, 'epoch')} read`) : fail(problemOf(pipe), advice);
}

export function checkFastFile({ first }: TrainingTrials): Finding {
  return hasModel(first) ? pass('to the container it is File, with a directory that can only be read') : notTried('the first training failed');
}

export function hasModel(training: TrainingObservation): boolean {
  return succeeded(training) && training.model.length > 0;
}

export function problemOf(training: TrainingObservation): string {
  return succeeded(training) ? 'no model was written' : endOf(training);
}
