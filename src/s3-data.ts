import type { aws_iam as iam, aws_s3 as s3, aws_s3_assets as s3_assets } from 'aws-cdk-lib';
import { ANY, BUCKET, TEXT, optional, requireArgument, type Kind } from './private/kind';
import { grantObjects } from './private/object-access';

const ASSET: Kind = {
  what: 'an Asset of a file: SageMaker does not unpack the archive that CDK makes of a directory',
  fits: (value: Partial<s3_assets.Asset>) => typeof value?.s3ObjectKey === 'string' && value.isZipArchive !== true,
};

/**
 * Data in Amazon S3: an asset of the app, or objects of a bucket.
 */
export abstract class S3Data {
  /**
   * The file of an asset.
   *
   * @param asset an asset of one file. SageMaker does not unpack the archive that CDK makes of a directory
   */
  public static fromAsset(asset: s3_assets.Asset): S3Data {
    requireArgument('S3Data.fromAsset()', 'asset', asset, ASSET);
    return new ObjectsOfBucket(asset.bucket, asset.s3ObjectKey);
  }

  /**
   * The objects of a bucket whose keys begin with a prefix, or one object.
   *
   * @param prefix the prefix, or the key of the object, without a slash at its beginning; all objects of the bucket by default
   */
  public static fromBucket(bucket: s3.IBucket, prefix?: string): S3Data {
    requireArgument('S3Data.fromBucket()', 'bucket', bucket, BUCKET);
    requireArgument('S3Data.fromBucket()', 'prefix', prefix, optional(TEXT));
    return new ObjectsOfBucket(bucket, prefix);
  }

  /**
   * Data by its URI, such as `s3://bucket/prefix`. No role is allowed to read it by itself.
   *
   * @param uri a URI of at most 1,024 characters that begins with `s3://` or `https://`
   */
  public static fromUri(uri: string): S3Data {
    requireArgument('S3Data.fromUri()', 'uri', uri, { ...ANY, ...TEXT });
    return new DataByUri(uri);
  }

  /**
   * The URI of the data.
   */
  public abstract readonly uri: string;

  /**
   * The bucket, where it is known.
   *
   * @internal
   */
  public abstract readonly _bucket?: s3.IBucket;

  /** @internal */
  public abstract _grantRead(role: iam.IRole): void;
}

class ObjectsOfBucket extends S3Data {
  public readonly uri: string;

  constructor(public readonly _bucket: s3.IBucket, private readonly prefix: string = '') {
    super();
    this.uri = `s3://${_bucket.bucketName}/${prefix}`;
  }

  /** @internal */
  public _grantRead(role: iam.IRole): void {
    grantObjects(role, this._bucket, this.prefix, ['s3:GetObject']);
  }
}

class DataByUri extends S3Data {
  public readonly _bucket = undefined;

  constructor(public readonly uri: string) {
    super();
  }

  /** @internal */
  public _grantRead(): void {
    // Nothing is known of its bucket.
  }
}
