const MODULUS = 2_147_483_647;
const MULTIPLIER = 48_271;

/** Numbers from 0 to 1 that look random and are the same in every run with the same seed (Park and Miller's generator). */
export function seededRandom(seed: number): () => number {
  let state = 1 + Math.abs(Math.trunc(seed)) % (MODULUS - 1);
  return () => {
    state = (state * MULTIPLIER) % MODULUS;
    return state / MODULUS;
  };
}
