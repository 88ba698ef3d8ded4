/** The demo: a whole collaboration, and then the life of one model, with this library and with what one writes without it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wrapped, type Audience } from './audience';
import { tellCollaboration } from './collaboration/story';
import { tellTwoParties } from './two-parties/story';
import { isColored } from 'cdk-cleanrooms-ml/rehearsal';

/** Tells both stories. @throws when one ends in another way than it should */
export async function demo(audience: Audience): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'cdk-cleanrooms-ml-'));
  try {
    audience.out(wrapped([
      'Two stories, played on this computer: no AWS account is used, and nobody pays.',
      'The code that would run in AWS runs here, against an in-memory Clean Rooms ML. Times are hours, minutes and seconds.',
      '"$" is what would be paid for in AWS.',
    ].join(' '), audience.columns));
    await tellCollaboration(audience, join(directory, 'collaboration'));
    await tellTwoParties(audience, join(directory, 'two-parties'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (require.main === module) {
  const { stdout, env } = process;
  // The width of a file is said by the environment, if at all.
  const columns = stdout.columns ?? (Number(env.COLUMNS) || 120);
  demo({ color: isColored({ isTerminal: stdout.isTTY === true, environment: env }), columns, out: console.log }).catch((error: Error) => {
    console.error(`demo: ${error.message}`);
    process.exitCode = 1;
  });
}
