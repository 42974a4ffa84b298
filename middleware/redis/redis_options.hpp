// crema/redis_options.hpp — the options of the redis client and of its commands. Included by redis.hpp.
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/value.hpp>

#include <cstddef>
#include <string_view>

namespace crema {

// Options of a command stand in the expression of a co_await, where g++ 12 destroys a temporary aggregate twice: so their members
// own nothing.

/// A number in a command's options; not given is told from 0.
class RedisNumber {
 public:
  constexpr RedisNumber() = default;
  template <detail::Number N>
  constexpr RedisNumber(N number) : number_(static_cast<double>(number)), given_(true) {}
  RedisNumber(const Value& v);
  constexpr bool given() const { return given_; }
  constexpr double number() const { return number_; }

 private:
  double number_ = 0;
  bool given_ = false;
};

/// A text in a command's options, which must outlive the call.
class RedisText {
 public:
  constexpr RedisText() = default;
  template <detail::Chars T>
  constexpr RedisText(const T& text) : text_(text), given_(true) {}
  /// Throws TypeError when it is no text.
  RedisText(const Value& v);
  constexpr bool given() const { return given_; }
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
  bool given_ = false;
};

/// `.expiration = {.type = "EX", .value = 10}`, as version 5 of npm's client has it beside `.EX = 10`.
struct RedisExpiration {
  RedisText type = {};     // "EX", "PX", "EXAT", "PXAT" or "KEEPTTL".
  RedisNumber value = {};  // In seconds (EX, EXAT) or milliseconds.
};

/// Options of set(). https://redis.io/commands/set
struct RedisSetOptions {
  RedisNumber EX = {};    // Lives for so many seconds. Default: for ever.
  RedisNumber PX = {};    // … milliseconds.
  RedisNumber EXAT = {};  // Lives until then, in seconds since 1970.
  RedisNumber PXAT = {};  // … in milliseconds.
  bool KEEPTTL = false;   // Lives as long as before.
  bool NX = false;        // Only where there is no such key yet; else the reply is null.
  bool XX = false;        // Only where there is one.
  bool GET = false;       // The reply is what was there before.
  RedisExpiration expiration = {};
  RedisText condition = {};  // "NX" or "XX".
};

/// Options of scan() and scanIterator(). https://redis.io/commands/scan
struct RedisScanOptions {
  RedisText MATCH = {};    // Keys of this pattern alone: "user:*". Default: all.
  RedisNumber COUNT = {};  // About how many keys a step looks at. Default: 10, the server's.
  RedisText TYPE = {};     // Keys of this type alone: "hash". Default: all.
};

/// Options of zRange() and zRangeWithScores(). https://redis.io/commands/zrange
struct RedisRangeOptions {
  RedisText BY = {};  // "SCORE" or "LEX": what min and max mean. Default: positions.
  bool REV = false;   // From the end.
};

/// Where the server is, and who. TLS options are Node's: https://nodejs.org/api/tls.html#tlsconnectoptions-callback
struct RedisSocketOptions {
  Value host = {};        // Name or address. Default: "localhost".
  Value port = {};        // Default: 6379.
  Value path = {};        // A unix socket instead.
  Value tls = {};         // true: TLS, as rediss:// in the URL. Default: false.
  Value key = {};         // Private key of the client, PEM. Default: none.
  Value cert = {};        // Its certificate.
  Value ca = {};          // Who may sign the server's certificate, one or a list. Default: whom the system trusts.
  Value passphrase = {};  // Of an encrypted key.
  bool rejectUnauthorized = true;  // false: any certificate will do. Default: true.
  Value servername = {};           // The name that the certificate is for. Default: the host.
  /// What compares the name: a function of (servername, certificate) that gives an error, or nothing if all is well.
  /// Node: https://nodejs.org/api/tls.html#tlscheckserveridentityhostname-cert
  ValueOr<Value, Value> checkServerIdentity = {};
  Duration connectTimeout = 5000;  // Longest time until a connection is ready. Default: 5 s.
  /// Milliseconds until the next attempt, false to give up, or a function of (retries, cause) that gives one of these or an error.
  /// Default: 50, 100, 200 … at most 2,000 ms, and up to 200 ms by chance, so that many clients do not come at once.
  ValueOr<Value, Value> reconnectStrategy = {};
};

/// Options of createClient() and createCluster(). What the URL says is preferred to the other options.
struct RedisClientOptions {
  /// redis://user:password@host:6379/0, rediss:// for TLS, unix:///run/redis.sock?db=0, or several nodes of a cluster: redis://a:7000,b:7000.
  /// Default: redis://localhost:6379
  Value url = {};
  RedisSocketOptions socket = {};
  Value username = {};  // For AUTH. Default: none.
  Value password = {};
  Value name = {};     // For CLIENT SETNAME. Default: none.
  Value database = 0;  // For SELECT. Default: 0.
  std::size_t commandsQueueMaxLength =
      10'000;                        // Commands that wait at once; more fail. npm: no limit. Default: 10,000.
  bool disableOfflineQueue = false;  // Commands fail at once while there is no connection. Default: false.
  Duration commandTimeout = 1000;    // Longest time from the call to the reply; 0: no limit, as npm's. Default: 1 s.
  /// Longest time that a command waits for a connection once the server has been found away. Default: 250 ms.
  Duration offlineTimeout = 250;
  std::size_t maxReplySize = 64u << 20u;  // A server that sends a larger reply is left. Default: 64 MB.
};

/// Options of createCluster(): nodes, of which one must answer, and what all nodes have in common.
struct RedisClusterOptions {
  Value rootNodes = {};  // {{{"url", "redis://10.0.0.1:7000"}}, …}, or a list of URLs.
  RedisClientOptions defaults = {};
};

}  // namespace crema
