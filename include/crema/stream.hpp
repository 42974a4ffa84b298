// crema/stream.hpp — Node's stream: Transform, pipeline, finished, Readable.from, and `for await` over a stream.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/fs_streams.hpp>
#include <crema/generator.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>
#include <crema/task.hpp>
#include <crema/transform.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <tuple>
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

// One pipeline, or one stream that is waited for: it settles once.
struct PipelineState {
  struct Stage {
    std::unique_ptr<StreamHandle> stream;
    bool reads = false, writes = false;  // its end, its "finish" is still to come
    bool stays_open = false;             // what is written into, and tells of no end
  };
  bool is_open(std::size_t at) const { return stages[at].reads || stages[at].writes; }
  void has_ended(std::size_t at) {
    stages[at].reads = false;
    settle_if_done();
  }
  void has_finished(std::size_t at) {
    stages[at].writes = false;
    settle_if_done();
  }
  void settle_if_done();
  // Destroys what has not ended, unless it only watches.
  void fail(const Error& err);
  std::vector<Stage> stages;
  Callback<Error> done;
  Callback<> leave_signal;
  bool only_watches = false, settled = false;
};
using PipelinePtr = std::shared_ptr<PipelineState>;

template <class T>
concept TellsFinish = requires(const T& to) {
  to.on("finish", Callback<Value>());
};

template <class S>
void watch_errors(const PipelinePtr& state, std::size_t at, const S& stream) {
  stream.on("error", Callback<Value>([state](auto& err) { state->fail(Error(err)); }));
  stream.on("close", Callback<Value>([state, at] {
              if (!state->settled && (state->is_open(at) || state->stages[at].stays_open))
                state->fail(premature_close());
            }));
}

template <ReadableSource S>
void watch_reading(const PipelinePtr& state, std::size_t at, const S& source) {
  state->stages[at].reads = true;
  source.on("end", Callback<Value>([state, at] {
              if (!state->settled) state->has_ended(at);
            }));
}

template <TellsFinish T>
void watch_writing(const PipelinePtr& state, std::size_t at, const T& target) {
  state->stages[at].writes = true;
  target.on("finish", Callback<Value>([state, at] {
              if (!state->settled) state->has_finished(at);
            }));
}

template <class S>
bool is_destroyed(const S& stream) {
  if constexpr (requires { stream.destroyed(); }) return stream.destroyed();
  else return false;
}

// Listens to each of them. Each reads from the one before it, into the one behind it.
template <class S, class... More>
void watch_stages(const PipelinePtr& state, std::size_t at, bool ends, const S& stream, const More&... more) {
  constexpr bool last = sizeof...(More) == 0;
  state->stages[at].stream = std::make_unique<HeldStream<S>>(stream);
  if constexpr (!last) watch_reading(state, at, stream);
  // Who is not ended has done its part when its source has.
  bool tells = false;
  if constexpr (TellsFinish<S>) {
    tells = !last || ends;
    if (at > 0 && tells) watch_writing(state, at, stream);
  }
  state->stages[at].stays_open = at > 0 && !tells;
  if constexpr (requires { stream.on("error", Callback<Value>()); }) watch_errors(state, at, stream);
  if constexpr (!last) watch_stages(state, at + 1, ends, more...);
}

// The options are those of the last one: transforms are always ended.
template <class S, class T, class... More>
void pipe_stages(const Value& options, const S& from, const T& to, const More&... more) {
  if constexpr (sizeof...(More) == 0) {
    from.pipe(to, options);
  } else {
    from.pipe(to);
    pipe_stages(options, to, more...);
  }
}

template <ReadableSource S, Writable T, class... More>
void join_streams(const Value& options, Callback<Error> done, const S& source, const T& next, const More&... more) {
  auto state = std::make_shared<PipelineState>();
  state->stages.resize(2 + sizeof...(More));
  state->done = std::move(done);
  const bool ends = !(options.get("end") == false), only = sizeof...(More) == 0;
  watch_stages(state, 0, ends, source, next, more...);
  if (is_destroyed(next) || (is_destroyed(more) || ...)) return state->fail(premature_close());
  if (has_ended(source)) {
    if (ends || !only) next.end();
    state->has_ended(0);
    if constexpr (sizeof...(More) > 0) pipe_stages(options, next, more...);
    return;
  }
  if (source.destroyed()) return state->fail(premature_close());
  state->leave_signal = when_aborted(options.get("signal"), [weak = std::weak_ptr<PipelineState>(state)](auto& err) {
    if (const auto s = weak.lock()) s->fail(err);
  });
  pipe_stages(options, source, next, more...);
}

