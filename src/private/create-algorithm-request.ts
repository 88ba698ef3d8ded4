/** The request that registers an algorithm in SageMaker, from the properties of the construct, and what is wrong with it. */
import { Token, type Size } from 'aws-cdk-lib';
import { NEW_INSTANCE_TYPE } from './instance-type';
import { includesMediaType } from './media-type';
import { insteadOf } from './nearest-name';
import type { InferenceSpecification } from './protocol/sagemaker-api-requests';
import { CREATE_ALGORITHM } from './protocol/sagemaker-create-algorithm';
import type {
  AlgorithmContainer as ContainerMembers, CreateAlgorithmRequest, ModelInS3, SourceInS3, TrainingJobDefinition, TransformJobDefinition,
  ValidationSpecification,
} from './protocol/sagemaker-create-algorithm-request';
import { problemsOf, show, type Problem } from './protocol/shape';
import { shortListOf } from './short-list';
import { problemsOfInference, problemsOfTraining } from './specification-mismatch';
import { nameOfProperty, problemsOfDuplicates, type PropertyNames } from './validation';
import type { AdditionalS3Data } from '../additional-s3-data';
import type { AlgorithmContainer } from '../algorithm-container';
import type { AlgorithmInference } from '../algorithm-inference';
import type { AlgorithmSpecification } from '../algorithm-specification';
import type { AlgorithmValidation } from '../algorithm-validation';
import type { InferenceContainerConfig } from '../inference-container';
import type { ModelData } from '../model-data';
import { S3DataType } from '../s3-data-type';
import { TrainingInputMode } from '../training-input-mode';
import type { ValidationOutput } from '../validation-output';
import type { ValidationResources } from '../validation-resources';
import type { ValidationTraining } from '../validation-training';
import type { ValidationTransform } from '../validation-transform';

/** What an algorithm is, once its containers are bound. */
export interface BoundAlgorithm {
  readonly specification: AlgorithmSpecification;
  readonly trainingImage: string;
  readonly trainingImageDigest?: string;
  readonly additionalData?: AdditionalS3Data;
  readonly inference?: AlgorithmInference;
  /** Of the containers that have one, in their order. */
  readonly inferenceImages: readonly (InferenceContainerConfig | undefined)[];
  readonly validation?: AlgorithmValidation;
  readonly validationRole?: string;
  readonly description?: string;
  readonly certifyForMarketplace?: boolean;
}

type AlgorithmRequest = Omit<CreateAlgorithmRequest, 'AlgorithmName' | 'Tags'>;

export function requestOf(algorithm: BoundAlgorithm): AlgorithmRequest {
  const { specification, inference, validation, additionalData } = algorithm;
  return present<AlgorithmRequest>({
    AlgorithmDescription: algorithm.description,
    TrainingSpecification: present({
      TrainingImage: algorithm.trainingImage,
      TrainingImageDigest: algorithm.trainingImageDigest,
      ...specification._training,
      AdditionalS3DataSource: additionalData && sourceOf(additionalData),
    }),
    InferenceSpecification: inference && present({
      Containers: inference.containers.map((container, i) => containerOf(container, algorithm.inferenceImages[i])),
      ...specification._inference,
      SupportedRealtimeInferenceInstanceTypes: inference.realtimeInstanceTypes,
    }),
    ValidationSpecification: validation && validationOf(validation, algorithm.validationRole!),
    CertifyForMarketplace: algorithm.certifyForMarketplace,
  });
}

