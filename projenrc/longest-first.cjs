/**
 * The order of the tests: those first that take longest, so that none of them is what one core does at the end while the other
 * has nothing to do. A fresh clone knows no times, and Jest would go by the sizes of files.
 */
const Sequencer = require('@jest/test-sequencer').default;

const LONGEST = [
  'simulation/branches', 'simulation/simulation', 'package/newest-cdk', 'simulation/explorer', 'lambda/long-life', 'package/tarball',
  'try/variants', 'cost-of-changes', 'wire/throttling', 'demo', 'scenarios/engine', 'readme',
].map((name) => `test/${name}.test.ts`);

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.findIndex((name) => path.endsWith(name));
      return index < 0 ? LONGEST.length : index;
    };
    // The sort is stable, so that the others stay in the order that Jest gives them.
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
