/** A deployment's end. CloudFormation shows the message to a person, so it says what, why and what to do. */
export class DeploymentFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DeploymentFailure';
    // The framework sends the stack trace to CloudFormation as the reason.
    this.stack = this.message;
  }
}

/**
 * CloudFormation takes an answer of 4,096 bytes, and the provider framework adds ids and text of its own to the reason.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
const LONGEST_REASON_BYTES = 1_500;
const CUT = '...';

/** The text on one line, and cut to what an answer has room for. Values that must not be shown are to be out of it before. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (bytesOf(line) <= LONGEST_REASON_BYTES) {
    return line;
  }
  let room = LONGEST_REASON_BYTES - bytesOf(CUT);
  let kept = '';
  // By code points: half of a surrogate pair is no text.
  for (const character of line) {
    room -= bytesOf(character);
    if (room < 0) {
      break;
    }
    kept += character;
  }
  return `${kept}${CUT}`;
}

/** As many bytes as the text takes within a JSON document, without the quotes around it. */
function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
