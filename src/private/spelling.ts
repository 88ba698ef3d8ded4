/** What the spellings of a name have in common that are taken for it: case, separators and the plural do not matter. */
export function spelling(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '').replace(/s$/, '');
}
