#include "redis_hub.hpp"

#include <crema/math.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "redis_greeting.hpp"

namespace crema::detail {
namespace {

constexpr double tick_ms = 50;
constexpr int most_hops = 16;

// Kept by a timer of the loop: when the loop drops its timers, it ends.
struct LoopGuard {
  explicit LoopGuard(std::shared_ptr<RedisHub> h) : hub(std::move(h)) {}
  LoopGuard(LoopGuard&&) noexcept = default;
  LoopGuard& operator=(LoopGuard&&) = delete;
  ~LoopGuard() {
    if (hub) hub->loop_ended();
  }
  std::shared_ptr<RedisHub> hub;
};

// "GET", out of "*2\r\n$3\r\nGET\r\n…".
std::string_view name_of(const RedisCommand& command) {
  const std::string_view bytes = command.bytes;
  const auto line = bytes.find('\n', bytes.find('\n') + 1) + 1;
  return bytes.substr(line, bytes.find('\r', line) - line);
}

}  // namespace

RedisHub::RedisHub(std::shared_ptr<RedisState> state)
    : state_(std::move(state)), io_(ioContext()), subscriptions_(*this) {}

void RedisHub::begin() {
  const auto me = shared_from_this();
  auto guard = [guard = LoopGuard(me)] {};
  guard_ = setInterval(std::move(guard), 1'000'000'000).unref();
  connect(node_at(some_address()));
}

void RedisHub::keep_running() {
  if (!closed_) keep_.emplace();
}

bool RedisHub::ready() const {
  return !closed_ && std::any_of(nodes_.begin(), nodes_.end(), [](const auto& node) { return node->link->ready(); });
}

void RedisHub::when_ready(Callback<Error> ready_call) {
  if (closed_) return ready_call(Error("The client is closed"));
  if (ready()) return ready_call();
  ready_.push_back(std::move(ready_call));
}

std::vector<RedisAddress> RedisHub::masters() const {
  if (cluster_) return slots_.masters();
  std::vector<RedisAddress> all;
  if (!nodes_.empty()) all.push_back(nodes_.front()->link->address());
  return all;
}

RedisAddress RedisHub::some_address() {
  const auto& seeds = state_->target.seeds;
  const std::size_t at = next_seed_++ % (seeds.size() + known_.size());
  return at < seeds.size() ? seeds[at] : known_[at - seeds.size()];
}

std::uint64_t RedisHub::ticks_of(const Duration& time) const {
  return static_cast<std::uint64_t>(std::ceil(std::clamp(time.ms(), 0.0, 1e9) / tick_ms));
}

// -- nodes -------------------------------------------------------------------------------------------------------------------

RedisHub::Node& RedisHub::node_at(const RedisAddress& address) {
  for (const auto& node : nodes_) {
    if (node->link->address() == address) return *node;
  }
  auto& made = nodes_.emplace_back(std::make_unique<Node>());
  made->link = std::make_shared<RedisLink>(*this, address, state_->options.maxReplySize, state_->tls);
  return *made;
}

RedisHub::Node* RedisHub::node_of(const RedisLink& link) {
  for (const auto& node : nodes_) {
    if (node->link.get() == &link) return node.get();
  }
  return nullptr;
}

void RedisHub::connect(Node& node) {
  if (closed_ || node.link->state() != RedisLink::State::idle) return;
  node.retry_at = 0;
  node.connect_by = tick_ + 1 + ticks_of(state_->options.socket.connectTimeout);
  start_ticks();
  node.link->connect();
}

void RedisHub::link_connected(RedisLink& link) {
  state_->emit("connect");
  const auto keep = shared_from_this();
  redis_greet(link, state_->target, state_->options, true,
              [this, keep, l = link.shared_from_this()](const Error& err, const Value& slots) {
                if (closed_ || l->state() != RedisLink::State::connected) return;
                if (err) return l->fail(err);
                became_ready(*l, slots);
              });
}

void RedisHub::became_ready(RedisLink& link, const Value& slots) {
  auto* node = node_of(link);
  if (!node) return;
  link.set_ready();
  node->retries = 0;
  node->connect_by = 0;
  away_ = {};
  alone_since_ = 0;
  const bool first = !ready_.empty() || nodes_.size() == 1;
  if (slots != undefined) take_slots(link, slots);
  single_ = !cluster_;
  if (first) state_->emit("ready");
  for (const auto& call : std::exchange(ready_, {})) call();
  drain();
}

void RedisHub::link_lost(RedisLink& link, const Error& why, std::deque<RedisCommandPtr> sent) {
  const auto keep = shared_from_this();
  if (auto* node = node_of(link); node && !closed_) {
    const bool was_only = nodes_.size() == 1 || !ready();
    Error reason = why;
    const double pause = closing_ ? -1 : pause_after(node->retries++, reason);
    node->connect_by = 0;
    if (was_only) away_ = reason;
    if (cluster_) refresh_at_ = std::max<std::uint64_t>(refresh_at_, 1);
    if (pause >= 0) {
      node->retry_at = tick_ + 1 + ticks_of(pause);
      start_ticks();
    }
    while (!sent.empty()) {
      auto command = std::move(sent.back());
      sent.pop_back();
      lost(std::move(command), why);
    }
    state_->emit("error", why);
    if (pause < 0 && !closing_) gave_up(reason);
    if (closing_ && !closed_) destroy();
    return;
  }
  for (auto& command : sent) settle(std::move(command), why, {});
}

// What was sent on a connection that broke: once more, if that does no harm. Called with the last one first.
void RedisHub::lost(RedisCommandPtr command, const Error& why) {
  if (!command->done) return;
  if (closed_ || !command->repeatable || command->repeated) return settle(std::move(command), why, {});
  command->repeated = true;
  command->collected = {};
  waiting_.push_front(std::move(command));
}

double RedisHub::pause_after(int retries, Error& why) const {
  const auto& strategy = state_->options.socket.reconnectStrategy;
  Value wanted = strategy.value();
  if (strategy.function()) wanted = strategy.function()(Value(retries), why.operator Value());
  if (wanted == undefined) {
    // At first soon: who waits for a connection that was merely dropped must not wait for offlineTimeout.
    const double spread = retries == 0 ? 50 : 200;
    return std::min(std::ldexp(50.0, std::min(retries, 10)), 2000.0) + Math.random().number() * spread;
  }
  if (typeof_(wanted) == "number") return std::clamp(wanted.number(), 0.0, 1e9);
  if (wanted) why = Error(wanted);
  return -1;
}

void RedisHub::gave_up(const Error& why) {
  const auto keep = shared_from_this();
  state_->shut();
  for (const auto& call : std::exchange(ready_, {})) call(why);
  destroy();
}

// -- commands ----------------------------------------------------------------------------------------------------------------

std::size_t RedisHub::length() const {
  std::size_t all = waiting_.size();
  for (const auto& node : nodes_) all += node->link->unanswered();
  return all;
}

void RedisHub::submit(RedisCommandPtr command) {
  if (closed_ || closing_) return settle(std::move(command), Error("The client is closed"), {});
  const auto& options = state_->options;
  if (length() >= options.commandsQueueMaxLength) return settle(std::move(command), Error("The queue is full"), {});
  const bool up = ready();
  if (!up && options.disableOfflineQueue) return settle(std::move(command), Error("The client is offline"), {});
  auto limit = ticks_of(options.commandTimeout);
  if (!up && away_ && limit > 0) limit = std::min(limit, ticks_of(options.offlineTimeout));
  if (limit > 0) command->due = tick_ + 1 + limit;
  start_ticks();
  route(std::move(command));
}

RedisLink* RedisHub::link_for(const RedisCommand& command) {
  if (command.not_before > tick_) return nullptr;
  if (command.at) {
    auto& node = node_at(*command.at);
    connect(node);
    return node.link.get();
  }
  if (cluster_ && command.slot >= 0) {
    if (const auto* owner = slots_.owner(command.slot)) {
      auto& node = node_at(*owner);
      if (node.retry_at == 0) connect(node);
      return node.link.get();
    }
  }
  for (const auto& node : nodes_) {
    if (node->link->ready() && !node->retired) return node->link.get();
  }
  return nullptr;
}

void RedisHub::route(RedisCommandPtr command) {
  auto* link = link_for(*command);
  if (!link || !link->ready()) return waiting_.push_back(std::move(command));
  const bool asking = std::exchange(command->asking, false);
  link->send(std::move(command), asking);
}

void RedisHub::drain() {
  for (auto& command : std::exchange(waiting_, {})) route(std::move(command));
}

void RedisHub::link_answered(RedisLink&, RedisCommandPtr command, const Value& reply) {
  if (is_redis_error(reply)) {
    if (redirect(command, reply.str())) return;
    return settle(std::move(command), redis_error_of(reply), {});
  }
  if (command->replies > 1) {
    for (const Value one : reply) {
      if (is_redis_error(one) && redirect(command, one.str())) return;
    }
  }
  settle(std::move(command), {}, reply);
}

void RedisHub::settle(RedisCommandPtr command, const Error& error, const Value& reply) {
  if (const auto done = std::move(command->done)) done(error, reply);
}

// "MOVED 3999 127.0.0.1:6381", "ASK 3999 127.0.0.1:6381", "TRYAGAIN …", "CLUSTERDOWN …": true, it is on its way again.
bool RedisHub::redirect(RedisCommandPtr& command, const std::string& text) {
  const bool moved = text.starts_with("MOVED "), ask = text.starts_with("ASK ");
  const bool wait = cluster_ && (text.starts_with("TRYAGAIN") || text.starts_with("CLUSTERDOWN") ||
                                 text.starts_with("READONLY") || text.starts_with("MASTERDOWN"));
  if (!moved && !ask && !wait) return false;
  if (!command->done) return command.reset(), true;
  if (++command->hops > most_hops) {
    settle(std::move(command), Error("Too many Cluster redirections"), {});
    return true;
  }
  command->asking = false;
  command->at.reset();
  command->asked = 0;
  if (wait) {
    command->not_before = tick_ + 2;
    if (!text.starts_with("TRYAGAIN")) refresh_at_ = std::max<std::uint64_t>(refresh_at_, 1);
  } else {
    RedisAddress address;
    const auto space = text.rfind(' ');
    if (!redis_address(std::string_view(text).substr(space + 1), address)) return false;
    if (address.host.empty()) address.host = nodes_.front()->link->address().host;
    cluster_ = true;
    single_ = false;
    if (command->slot < 0) command->slot = std::atoi(text.data() + text.find(' '));
    if (moved) {
      slots_.move(command->slot, address);
      refresh_at_ = std::max<std::uint64_t>(refresh_at_, 1);
    } else {
      command->at = address;
      command->asking = true;
    }
  }
  start_ticks();
  route(std::move(command));
  return true;
}

// -- time --------------------------------------------------------------------------------------------------------------------

void RedisHub::start_ticks() {
  if (closed_ || ticks_) return;
  auto tick = [weak = weak_from_this()] {
    if (const auto hub = weak.lock()) hub->run_tick();
  };
  ticks_ = setInterval(std::move(tick), tick_ms).unref();
}

bool RedisHub::at_rest() const {
  return waiting_.empty() && refresh_at_ == 0 && !closing_ && subscriptions_.at_rest() &&
         std::all_of(nodes_.begin(), nodes_.end(), [](const auto& node) {
           return node->link->ready() && node->link->unanswered() == 0 && !node->retired;
         });
}

void RedisHub::run_tick() {
  const auto keep = shared_from_this();
  tick_++;
  for (const auto& node : nodes_) node->link->set_tick(tick_);
  expire();
  for (std::size_t i = 0; i < nodes_.size() && !closed_; i++) look_after(*nodes_[i]);
  if (closed_) return;
  subscriptions_.run_tick();
  if (cluster_) look_after_cluster();
  std::erase_if(nodes_, [](const auto& node) {
    return node->retired && (node->link->unanswered() == 0 || node->link->state() == RedisLink::State::idle);
  });
  drain();
  if (closing_ && length() == 0) return destroy();
  if (!closed_ && at_rest()) clearInterval(std::exchange(ticks_, {}));
}

std::string RedisHub::late_text(const RedisCommand& command) const {
  const std::string name(name_of(command));
  if (away_) return "crema: no connection to Redis for " + name + ": " + away_.message.str();
  return "crema: Redis has not answered " + name + " within " + String(state_->options.commandTimeout.ms()).str() +
         " ms";
}

void RedisHub::expire() {
  std::vector<std::pair<Callback<Error, Value>, Error>> late;
  const auto note = [&](Callback<Error, Value> done, const RedisCommand& command) {
    Error error(late_text(command));
    error.code = away_ ? away_.code : Value("ETIMEDOUT");
    late.emplace_back(std::move(done), error);
  };
  for (const auto& node : nodes_) node->link->expire(tick_, note);
  std::deque<RedisCommandPtr> kept;
  for (auto& command : waiting_) {
    if (command->due == 0 || command->due > tick_) kept.push_back(std::move(command));
    else if (command->done) note(std::move(command->done), *command);
  }
  waiting_.swap(kept);
  for (const auto& [done, error] : late) done(error);
}

void RedisHub::look_after(Node& node) {
  const auto limit = ticks_of(state_->options.commandTimeout);
  auto& link = *node.link;
  if (link.ready()) {
    if (limit > 0 && tick_ > limit && link.silent_since(tick_ - limit)) {
      link.fail(Error("crema: Redis at " + link.address().text() + " is silent; the connection was closed"));
    }
  } else if (node.connect_by != 0 && tick_ >= node.connect_by) {
    link.fail(Error("Connection timeout"));
  } else if (node.retry_at != 0 && tick_ >= node.retry_at && !node.retired) {
    state_->emit("reconnecting");
    if (!cluster_ && state_->target.seeds.size() > 1) return replace_entry();
    connect(node);
  }
}

// Another of the servers that the URL names.
void RedisHub::replace_entry() {
  auto& node = *nodes_.front();
  node.link->owner_goes();
  node.link->close();
  node.link = std::make_shared<RedisLink>(*this, some_address(), state_->options.maxReplySize, state_->tls);
  connect(node);
}

// -- clusters ----------------------------------------------------------------------------------------------------------------

void RedisHub::take_slots(const RedisLink& from, const Value& reply) {
  if (!slots_.take(reply, from.address().host)) return;
  cluster_ = true;
  known_ = slots_.masters();
  known_.insert(known_.end(), slots_.replicas().begin(), slots_.replicas().end());
  for (const auto& node : nodes_) node->retired = true;
  for (const auto& address : slots_.masters()) {
    auto& node = node_at(address);
    node.retired = false;
    if (node.retry_at == 0) connect(node);
  }
}

void RedisHub::refresh() {
  for (const auto& node : nodes_) {
    if (!node->link->ready()) continue;
    auto command = std::make_unique<RedisCommand>();
    command->bytes = redis_bytes(RedisRequest::of("CLUSTER", "SLOTS"));
    command->due = tick_ + 1 + ticks_of(1000);
    command->done = [this, keep = shared_from_this(), link = node->link](const Error& err, const Value& reply) {
      refreshing_ = false;
      if (!err && !closed_) take_slots(*link, reply);
    };
    refreshing_ = true;
    return node->link->send(std::move(command));
  }
}

// A new table while something is amiss, at most twice a second; and from the beginning where no node answers any more.
void RedisHub::look_after_cluster() {
  const bool all_ready =
      std::all_of(nodes_.begin(), nodes_.end(), [](const auto& node) { return node->link->ready() || node->retired; });
  if (!all_ready && refresh_at_ == 0) refresh_at_ = tick_ + ticks_of(500);
  if (refresh_at_ != 0 && tick_ >= refresh_at_ && !refreshing_) {
    refresh_at_ = 0;
    refresh();
  }
  if (ready()) {
    alone_since_ = 0;
    return;
  }
  if (alone_since_ == 0) alone_since_ = tick_;
  if (tick_ - alone_since_ < ticks_of(2000)) return;
  alone_since_ = 0;
  auto& node = node_at(some_address());
  node.retired = false;
  connect(node);
}

// -- the end -----------------------------------------------------------------------------------------------------------------

void RedisHub::finish(Callback<> closed) {
  if (closed_) return closed();
  if (closed) closed_calls_.push_back(std::move(closed));
  closing_ = true;
  start_ticks();
  if (length() == 0) destroy();
}

void RedisHub::close_all() {
  clearInterval(std::exchange(ticks_, {}));
  keep_.reset();
  state_->forget(io_);
}

void RedisHub::destroy() {
  if (std::exchange(closed_, true)) return;
  const auto keep = shared_from_this();
  close_all();
  std::deque<RedisCommandPtr> left = std::exchange(waiting_, {});
  for (const auto& node : nodes_) {
    node->link->owner_goes();
    for (auto& command : node->link->close()) left.push_back(std::move(command));
  }
  subscriptions_.destroy();
  for (auto& command : left) settle(std::move(command), Error("Disconnects client"), {});
  for (const auto& call : std::exchange(ready_, {})) call(Error("Disconnects client"));
  for (const auto& call : std::exchange(closed_calls_, {})) call();
  state_->emit("end");
  clearInterval(std::exchange(guard_, {}));
}

void RedisHub::loop_ended() {
  if (std::exchange(closed_, true)) return;
  close_all();
  for (const auto& node : nodes_) {
    node->link->owner_goes();
    node->link->close();
  }
  subscriptions_.destroy();
  waiting_.clear();
  ready_.clear();
  closed_calls_.clear();
}

}  // namespace crema::detail
