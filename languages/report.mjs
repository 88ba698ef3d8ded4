import { table } from '../build/rehearsal/index.js';

/**
 * What is known of a language at the end; what was not measured is absent.
 *
 * @typedef {object} Findings
 * @property {string} name
 * @property {'FAILED' | 'left out'} [outcome]
 * @property {number} [bytes] the size of the package
 * @property {number} [made] seconds, as all of these
 * @property {number} [installed]
 * @property {number} [firstConstruct] from the import to the first construct
 * @property {number} [synthesized]
 * @property {boolean} [sameTemplates]
 * @property {number} [passed] how many tests passed
 * @property {number} [tested]
 * @property {string[]} notes
 */

const COLUMNS = 160;
const seconds = (value) => `${value.toFixed(1)} s`;

/** @type {readonly (readonly [string, (findings: Findings) => string | undefined])[]} */
const TABLE = [
  ['', ({ name }) => name],
  ['package', ({ outcome, bytes }) => outcome ?? (bytes && `${Math.round(bytes / 1024).toLocaleString('en')} KiB`)],
  ['made in', ({ made }) => made && seconds(made)],
  ['installed in', ({ installed }) => installed && seconds(installed)],
  ['first construct', ({ firstConstruct }) => firstConstruct && seconds(firstConstruct)],
  ['synthesized in', ({ synthesized }) => synthesized && seconds(synthesized)],
  ['templates', ({ sameTemplates }) => sameTemplates && 'the same'],
  ['lifecycle tests', ({ passed, tested }) => passed && `${passed} passed in ${seconds(tested)}`],
];

/** A table of what was found, and the notes. */
export function report(all) {
  const rows = all.map((findings) => TABLE.map(([, cellOf]) => cellOf(findings) ?? ''));
  const notes = all.flatMap(({ name, notes: each }) => each.map((note) => `${name}: ${note}`));
  return [table([TABLE.map(([header]) => header), ...rows], COLUMNS), ...notes].join('\n\n');
}
