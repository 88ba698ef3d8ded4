import { createHash } from 'node:crypto';
import { type Environment, partitionOf, urlSuffixOf } from './environment';

/** The first characters of a hash in lower-case hexadecimal: what stands for the random part of a generated name. */
export function hash(length: number, ...parts: (string | number)[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, length);
}

/** The name that CloudFormation makes up for a resource. */
export function generatedName(stackId: string, stackName: string, logicalId: string, generation: number, maxLength = 255): string {
  const suffix = hash(12, stackId, logicalId, generation).toUpperCase();
  return `${`${stackName}-${logicalId}`.slice(0, maxLength - suffix.length - 1)}-${suffix}`;
}

/** Fills in `{partition}`, `{region}`, `{account}`, `{urlSuffix}` and the given values. */
export function fill(pattern: string, environment: Environment, values: Readonly<Record<string, string>> = {}): string {
  const known: Readonly<Record<string, string>> = {
    partition: partitionOf(environment.region),
    region: environment.region,
    account: environment.account,
    urlSuffix: urlSuffixOf(environment.region),
    ...values,
  };
  return pattern.replace(/\{(\.?\w+)\}/g, (_, name: string) => known[name] ?? '');
}