function containerOf(container: AlgorithmContainer, image: InferenceContainerConfig | undefined): ContainerMembers {
  const { modelData, baseModel, dataInputConfig } = container;
  return present<ContainerMembers>({
    ContainerHostname: container.hostname,
    Image: image?.imageUri,
    ImageDigest: container.imageDigest,
    ModelDataUrl: container.modelArchive?.uri,
    ModelDataSource: modelData && { S3DataSource: modelOf(modelData) },
    ProductId: container.productId,
    Environment: container.environment,
    ModelInput: dataInputConfig === undefined ? undefined : { DataInputConfig: dataInputConfig },
    Framework: container.framework,
    FrameworkVersion: container.frameworkVersion,
    NearestModelName: container.nearestModelName,
    AdditionalModelDataSources: container.additionalModelData?.map(({ name, source }) => ({ ChannelName: name, S3DataSource: modelOf(source) })),
    AdditionalS3DataSource: container.additionalData && sourceOf(container.additionalData),
    ModelDataETag: container.modelDataETag,
    IsCheckpoint: container.isCheckpoint,
    BaseModel: baseModel && present({
      HubContentName: baseModel.hubContentName, HubContentVersion: baseModel.hubContentVersion, RecipeName: baseModel.recipeName,
    }),
  });
}

function sourceOf({ data, dataType, compression, eTag }: AdditionalS3Data): SourceInS3 {
  return present<SourceInS3>({ S3DataType: dataType, S3Uri: data.uri, CompressionType: compression, ETag: eTag });
}

function modelOf({ data, dataType, compression, acceptEula, hubContentArn, manifest, eTag, manifestETag }: ModelData): ModelInS3 {
  return present<ModelInS3>({
    S3Uri: data.uri,
    S3DataType: dataType,
    CompressionType: compression,
    ModelAccessConfig: isGiven(acceptEula) ? { AcceptEula: acceptEula } : undefined,
    HubAccessConfig: isGiven(hubContentArn) ? { HubContentArn: hubContentArn } : undefined,
    ManifestS3Uri: manifest?.uri,
    ETag: eTag,
    ManifestEtag: manifestETag,
  });
}

function validationOf({ training, transform, profileName = 'validation' }: AlgorithmValidation, role: string): ValidationSpecification {
  return {
    ValidationRole: role,
    ValidationProfiles: [present({
      ProfileName: profileName,
      TrainingJobDefinition: trainingJobOf(training),
      TransformJobDefinition: transform && transformJobOf(transform),
    })],
  };
}

function trainingJobOf(training: ValidationTraining): TrainingJobDefinition {
  const { output, maxRuntime, maxWait, maxPending } = training;
  return present<TrainingJobDefinition>({
    TrainingInputMode: training.inputMode ?? TrainingInputMode.FILE,
    HyperParameters: training.hyperparameters,
    InputDataConfig: training.channels.map((channel) => present({
      ChannelName: channel.name,
      DataSource: present(Object.fromEntries(Object.entries(channel.data._source).map(([name, source]) => [name, present(source as object)]))),
      ContentType: channel.contentType,
      CompressionType: channel.compression,
      RecordWrapperType: channel.recordWrapper,
      InputMode: channel.inputMode,
      ShuffleConfig: isGiven(channel.shuffleSeed) ? { Seed: channel.shuffleSeed } : undefined,
    })),
    OutputDataConfig: present({
      KmsKeyId: output.encryptionKey?.keyArn, S3OutputPath: pathOfOutput(output), CompressionType: training.outputCompression,
    }),
    ResourceConfig: resourcesOf(training.resources),
    StoppingCondition: present({
      MaxRuntimeInSeconds: maxRuntime.toSeconds({ integral: false }),
      MaxWaitTimeInSeconds: maxWait?.toSeconds({ integral: false }),
      MaxPendingTimeInSeconds: maxPending?.toSeconds({ integral: false }),
    }),
  });
}

