// Runs TypeScript of this project as it is written, the examples included, which import the package by its name:
// `node --require ./projenrc/from-source.cjs <file>`.
const { resolve } = require('node:path');
const tsConfigPaths = require('tsconfig-paths');
const tsNode = require('ts-node');

const directory = resolve(__dirname, '..', 'test');
const { config } = tsNode.register({ transpileOnly: true, project: resolve(directory, 'tsconfig.json') });
tsConfigPaths.register({ baseUrl: directory, paths: config.options.paths });
