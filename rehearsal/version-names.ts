/** A training that was accepted. What it makes is version `number` of the whole rehearsal. */
export interface NumberedTraining {
  readonly number: number;
  readonly name: string;
  readonly trainedModelArn: string;
  readonly versionIdentifier?: string;
}

/** `v1` for what the first training makes, and so on. */
export function versionName(number: number): string {
  return `v${number}`;
}

/** Puts `v1`, `v2` where a text has the names, ARNs and identifiers of what was trained. */
export function withVersionNames(trainings: readonly NumberedTraining[]): (text: string) => string {
  const replacements = trainings.flatMap(({ number, name, trainedModelArn: arn, versionIdentifier: id }): [string, string][] => [
    ...(id === undefined ? [`the base version of ${arn}`] : [`${name} (version ${id})`, `${id} of ${arn}`, `version ${id}`, id]),
    name,
  ].map((text) => [text, versionName(number)]));
  if (replacements.length === 0) {
    return (text) => text;
  }
  const names = new Map(replacements);
  // The longest first: the name of a second attempt begins with that of the first one.
  const pattern = [...names.keys()].sort((a, b) => b.length - a.length).map((text) => text.replace(/[^\w\s-]/g, '\\$&')).join('|');
  const expression = new RegExp(`(?<![\\w-])(?:${pattern})(?![\\w-])`, 'g');
  return (text) => text.replace(expression, (found) => names.get(found)!);
}
