// Buffers: bytes that slices share; and toString, which is mostly theirs.
#include <cmath>
#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <cstring>

#include "core/encodings.hpp"
#include "core/number_locale.hpp"
#include "core/number_text.hpp"
#include "core/value_receiver.hpp"

namespace crema {
using namespace detail;

Value make_buffer(std::string&& bytes) {
  auto* b = new_node<BufferNode>();
  Value v = Access::hold(tag_buffer, b);
  b->held = std::move(bytes);
  b->data = b->held.data();
  b->size = b->held.size();
  return v;
}
Value make_buffer(std::string_view bytes) { return make_buffer(std::string(bytes)); }

Value buffer_slice(const Value& buffer, std::size_t from, std::size_t size) {
  BufferNode& whole = buffer_node(buffer);
  auto* b = new_node<BufferNode>();
  Value v = Access::hold(tag_buffer, b);
  b->owner = whole.owner ? whole.owner : &whole;  // one step to the bytes, however often it is sliced
  retain(b->owner);
  b->data = whole.data + from;
  b->size = size;
  return v;
}

Value Value::toString(const Value& how, const Value& from, const Value& to) const {
  const Receiver self(*this);
  if (is_pending(self.value) || is_nullish(self.value)) return self.refusal("toString");
  const Receiver given_how(how);
  const bool plain = Access::tag(given_how.value) == tag_undefined;
  if (self.number() && !plain) {
    const double radix = integer_of(given_how.value);
    if (radix < 2 || radix > 36) throw RangeError("toString() radix must be between 2 and 36");
    return Value(number_in_radix(self.value.number(), static_cast<int>(radix)));
  }
  if (self.buffer()) {
    const auto encoding = plain ? Encoding::utf8 : encoding_named(given_how.value.str());
    if (!encoding) {
      TypeError unknown("Unknown encoding: " + given_how.value.str());
      unknown.code = "ERR_UNKNOWN_ENCODING";
      throw unknown;
    }
    const std::string_view bytes = buffer_node(self.value).view();
    const std::size_t begin = relative_index(from, bytes.size(), 0),
                      end = relative_index(to, bytes.size(), bytes.size());
    return Value(encoded(end > begin ? bytes.substr(begin, end - begin) : std::string_view(), *encoding));
  }
  return self.text() ? self.value : Value(self.value.str());
}

Value Value::toFixed(const Value& digits) const {
  const Receiver self(*this);
  if (!self.number()) return self.refusal("toFixed");
  const double n = integer_of(digits);
  if (n < 0 || n > 100) throw RangeError("toFixed() digits argument must be between 0 and 100");
  return Value(number_fixed(self.value.number(), static_cast<int>(n)));
}

Value Value::toPrecision(const Value& digits) const {
  const Receiver self(*this);
  if (!self.number()) return self.refusal("toPrecision");
  if (Access::tag(Receiver(digits).value) == tag_undefined) return Value(self.value.str());
  const double n = integer_of(digits);
  if (n < 1 || n > 100) throw RangeError("toPrecision() argument must be between 1 and 100");
  return Value(number_precision(self.value.number(), static_cast<int>(n)));
}

Value Value::toExponential(const Value& digits) const {
  const Receiver self(*this);
  if (!self.number()) return self.refusal("toExponential");
  const bool all = Access::tag(Receiver(digits).value) == tag_undefined;
  const double n = all ? -1 : integer_of(digits);
  if (!all && (n < 0 || n > 100)) throw RangeError("toExponential() argument must be between 0 and 100");
  return Value(number_exponential(self.value.number(), static_cast<int>(n)));
}

Value Value::toLocaleString(const Value& locale, const Value& options) const {
  const Receiver self(*this);
  if (is_pending(self.value) || is_nullish(self.value)) return self.refusal("toLocaleString");
  if (self.number()) return Value(number_in_locale(self.value.number(), options));
  if (self.array()) {
    return self.value.map([&](auto x) { return x == null ? Value("") : x.toLocaleString(locale, options); }).join();
  }
  const Value own = Access::tag(self.value) == tag_host ? get_property(self.value, "toLocaleString") : Value();
  return Access::tag(own) == tag_function ? own(locale, options) : Value(self.value.str());
}

Value Value::valueOf() const {
  const Receiver self(*this);
  if (is_pending(self.value) || is_nullish(self.value)) return self.refusal("valueOf");
  if (const HostObject* host = host_object(self.value)) {
    const Value inner = host->value_of();
    if (Access::tag(inner) != tag_undefined) return inner;
  }
  return self.value;
}

}  // namespace crema
