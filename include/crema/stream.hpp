// crema/stream.hpp — Node's stream: pipeline, Readable.from, and `for await` over a stream.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/fs_streams.hpp>
#include <crema/generator.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace crema {

namespace detail {
struct ReadableState;
struct IteratorState;
}  // namespace detail

/// What Readable.from gives: the values of a list or a generator, one after the other, as fast as somebody takes them. A handle; it
/// runs on without one. Events: "data", "end", "close", "error"; an error that nobody listens to is uncaught. Listening to "data"
/// starts the flow. Node: https://nodejs.org/api/stream.html#readable-streams
class ReadableStream {
 public:
  const ReadableStream& on(const Text& event, Callback<Value> cb) const;
  const ReadableStream& once(const Text& event, Callback<Value> cb) const;
  /// Takes a listener away: the same Callback that was added.
  const ReadableStream& off(const Text& event, const Callback<Value>& cb) const;
  const ReadableStream& pause() const;
  const ReadableStream& resume() const;
  bool isPaused() const;
  bool readableEnded() const;
  /// Ends it before its end; a generator is closed. "error" listeners get `err`.
  const ReadableStream& destroy(const Error& err = {}) const;
  bool destroyed() const;
  /// Writes all of it into a response, a WriteStream, or whatever has write() and end(), as fast as that takes it, and ends it; not
  /// with `{{"end", false}}`. Gives what it writes into.
  template <detail::Writable W>
  const W& pipe(const W& to, const Value& options = {}) const {
    add_pipe(std::make_unique<detail::HeldPipe<W>>(to), options);
    return to;
  }

  explicit ReadableStream(detail::ClosurePtr state) : state_(std::move(state)) {}

 private:
  void add_pipe(std::unique_ptr<detail::Pipe> pipe, const Value& options) const;
  detail::ReadableState& state() const;
  detail::ClosurePtr state_;
};

namespace detail {

// What chunks come from.
template <class S>
concept ReadableSource = !std::derived_from<S, Value> && requires(const S& s, Callback<Value> cb) {
  s.on("data", cb);
  s.on("end", cb);
  s.pause();
  s.resume();
  s.destroy(Error());
};

struct ReadableLibrary {
  /// Of a generator its values, of a list its elements; a text or a Buffer is one chunk.
  ReadableStream from(const Generator& g) const;
  ReadableStream from(const Value& list) const;
};

}  // namespace detail

/// `Readable.from(["a", "b"])`, `Readable.from(lines())`. Node: https://nodejs.org/api/stream.html#streamreadablefromiterable-options
inline constexpr detail::ReadableLibrary Readable{};

/// The chunks of a stream, which waits while nobody asks: `auto chunks = asyncIterator(req); while (Value chunk = co_await
/// chunks.next()) …` is `for await (const chunk of req)`. A handle; the stream is destroyed when the last one goes before the end.
class AsyncIterator {
 public:
  /// The next chunk; undefined at the end. Throws what the stream fails with: of a client that has left ECONNRESET.
  Task<Value> next() const;