function resourcesOf(resources: ValidationResources): TrainingJobDefinition['ResourceConfig'] {
  const { instanceType, instanceGroups, placement } = resources;
  return present({
    InstanceType: instanceType?.name,
    InstanceCount: resources.instanceCount ?? (instanceType === undefined ? undefined : 1),
    VolumeSizeInGB: resources.volumeSizeGb,
    VolumeKmsKeyId: resources.volumeEncryptionKey?.keyArn,
    KeepAlivePeriodInSeconds: resources.keepAlivePeriod?.toSeconds({ integral: false }),
    InstanceGroups: instanceGroups?.map((group) => ({
      InstanceType: group.instanceType.name, InstanceCount: group.instanceCount, InstanceGroupName: group.name,
    })),
    TrainingPlanArn: resources.trainingPlanArn,
    InstancePlacementConfig: placement && present({
      EnableMultipleJobs: placement.enableMultipleJobs,
      PlacementSpecifications: placement.servers?.map(({ ultraServerId, instanceCount }) => (
        present({ UltraServerId: ultraServerId, InstanceCount: instanceCount }))),
    }),
  });
}

function transformJobOf(transform: ValidationTransform): TransformJobDefinition {
  const { output, resources } = transform;
  return present<TransformJobDefinition>({
    MaxConcurrentTransforms: transform.maxConcurrentTransforms,
    MaxPayloadInMB: transform.maxPayload && megabytesOf(transform.maxPayload),
    BatchStrategy: transform.batchStrategy,
    Environment: transform.environment,
    TransformInput: present({
      DataSource: { S3DataSource: { S3DataType: transform.dataType ?? S3DataType.S3_PREFIX, S3Uri: transform.data.uri } },
      ContentType: transform.contentType,
      CompressionType: transform.compression,
      SplitType: transform.split,
    }),
    TransformOutput: present({
      S3OutputPath: pathOfOutput(output), Accept: transform.accept, AssembleWith: transform.assembly, KmsKeyId: output.encryptionKey?.keyArn,
    }),
    TransformResources: present({
      InstanceType: resources.instanceType.name,
      InstanceCount: resources.instanceCount ?? 1,
      VolumeKmsKeyId: resources.volumeEncryptionKey?.keyArn,
      TransformAmiVersion: resources.amiVersion,
    }),
  });
}

/** Fractions are for the shape to refuse. */
function megabytesOf(size: Size): number {
  return size.isUnresolved() ? size.toMebibytes() : size.toKibibytes() / 1024;
}

function pathOfOutput({ bucket, prefix }: ValidationOutput): string {
  return ['s3:/', bucket.bucketName, ...isGiven(prefix) ? [prefix] : []].join('/');
}

/** Without what is not given. In JavaScript, null gives nothing either. */
function present<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => isGiven(member))) as T;
}

function isGiven<T>(value: T | undefined | null): value is T {
  return value !== undefined && value !== null;
}

