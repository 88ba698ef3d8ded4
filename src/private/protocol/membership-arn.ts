/** Whether the ARN of a resource says that it is in a membership: `arn:...:membership/<membership ID>/trained-model/<ID>`, for one. */
export function isInMembership(arn: string, membershipIdentifier: string): boolean {
  return arn.includes(`:membership/${membershipIdentifier}/`);
}
