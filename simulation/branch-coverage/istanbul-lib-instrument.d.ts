/** As much of it as is used here. The published types would bring those of Babel into every compilation. */
declare module 'istanbul-lib-instrument' {
  export interface Position {
    /** From 1. */
    readonly line: number;
    /** From 0. */
    readonly column: number;
  }

  export interface Location {
    readonly start: Position;
    readonly end: Position;
  }

  export interface FileCoverage {
    readonly branchMap: { readonly [id: string]: { readonly type: string; readonly loc: Location; readonly locations: readonly Location[] } };
  }

  export interface Instrumenter {
    instrumentSync(source: string, file: string): string;
    lastFileCoverage(): FileCoverage;
  }

  export function createInstrumenter(options: {
    readonly esModules: boolean;
    readonly compact: boolean;
    readonly parserPlugins: readonly string[];
    readonly coverageVariable: string;
  }): Instrumenter;
}
