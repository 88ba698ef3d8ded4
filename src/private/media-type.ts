/** MIME types, as far as formats of data are told apart by them. */
import { ResultFormat } from '../result-format';

/** What Clean Rooms ML delivers the data of an ML input channel as. */
export const MEDIA_TYPES: { readonly [format: string]: string } = {
  [ResultFormat.CSV]: 'text/csv',
  [ResultFormat.PARQUET]: 'application/x-parquet',
};

/** Whether one of the types is the given one. Parameters, such as a character set, and case do not matter; either side can have wildcards. */
export function includesMediaType(types: readonly string[], type: string): boolean {
  const [kind, format] = partsOf(type);
  return types.map(partsOf).some(([otherKind, otherFormat]) => isSame(kind, otherKind) && isSame(format, otherFormat));
}

function partsOf(type: string): [kind: string, format: string] {
  const [kind, format = ''] = type.split(';')[0].trim().toLowerCase().split('/');
  return [kind, format];
}

function isSame(a: string, b: string): boolean {
  return a === b || a === '*' || b === '*';
}
