// Numbers that look random and are the same for the same seed (mulberry32), and choices made by them.
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(n) {
    return Math.floor(this.next() * n);
  }

  between(low, high) {
    return low + this.below(high - low + 1);
  }

  chance(p) {
    return this.next() < p;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  // some(list, n): up to n of them, in any order, each once
  some(list, most) {
    const rest = [...list];
    const taken = [];
    for (let n = this.between(1, most); n > 0 && rest.length; n--) taken.push(...rest.splice(this.below(rest.length), 1));
    return taken;
  }

  // weighted([[weight, choice]…])
  weighted(choices) {
    let at = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) {
      at -= weight;
      if (at < 0) return choice;
    }
    return choices.at(-1)[1];
  }

  list(low, high, make) {
    return Array.from({ length: this.between(low, high) }, (_, i) => make(i));
  }
}
