// zlib: options checked as Node checks them, streams that pack piece by piece, and whole buffers. ! What comes out of a stream
// waits for its reader after each step, so that a bomb takes no more memory than a step makes.
#include <crema/process.hpp>
#include <crema/zlib.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "core/arguments.hpp"
#include "core/value_node.hpp"
#include "node/packer.hpp"
#include "node/transform.hpp"

namespace crema {
namespace detail {
namespace {

constexpr std::size_t usual_piece = 16 * 1024;
// From here on a chunk takes so long that the loop should not wait for it; of brotli any does.
constexpr std::size_t slow_from = 16 * 1024;
constexpr std::size_t most_in_a_step = 64 * 1024;
constexpr double usual_most = 256.0 * 1024 * 1024;

// Flush modes, which have the numbers of the libraries.
constexpr int no_flush = 0, full_flush = 3, finish = 4, brotli_flush = 1, brotli_finish = 2;

bool is_brotli(ZlibMode mode) { return mode == ZlibMode::br || mode == ZlibMode::un_br; }
bool takes_any_window(ZlibMode mode) {
  return mode == ZlibMode::inflate || mode == ZlibMode::gunzip || mode == ZlibMode::unzip;
}

struct ZlibSettings {
  PackSettings pack;
  std::size_t piece = usual_piece;
  int flush = 0, finish = 0, full_flush = 0;
  double most = usual_most;
};

// -- options -------------------------------------------------------------------------------------------------------------------

// A number; nothing where none is given, or NaN.
std::optional<double> number_option(const Value& options, const char* name) {
  const Value v = options.get(name);
  if (v == undefined && kind_of(v) == Kind::undefined) return {};
  const std::string subject = std::string("options.") + name;
  if (kind_of(v) != Kind::number) throw_invalid_type("The \"" + subject + "\" property", "of type number", v);
  const double n = v.number();
  if (std::isnan(n)) return {};
  if (std::isinf(n)) throw_out_of_range(subject, "a finite number", v);
  return n;
}

std::string whole(double n) { return Value(n).str(); }

double range_option(const Value& options, const char* name, double least, double most, double usual) {
  const auto n = number_option(options, name);
  if (!n) return usual;
  if (*n < least || *n > most)
    throw_out_of_range(std::string("options.") + name, ">= " + whole(least) + " and <= " + whole(most), *n);
  return *n;
}
int int_option(const Value& options, const char* name, int least, int most, int usual) {
  return static_cast<int>(range_option(options, name, least, most, usual));
}

void read_window(PackSettings& pack, const Value& options) {
  const Value given = options.get("windowBits");
  if (takes_any_window(pack.mode) && (given == null || given == 0)) {
    pack.window_bits = 0;  // as its header says
    return;
  }
  pack.window_bits = int_option(options, "windowBits", pack.mode == ZlibMode::gzip ? 9 : 8, 15, 15);
}

void read_dictionary(PackSettings& pack, const Value& options) {
  const Value given = options.get("dictionary");
  if (given == null) return;
  if (kind_of(given) != Kind::buffer)
    throw_invalid_type("The \"options.dictionary\" property",
                       "an instance of Buffer, TypedArray, DataView, or ArrayBuffer", given);
  pack.dictionary = given.view();
  pack.has_dictionary = true;
}

void read_param(PackSettings& pack, const Value& name, const Value& value) {
  const double key = name.toString().number();
  const double most = pack.mode == ZlibMode::br ? 8 : 1;
  if (!(key >= 0 && key <= most) || key != std::floor(key)) {
    RangeError err(name.str() + " is not a valid Brotli parameter");
    err.code = "ERR_BROTLI_INVALID_PARAM";
    throw err;
  }
  if (kind_of(value) != Kind::number && kind_of(value) != Kind::boolean)
    throw_invalid_type("The \"options.params[key]\" property", "of type number", value);
  // As JavaScript fills 32 bits.
  pack.params.emplace_back(static_cast<int>(key), static_cast<std::uint32_t>(static_cast<int>(value | 0)));
}

// An object by numbers, a list of pairs, or one pair.
void read_params(PackSettings& pack, const Value& options) {
  const Value given = options.get("params");
  if (given == null) return;
  if (!is_array(given)) {
    for (const Value key : Object.keys(given)) read_param(pack, key, given.get(key));
  } else if (given.length() == 2 && !is_array(given[0])) {
    read_param(pack, given[0], given[1]);
  } else {
    for (const Value pair : given) read_param(pack, pair.get(0), pair.get(1));
  }
}

void read_zlib(PackSettings& pack, const Value& options) {
  read_window(pack, options);
  pack.level = int_option(options, "level", -1, 9, -1);
  pack.mem_level = int_option(options, "memLevel", 1, 9, 8);
  pack.strategy = int_option(options, "strategy", 0, 4, 0);
  read_dictionary(pack, options);
}

// ! In Node's order: the first one that is wrong is told.
ZlibSettings settings_of(ZlibMode mode, const Value& given) {
  if (is_brotli(mode) && !knows_brotli()) {
    Error err("Crema was built without brotli");
    err.code = "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM";
    throw err;
  }
  const Value options = given == null ? make_object() : given;
  ZlibSettings s;
  s.pack.mode = mode;
  const bool brotli = is_brotli(mode);
  if (brotli) read_params(s.pack, options);
  else read_zlib(s.pack, options);
  const auto piece = number_option(options, "chunkSize");
  if (piece && *piece < 64) throw_out_of_range("options.chunkSize", ">= 64", *piece);
  if (piece) s.piece = static_cast<std::size_t>(std::min(*piece, 16.0 * 1024 * 1024));
  s.flush = int_option(options, "flush", 0, brotli ? 3 : 5, no_flush);
  s.finish = int_option(options, "finishFlush", 0, brotli ? 3 : 5, brotli ? brotli_finish : finish);
  s.full_flush = brotli ? brotli_flush : full_flush;
  s.most = range_option(options, "maxOutputLength", 1, 4294967296.0, usual_most);
  return s;
}

std::shared_ptr<Packer> packer_of(const ZlibSettings& s) {
  auto packer = make_packer(s.pack);
  if (packer) return packer;
  Error err("Initialization failed");
  err.code = "ERR_ZLIB_INITIALIZATION_FAILED";
  throw err;
}

Error error_of(const PackError& failed) {
  Error err(failed.message);
  err["errno"] = failed.number;
  err.code = failed.code;
  return err;
}

// -- whole buffers -------------------------------------------------------------------------------------------------------------

std::string whole_argument(std::string_view name, std::string_view kinds, const Value& data) {
  auto bytes = bytes_of(data);
  if (!bytes) throw_invalid_type("The \"" + std::string(name) + "\" argument", kinds, data);
  return std::move(*bytes);
}

// What comes out of all of it; `more` tells that it is larger than allowed.
Packed pack_whole(Packer& packer, std::string_view in, const ZlibSettings& s) {
  Packed all;
  do {
    auto some = packer.run(in, s.finish, s.piece, std::max(s.piece, most_in_a_step));
    in.remove_prefix(some.taken);
    all.failed = std::move(some.failed);
    all.more = some.more;
    if (all.failed) return all;
    if (all.out.empty()) all.out = std::move(some.out);
    else all.out += some.out;
    if (static_cast<double>(all.out.size()) > s.most) {
      all.more = true;
      return all;
    }
  } while (all.more);
  return all;
}

Value result_of(Packed packed, const ZlibSettings& s) {
  if (packed.failed) throw error_of(*packed.failed);
  if (packed.more) {
    RangeError err("Cannot create a Buffer larger than " + whole(s.most) + " bytes");
    err.code = "ERR_BUFFER_TOO_LARGE";
    throw err;
  }
  return make_buffer(std::move(packed.out));
}

Task<Value> pack_elsewhere(std::string in, ZlibSettings s, std::shared_ptr<Packer> packer) {
  auto work = [in = std::move(in), s, packer = std::move(packer)] { return pack_whole(*packer, in, s); };
  auto packed = co_await offload(std::move(work));
  co_return result_of(std::move(packed), s);
}

Task<> call_with(Task<Value> task, Callback<Error, Value> cb) {
  Error failed;
  Value result;
  try {
    result = co_await task;
  } catch (...) {
    failed = detail::error_of(std::current_exception());
  }
  if (failed) cb(failed);
  else cb(nullptr, result);
}

Task<Value> start_packing(ZlibMode mode, const Value& data, const Value& options) {
  auto settings = settings_of(mode, options);
  auto in = whole_argument("chunk", "of type string or an instance of Buffer, TypedArray, or DataView", data);
  auto packer = packer_of(settings);
  return pack_elsewhere(std::move(in), std::move(settings), std::move(packer));
}

// -- streams -------------------------------------------------------------------------------------------------------------------

class ZlibState final : public TransformState {
 public:
  explicit ZlibState(ZlibSettings settings) : settings_(std::move(settings)), packer_(packer_of(settings_)) {
    brotli_ = is_brotli(settings_.pack.mode);
  }

