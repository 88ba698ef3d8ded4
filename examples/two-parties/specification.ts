import { AlgorithmSpecification, Hyperparameter, TrainingInputMode, TrainingInstanceType } from 'cdk-cleanrooms-ml';

/**
 * What the provider's container accepts. In earnest the provider writes it to a file (`specification.writeTo('algorithm.json')`), which the
 * trainer's app reads (`AlgorithmSpecification.fromJson('algorithm.json')`).
 */
export const specification = new AlgorithmSpecification({
  hyperparameters: [
    Hyperparameter.continuous('learning-rate', { description: 'The size of each step', min: 0.0001, max: 1, required: true }),
    Hyperparameter.integer('epochs', { description: 'How often all data is read', min: 1, max: 100, defaultValue: 10 }),
  ],
  channels: [
    { name: 'train', description: 'The transactions of all banks', required: true, contentTypes: ['text/csv'], inputModes: [TrainingInputMode.FILE] },
    { name: 'base', description: 'The version to train on', contentTypes: ['application/x-model'], inputModes: [TrainingInputMode.FILE] },
  ],
  instanceTypes: [TrainingInstanceType.ML_M5_2XLARGE, TrainingInstanceType.ML_M5_4XLARGE],
  supportsDistributedTraining: true,
  metrics: [{ name: 'auc', regex: 'auc=([0-9.]+)' }],
  inference: { contentTypes: ['text/csv'], responseTypes: ['text/csv'] },
});
