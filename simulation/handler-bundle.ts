import * as path from 'node:path';
import { build } from 'esbuild';

/**
 * The handlers' bundle, made from sources that differ from those of the project.
 *
 * @param changed a source that takes the place of the given file's; nothing where the file stays as it is
 */
export async function handlerBundle(root: string, changed: (file: string) => string | undefined): Promise<string> {
  const { outputFiles: [bundle] } = await build({
    entryPoints: [path.join(root, 'lambda/index.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['@aws-sdk/*'],
    write: false,
    plugins: [{
      name: 'changed-sources',
      setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const contents = changed(file);
        return contents === undefined ? undefined : { contents, loader: 'ts' };
      }),
    }],
  });
  return bundle.text;
}