  explicit AsyncIterator(std::shared_ptr<detail::IteratorState> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<detail::IteratorState> state_;
};

namespace detail {

// A stream as an iterator and a pipeline need it, whatever its type.
struct StreamHandle {
  virtual ~StreamHandle() = default;
  virtual void pause() {}
  virtual void resume() {}
  virtual void destroy(const Error& err) = 0;
};

template <class S>
struct HeldStream final : StreamHandle {
  explicit HeldStream(const S& s) : stream(s) {}
  void pause() override {
    if constexpr (requires { stream.pause(); }) stream.pause();
  }
  void resume() override {
    if constexpr (requires { stream.resume(); }) stream.resume();
  }
  void destroy(const Error& err) override {
    // A request or response that is broken off tells of no error of another stream.
    if constexpr (std::same_as<S, Request> || std::same_as<S, Response>) stream.destroy();
    else if constexpr (requires { stream.destroy(err); }) stream.destroy(err);
  }
  S stream;
};

struct IteratorState {
  explicit IteratorState(std::unique_ptr<StreamHandle> s) : stream(std::move(s)) {}
  IteratorState(const IteratorState&) = delete;
  IteratorState& operator=(const IteratorState&) = delete;
  ~IteratorState();
  void take(const Value& chunk);
  void finish(const Error& err);  // none: the end
  void call_off(const Error& err);
  std::unique_ptr<StreamHandle> stream;
  Value chunks = crema::Array();
  Error failed;
  std::vector<ClosurePtr> waiting;  // Deferred, of those that have asked
  bool ended = false;
};

Error premature_close();

// Whether somebody has read all of it: a parser, say.
template <class S>
bool has_ended(const S& source) {
  if constexpr (requires { source.readableEnded(); }) return source.readableEnded();
  else return false;
}
Callback<> when_aborted(const Value& signal, Callback<Error> call_off);

struct AsyncIteratorOf {
  template <ReadableSource S>
  AsyncIterator operator()(const S& source) const {
    return AsyncIterator(listen(source));
  }
  AsyncIterator operator()(const Value& list) const { return (*this)(ReadableLibrary().from(list)); }
  AsyncIterator operator()(const Generator& g) const { return (*this)(ReadableLibrary().from(g)); }

  template <ReadableSource S>
  static std::shared_ptr<IteratorState> listen(const S& source) {
    auto state = std::make_shared<IteratorState>(std::make_unique<HeldStream<S>>(source));
    // The listeners must not keep what destroys the stream.
    const std::weak_ptr<IteratorState> weak = state;
    source.on("end", Callback<Value>([weak] {
                if (auto s = weak.lock()) s->finish({});
              }));
    source.on("error", Callback<Value>([weak](auto& err) {
                if (auto s = weak.lock()) s->finish(Error(err));
              }));
    source.on("close", Callback<Value>([weak] {
                if (auto s = weak.lock()) s->finish(premature_close());
              }));
    source.on("data", Callback<Value>([weak](auto& chunk) {
                if (auto s = weak.lock()) s->take(chunk);
              }));
    if (has_ended(source)) state->finish({});
    else if (source.destroyed()) state->finish(premature_close());
    return state;
  }
};

// One pipeline: it settles once.
struct PipelineState {
  void source_ended() {
    source_done = true;
    settle_if_done();
  }
  void target_finished() {
    target_done = true;
    settle_if_done();
  }
  void settle_if_done();
  // Destroys what has not ended.
  void fail(const Error& err);
  std::unique_ptr<StreamHandle> source, target;
  Callback<Error> done;
  Callback<> leave_signal;
  bool source_done = false, target_done = false, settled = false;
};

template <ReadableSource S, Writable T>
void join_streams(const S& source, const T& target, const Value& options, Callback<Error> done) {
  auto state = std::make_shared<PipelineState>();
  state->source = std::make_unique<HeldStream<S>>(source);
  state->target = std::make_unique<HeldStream<T>>(target);
  state->done = std::move(done);
  const bool ends = !(options.get("end") == false);
  source.on("end", Callback<Value>([state, ends] {
              if (!ends) state->target_done = true;
              state->source_ended();
            }));
  source.on("error", Callback<Value>([state](auto& err) { state->fail(Error(err)); }));
  source.on("close", Callback<Value>([state] {
              if (!state->source_done) state->fail(premature_close());
            }));
  if constexpr (requires { target.on("finish", Callback<Value>()); }) {
    target.on("finish", Callback<Value>([state] { state->target_finished(); }));
    target.on("error", Callback<Value>([state](auto& err) { state->fail(Error(err)); }));
    target.on("close", Callback<Value>([state] {
                if (!state->target_done) state->fail(premature_close());
              }));
  } else {
    state->target_done = true;  // what tells nothing of its end has ended with its source
  }
  if constexpr (requires { target.destroyed(); })
    if (target.destroyed()) return state->fail(premature_close());
  if (has_ended(source)) {
    if (ends) target.end();
    else state->target_done = true;
    return state->source_ended();
  }
  if (source.destroyed()) return state->fail(premature_close());
  state->leave_signal = when_aborted(options.get("signal"), [weak = std::weak_ptr<PipelineState>(state)](auto& err) {
    if (const auto s = weak.lock()) s->fail(err);
  });
  source.pipe(target, options);
}

template <class T>
concept Consumer = !Writable<T> && std::invocable<T&, AsyncIterator>;

template <ReadableSource S, Consumer F>
void join_streams(const S& source, const F& consumer, const Value& options, Callback<Error> done) {
  auto state = AsyncIteratorOf::listen(source);
  // Told once: a consumer that is called off may wait for something else.
  const auto told = std::make_shared<Callback<Error>>(std::move(done));
  auto leave = when_aborted(options.get("signal"), [told, weak = std::weak_ptr<IteratorState>(state)](auto& err) {
    if (const auto s = weak.lock()) s->call_off(err);
    if (const auto tell = std::exchange(*told, {})) tell(err);
  });
  auto run = [](AsyncIterator chunks, F f, Callback<> leave_signal, std::shared_ptr<Callback<Error>> tell) -> Task<> {
    Error failed;
    try {
      using R = std::invoke_result_t<F&, AsyncIterator>;
      if constexpr (TaskType<R>) {
        auto task = f(chunks);
        (void)co_await task;
      } else {
        f(chunks);
      }
    } catch (...) {
      failed = error_of(std::current_exception());
    }
    leave_signal();
    if (const auto call = std::exchange(*tell, {})) call(failed);
  };
  (void)run(AsyncIterator(std::move(state)), consumer, std::move(leave), told);
}

struct Pipeline {
  /// Pipes a source into a target and calls back once all is done, or with the first error; then what has not ended is destroyed, a
  /// response, too. A source is a request, a file, a Readable, a generator, a function that gives one, or a list; a target a response,
  /// a file, or an async function that gets an AsyncIterator.
  template <class S = Value, class T, class F>
    requires(Callable<F> && !std::derived_from<F, Value>)
  void operator()(const S& source, const T& target, F done) const {
    start(source, target, {}, Callback<Error>(std::move(done)));
  }
  /// The same to be awaited. With `{{"end", false}}` the target stays open; with `{{"signal", controller.signal}}` it ends in an
  /// AbortError when that is aborted.
  template <class S = Value, class T>
  Task<> operator()(const S& source, const T& target, const Value& options = {}) const {
    return without_result(Promise([&](auto resolve, auto reject) {
      start(source, target, options, Callback<Error>([=](auto& err) { err ? reject(err) : resolve(); }));
    }));
  }
  template <class S, class T, class U, class V, class... More>
  void operator()(const S&, const T&, const U&, const V&, const More&...) const {
    static_assert(never<S>, "crema: pipeline takes one source and one target; there are no transforms between them");
  }