template <class T>
concept Consumer = !Writable<T> && std::invocable<T&, AsyncIterator>;

// What may stand behind a source.
template <class T, class... More>
constexpr bool stages_fit() {
  if constexpr (sizeof...(More) > 0) return Writable<T> && ReadableSource<T> && stages_fit<More...>();
  else return Writable<T> || Consumer<T>;
}

template <class... A>
const auto& last_of(const A&... all) {
  return std::get<sizeof...(A) - 1>(std::tie(all...));
}

// What a consumer throws, or what the streams before it fail with, is the pipeline's error.
template <Consumer F>
void consume(std::shared_ptr<IteratorState> state, const F& consumer, const Value& options, Callback<Error> done) {
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

// A function that gives a task is the target where one can be read behind P; any other is called back.
template <class F, class P>
constexpr bool takes_chunks() {
  if constexpr (!ReadableSource<P>) return false;
  else if constexpr (std::invocable<F&, Error&>) return TaskType<std::invoke_result_t<F&, Error&>>;
  else return std::invocable<F&, AsyncIterator>;
}
template <class F, class P>
concept DoneBehind =
    Callable<F> && !std::derived_from<F, Value> && !Writable<F> && !ReadableSource<F> && !takes_chunks<F, P>();

struct Pipeline {
  /// Pipes a source through any number of transforms into a target and calls back once all is done, or with the first error;
  /// then what has not ended is destroyed, a response, too. A source is a request, a file, a Readable, a transform, a
  /// generator, a function that gives one, or a list; a target a response, a file, a transform, or an async function that gets
  /// an AsyncIterator.
  template <class S = Value, class T, class F>
    requires(DoneBehind<F, T>)
  void operator()(const S& source, const T& target, F done) const {
    start({}, Callback<Error>(std::move(done)), source, target);
  }
  /// The same to be awaited. With `{{"end", false}}` the target stays open; with `{{"signal", controller.signal}}` it ends in
  /// an AbortError when that is aborted.
  template <class S = Value, class T>
  Task<> operator()(const S& source, const T& target, const Value& options = {}) const {
    return without_result(Promise([&](auto resolve, auto reject) {
      start(options, Callback<Error>([=](auto& err) { err ? reject(err) : resolve(); }), source, target);
    }));
  }
  /// Both with transforms. Options to be awaited with are a Value that has a name.
  template <class S = Value, class T, class U, class... More>
    requires(sizeof...(More) > 0 || (!DoneBehind<U, T> && !std::convertible_to<const U&, Value>))
  auto operator()(const S& source, const T& first, const U& second, const More&... more) const {
    return split(std::make_index_sequence<sizeof...(More) + 2>(), std::tie(source, first, second, more...));
  }

 private:
  // All but the last one are streams; the last one is a stream, too, or what is called back, or the options.
  template <std::size_t... I, class All>
  static auto split(std::index_sequence<I...>, const All& all) {
    constexpr std::size_t last = sizeof...(I);
    const auto& end = std::get<last>(all);
    using Last = std::remove_cvref_t<decltype(end)>;
    if constexpr (DoneBehind<Last, std::remove_cvref_t<decltype(std::get<last - 1>(all))>>) {
      start({}, Callback<Error>(end), std::get<I>(all)...);
    } else {
      return without_result(Promise([&](auto resolve, auto reject) {
        const Callback<Error> done([=](auto& err) { err ? reject(err) : resolve(); });
        if constexpr (std::derived_from<Last, Value>) start(end, done, std::get<I>(all)...);
        else start({}, done, std::get<I>(all)..., end);
      }));
    }
  }

  template <class S, class... More>
  static void start(const Value& options, Callback<Error> done, const S& source, const More&... more) {
    if constexpr (ReadableSource<S>) {
      constexpr bool fits = stages_fit<More...>();
      static_assert(
          fits,
          "crema: behind the source of a pipeline stand transforms (Transform, zlib.createGzip() and the like; no "
          "async generators), then the target: a stream that is written, or an async function of the chunks");
      if constexpr (!fits) return;
      else if constexpr (Consumer<std::remove_cvref_t<decltype(last_of(more...))>>)
        into_consumer(std::make_index_sequence<sizeof...(More)>(), options, std::move(done), std::tie(source, more...));
      else join_streams(options, std::move(done), source, more...);
    } else if constexpr (std::same_as<S, Generator>) {
      start(options, std::move(done), ReadableLibrary().from(source), more...);
    } else if constexpr (std::constructible_from<Value, const S&>) {
      start(options, std::move(done), ReadableLibrary().from(Value(source)), more...);
    } else {
      static_assert(std::invocable<const S&>,
                    "crema: pipeline takes a stream, a generator, a function that gives one, or a list");
      start(options, std::move(done), source(), more...);
    }
  }

  // The iterator hears what the last stream fails with; that fails when one before it does.
  template <std::size_t... I, class All>
  static void into_consumer(std::index_sequence<I...>, const Value& options, Callback<Error> done, const All& all) {
    constexpr std::size_t count = sizeof...(I);
    auto chunks = AsyncIteratorOf::listen(std::get<count - 1>(all));
    if constexpr (count > 1) join_streams({}, Callback<Error>([] {}), std::get<I>(all)...);
    consume(std::move(chunks), std::get<count>(all), options, std::move(done));
  }
};

struct Finished {
  /// Calls back once the stream has been read and written to its end, or with the error that ended it:
  /// ERR_STREAM_PREMATURE_CLOSE where it was closed before. The stream is left as it is.
  template <class S, class F>
    requires(Callable<F> && !std::derived_from<F, Value>)
  void operator()(const S& of, F done) const { start(of, Callback<Error>(std::move(done))); }
  /// The same to be awaited.
  template <class S>
  Task<> operator()(const S& of) const {
    return without_result(
        Promise([&](auto resolve, auto reject) { start(of, [=](auto& err) { err ? reject(err) : resolve(); }); }));
  }

 private:
  template <class S>
  static void start(const S& of, Callback<Error> done) {
    static_assert(ReadableSource<S> || TellsFinish<S>, "crema: finished takes a stream");
    auto state = std::make_shared<PipelineState>();
    state->stages.resize(1);
    state->done = std::move(done);
    state->only_watches = true;
    // Of a file that was read nobody knows any more whether it was to its end.
    bool known = true;
    if constexpr (ReadableSource<S>) {
      watch_reading(state, 0, of);
      if (has_ended(of)) state->stages[0].reads = false;
      known = requires { of.readableEnded(); };
    }
    if constexpr (Writable<S> && TellsFinish<S>) {
      watch_writing(state, 0, of);
      if constexpr (requires { of.writableFinished(); })
        if (of.writableFinished()) state->stages[0].writes = false;
    }
    watch_errors(state, 0, of);
    if (!state->is_open(0)) return state->settle_if_done();
    if (is_destroyed(of)) state->fail(known ? premature_close() : Error());
  }
};

struct StreamPromises {
  Pipeline pipeline = {};
  Finished finished = {};
};

struct StreamLibrary {
  crema::Transform Transform(const TransformOptions& options = {}) const { return crema::Transform(options); }
  crema::PassThrough PassThrough(const TransformOptions& options = {}) const { return crema::PassThrough(options); }
  ReadableLibrary Readable = {};
  Pipeline pipeline = {};
  Finished finished = {};
  StreamPromises promises = {};
};

}  // namespace detail

/// See AsyncIterator. Of a request, a file, a Readable, a list or a generator.
inline constexpr detail::AsyncIteratorOf asyncIterator{};

/// `pipeline(fs.createReadStream("x"), zlib.createGzip(), res, [=](auto err) { … })`, `co_await pipeline(req, out)`.
/// Node: https://nodejs.org/api/stream.html#streampipelinesource-transforms-destination-callback
inline constexpr detail::Pipeline pipeline{};

/// `finished(res, [=](auto err) { … })`, `co_await finished(out)`.
/// Node: https://nodejs.org/api/stream.html#streamfinishedstream-options-callback
inline constexpr detail::Finished finished{};

/// `require('stream')`: stream.Transform, PassThrough, pipeline, finished, promises, Readable.
inline constexpr detail::StreamLibrary stream{};

}  // namespace crema