/** Which property sets a member, with the members in the casing of properties. */
export const PROPERTY_NAMES: PropertyNames = [
  [/^(algorithmName|name)$/, 'sageMakerAlgorithmName'],
  [/^algorithmDescription$/, 'description'],
  [/^trainingSpecification\.trainingImageDigest$/, 'trainingImageDigest'],
  [/^trainingSpecification\.trainingImage$/, 'training.imageUri'],
  [/^trainingSpecification\.additionalS3DataSource/, 'additionalData'],
  [/^trainingSpecification/, 'specification'],
  [/^inferenceSpecification\.supportedRealtimeInferenceInstanceTypes/, 'inference.realtimeInstanceTypes'],
  [/^inferenceSpecification\.containers/, 'inference.containers'],
  [/^inferenceSpecification/, 'specification.inference'],
  [/^validationSpecification\.validationRole$/, 'validation.role'],
  [/^validationSpecification\.validationProfiles\[0\]/, 'validation'],
  [/\.trainingJobDefinition/, '.training'],
  [/\.transformJobDefinition/, '.transform'],
  [/\.trainingInputMode$/, '.inputMode'],
  [/\.hyperParameters/, '.hyperparameters'],
  [/\.inputDataConfig/, '.channels'],
  [/\.channelName$/, '.name'],
  [/\.recordWrapperType$/, '.recordWrapper'],
  [/\.shuffleConfig\.seed$/, '.shuffleSeed'],
  [/\.transformInput\.dataSource\.s3DataSource\.s3DataType$/, '.dataType'],
  [/\.transformInput\.dataSource\.s3DataSource\.s3Uri$/, '.data'],
  [/\.transformInput\.splitType$/, '.split'],
  [/\.transformInput/, ''],
  [/\.transformOutput\.accept$/, '.accept'],
  [/\.transformOutput\.assembleWith$/, '.assembly'],
  [/\.outputDataConfig\.compressionType$/, '.outputCompression'],
  [/\.(outputDataConfig|transformOutput)\.s3OutputPath$/, '.output.bucket and prefix'],
  [/\.(outputDataConfig|transformOutput)\.kmsKeyId$/, '.output.encryptionKey'],
  [/\.resourceConfig/, '.resources'],
  [/\.transformResources\.transformAmiVersion$/, '.resources.amiVersion'],
  [/\.transformResources/, '.resources'],
  [/\.volumeSizeInGB$/, '.volumeSizeGb'],
  [/\.volumeKmsKeyId$/, '.volumeEncryptionKey'],
  [/\.keepAlivePeriodInSeconds$/, '.keepAlivePeriod'],
  [/\.instanceGroupName$/, '.name'],
  [/\.instancePlacementConfig\.placementSpecifications/, '.placement.servers'],
  [/\.instancePlacementConfig/, '.placement'],
  [/\.stoppingCondition\.maxRuntimeInSeconds$/, '.maxRuntime'],
  [/\.stoppingCondition\.maxWaitTimeInSeconds$/, '.maxWait'],
  [/\.stoppingCondition\.maxPendingTimeInSeconds$/, '.maxPending'],
  [/\.maxPayloadInMB$/, '.maxPayload'],
  [/\.dataSource\.fileSystemDataSource\.fileSystemAccessMode$/, '.data.access'],
  [/\.dataSource\.fileSystemDataSource\.fileSystemType$/, '.data.type'],
  [/\.dataSource\.fileSystemDataSource\.directoryPath$/, '.data.path'],
  [/\.dataSource\.(fileSystemDataSource|s3DataSource|datasetSource)/, '.data'],
  [/\.dataSource/, '.data'],
  [/\.modelDataSource\.s3DataSource/, '.modelData'],
  [/\.additionalModelDataSources(\[\d+\])\.s3DataSource/, '.additionalModelData$1.source'],
  [/\.additionalModelDataSources/, '.additionalModelData'],
  [/\.additionalS3DataSource/, '.additionalData'],
  [/\.containerHostname$/, '.hostname'],
  [/\.modelDataUrl$/, '.modelArchive'],
  [/\.modelInput\.dataInputConfig$/, '.dataInputConfig'],
  [/\.hubAccessConfig\.hubContentArn$/, '.hubContentArn'],
  [/\.modelAccessConfig\.acceptEula$/, '.acceptEula'],
  [/\.manifestS3Uri$/, '.manifest'],
  [/\.manifestEtag$/, '.manifestETag'],
  [/\.s3DataDistributionType$/, '.distribution'],
  [/\.s3DataType$/, '.dataType'],
  [/\.s3Uri$/, '.data'],
  [/\.compressionType$/, '.compression'],
  [/\.image$/, '.image.imageUri'],
];

/** Everything that is wrong with an algorithm, tokens aside, in terms of the properties. */
export function problemsOfAlgorithm(request: AlgorithmRequest, name: string, algorithm: BoundAlgorithm): Problem[] {
  return [
    ...problemsOf(CREATE_ALGORITHM, { ...request, AlgorithmName: name }, '', isNotJudged).map(({ path, message }) => ({ path: propertyOf(path), message })),
    ...problemsOfContainers(algorithm),
    ...(algorithm.validation === undefined ? [] : problemsOfValidation(algorithm, algorithm.validation)),
  ];
}

/** What is not known yet, and instance types that are newer than this library. */
function isNotJudged(value: unknown): boolean {
  return Token.isUnresolved(value) || (typeof value === 'string' && new RegExp(`^${NEW_INSTANCE_TYPE.pattern!.source}$`).test(value));
}

