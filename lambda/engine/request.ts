/** Why a request is not served any more. */
export const SUPERSEDED = 'a newer CloudFormation request for the same resource supersedes this one';

export interface RequestBasics {
  /** Physical id; what the service knows as the owner. */
  readonly owner: string;
  readonly logicalId: string;
  readonly stackId: string;
  readonly requestId: string;
  /** When the request arrived, in milliseconds. */
  readonly startedAt: number;
}

/** A CloudFormation request as the reconcilers see it. */
export interface Request<D> extends RequestBasics {
  readonly kind: 'Create' | 'Update';
  readonly desired: D;
  /** What was asked for before; in an update alone. */
  readonly previous?: D;
}

/** A deletion knows no more than whose it is: whatever else its properties say must not hold it up. */
export interface Deletion extends RequestBasics {
  readonly kind: 'Delete';
  /** Where the resource is; nothing when no membership is legible, and nothing for an algorithm. */
  readonly membership?: string;
  /** The name that the user asked for. */
  readonly name?: string;
}
