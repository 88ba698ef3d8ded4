import { hasModel, problemOf } from './input';
import type { TrainingTrials } from '../training-trials';
import { fail, type Finding, notTried, pass } from '../verdict';

export function checkHosts({ distributed }: TrainingTrials, singleHostReason: string | undefined): Finding {
  if (distributed === undefined) {
    return notTried(singleHostReason ?? 'it was not asked for, or the specification does not say that the training can be distributed', singleHostReason === undefined ? 'Try it with --instances 2.' : undefined);
  }
  return hasModel(distributed)
    ? pass(`${distributed.hosts.map(({ host }) => host).join(' and ')} trained together`)
    : fail(problemOf(distributed), 'Read the hosts from resourceconfig.json, wait for each other, and let the first one write the model. Or set SupportsDistributedTraining to false.');
}