function propertyOf(member: string): string {
  return nameOfProperty(member.replace(/(^|\.)([A-Z])/g, (_, dot: string, letter: string) => `${dot}${letter.toLowerCase()}`), PROPERTY_NAMES);
}

function problemsOfContainers({ specification, inference, trainingImageDigest, trainingImage }: BoundAlgorithm): Problem[] {
  return [
    ...(inference === undefined && specification.inference !== undefined
      ? [{ path: 'inference', message: 'is required, since the specification has what the inference container accepts' }]
      : []),
    ...(isGiven(trainingImageDigest) && isGiven(trainingImage) && /@sha256:/i.test(trainingImage)
      ? [{ path: 'trainingImageDigest', message: 'must not be given twice, got one in the image as well' }]
      : []),
    ...(inference?.containers ?? []).flatMap((container, i) => [
      ...(container.modelArchive !== undefined && container.modelData !== undefined
        ? [{ path: `inference.containers[${i}].modelArchive`, message: 'must not be given with modelData: a container has one model' }]
        : []),
      ...(container.imageDigest !== undefined && container.image === undefined
        ? [{ path: `inference.containers[${i}].imageDigest`, message: 'must not be given without an image' }]
        : []),
      ...problemsOfDuplicates(
        (container.additionalModelData ?? []).map(({ name }, j) => ({ path: `inference.containers[${i}].additionalModelData[${j}].name`, value: name })),
        'a name that no other source has'),
    ]),
  ];
}

function problemsOfValidation({ specification, inference }: BoundAlgorithm, { training, transform }: AlgorithmValidation): Problem[] {
  return [
    ...problemsOfResources(training.resources),
    ...problemsOfPrefix(training.output, 'validation.training'),
    ...problemsOfDuplicates(
      training.channels.map(({ name }, i) => ({ path: `validation.training.channels[${i}].name`, value: name })), 'a name that no other channel has'),
    ...problemsOfTimes(training),
    ...problemsOfTrainingJob(specification, training),
    ...(transform === undefined ? [] : [
      ...(inference === undefined ? [{ path: 'validation.transform', message: 'must not be given without inference: there is no container to infer with' }] : []),
      ...problemsOfPrefix(transform.output, 'validation.transform'),
      ...problemsOfTransformJob(specification._inference, transform),
      ...problemsOfInference(specification, { instanceType: transform.resources.instanceType.name, accept: transform.accept })
        .map(({ path, message }) => ({ path: `validation.transform.${path === 'instanceType' ? 'resources.instanceType' : path}`, message })),
    ]),
  ];
}

function problemsOfTrainingJob(specification: AlgorithmSpecification, training: ValidationTraining): Problem[] {
  const { resources, channels } = training;
  const groups = resources.instanceGroups ?? [];
  const types = resources.instanceType === undefined ? groups.map(({ instanceType }) => instanceType.name) : [resources.instanceType.name];
  const instanceCount = resources.instanceType === undefined
    ? groups.reduce((sum, group) => sum + group.instanceCount, 0)
    : resources.instanceCount ?? 1;
  const named = channels.map(({ name }, i) => ({ name, path: `channels[${i}]`, namePath: `channels[${i}].name` }));
  const ofJob = types.length === 0 ? [] : problemsOfTraining(specification, {
    hyperparameters: training.hyperparameters,
    channels: named,
    inputMode: training.inputMode ?? (channels.some(({ inputMode }) => inputMode !== undefined) ? undefined : TrainingInputMode.FILE),
    instanceType: types[0],
    instanceCount,
  });
  return [
    ...ofJob,
    ...channels.flatMap(({ name, contentType, inputMode }, i) => {
      const channel = specification._training.TrainingChannels.find(({ Name: other }) => other === name);
      return channel === undefined ? [] : [
        ...problemsOfContentType(channel.SupportedContentTypes, contentType, `channels[${i}].contentType`),
        ...problemsOfChoice(channel.SupportedInputModes, inputMode, `channels[${i}].inputMode`, `an input mode of the channel ${show(name)}`),
      ];
    }),
  ].map(({ path, message }) => ({ path: `validation.training.${path}`, message }));
}

