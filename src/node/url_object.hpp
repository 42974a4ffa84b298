// node/url_object.hpp — the objects in Values that are a URL and the pairs of its query. A URL holds its pairs; they know of it as
// long as it lives.
#pragma once
#include <crema/url.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/inspect.hpp"
#include "http/whatwg_url.hpp"

namespace crema::detail {

class SearchObject final : public CollectionView {
 public:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  std::string to_string() const override;
  std::string_view class_name() const override { return "URLSearchParams"; }
  Value elements() const override;
  Value values() const override;
  bool counted() const override { return false; }

  void parse(std::string_view query);
  // After each change of the pairs: the URL follows.
  void changed();

  Pairs pairs;
  UrlObject* url = nullptr;
};

class UrlObject final : public HostObject {
 public:
  explicit UrlObject(http::UrlRecord record);
  ~UrlObject() override { search_object().url = nullptr; }
  UrlObject(const UrlObject&) = delete;
  UrlObject& operator=(const UrlObject&) = delete;

  Value get(std::string_view key) const override;
  bool set(std::string_view key, const Value& value) override;
  Value keys() const override;
  Value to_json(std::string_view) const override { return href; }
  std::string to_string() const override { return href.str(); }
  std::string_view class_name() const override { return "URL"; }

  void set_field(std::uint8_t part, const Value& value);
  void set_query(std::string query);
  SearchObject& search_object() const { return *host<SearchObject>(params); }

  UrlField href, protocol, username, password, host_, hostname, port, pathname, search, hash;
  Value origin, params;

 private:
  static constexpr std::uint8_t whole = 0xff;
  struct Name;
  static const Name names[];
  void refresh();

  http::UrlRecord record_;
};

}  // namespace crema::detail
