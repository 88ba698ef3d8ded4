import type { IResource } from 'aws-cdk-lib';

/** What is known of an ML input channel where it is used, beside what everybody can see of it. */
export interface ChannelSource extends IResource {
  readonly mlInputChannelArn: string;
  /** The association that it belongs to, when that is known. */
  readonly _associationArn?: string;
  readonly _membershipIdentifier?: string;
  /** The `ResultFormat` of its data, when that is known. */
  readonly _resultFormat?: string;
}
