import { excerpt, quantity } from './wording';
import { findMetric } from '../metrics';
import type { MetricSpecification } from '../specification';
import type { TrainingObservation } from '../training-run';
import { fail, type Finding, notTried, pass } from '../verdict';

export function checkMetric(metric: MetricSpecification, training: TrainingObservation): Finding {
  const { values, problem } = findMetric(metric, training.hosts.flatMap(({ output }) => output));
  if (problem !== undefined) {
    return notTried(`the expression cannot be tried here: ${problem}`, 'Try it with another tool: the dialect of the service is not documented.');
  }
  if (values.length === 0) {
    return fail(`nothing that was written matches ${metric.regex}`, 'Write the metric to standard output or standard error, or change its regular expression.');
  }
  const wrong = values.find((value) => value.trim() === '' || Number.isNaN(Number(value)));
  return wrong === undefined
    ? pass(`${quantity(values.length, 'value')}, the last one ${values.at(-1)}`)
    : fail(`a value is not a number: ${excerpt(wrong)}`, 'Put a group around the number, such as loss=([0-9.]+).');
}
