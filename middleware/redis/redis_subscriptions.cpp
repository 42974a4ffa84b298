#include "redis_subscriptions.hpp"

#include <algorithm>
#include <utility>

#include "redis_greeting.hpp"
#include "redis_hub.hpp"

namespace crema::detail {

RedisSubscriptions::~RedisSubscriptions() { destroy(); }

void RedisSubscriptions::subscribe(Kind kind, const Names& names, const Listener& listener,
                                   Callback<Error, Value> done) {
  Names fresh;
  for (const auto& name : names) {
    auto& listeners = of(kind)[name];
    if (listeners.empty()) fresh.push_back(name);
    listeners.push_back(listener);
  }
  if (fresh.empty()) return done();
  send(kind == Kind::channel ? "SUBSCRIBE" : "PSUBSCRIBE", fresh, std::move(done));
}

void RedisSubscriptions::unsubscribe(Kind kind, const Names& names, const Listener& listener,
                                     Callback<Error, Value> done) {
  auto& channels = of(kind);
  Names all = names, gone;
  if (names.empty()) {
    for (const auto& entry : channels) all.push_back(entry.first);
  }
  for (const auto& name : all) {
    const auto found = channels.find(name);
    if (found == channels.end()) continue;
    if (listener) std::erase(found->second, listener);
    else found->second.clear();
    if (!found->second.empty()) continue;
    channels.erase(found);
    gone.push_back(name);
  }
  if (gone.empty() || !link_ || !link_->ready()) return done();  // what is not there yet is not made
  send(kind == Kind::channel ? "UNSUBSCRIBE" : "PUNSUBSCRIBE", gone, std::move(done));
}

void RedisSubscriptions::send(const char* name, const Names& names, Callback<Error, Value> done) {
  const auto limit = hub_.ticks_of(hub_.state()->options.commandTimeout);
  waiting_.push_back({names.size(), std::move(done), limit == 0 ? 0 : hub_.tick() + 1 + limit});
  hub_.start_ticks();
  if (link_ && link_->ready()) write(name, names);
  else if (!link_) connect();
}

void RedisSubscriptions::write(const char* name, const Names& names) {
  RedisRequest request(name);
  for (const auto& one : names) request.add_text(one);
  auto command = std::make_unique<RedisCommand>();
  command->bytes = redis_bytes(request);
  link_->send(std::move(command));
}

// -- the connection ----------------------------------------------------------------------------------------------------------

void RedisSubscriptions::connect() {
  if (link_) {
    link_->owner_goes();
    link_->close();
  }
  const auto masters = hub_.masters();
  link_ = std::make_shared<RedisLink>(*this, masters.empty() || retries_ > 0 ? hub_.some_address() : masters.front(),
                                      hub_.state()->options.maxReplySize, hub_.state()->tls);
  retry_at_ = 0;
  connect_by_ = hub_.tick() + 1 + hub_.ticks_of(hub_.state()->options.socket.connectTimeout);
  hub_.start_ticks();
  link_->connect();
}

void RedisSubscriptions::link_connected(RedisLink& link) {
  redis_greet(link, hub_.state()->target, hub_.state()->options, false,
              [this, l = link.shared_from_this()](const Error& err) {
                if (l != link_) return;
                if (err) return l->fail(err);
                ready();
              });
}

void RedisSubscriptions::ready() {
  link_->set_pushed();
  link_->set_ready();
  retries_ = 0;
  connect_by_ = 0;
  // Whoever waits is answered by the confirmations of all that is wanted now.
  std::size_t count = 0;
  const char* const names[] = {"SUBSCRIBE", "PSUBSCRIBE"};
  for (std::size_t kind = 0; kind < channels_.size(); kind++) {
    Names all;
    for (const auto& entry : channels_[kind]) all.push_back(entry.first);
    count += all.size();
    if (!all.empty()) write(names[kind], all);
  }
  auto everybody = [earlier = std::exchange(waiting_, {})](const Error& err) {
    for (const auto& one : earlier) one.done(err);
  };
  if (count == 0) everybody({});
  else waiting_.push_back({count, std::move(everybody), 0});
}

void RedisSubscriptions::link_lost(RedisLink& link, const Error& why, std::deque<RedisCommandPtr> sent) {
  (void)sent;  // parts of the greeting
  if (&link != link_.get()) return;
  Error reason = why;
  const double pause = hub_.pause_after(retries_++, reason);
  connect_by_ = 0;
  hub_.state()->emit("error", why);
  if (pause < 0) return hub_.gave_up(reason);
  retry_at_ = hub_.tick() + 1 + hub_.ticks_of(pause);
  hub_.start_ticks();
}

void RedisSubscriptions::link_answered(RedisLink&, RedisCommandPtr command, const Value& reply) {
  if (command->done) command->done(redis_error_of(reply), reply);
}

void RedisSubscriptions::run_tick() {
  if (link_) link_->set_tick(hub_.tick());
  if (connect_by_ != 0 && hub_.tick() >= connect_by_) link_->fail(Error("Connection timeout"));
  if (retry_at_ != 0 && hub_.tick() >= retry_at_) connect();
  std::vector<Callback<Error, Value>> late;
  for (auto& one : waiting_) {
    if (one.due != 0 && one.due <= hub_.tick() && one.done) late.push_back(std::exchange(one.done, {}));
  }
  for (const auto& done : late) {
    Error error("crema: Redis has not confirmed the subscription in time; it is made as soon as there is a connection");
    error.code = "ETIMEDOUT";
    done(error);
  }
}

bool RedisSubscriptions::at_rest() const {
  return !link_ || (link_->ready() && std::none_of(waiting_.begin(), waiting_.end(),
                                                   [](const Waiting& one) { return static_cast<bool>(one.done); }));
}

void RedisSubscriptions::destroy() {
  if (link_) {
    link_->owner_goes();
    link_->close();
    link_.reset();
  }
  for (auto& entry : channels_) entry.clear();
  waiting_.clear();
}

// -- what the server says ----------------------------------------------------------------------------------------------------

void RedisSubscriptions::confirmed(const Error& error) {
  if (waiting_.empty()) return;
  if (!error && --waiting_.front().left > 0) return;
  const auto done = std::move(waiting_.front().done);
  waiting_.pop_front();
  done(error);
}

void RedisSubscriptions::link_told(RedisLink&, const Value& push) {
  if (is_redis_error(push)) return confirmed(redis_error_of(push));
  if (!Array.isArray(push)) return;
  const Value kind = push[0];
  if (kind == "message") return heard(Kind::channel, push[1].str(), push[2], push[1]);
  if (kind == "pmessage") return heard(Kind::pattern, push[1].str(), push[3], push[2]);
  confirmed({});
}

void RedisSubscriptions::heard(Kind kind, const std::string& name, const Value& message, const Value& channel) {
  const auto found = of(kind).find(name);
  if (found == of(kind).end()) return;
  const auto listeners = found->second;  // a listener may unsubscribe
  for (const auto& listener : listeners) listener(message, channel);
}

}  // namespace crema::detail
