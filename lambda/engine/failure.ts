/** A deployment's end. CloudFormation shows the message to a person, so it says what, why and what to do. */
export class DeploymentFailure extends Error {
  /** @param isTransient whether another function can have more luck, with other credentials and connections */
  constructor(message: string, readonly isTransient = false) {
    super(message);
    this.name = 'DeploymentFailure';
    // Where it is logged, the way through the handlers says nothing to whoever deploys.
    this.stack = this.message;
  }
}

/** An answer to CloudFormation has room for this beside its ids, and an entry of the ledger for several. */
const LONGEST_REASON_BYTES = 1_500;
const CUT = '...';

/** The text on one line, and cut to what an answer has room for. Values that must not be shown are to be out of it before. */
export function shortened(text: string): string {
  return cutTo(text.replace(/\s+/g, ' ').trim(), LONGEST_REASON_BYTES);
}

/** The text, cut to so many bytes within a JSON document. */
export function cutTo(text: string, bytes: number): string {
  if (bytesInJson(text) <= bytes) {
    return text;
  }
  let room = bytes - bytesInJson(CUT);
  let kept = '';
  // By code points: half of a surrogate pair is no text.
  for (const character of text) {
    room -= bytesInJson(character);
    if (room < 0) {
      break;
    }
    kept += character;
  }
  return `${kept}${CUT}`;
}

/** As many bytes as the text takes within a JSON document, without the quotes around it. */
export function bytesInJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
