/** Finds metrics in what containers write, as the service does: the text of the expression's group is the value. */
import type { OutputLine } from './launcher';
import type { MetricSpecification } from './specification';

export interface MetricObservation {
  /** What the group matched, in the order of the output. */
  readonly values: readonly string[];
  /** Why the expression cannot be tried here. @default - it can */
  readonly problem?: string;
}

export function findMetric({ regex }: MetricSpecification, output: readonly OutputLine[]): MetricObservation {
  let expression: RegExp;
  try {
    expression = new RegExp(regex, 'g');
  } catch (error) {
    return { values: [], problem: (error as Error).message };
  }
  // A metric without a group has no value.
  return { values: output.flatMap(({ text }) => [...text.matchAll(expression)].map((match) => match[1] ?? '')) };
}
