/**
 * A request as CloudFormation sent it. Its id does not tell it apart: when a deployment is retried, the same id can come
 * again. The address that it wants its answer at does, since it is signed anew each time; and it says when that was.
 *
 * @see https://github.com/aws/aws-cdk/issues/35957
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
import { digest } from './digest';

export interface SentRequest {
  readonly id: string;
  readonly signed?: Signing;
}

/** What an address says of the time at which it was signed. Only what is said in the same way can be compared. */
export interface Signing {
  readonly by: 'X-Amz-Date' | 'Expires';
  /** Seconds since the epoch, or since then and for as long as an address can be used. */
  readonly at: number;
}

const ID_LENGTH = 16;

/** The address itself is a secret: who has it can answer. */
export function sentRequest(requestId: string, responseAddress: string): SentRequest {
  return { id: digest([requestId, responseAddress], ID_LENGTH), signed: signingOf(responseAddress) };
}

/** Whether it is certain that a request was sent before another one. */
export function isEarlier({ signed }: SentRequest, other: SentRequest): boolean {
  return signed !== undefined && signed.by === other.signed?.by && signed.at < other.signed.at;
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
