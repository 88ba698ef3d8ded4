/** What is wrong with a request that its shape cannot say: members that go together, or that exclude each other. */
import type { CreateAlgorithmRequest, ResourceConfig, ValidationDataSource } from '../../src/private/protocol/sagemaker-create-algorithm-request';
import type { Problem } from '../../src/private/protocol/shape';
import { problemsOfTagKeys } from '../tags';

export function rulesOfAlgorithm(request: CreateAlgorithmRequest): Problem[] {
  const keys = (request.Tags ?? []).map(({ Key }) => Key);
  const profiles = request.ValidationSpecification?.ValidationProfiles ?? [];
  return [
    ...problemsOfTagKeys(keys, 'Tags'),
    ...(new Set(keys).size < keys.length ? [{ path: 'Tags', message: 'must have each key once' }] : []),
    ...profiles.flatMap(({ TrainingJobDefinition: job, TransformJobDefinition: transform }, i) => [
      ...job.InputDataConfig.flatMap(({ DataSource }, j) => (
        problemsOfSource(DataSource, `ValidationSpecification.ValidationProfiles[${i}].TrainingJobDefinition.InputDataConfig[${j}].DataSource`))),
      ...problemsOfResources(job.ResourceConfig, `ValidationSpecification.ValidationProfiles[${i}].TrainingJobDefinition.ResourceConfig`),
      ...(transform !== undefined && request.InferenceSpecification === undefined
        ? [{ path: `ValidationSpecification.ValidationProfiles[${i}].TransformJobDefinition`, message: 'needs an InferenceSpecification' }]
        : []),
    ]),
  ];
}

function problemsOfSource(source: ValidationDataSource, path: string): Problem[] {
  const given = Object.keys(source).length;
  return given === 1 ? [] : [{ path, message: `must have one source, got ${given}` }];
}

function problemsOfResources({ InstanceType, InstanceCount, InstanceGroups }: ResourceConfig, path: string): Problem[] {
  const isGrouped = InstanceGroups !== undefined && InstanceGroups.length > 0;
  const isPlain = InstanceType !== undefined && InstanceCount !== undefined;
  return isGrouped === isPlain ? [{ path, message: 'must have either InstanceType and InstanceCount or InstanceGroups' }] : [];
}
