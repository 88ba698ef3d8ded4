/**
 * Dynamic references to secrets in the properties of a custom resource. CloudFormation resolves those to plain-text
 * parameters (`ssm`) there, and passes those to secrets on as text.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html#dynamic-references-considerations
 */
import { show, type Problem } from './protocol/shape';
import { isIntrinsic } from './template-properties';

const TO_A_SECRET = /\{\{resolve:(secretsmanager|ssm-secure):/;

export function problemsOfDynamicReferences(value: unknown, path: string): Problem[] {
  if (typeof value === 'string') {
    return TO_A_SECRET.test(value) ? [problem(path, value)] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((entry, i) => problemsOfDynamicReferences(entry, `${path}${indexOf(entry, i)}`));
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  if (isIntrinsic(value)) {
    return TO_A_SECRET.test(JSON.stringify(value)) ? [problem(path, value)] : [];
  }
  return Object.entries(value).flatMap(([name, member]) => (
    problemsOfDynamicReferences(member, isValueOfEntry(value, name) ? path : join(path, name))));
}

function problem(path: string, value: unknown): Problem {
  return {
    path,
    message: `must not be a dynamic reference to a secret, got ${show(value)}: CloudFormation does not resolve it in a custom resource, so the service `
      + 'would receive this text. Pass the ARN of the secret, and let the container read the secret by its ARN',
  };
}

/** Maps travel as lists of a key and a value. */
function indexOf(entry: unknown, i: number): string {
  const { Name: name, Key: key = name } = (typeof entry === 'object' && entry !== null ? entry : {}) as { readonly Name?: unknown; readonly Key?: unknown };
  return typeof key === 'string' ? `[${JSON.stringify(key)}]` : `[${i}]`;
}

function isValueOfEntry(entry: object, name: string): boolean {
  return name === 'Value' && ('Name' in entry || 'Key' in entry);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