  void transform(const Value& chunk, const Value&, int mark, const TransformCallback&) override {
    begin(std::string(chunk.view()), mark >= 0 ? mark : settings_.flush);
  }
  void flush(const TransformCallback&) override { begin({}, settings_.finish); }
  void on_room() override {
    if (std::exchange(waiting_, false)) step();
  }
  void has_closed() override { packer_.reset(); }  // another thread may have its own share still

  double bytes_in() const { return bytes_in_; }
  int full_flush_mode() const { return settings_.full_flush; }

 private:
  // ! The callback of the transform that runs is the one with the number `call`.
  void begin(std::string input, int kind) {
    if (passed_end_) return done(call, {}, {});
    heavy_ = brotli_ ? !input.empty() || kind != no_flush : input.size() >= slow_from;
    input_ = std::make_shared<const std::string>(std::move(input));
    at_ = 0;
    kind_ = kind;
    step();
  }

  auto work() const {
    return [packer = packer_, input = input_, at = at_, kind = kind_, piece = settings_.piece] {
      return packer->run(std::string_view(*input).substr(at), kind, piece, std::max(piece, most_in_a_step));
    };
  }
  // ! After what is told here the stream may be destroyed.
  void step() {
    while (!destroyed) {
      if (heavy_) {
        (void)step_elsewhere(std::static_pointer_cast<ZlibState>(shared_from_this()));
        return;
      }
      if (!take(work()())) return;
    }
  }
  static Task<> step_elsewhere(std::shared_ptr<ZlibState> self) {
    Error failed;
    Packed packed;
    auto work = self->work();
    try {
      packed = co_await offload(std::move(work));
    } catch (...) {
      failed = detail::error_of(std::current_exception());
    }
    if (failed) self->destroy(failed);
    else if (self->take(std::move(packed))) self->step();
  }
  // True: there is more, and room for it.
  bool take(Packed packed) {
    const auto keep = shared_from_this();
    if (destroyed) return false;
    bytes_in_ += static_cast<double>(packed.taken);
    at_ += packed.taken;
    const Value made = make_buffer(std::move(packed.out));
    for (std::size_t from = 0, size = made.view().size(); from < size && !destroyed; from += settings_.piece)
      push(buffer_slice(made, from, std::min(settings_.piece, size - from)));
    if (destroyed) return false;
    if (packed.failed) {
      // Later, as from Node's thread: a small body has ended by then, and its request can still be answered.
      process.nextTick([keep, this, of = call, err = error_of(*packed.failed)] { done(of, err, {}); });
      return false;
    }
    if (packed.more) {
      heavy_ = true;
      waiting_ = !has_room();
      return !waiting_;
    }
    if (at_ < input_->size()) {
      // The end of what is packed lies before the end of what was written: nobody reads the rest.
      passed_end_ = true;
      push(null);
    }
    input_.reset();
    done(call, {}, {});
    return false;
  }

