/**
 * The kind of a file system that has training data.
 */
export enum FileSystemType {
  /** Amazon EFS. */
  EFS = 'EFS',
  /** Amazon FSx for Lustre. */
  FSX_LUSTRE = 'FSxLustre',
}

/**
 * How a file system is mounted.
 */
export enum FileSystemAccess {
  /** For reading alone. */
  READ_ONLY = 'ro',
  /** For reading and writing. */
  READ_WRITE = 'rw',
}

/**
 * A directory of a file system.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_FileSystemDataSource.html
 */
export interface FileSystemDirectory {
  /**
   * The ID of the file system, such as `fs-0123456789abcdef0`.
   */
  readonly fileSystemId: string;

  /**
   * The kind of the file system.
   */
  readonly type: FileSystemType;

  /**
   * The full path of the directory. Must be at most 4,096 characters.
   */
  readonly path: string;

  /**
   * How the file system is mounted.
   *
   * @default FileSystemAccess.READ_ONLY
   */
  readonly access?: FileSystemAccess;
}
