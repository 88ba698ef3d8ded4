// How long it takes from the import to the first construct.
const started = performance.now();
const { App, Stack } = require('aws-cdk-lib');
const { ConfiguredModelAlgorithm, TrainingContainer } = require('../..');

const stack = new Stack(new App(), 'Stack');
new ConfiguredModelAlgorithm(stack, 'Algorithm', {
  training: TrainingContainer.fromRegistry('111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:v1'),
});
console.log(((performance.now() - started) / 1000).toFixed(1));
