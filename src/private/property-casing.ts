/**
 * The members of a request have the API's names in the code (`imageUri`), and those names in the casing of CloudFormation in a
 * template (`ImageUri`), as all other properties. Constructs and handlers convert them where they write and read properties.
 */
export function toTemplateCasing<T>(properties: T): T {
  return renamed(properties, (name) => `${name[0].toUpperCase()}${name.slice(1)}`) as T;
}

export function toApiCasing(properties: unknown): unknown {
  return renamed(properties, (name) => `${name[0].toLowerCase()}${name.slice(1)}`);
}

/** Nothing in a token or an intrinsic function has a name that is ours. */
function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) {
    return value.map((entry) => renamed(entry, rename));
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype || isIntrinsic(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name && rename(name), renamed(member, rename)]));
}

function isIntrinsic(value: object): boolean {
  return Object.keys(value).some((name) => name === 'Ref' || name.startsWith('Fn::'));
}
