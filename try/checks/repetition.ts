import { differences } from '../file-tree';
import { succeeded, type TrainingTrials } from '../training-trials';
import { type Finding, notTried, pass, warning } from '../verdict';

/** A model that cannot be made again cannot be compared, nor what changed it be found. */
export function checkDeterminism({ first, again }: TrainingTrials): Finding {
  if (again === undefined) {
    return notTried('it was not asked for, or the first training failed');
  }
  if (!succeeded(again)) {
    return warning('the same training failed when it was run again', 'Let it depend on nothing but its input.');
  }
  const different = differences(first.model, again.model);
  return different.length === 0
    ? pass('the second training wrote the same model')
    : warning(`the second training wrote another ${different.join(', ')}`,
      'Take everything that is random from a seed, and no time or host name into the model. Some libraries and GPUs cannot: then ignore this.');
}