  ZlibSettings settings_;
  std::shared_ptr<Packer> packer_;
  std::shared_ptr<const std::string> input_;
  std::size_t at_ = 0;
  int kind_ = 0;
  double bytes_in_ = 0;
  bool brotli_ = false, heavy_ = false, waiting_ = false, passed_end_ = false;
};

ZlibState& state_of(const ZlibStream& stream) { return static_cast<ZlibState&>(stream.state()); }

}  // namespace

ZlibStream ZlibCreate::operator()(const Value& options) const {
  auto state = std::make_shared<ZlibState>(settings_of(mode, options));
  return ZlibStream(std::move(state));
}

Value ZlibSync::operator()(const Value& data, const Value& options) const {
  const auto bytes =
      whole_argument("buffer", "of type string or an instance of Buffer, TypedArray, DataView, or ArrayBuffer", data);
  const auto settings = settings_of(mode, options);
  return result_of(pack_whole(*packer_of(settings), bytes, settings), settings);
}

Task<Value> ZlibLater::operator()(const Value& data, const Value& options) const {
  return start_packing(mode, data, options);
}
void ZlibLater::start(const Value& data, const Value& options, Callback<Error, Value> cb) const {
  (void)call_with(start_packing(mode, data, options), std::move(cb));
}

Value ZlibLibrary::crc32(const Value& data, const Value& value) const {
  const auto bytes = whole_argument("data", "of type string or an instance of Buffer, TypedArray, or DataView", data);
  const double from = value.number();
  if (kind_of(value) != Kind::number) throw_invalid_type("The \"value\" argument", "of type number", value);
  if (!(from >= 0 && from <= 4294967295.0)) throw_out_of_range("value", ">= 0 && <= 4294967295", value);
  return static_cast<double>(crc32_of(bytes, static_cast<std::uint32_t>(from)));
}

}  // namespace detail

void ZlibStream::flush(Callback<> cb) const { flush(detail::state_of(*this).full_flush_mode(), std::move(cb)); }

void ZlibStream::flush(const Value& kind, Callback<> cb) const {
  auto& state = detail::state_of(*this);
  const Callback<Error> told = cb ? Callback<Error>([call = cb] { call(); }) : Callback<Error>();
  if (state.finished || state.destroyed) {
    if (cb) process.nextTick(cb);
  } else if (state.ended) {
    if (cb) once("finish", Callback<Value>([call = cb] { call(); }));
  } else {
    state.write(make_buffer(std::string()), {}, told, static_cast<int>(kind));
  }
}

Value ZlibStream::bytesWritten() const { return detail::state_of(*this).bytes_in(); }

void ZlibStream::close(Callback<> cb) const {
  if (cb && !closed()) once("close", Callback<Value>([call = cb] { call(); }));
  else if (cb) process.nextTick(cb);
  destroy();
}

}  // namespace crema
