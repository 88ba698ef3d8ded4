// The example in TypeScript, with the changes that the context says, as the examples in the other languages take them.
const { collaboration } = require('../examples/collaboration/collaboration');

const { training_image_tag: trainingImageTag, since, learning_rate: learningRate } = JSON.parse(process.env.CDK_CONTEXT_JSON ?? '{}');
collaboration({ trainingImageTag, since, learningRate }).synth();
