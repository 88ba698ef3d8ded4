import { twoParties } from './two-parties';

twoParties();
