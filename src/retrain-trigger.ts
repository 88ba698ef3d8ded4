/**
 * Which changes of a trained model's properties train a new version.
 *
 * Whatever the trigger, tags never do, and going back to properties that a usable version was trained with
 * points at that version and trains nothing.
 */
export enum RetrainTrigger {
  /**
   * What decides the model: the training container of the algorithm (image, entrypoint, arguments), the channels,
   * hyperparameters, environment, input mode, encryption key and `revision`. Instances, volume, maximum runtime, payer and
   * description apply to the next training, as do an algorithm and an association that are replaced for other reasons.
   *
   * When the training container is not known, the ARN of the association takes its place.
   */
  INPUTS = 'INPUTS',
  /** What `INPUTS` counts, and `resources`, `maxRuntime` and `payerAccountId`. */
  ANY_TRAINING_PROPERTY = 'ANY_TRAINING_PROPERTY',
  /** `revision` alone: all other changes wait for the next one. */
  REVISION_ONLY = 'REVISION_ONLY',
}
