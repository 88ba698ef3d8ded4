/**
 * The service keeps an algorithm as it is declared. Any account can deploy this: it needs no collaboration.
 *
 * docs/integration-tests.md says what the deployment creates.
 */
import { join } from 'node:path';
import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Stack, Tags } from 'aws-cdk-lib';
import { ConfiguredModelAlgorithm, InferenceContainer } from 'cdk-cleanrooms-ml';

const app = new App();
const stack = new Stack(app, 'cdk-cleanrooms-ml-algorithm');

const algorithm = new ConfiguredModelAlgorithm(stack, 'Algorithm', {
  description: 'An integration test of cdk-cleanrooms-ml',
  inference: InferenceContainer.fromAsset(join(__dirname, 'container')),
});
Tags.of(algorithm).add('purpose', 'integration-test');

const test = new IntegTest(app, 'Algorithm', { testCases: [stack] });

test.assertions
  .awsApiCall('CleanRoomsML', 'getConfiguredModelAlgorithm', { configuredModelAlgorithmArn: algorithm.configuredModelAlgorithmArn })
  .expect(ExpectedResult.objectLike({
    configuredModelAlgorithmArn: algorithm.configuredModelAlgorithmArn,
    description: 'An integration test of cdk-cleanrooms-ml',
    inferenceContainerConfig: { imageUri: Match.stringLikeRegexp('^[0-9]{12}\\.dkr\\.ecr\\.') },
    tags: { purpose: 'integration-test' },
  }));

app.synth();
