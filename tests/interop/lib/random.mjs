// mulberry32: the same numbers for the same seed.
export function generator(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  const of = (list) => list[below(list.length)];
  // The members of `choices`, each with the chance of one in `n`; a list is one of several.
  const some = (choices, n = 2) => Object.fromEntries(Object.entries(choices).filter(() => below(n) === 0).map(([name, list]) => [name, Array.isArray(list) ? of(list) : list()]));
  const list = (most, one) => Array.from({ length: below(most + 1) }, one);
  return { next, below, of, some, list, chance: (n) => below(n) === 0 };
}
