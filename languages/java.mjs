import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileIn, makeBindings, sizeOf } from './bindings.mjs';
import { run } from './command.mjs';
import { CACHE, ROOT, VERSION, versionOf } from './project.mjs';
import { synthesize } from './templates.mjs';

const SOURCES = 'src/main/java/io/github/cdkcleanroomsml/examples';

/** Java, with Maven and a local repository, and JUnit 5. */
export const java = {
  name: 'Java',
  tools: ['javac', 'mvn'],
  example: 'java',

  make(dist) {
    const { directory, seconds } = makeBindings('java', dist);
    return { directory, seconds, bytes: sizeOf(fileIn(directory, `${VERSION}.jar`)) };
  },

  install(folder, { directory }) {
    mkdirSync(join(folder, '.mvn'));
    // A local repository of its own: a package that was never published has no place in the user's.
    writeFileSync(join(folder, '.mvn', 'maven.config'), [
      '--batch-mode', `-Dmaven.repo.local=${join(CACHE, 'm2')}`, `-Dcdk.version=${versionOf('aws-cdk-lib')}`,
      `-Dconstructs.version=${versionOf('constructs')}`, `-Dcdk-cleanrooms-ml.version=${VERSION}`,
    ].join('\n'));
    const jar = fileIn(directory, `${VERSION}.jar`);
    run('mvn', ['--quiet', 'install:install-file', `-Dfile=${jar}`, `-DpomFile=${jar.replace(/jar$/, 'pom')}`], { cwd: folder });
    copyFileSync(join(ROOT, 'languages', 'first-construct', 'FirstConstruct.java'), join(folder, SOURCES, 'FirstConstruct.java'));
    run('mvn', ['--quiet', 'compile'], { cwd: folder });
  },

  synthesize: (folder, outdir) => synthesize(folder, outdir),

  test(folder) {
    const { stdout } = run('mvn', ['test'], { cwd: folder });
    return Number([...stdout.matchAll(/Tests run: (\d+)/g)].at(-1)[1]);
  },

  firstConstruct: (folder) => run(
    'mvn', ['--quiet', 'exec:java', '-Dexec.mainClass=io.github.cdkcleanroomsml.examples.FirstConstruct'], { cwd: folder }).stdout,
};
