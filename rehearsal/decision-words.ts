/**
 * The decisions in the handlers' log, in plain words. A word that is not here is printed as it is logged.
 *
 * `undefined` stands for a decision whose reason is a whole sentence already.
 */
export const DECISION_WORDS: { readonly [decision: string]: string | undefined } = {
  'answer': 'Cannot send the answer',
  'await': 'Waits for a training that is in progress',
  'await-status': 'Waits until the status of the stack is certain',
  'cancel': 'Cancels',
  'cancel-and-fail': 'Cancels the training, and fails',
  'check-scope': 'Finds out why it is deleted',
  'check-stack': undefined,
  'check-used': 'Looks at what it uses',
  'confirm-create': 'Records that the create succeeded',
  'create': 'Creates it',
  'delete': 'Deletes it',
  'delete-output': 'Deletes trained output',
  'deleted': 'Nothing is left to delete',
  'discard-create': 'Gives up on a create that left no trace',
  'fail': 'Fails',
  'finish': 'Done',
  'give-back': 'Gives it back',
  'hand-over': 'Hands over what cannot be deleted yet',
  'keep': 'Keeps',
  'leave': 'Leaves what cannot be ended',
  'list-all': 'Lists what is there',
  'put': 'Puts it',
  'refuse': 'Refuses the request',
  'released': 'Nothing of the former resource runs',
  'request-deletion': 'Records that everything is to be deleted',
  'restore': 'Puts back what was there',
  'start': undefined,
  'tag': 'Changes tags in place',
  'wait': 'Waits',
};

/** Decisions that look, wait or take note: nothing is different afterwards for whoever pays. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'await', 'await-status', 'check-scope', 'check-stack', 'check-used', 'confirm-create', 'deleted', 'discard-create', 'list-all', 'released',
  'request-deletion', 'wait',
  // Whoever fails has a status with the same reason.
  'fail',
]);

/** Whether a line of the handlers' log is about something that happens, and not about how it came to that. */
export function isAction(text: string): boolean {
  const [, decision] = /^([a-z-]+)(?:: |$)/.exec(text) ?? [];
  return !WITHOUT_EFFECT.has(decision);
}

/** A line of the handlers' log, for a reader who does not know the handlers. */
export function decisionText(text: string): string {
  const [, decision, reason] = /^([a-z-]+): ([^]*)$/.exec(text) ?? [];
  if (decision === undefined || !Object.hasOwn(DECISION_WORDS, decision)) {
    return text;
  }
  const words = DECISION_WORDS[decision];
  return words === undefined ? reason.charAt(0).toUpperCase() + reason.slice(1) : `${words}: ${reason}`;
}
