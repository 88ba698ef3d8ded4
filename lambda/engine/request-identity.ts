/**
 * Tells the requests of CloudFormation apart. A request id is not enough: CloudFormation can use it again when a deployment
 * is retried. The address for the answer is presigned anew for each request, and contains the time of signing.
 *
 * @see https://github.com/aws/aws-cdk/issues/35957
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
import { digest } from './digest';

export interface RequestIdentity {
  readonly id: string;
  readonly signed?: Signing;
}

/** When an address was signed. Only times of the same kind can be compared. */
export interface Signing {
  readonly by: 'X-Amz-Date' | 'Expires';
  /** Seconds since the epoch; of `Expires`, when the address ceases to be valid. */
  readonly at: number;
}

const ID_LENGTH = 16;

/** The address itself is a secret: whoever has it can answer the request. */
export function requestIdentity(requestId: string, responseAddress: string): RequestIdentity {
  return { id: digest([requestId, responseAddress], ID_LENGTH), signed: signingOf(responseAddress) };
}

/** The seconds from when CloudFormation sent a request until it sent another one, by its own clock; nothing where that cannot be told. */
export function secondsBetween({ signed }: RequestIdentity, other: RequestIdentity): number | undefined {
  return signed !== undefined && signed.by === other.signed?.by ? other.signed.at - signed.at : undefined;
}

/** Whether it is certain that CloudFormation sent a request before another one. */
export function wasSentBefore(request: RequestIdentity, other: RequestIdentity): boolean {
  const seconds = secondsBetween(request, other);
  return seconds !== undefined && seconds > 0;
}

function signingOf(address: string): Signing | undefined {
  const parameters = new URL(address).searchParams;
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(parameters.get('X-Amz-Date') ?? '')?.slice(1).map(Number);
  if (date !== undefined) {
    const [year, month, ...others] = date;
    return { by: 'X-Amz-Date', at: Date.UTC(year, month - 1, ...others) / 1000 };
  }
  const expires = Number(parameters.get('Expires') ?? NaN);
  return Number.isFinite(expires) ? { by: 'Expires', at: expires } : undefined;
}
