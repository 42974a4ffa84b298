// What npm's argon2 checks, in its words; libargon2 works on another thread.
#include "argon2.hpp"

#include <crema/buffer.hpp>
#include <crema/cookie.hpp>
#include <crema/crypto.hpp>
#include <crema/object.hpp>

#include <argon2.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "phc_text.hpp"

namespace crema::detail {
namespace {

constexpr std::array<std::string_view, 3> names = {"argon2d", "argon2i", "argon2id"};
constexpr double default_memory = 65536, default_time = 3, default_threads = 4, default_length = 32;

struct Argon2Work {
  std::string password, salt, secret, data;
  std::uint32_t length = 0, memory = 0, time = 0, threads = 0, version = 0, type = 0;

  std::string operator()() {
    std::string out(length, '\0');
    argon2_context context{};
    context.out = out.empty() ? nullptr : bytes(out);
    context.outlen = length;
    context.pwd = bytes(password);
    context.pwdlen = size(password);
    context.salt = bytes(salt);
    context.saltlen = size(salt);
    context.secret = secret.empty() ? nullptr : bytes(secret);
    context.secretlen = size(secret);
    context.ad = data.empty() ? nullptr : bytes(data);
    context.adlen = size(data);
    context.m_cost = memory;
    context.t_cost = time;
    context.lanes = context.threads = threads;
    context.version = version;
    context.flags = ARGON2_FLAG_CLEAR_PASSWORD | ARGON2_FLAG_CLEAR_SECRET;
    const int result = argon2_ctx(&context, static_cast<argon2_type>(type));
    if (result != ARGON2_OK) throw Error(argon2_error_message(result));
    return out;
  }

 private:
  static std::uint8_t* bytes(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }
  static std::uint32_t size(const std::string& text) { return static_cast<std::uint32_t>(text.size()); }
};

double number_or(const Value& v, double otherwise) { return typeof_(v) == "undefined" ? otherwise : v.number(); }

// As a number of 32 bits is made of one in JavaScript, for what is in its range.
std::uint32_t whole(double d) { return d >= 0 && d < 4294967296.0 ? static_cast<std::uint32_t>(d) : 0; }

std::string bytes_or_none(const Value& buffer) {
  if (typeof_(buffer) == "undefined") return {};
  if (!Buffer.isBuffer(buffer)) throw Error("Invalid argument");
  return std::string(buffer.view());
}

Argon2Work hashing(const Value& password, const Argon2Options& options) {
  const double length = number_or(options.hashLength, default_length),
               memory = number_or(options.memoryCost, default_memory), time = number_or(options.timeCost, default_time),
               threads = number_or(options.parallelism, default_threads);
  if (length > 4294967295.0) throw RangeError("Hash length is too large");
  if (memory > 4294967295.0) throw RangeError("Memory cost is too large");
  if (time > 4294967295.0) throw RangeError("Time cost is too large");
  if (threads > 16777215.0) throw RangeError("Parallelism is too large");
  Argon2Work work;
  work.password = std::string(Buffer.from(password).view());
  work.salt = bytes_or_none(options.salt == null ? crypto.randomBytes(16) : options.salt);
  work.secret = bytes_or_none(options.secret);
  work.data = bytes_or_none(options.associatedData);
  work.length = whole(length);
  work.memory = whole(memory);
  work.time = whole(time);
  work.threads = whole(threads);
  work.version = whole(number_or(options.version, ARGON2_VERSION_13));
  work.type = whole(number_or(options.type, Argon2_id));
  return work;
}

std::string text_of(const Argon2Work& work, std::string hash) {
  PhcText text;
  text.id = names.at(work.type);
  text.version = work.version;
  text.parameters = {
      {"m", std::to_string(work.memory)}, {"p", std::to_string(work.threads)}, {"t", std::to_string(work.time)}};
  if (!work.data.empty()) {
    const std::string data = bufferOfBytes(work.data).toString("base64").str();
    text.parameters.emplace_back("data", data.substr(0, data.find('=')));
  }
  text.salt = work.salt;
  text.hash = std::move(hash);
  return text.text();
}

[[noreturn]] void throw_missing(const char* member) {
  throw TypeError("Cannot read properties of undefined (reading '" + std::string(member) + "')");
}

Argon2Work verifying(const PhcText& text, std::uint32_t type, const Value& password,
                     const Argon2VerifyOptions& options) {
  if (!text.has_parameters) throw_missing("m");
  if (!text.hash) throw_missing("byteLength");
  Argon2Work work;
  work.password = std::string(Buffer.from(password).view());
  work.salt = *text.salt;
  work.secret = bytes_or_none(options.secret);
  work.data = std::string(Buffer.from(text.parameter("data").value_or(""), "base64").view());
  work.length = static_cast<std::uint32_t>(text.hash->size());
  work.memory = whole(text.parameter("m").number());
  work.time = whole(text.parameter("t").number());
  work.threads = whole(text.parameter("p").number());
  work.version = whole(text.version.value_or(ARGON2_VERSION_10));
  work.type = type;
  return work;
}

}  // namespace

Task<Value> Argon2Library::hash(Value password, Argon2Options options) const {
  auto work = hashing(password, options);
  auto described = work;
  described.password.clear();
  std::string made = co_await offload(std::move(work));
  if (options.raw) co_return bufferOfBytes(std::move(made));
  co_return text_of(described, std::move(made));
}

Task<bool> Argon2Library::verify(Value digest, Value password, Argon2VerifyOptions options) const {
  const PhcText text = parse_phc(digest);
  std::uint32_t type = 0;
  while (type < names.size() && names[type] != text.id) ++type;
  if (type == names.size()) co_return false;
  auto work = verifying(text, type, password, options);
  const std::string made = co_await offload(std::move(work));
  co_return sameText(made, *text.hash);
}

bool Argon2Library::needsRehash(const Value& digest, const Argon2Options& options) const {
  const PhcText text = parse_phc(digest);
  if (!text.has_parameters) throw_missing("m");
  const auto differs = [&](const char* name, const Value& wanted, double otherwise) {
    return text.parameter(name).number() != number_or(wanted, otherwise);
  };
  return text.version != number_or(options.version, ARGON2_VERSION_13) ||
         differs("m", options.memoryCost, default_memory) || differs("t", options.timeCost, default_time) ||
         differs("p", options.parallelism, default_threads);
}

}  // namespace crema::detail