function problemsOfTransformJob(specification: InferenceSpecification | undefined, { contentType, dataType }: ValidationTransform): Problem[] {
  const allowed: readonly string[] = [S3DataType.S3_PREFIX, S3DataType.MANIFEST_FILE];
  return [
    ...problemsOfContentType(specification?.SupportedContentTypes, contentType, 'validation.transform.contentType'),
    ...problemsOfChoice(allowed, dataType, 'validation.transform.dataType', 'a data type of transform jobs'),
  ];
}

function problemsOfContentType(allowed: readonly string[] | undefined, given: string | undefined, path: string): Problem[] {
  return allowed === undefined || typeof given !== 'string' || Token.isUnresolved(given) || includesMediaType(allowed, given)
    ? []
    : [{ path, message: `must be a MIME type that the algorithm reads, ${shortListOf(allowed)}, got ${show(given)}${insteadOf(given, allowed)}` }];
}

function problemsOfChoice(allowed: readonly string[], given: string | undefined, path: string, what: string): Problem[] {
  return !isGiven(given) || Token.isUnresolved(given) || allowed.includes(given)
    ? []
    : [{ path, message: `must be ${what}, ${shortListOf(allowed)}, got ${show(given)}` }];
}

function problemsOfResources({ instanceType, instanceCount, instanceGroups, placement }: ValidationResources): Problem[] {
  const path = 'validation.training.resources';
  const servers = placement?.servers ?? [];
  return [
    ...(isGiven(instanceType) === (isGiven(instanceGroups) && instanceGroups.length > 0)
      ? [{ path, message: `must have either an instanceType or instanceGroups, got ${isGiven(instanceType) ? 'both' : 'neither'}` }]
      : []),
    ...(isGiven(instanceCount) && !isGiven(instanceType)
      ? [{ path: `${path}.instanceCount`, message: 'must not be given without an instanceType: each of the instanceGroups has a count' }]
      : []),
    ...positive(instanceCount, `${path}.instanceCount`),
    ...(instanceGroups ?? []).flatMap((group, i) => positive(group.instanceCount, `${path}.instanceGroups[${i}].instanceCount`)),
    ...problemsOfDuplicates((instanceGroups ?? []).map(({ name }, i) => ({ path: `${path}.instanceGroups[${i}].name`, value: name })), 'a name that no other group has'),
    ...servers.flatMap((server, i) => positive(server.instanceCount, `${path}.placement.servers[${i}].instanceCount`)),
  ];
}

function positive(count: number | undefined, path: string): Problem[] {
  return typeof count === 'number' && !Token.isUnresolved(count) && count < 1 ? [{ path, message: `must be at least 1, got ${count}` }] : [];
}

function problemsOfTimes({ maxRuntime, maxWait }: ValidationTraining): Problem[] {
  const areKnown = isGiven(maxWait) && !maxWait.isUnresolved() && !maxRuntime.isUnresolved();
  return areKnown && maxWait.toSeconds({ integral: false }) < maxRuntime.toSeconds({ integral: false })
    ? [{ path: 'validation.training.maxWait', message: `must be at least maxRuntime, ${maxRuntime.toHumanString()}, got ${maxWait.toHumanString()}` }]
    : [];
}

function problemsOfPrefix({ prefix }: ValidationOutput, path: string): Problem[] {
  return isGiven(prefix) && !Token.isUnresolved(prefix) && (prefix === '' || prefix.startsWith('/') || prefix.endsWith('/'))
    ? [{ path: `${path}.output.prefix`, message: `must be text without a slash at its beginning or end, such as "validation", got ${show(prefix)}` }]
    : [];
}
