import type { DataDistribution } from './data-distribution';
import type { FileSystemDirectory } from './file-system';
import { FileSystemAccess } from './file-system';
import { ANY, BOOLEAN, TEXT, instanceOf, listOf, optional, requireArgument, structureOf } from './private/kind';
import type { ValidationDataSource } from './private/protocol/sagemaker-create-algorithm-request';
import { S3Data } from './s3-data';
import { S3DataType } from './s3-data-type';

/**
 * How data in Amazon S3 is read by the training job of a validation.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html
 */
export interface ValidationS3Options {
  /**
   * What the location stands for.
   *
   * @default S3DataType.S3_PREFIX
   */
  readonly dataType?: S3DataType;

  /**
   * How the data is spread over the instances.
   *
   * @default - the service's default
   */
  readonly distribution?: DataDistribution;

  /**
   * The attributes of an augmented manifest file that are used: at most 16.
   *
   * @default - none
   */
  readonly attributeNames?: string[];

  /**
   * The instance groups that get the data: at most 5.
   *
   * @default - all
   */
  readonly instanceGroupNames?: string[];

  /**
   * Whether the end-user license agreement of the data is accepted.
   *
   * @default - not said
   */
  readonly acceptEula?: boolean;

  /**
   * The ARN of the hub content that gives access to the data. Must be at most 255 characters.
   *
   * @default - none
   */
  readonly hubContentArn?: string;
}

/**
 * The sample data of a channel, for the training job of a validation.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataSource.html
 */
export class ValidationData {
  /**
   * Data in Amazon S3.
   */
  public static fromS3(data: S3Data, options: ValidationS3Options = {}): ValidationData {
    requireArgument('ValidationData.fromS3()', 'data', data, instanceOf(S3Data, 'an S3Data, such as S3Data.fromAsset()', (value) => (
      typeof value === 'string' ? `S3Data.fromUri(${JSON.stringify(value)})` : undefined)));
    requireArgument('ValidationData.fromS3()', 'options', options, structureOf({
      dataType: optional(ANY),
      distribution: optional(ANY),
      attributeNames: optional(listOf(TEXT)),
      instanceGroupNames: optional(listOf(TEXT)),
      acceptEula: optional(BOOLEAN),
      hubContentArn: optional(TEXT),
    }));
    const { acceptEula, hubContentArn } = options;
    return new ValidationData({
      S3DataSource: {
        S3DataType: options.dataType ?? S3DataType.S3_PREFIX,
        S3Uri: data.uri,
        S3DataDistributionType: options.distribution,
        AttributeNames: options.attributeNames,
        InstanceGroupNames: options.instanceGroupNames,
        ModelAccessConfig: acceptEula === undefined ? undefined : { AcceptEula: acceptEula },
        HubAccessConfig: hubContentArn === undefined ? undefined : { HubContentArn: hubContentArn },
      },
    }, data);
  }

  /**
   * A directory of a file system.
   */
  public static fromFileSystem(directory: FileSystemDirectory): ValidationData {
    requireArgument('ValidationData.fromFileSystem()', 'directory', directory, structureOf({ fileSystemId: TEXT, type: TEXT, path: TEXT, access: optional(TEXT) }));
    const { fileSystemId, type, path, access = FileSystemAccess.READ_ONLY } = directory;
    return new ValidationData({
      FileSystemDataSource: { FileSystemId: fileSystemId, FileSystemAccessMode: access, FileSystemType: type, DirectoryPath: path },
    });
  }

  /**
   * A data set of a SageMaker hub.
   *
   * @param datasetArn the ARN of the data set
   */
  public static fromHubDataset(datasetArn: string): ValidationData {
    requireArgument('ValidationData.fromHubDataset()', 'datasetArn', datasetArn, TEXT);
    return new ValidationData({ DatasetSource: { DatasetArn: datasetArn } });
  }

  private constructor(
    /** @internal */
    public readonly _source: ValidationDataSource,
    /** @internal */
    public readonly _data?: S3Data,
  ) {}
}
