// A client for tests: Asio carries the bytes, llhttp reads the answer. Invariant: `done` is called exactly once, in a turn of the loop.
#include "testing/http_client.hpp"

#include <crema/asio.hpp>
#include <crema/timers.hpp>
#include <llhttp.h>

#include <array>
#include <asio/connect.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>
#include <cstddef>
#include <string_view>

#include "core/system_error.hpp"

namespace crema::supertest {
namespace {

class Client : public std::enable_shared_from_this<Client> {
  // A completion of Asio as a callback of the loop, which keeps this alive and comes to nothing once there is a result.
  template <class F>
  auto later(F f) {
    return [self = shared_from_this(), f](const asio::error_code& failed, const auto& what) {
      onLoop([&] {
        if (!self->over_) f(failed, what);
      });
    };
  }

 public:
  Client(Question question, Callback<Error&, Answer&> done)
      : question_(std::move(question)), done_(std::move(done)), resolver_(ioContext()), socket_(ioContext()) {
    llhttp_init(&parser_, HTTP_RESPONSE, &settings());
    parser_.data = this;
  }

  void start() {
    limit(deadline_, question_.deadline_ms, "Timeout of ", "ETIME");
    limit(response_, question_.response_ms, "Response timeout of ", "ETIMEDOUT");
    resolver_.async_resolve(question_.host, question_.port, later([this](auto failed, const auto& found) {
                              if (failed) return fail("getaddrinfo", failed);
                              connect(found);
                            }));
  }

 private:
  void connect(const asio::ip::tcp::resolver::results_type& found) {
    asio::async_connect(socket_, found, later([this](auto failed, const auto&) {
                          if (failed) return fail("connect", failed);
                          socket_.set_option(asio::ip::tcp::no_delay(true));
                          write();
                          read();
                        }));
  }

  // A server may answer, and close, before it has read all: what counts is what it says.
  void write() {
    asio::async_write(socket_, asio::buffer(question_.bytes), later([](auto, std::size_t) {}));
  }

  void read() {
    socket_.async_read_some(asio::buffer(input_), later([this](auto failed, std::size_t size) {
                              if (failed == asio::error::eof) return end_of_input();
                              if (failed) return fail("read", failed);
                              take({input_.data(), size});
                              if (!over_) read();
                            }));
  }

  void take(std::string_view bytes) {
    clear(response_);
    const auto result = llhttp_execute(&parser_, bytes.data(), bytes.size());
    if (complete_) return finish();
    if (result == HPE_OK) return;
    Error err(std::string("Parse Error: ") + llhttp_get_error_reason(&parser_));
    err.code = llhttp_errno_name(result);
    finish(err);
  }

  void end_of_input() {
    if (llhttp_finish(&parser_) == HPE_OK && complete_) return finish();
    Error err(answer_.status == 0 ? "socket hang up" : "aborted");
    err.code = "ECONNRESET";
    finish(err);
  }

  void fail(const char* call, const asio::error_code& failed) {
    if (failed.category() != asio::system_category()) {
      Error err(std::string(call) + " ENOTFOUND " + question_.host);
      err.code = "ENOTFOUND";
      err["syscall"] = call;
      return finish(err);
    }
    finish(detail::address_error(failed.value(), call, question_.host + ":" + question_.port));
  }

  void limit(Timer& timer, double ms, const char* reason, const char* errno_name) {
    if (ms <= 0) return;
    timer = setTimeout(
        [weak = weak_from_this(), ms, reason, errno_name] {
          const auto self = weak.lock();
          if (!self || self->over_) return;
          Error err(reason + Value(ms).str() + "ms exceeded");
          err.code = "ECONNABORTED";
          err["timeout"] = ms;
          err["errno"] = errno_name;
          self->finish(err);
        },
        ms);
  }
  static void clear(Timer& timer) { clearTimeout(std::exchange(timer, Timer())); }

  void finish(Error err = {}) {
    over_ = true;
    clear(deadline_);
    clear(response_);
    asio::error_code ignored;
    resolver_.cancel();
    socket_.close(ignored);
    std::exchange(done_, {})(err, answer_);
  }

  // -- llhttp

  static Client& self(llhttp_t* parser) noexcept { return *static_cast<Client*>(parser->data); }
  static const llhttp_settings_t& settings() noexcept {
    static const llhttp_settings_t made = [] {
      llhttp_settings_t s;
      llhttp_settings_init(&s);
      s.on_message_begin = [](llhttp_t* p) { return self(p).answer_ = {}, 0; };
      s.on_header_field = [](llhttp_t* p, const char* at, std::size_t n) { return self(p).name(at, n); };
      s.on_header_value = [](llhttp_t* p, const char* at, std::size_t n) { return self(p).value(at, n); };
      s.on_headers_complete = [](llhttp_t* p) { return self(p).head_complete(); };
      s.on_body = [](llhttp_t* p, const char* at, std::size_t n) { return self(p).answer_.body.append(at, n), 0; };
      s.on_message_complete = [](llhttp_t* p) { return self(p).message_complete(); };
      return s;
    }();
    return made;
  }
  int name(const char* at, std::size_t size) {
    if (std::exchange(in_value_, false) || answer_.fields.empty()) answer_.fields.emplace_back();
    answer_.fields.back().first.append(at, size);
    return 0;
  }
  int value(const char* at, std::size_t size) {
    in_value_ = true;
    answer_.fields.back().second.append(at, size);
    return 0;
  }
  int head_complete() {
    answer_.status = parser_.status_code;
    in_value_ = true;  // trailers are fields of their own
    return question_.is_head ? 1 : 0;
  }
  // 100 Continue and its like go before the answer; 101 is one.
  int message_complete() {
    complete_ = answer_.status >= 200 || answer_.status == 101;
    return complete_ ? HPE_PAUSED : 0;
  }

  Question question_;
  Callback<Error&, Answer&> done_;
  KeepRunning keep_running_;
  asio::ip::tcp::resolver resolver_;
  asio::ip::tcp::socket socket_;
  Timer deadline_, response_;
  std::array<char, 16384> input_;
  llhttp_t parser_;
  Answer answer_;
  bool in_value_ = false, complete_ = false, over_ = false;
};

}  // namespace

void ask(Question question, Callback<Error&, Answer&> done) {
  std::make_shared<Client>(std::move(question), std::move(done))->start();
}

}  // namespace crema::supertest
