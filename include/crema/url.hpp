// crema/url.hpp — URL and URLSearchParams, fileURLToPath and pathToFileURL.
#pragma once
#include <crema/function.hpp>
#include <crema/object.hpp>
#include <crema/value.hpp>

#include <cstdint>

namespace crema {

namespace detail {
class UrlObject;
class SearchObject;
}  // namespace detail

/// A part of a URL that reads as its text and may be set: `url.hash = "top"`. What does not fit is left out, as in JavaScript. A copy
/// is a text alone.
class UrlField : public Value {
 public:
  UrlField(const UrlField& o) : Value(static_cast<const Value&>(o)) {}
  UrlField& operator=(const Value& v);
  UrlField& operator=(const UrlField& o) { return *this = static_cast<const Value&>(o); }
  UrlField& operator+=(const Value& v) { return *this = static_cast<const Value&>(*this) + v; }
  ~UrlField() = default;

 private:
  friend class detail::UrlObject;
  UrlField(detail::UrlObject* url, std::uint8_t part) : url_(url), part_(part) {}
  void show(Value text) { Value::operator=(std::move(text)); }

  detail::UrlObject* url_ = nullptr;
  std::uint8_t part_ = 0;
};

/// The pairs of a query. A handle: copies share them; those of a URL change the URL.
/// JavaScript: https://developer.mozilla.org/docs/Web/API/URLSearchParams
class URLSearchParams : public Value {
 public:
  URLSearchParams();
  /// Of a text, "?" or not, of an object, of an array of pairs, or a copy of another. TypeError ERR_INVALID_TUPLE for an array
  /// of anything else. Of a Value that holds one: a copy.
  explicit URLSearchParams(const Value& from);

  void append(const Value& name, const Value& value) const;
  /// delete(): all of this name, or those with this value, too.
  void delete_(const Value& name, const Value& value = {}) const;
  /// The first of this name; null if there is none.
  Value get(const Value& name) const;
  Value getAll(const Value& name) const;
  bool has(const Value& name, const Value& value = {}) const;
  /// The first of this name gets the value, the others go.
  void set(const Value& name, const Value& value) const;
  /// By name, in the order of UTF-16 units; those of one name stay in their order.
  void sort() const;
  int size() const;
  /// "a=1&b=2"
  Value toString() const;
  Value keys() const;
  Value values() const;
  Entries entries() const;
  /// Calls f(value, name, params).
  template <class F>
  void forEach(F f) const {
    for (int i = 0; i < size(); ++i) {
      const Entry pair(entry(i));
      Value value = pair.at(1), name = pair.at(0), params = *this;
      detail::call_prefix(f, value, name, params);
    }
  }

  /// for (auto [name, value] : params)
  class iterator {
   public:
    iterator(const URLSearchParams* of, int at) : of_(of), at_(at) {}
    Entry operator*() const { return Entry(of_->entry(at_)); }
    iterator& operator++() { return ++at_, *this; }
    friend bool operator==(const iterator& a, const iterator& b) { return a.done() == b.done(); }

   private:
    bool done() const { return !of_ || at_ >= of_->size(); }
    const URLSearchParams* of_;
    int at_;
  };
  iterator begin() const { return {this, 0}; }
  iterator end() const { return {nullptr, 0}; }

 private:
  friend class Url;
  struct Shared {};
  URLSearchParams(Shared, const Value& object) : Value(object) {}
  detail::SearchObject& object() const;
  Value entry(int index) const;
};

/// What `new URL(…)` gives. A handle: copies are the same URL. As a Value it prints as its href, and so does JSON.
/// JavaScript: https://developer.mozilla.org/docs/Web/API/URL
class Url : public Value {
 public:
  /// The URL that a Value holds, itself. TypeError when it holds none.
  explicit Url(const Value& url);
  Url(const Url&) = default;
  Url& operator=(const Url&) = delete;  // its parts are those of one URL: `url.href = other.href`
  ~Url() = default;

  /// Setting href to what is no URL throws as URL() does.
  UrlField &href, &protocol, &username, &password, &host, &hostname, &port, &pathname, &search, &hash;
  const Value& origin;
  URLSearchParams searchParams;

  Value toString() const { return href; }
  Value toJSON() const { return href; }

 private:
  explicit Url(detail::UrlObject& object);
};

namespace detail {

struct UrlLibrary {
  /// Throws a TypeError with the code ERR_INVALID_URL, and the input, for what is no URL. A relative one needs a base.
  Url operator()(const Value& url, const Value& base = {}) const;
  bool canParse(const Value& url, const Value& base = {}) const;
};
struct FileUrlToPath {
  /// Of a URL or its text. TypeError for another scheme, a host, or an encoded slash.
  Value operator()(const Value& url) const;
};
struct PathToFileUrl {
  Url operator()(const Value& path) const;
};

}  // namespace detail

/// `new URL(…)` is `URL(…)`: `auto url = URL("/a?b=c", "http://localhost")`.
inline constexpr detail::UrlLibrary URL{};
/// `require('url')`: https://nodejs.org/api/url.html
inline constexpr detail::FileUrlToPath fileURLToPath{};
inline constexpr detail::PathToFileUrl pathToFileURL{};

}  // namespace crema
