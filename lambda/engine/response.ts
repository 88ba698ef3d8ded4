/** The way to a response address of CloudFormation. */
import { request } from 'node:https';

/** CloudFormation, or what is in front of it, did not take an answer. */
class RefusedAnswerError extends Error {
  constructor(readonly status: number | undefined) {
    super(`HTTP ${status}`);
    this.name = 'RefusedAnswerError';
  }
}

/**
 * Puts a document at a presigned address.
 *
 * @param milliseconds after which it is given up
 */
export function put(address: string, body: string, milliseconds: number): Promise<void> {
  const { hostname, pathname, search } = new URL(address);
  return new Promise((resolve, reject) => {
    const sending = request({
      method: 'PUT',
      hostname,
      path: `${pathname}${search}`,
      // The address is signed for no content type.
      headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(milliseconds),
    }, (response) => {
      const { statusCode: status } = response;
      response.on('error', reject);
      response.resume();
      if (status !== undefined && status >= 200 && status < 300) {
        resolve();
      } else {
        reject(new RefusedAnswerError(status));
      }
    });
    sending.on('error', reject);
    sending.end(body);
  });
}
