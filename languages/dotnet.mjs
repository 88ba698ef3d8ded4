import { isThere } from './command.mjs';
import { fileIn, makeBindings, sizeOf } from './bindings.mjs';

/** .NET: a package where there is a compiler, and code that nobody has compiled elsewhere. There is no example. */
export const dotnet = {
  name: '.NET',
  tools: [],

  make(dist) {
    const isCompiled = isThere('dotnet');
    const { directory, seconds } = makeBindings('dotnet', dist, { codeOnly: !isCompiled });
    return isCompiled
      ? { directory, seconds, bytes: sizeOf(fileIn(directory, '.nupkg')), notes: [] }
      : { directory, seconds, bytes: sizeOf(directory), notes: ['code generated, not compiled: there is no dotnet'] };
  },
};
