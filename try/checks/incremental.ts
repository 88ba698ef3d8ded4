import { hasModel, problemOf } from './input';
import { differences } from '../file-tree';
import type { ParentForm } from '../training-job';
import type { TrainingObservation } from '../training-run';
import { PARENT_FORMS, type TrainingTrials } from '../training-trials';
import { fail, type Finding, notTried, pass, warning } from '../verdict';

const FORMS: Readonly<Record<ParentForm, string>> = { archive: 'model.tar.gz', files: 'files' };

/** Whether a training goes on from its parent's model. */
export function checkIncremental({ first, again, incremental }: TrainingTrials): Finding {
  if (incremental === undefined) {
    return notTried('it was not asked for, or no channel for the parent is known', 'Name it with --incremental-channel, if the container goes on from the model of an earlier version.');
  }
  const failed = PARENT_FORMS.filter((form) => !hasModel(incremental[form]));
  if (failed.length > 0) {
    return fail(`with the parent as ${FORMS[failed[0]]}: ${problemOf(incremental[failed[0]])}`, 'Take the parent as model.tar.gz and as files: the documents do not say which one the service gives.');
  }
  if (again !== undefined && differences(first.model, again.model).length > 0) {
    return notTried('whether the parent matters cannot be told of a training that is not deterministic');
  }
  const ignored = PARENT_FORMS.filter((form) => isSame(first, incremental[form]));
  if (ignored.length === PARENT_FORMS.length) {
    return fail('the model is the same as without a parent', `Go on from the model in /opt/ml/input/data/${incremental.files.job.parent!.channelName}.`);
  }
  return ignored.length === 0
    ? pass('it goes on from the model of its parent')
    : warning(`it goes on from its parent, but not from ${FORMS[ignored[0]]}`, 'Take both: the documents do not say in which form the service gives the parent.');
}

function isSame(one: TrainingObservation, other: TrainingObservation): boolean {
  return differences(one.model, other.model).length === 0;
}
