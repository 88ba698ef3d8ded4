import { endOf, excerpt, quantity, seconds } from './wording';
import { FAILURE_CHARACTERS } from '../opt-ml';
import type { TrainingObservation } from '../training-run';
import { succeeded } from '../training-trials';
import { fail, type Finding, notTried, pass, warning } from '../verdict';

export function checkExit(training: TrainingObservation): Finding {
  if (training.timedOut) {
    return fail(`it was killed after ${seconds(training.seconds)}`, 'Let it end by itself, or raise --timeout.');
  }
  return succeeded(training)
    ? pass(`status 0 after ${seconds(training.seconds)}`)
    : fail(endOf(training), 'End with status 0 when the model is written. --verbose shows all that the container wrote.');
}

/** The file says why a training failed, and nothing when it did not. */
export function checkFailureFile(training: TrainingObservation): Finding {
  const written = training.hosts.find(({ failure }) => failure !== undefined)?.failure;
  if (succeeded(training)) {
    return written === undefined
      ? pass('none, as after every success')
      : fail(`there is one although the status is 0: ${excerpt(written)}`, 'Write /opt/ml/output/failure only when the training fails, and end with another status than 0.');
  }
  if (written === undefined || written.trim() === '') {
    return fail('the training failed, and /opt/ml/output/failure does not say why', 'Catch errors, write the reason to /opt/ml/output/failure, and end with another status than 0.');
  }
  return written.length > FAILURE_CHARACTERS
    ? warning(`it has ${quantity(written.length, 'character')}, of which ${FAILURE_CHARACTERS} are shown`, 'Put the reason first.')
    : pass(excerpt(written));
}

export function checkModel(training: TrainingObservation): Finding {
  if (!succeeded(training)) {
    return notTried('the training failed');
  }
  return training.model.length === 0
    ? fail('/opt/ml/model is empty', 'Write the model to /opt/ml/model, which is SM_MODEL_DIR, before the container ends.')
    : pass(training.model.map(({ path }) => path).join(', '));
}

/** A query can give no rows. */
export function checkEmptyChannel(training: TrainingObservation | undefined): Finding {
  if (training === undefined) {
    return notTried('it was not asked for, or the first training failed');
  }
  return succeeded(training)
    ? warning('it trains on channels without rows, and ends with status 0', 'A query can give no rows. End with another status and a reason, or the empty model is taken for a good one.')
    : pass(`it fails: ${endOf(training)}`);
}
