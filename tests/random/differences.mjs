// Where Crema differs from Express on purpose, and it shows in made-up requests. Each has its line in docs/differences.md.
import { compareReplies } from './compare.mjs';

// How many answers, from the first on, are the same.
function agreed(express, ours, sessions) {
  let same = 0;
  while (same < express.replies.length && same < ours.replies.length && !compareReplies(express.replies[same], ours.replies[same], sessions).length) same++;
  return same;
}

// Node's refusal of bytes that make no sense.
const refusal = (reply) => reply?.status === 400 && reply.headers.every(([name]) => name === 'Connection');
const asked = (reply, name) => reply?.headers.find(([key]) => key.toLowerCase() === name)?.[1];

// express, ours: {replies, end} of both; logged: ours has printed an error meanwhile; sessions: the application has some.
export function deliberate({ requests, pipelined }, express, ours, { logged, sessions }) {
  const same = agreed(express, ours, sessions);
  const next = express.replies[same];

  // An answer that has not left yet is taken back by Node when the bytes behind its request make no sense.
  if (refusal(next) && express.end === 'closed' && same < ours.replies.length) return true;

  // An error behind the end of an answer closes the connection of Express, of which the answer says nothing.
  if (express.end === 'closed' && same === express.replies.length && (same > 0 || pipelined) && same < requests.length
    && !/close/i.test(asked(express.replies[same - 1], 'connection') ?? '')) return true;

  // Such an error closes ours, too, while the answer is on its way, where Node may have answered the next request already.
  if ((pipelined || logged) && ours.end === 'closed' && same === ours.replies.length && same > 0 && same < express.replies.length
    && !/close/i.test(asked(ours.replies[same - 1], 'connection') ?? '')) return true;

  // An answer that an error cuts off: how much of it has left by then depends on the moment, and under express-session on the store.
  if (express.end === 'closed' && ours.end === 'closed' && same >= Math.max(express.replies.length, ours.replies.length) - 1) {
    const cut = [express.replies[same], ours.replies[same]].filter(Boolean);
    if (cut.every((reply) => !reply.complete && (cut.length === 1 || !reply.untilClose)) || (cut.length === 1 && logged)) return true;
  }

  // An error behind the end cuts off what express-session holds back; ours has left by then, or is not there at all.
  if (sessions && express.end === 'closed' && same === express.replies.length - 1 && !express.replies[same].complete
    && (!ours.replies[same] || ours.replies[same].body.subarray(0, express.replies[same].body.length).equals(express.replies[same].body))) return true;

  // A head that cannot be written when express-session ends the answer leaves Node's client waiting.
  if (sessions && express.end === 'silent' && same === express.replies.length && same < ours.replies.length) return true;

  // A body that is shorter than declared leaves Node's client waiting, or has the next answer in its place.
  if (pipelined && ours.end === 'closed' && same === ours.replies.length - 1 && !ours.replies[same].complete && express.replies.length > same) return true;
  if (express.end === 'silent' && ours.end === 'closed' && same === express.replies.length && same === ours.replies.length && same > 0 && !express.replies[same - 1].complete) return true;
  return false;
}
