/** Values in templates that are written by hand. */

export function getAtt(logicalId: string, attribute: string) {
  return { 'Fn::GetAtt': [logicalId, attribute] };
}

/** A map as the properties have it. */
export function entries(map: Readonly<Record<string, string>> | undefined): { Name: string; Value: string }[] | undefined {
  return map && Object.keys(map).sort().map((name) => ({ Name: name, Value: map[name] }));
}

/** @param minutes that a deployment waits; nothing when it does not */
export function completion(minutes: number | undefined) {
  return minutes === undefined ? { Mode: 'WHEN_SUBMITTED' } : { Mode: 'WHEN_ACTIVE', TimeoutSeconds: minutes * 60 };
}
