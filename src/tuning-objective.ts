import { TEXT, requireArgument } from './private/kind';

/**
 * A metric that a hyperparameter tuning job can optimize.
 *
 * Clean Rooms ML does not tune hyperparameters. The objectives are part of what SageMaker knows of an algorithm.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_HyperParameterTuningJobObjective.html
 */
export class TuningObjective {
  /**
   * The larger the metric, the better the model.
   *
   * @param metricName the name of a metric of the specification
   */
  public static maximize(metricName: string): TuningObjective {
    requireArgument('TuningObjective.maximize()', 'metricName', metricName, TEXT);
    return new TuningObjective(metricName, 'Maximize');
  }

  /**
   * The smaller the metric, the better the model.
   *
   * @param metricName the name of a metric of the specification
   */
  public static minimize(metricName: string): TuningObjective {
    requireArgument('TuningObjective.minimize()', 'metricName', metricName, TEXT);
    return new TuningObjective(metricName, 'Minimize');
  }

  private constructor(
    /** The name of the metric. */
    public readonly metricName: string,
    /** @internal */
    public readonly _type: string,
  ) {}
}
