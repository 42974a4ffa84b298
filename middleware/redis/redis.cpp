// The client's public face: from a call to a command of the part on this thread, and back.
#include "redis.hpp"

#include <crema/host_object.hpp>
#include <crema/object.hpp>

#include <utility>

#include "redis_calls.hpp"
#include "redis_hub.hpp"

namespace crema {
namespace detail {
namespace {

class ClientObject final : public HostObject {
 public:
  explicit ClientObject(RedisClient c) : client(std::move(c)) {}
  std::string_view class_name() const override { return "RedisClient"; }
  const RedisClient client;
};

RedisSubscriptions::Names names_of(const Value& channels) {
  RedisSubscriptions::Names all;
  if (channels == null) return all;
  if (!Array.isArray(channels)) return all.push_back(Text(channels).str()), all;
  for (const Value channel : channels) all.push_back(Text(channel).str());
  return all;
}

Task<RedisClient> connected(RedisClient client, ClosurePtr deferred) {
  (void)co_await AwaitDeferred{deferred};
  co_return client;
}

}  // namespace

RedisClient RedisCreateClient::operator()() const { return RedisClient(RedisClientOptions{}); }

RedisCluster RedisCreateCluster::operator()(const RedisClusterOptions& options) const {
  RedisClientOptions all = options.defaults;
  const Value roots = options.rootNodes;
  if (!Array.isArray(roots) || roots.length() == 0) {
    throw TypeError(
        "crema: createCluster takes rootNodes, a list of one node or more: {{{\"url\", \"redis://10.0.0.1:7000\"}}}");
  }
  RedisTarget target;
  for (const Value root : roots) {
    RedisClientOptions one = options.defaults;
    one.url = typeof_(root) == "string" ? root : Value(root["url"]);
    auto found = redis_target(one);
    if (target.seeds.empty()) target = std::move(found);
    else if (found.tls != target.tls)
      throw TypeError("crema: the nodes of a cluster have TLS all or none: redis:// or rediss://");
    else target.seeds.insert(target.seeds.end(), found.seeds.begin(), found.seeds.end());
  }
  std::string url = target.tls ? "rediss://" : "redis://";
  for (std::size_t i = 0; i < target.seeds.size(); i++) url += (i ? "," : "") + target.seeds[i].text();
  all.url = url;
  all.database = target.database;
  if (!target.username.empty()) all.username = target.username;
  if (!target.password.empty()) all.password = target.password;
  return RedisClient(all);
}

}  // namespace detail

RedisClient::RedisClient(const RedisClientOptions& options) : state_(std::make_shared<detail::RedisState>(options)) {}

const std::shared_ptr<detail::RedisState>& RedisClient::state() const {
  if (!state_) throw TypeError("crema: this RedisClient is empty; make it with createClient() first");
  return state_;
}

RedisClient::operator Value() const { return make_host<detail::ClientObject>(*this); }

const RedisClient& RedisClient::on(const Text& event, Callback<Error> listener) const {
  state()->on(event, std::move(listener));
  return *this;
}

bool RedisClient::isOpen() const { return state_ && state_->is_open(); }

bool RedisClient::isReady() const {
  const auto hub = state_ ? state_->existing_hub() : nullptr;
  return hub && hub->ready();
}

bool RedisClient::isCluster() const {
  const auto hub = state_ ? state_->existing_hub() : nullptr;
  return hub && hub->is_cluster();
}

RedisTask<RedisClient> RedisClient::connect() const {
  detail::ClosurePtr deferred(new detail::Deferred);
  if (!state()->open()) {
    detail::redis_reject(deferred, Error("Socket already opened"));
  } else {
    const auto hub = state_->hub();
    hub->keep_running();
    hub->when_ready([deferred](const Error& err) { detail::redis_settle(deferred, err, {}); });
  }
  return detail::connected(*this, deferred);
}

RedisReply RedisClient::close() const {
  detail::ClosurePtr deferred(new detail::Deferred);
  if (!state()->is_open()) {
    detail::redis_reject(deferred, Error("The client is closed"));
    return detail::await_deferred(deferred);
  }
  const auto here = state_->existing_hub();
  state_->shut();
  state_->each_hub([](detail::RedisHub& hub) { hub.finish({}); });
  if (here) here->finish([deferred] { detail::redis_settle(deferred, {}, "OK"); });
  else detail::redis_settle(deferred, {}, "OK");
  return detail::await_deferred(deferred);
}

void RedisClient::destroy() const {
  state()->shut();
  state_->each_hub([](detail::RedisHub& hub) { hub.destroy(); });
}

RedisReply RedisClient::disconnect() const {
  destroy();
  return Promise.resolve();
}

RedisClient RedisClient::duplicate() const { return RedisClient(state()->options); }

RedisClient RedisClient::duplicate(Callback<RedisClientOptions&> change) const {
  RedisClientOptions options = state()->options;
  change(options);
  return RedisClient(options);
}

RedisReply RedisClient::run(detail::RedisRequest request) const {
  const auto shape = request.shape;
  return detail::redis_run(state(), std::move(request), shape);
}

void RedisClient::call(const detail::RedisRequest& request, Callback<Error, Value> done) const {
  detail::redis_call(state(), request, std::move(done));
}

// -- on all masters ----------------------------------------------------------------------------------------------------------

RedisReply RedisClient::keys(const Value& pattern) const {
  return detail::redis_everywhere(state(), detail::RedisRequest::of("KEYS", pattern).repeatable(),
                                  detail::RedisSum::list);
}
RedisReply RedisClient::flushAll() const {
  return detail::redis_everywhere(state(), detail::RedisRequest("FLUSHALL"), detail::RedisSum::first);
}
RedisReply RedisClient::flushDb() const {
  return detail::redis_everywhere(state(), detail::RedisRequest("FLUSHDB"), detail::RedisSum::first);
}
RedisReply RedisClient::dbSize() const {
  return detail::redis_everywhere(state(), detail::RedisRequest("DBSIZE").repeatable(), detail::RedisSum::number);
}

// -- subscriptions -----------------------------------------------------------------------------------------------------------

namespace detail {
namespace {

using Kind = RedisSubscriptions::Kind;
using Listener = RedisSubscriptions::Listener;

RedisReply change_subscriptions(const std::shared_ptr<RedisState>& state, Kind kind, const Value& channels,
                                const Listener& listener, bool on) {
  ClosurePtr deferred(new Deferred);
  const auto names = names_of(channels);
  const auto done = [deferred](const Error& err) { redis_settle(deferred, err, {}); };
  const auto hub = state->hub();
  if (!hub) redis_reject(deferred, Error("The client is closed"));
  else if (on) hub->subscriptions().subscribe(kind, names, listener, done);
  else hub->subscriptions().unsubscribe(kind, names, listener, done);
  return await_deferred(deferred);
}

}  // namespace
}  // namespace detail

RedisReply RedisClient::subscribe_to(const Value& names, const Callback<Value, Value>& listener, bool patterns) const {
  const auto kind = patterns ? detail::Kind::pattern : detail::Kind::channel;
  return detail::change_subscriptions(state(), kind, names, listener, true);
}
RedisReply RedisClient::unsubscribe(const Value& channels, const Callback<Value, Value>& listener) const {
  return detail::change_subscriptions(state(), detail::Kind::channel, channels, listener, false);
}
RedisReply RedisClient::pUnsubscribe(const Value& patterns, const Callback<Value, Value>& listener) const {
  return detail::change_subscriptions(state(), detail::Kind::pattern, patterns, listener, false);
}

}  // namespace crema
