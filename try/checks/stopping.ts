import { seconds } from './wording';
import { LEAST_SECONDS_TO_STOP, succeeded, type TrainingTrials } from '../training-trials';
import { fail, type Finding, notTried, pass, warning } from '../verdict';

/** How a training ends when it is cancelled, or has run as long as it may. */
export function checkStop({ stopped, first }: TrainingTrials, timeoutSeconds: number): Finding {
  const longer = 'Give a hyperparameter that makes it last, such as --stop-hyperparameter epochs=1000000.';
  if (!succeeded(first)) {
    return notTried('the first training failed');
  }
  if (stopped === undefined && first.seconds >= LEAST_SECONDS_TO_STOP) {
    return notTried('it was not asked for');
  }
  if (stopped === undefined) {
    return notTried(`the training takes ${seconds(first.seconds)}, too little to be stopped in the middle`, longer);
  }
  if (stopped.stop === undefined) {
    return notTried('the training was over before it could be stopped', longer);
  }
  const { tookSeconds, killed } = stopped.stop;
  if (killed) {
    return fail(`it did not end within ${timeoutSeconds} s of SIGTERM, and was killed`,
      'Handle SIGTERM: save the model and end. In the Dockerfile give ENTRYPOINT as a list, or a shell keeps the signal.');
  }
  return stopped.model.length === 0
    ? warning(`it ended ${seconds(tookSeconds)} after SIGTERM, without a model`, 'Save the model before it ends, or what was paid for is lost.')
    : pass(`it ended ${seconds(tookSeconds)} after SIGTERM, with a model`);
}
