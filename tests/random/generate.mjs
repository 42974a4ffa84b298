// One case for a seed: an application and connections to it.
import { AppMaker } from './generate_app.mjs';
import { RequestMaker } from './generate_requests.mjs';
import { Random } from './random_source.mjs';

const THEMES = ['routing', 'headers', 'errors', 'settings', 'proxy', 'cookies', 'files', 'bodies', 'negotiation', 'streams', 'views', 'sessions', 'events', 'wire', 'middleware'];

export function generate(seed, connections) {
  const random = new Random(seed);
  const themes = random.some(THEMES, 2);
  const maker = new AppMaker(random, themes);
  const app = maker.make();
  const requests = new RequestMaker(random, themes, maker.places);
  return { seed, themes, app, connections: Array.from({ length: connections }, (_, i) => requests.connection(i)) };
}