 private:
  template <class S, class T>
  static void start(const S& source, const T& target, const Value& options, Callback<Error> done) {
    if constexpr (ReadableSource<S>) {
      join_streams(source, target, options, std::move(done));
    } else if constexpr (std::same_as<S, Generator>) {
      join_streams(ReadableLibrary().from(source), target, options, std::move(done));
    } else if constexpr (std::constructible_from<Value, const S&>) {
      join_streams(ReadableLibrary().from(Value(source)), target, options, std::move(done));
    } else {
      static_assert(std::invocable<const S&>,
                    "crema: pipeline takes a stream, a generator, a function that gives one, or a list");
      start(source(), target, options, std::move(done));
    }
  }
};

struct StreamPromises {
  Pipeline pipeline = {};
};

struct StreamLibrary {
  ReadableLibrary Readable = {};
  Pipeline pipeline = {};
  StreamPromises promises = {};
};

}  // namespace detail

/// See AsyncIterator. Of a request, a file, a Readable, a list or a generator.
inline constexpr detail::AsyncIteratorOf asyncIterator{};

/// `pipeline(fs.createReadStream("x"), res, [=](auto err) { … })`, `co_await pipeline(req, fs.createWriteStream("y"))`.
/// Node: https://nodejs.org/api/stream.html#streampipelinesource-transforms-destination-callback
inline constexpr detail::Pipeline pipeline{};

/// `require('stream')`: stream.pipeline, stream.promises.pipeline, stream.Readable.
inline constexpr detail::StreamLibrary stream{};

}  // namespace crema
