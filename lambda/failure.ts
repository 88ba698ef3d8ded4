/** A deployment's end. CloudFormation shows the message to a person, so it says what, why and what to do. */
export class DeploymentFailure extends Error {
  constructor(message: string) {
    super(shorten(message));
    this.name = 'DeploymentFailure';
    // The framework sends the stack trace to CloudFormation as the reason, in a response of 4,096 bytes.
    this.stack = this.message;
  }
}

const LONGEST = 1_500;

function shorten(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 3)}...`;
}
