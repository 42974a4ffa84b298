#include "core/response_filters.hpp"

#include <vector>

namespace crema::detail {
namespace {

// The end of a chain of filters: what comes out goes to the stream.
class StreamSink final : public Filter::Sink {
 public:
  explicit StreamSink(Exchange& x) : x_(x) {}
  void write(std::string_view bytes) override {
    if (!x_.stream || bytes.empty()) return;
    x_.sent += static_cast<std::int64_t>(bytes.size());
    x_.stream->body(bytes);
  }

 private:
  Exchange& x_;
};

class FilterSink final : public Filter::Sink {
 public:
  FilterSink(Filter& filter, Filter::Sink& out) : filter_(filter), out_(out) {}
  void write(std::string_view bytes) override { filter_.write(bytes, out_); }

 private:
  Filter& filter_;
  Filter::Sink& out_;
};

}  // namespace

void through_filters(Exchange& x, std::string_view bytes, Push push) {
  StreamSink last(x);
  const auto& filters = x.extras->filters;
  std::vector<FilterSink> chain;  // the last filter's first
  chain.reserve(filters.size());
  Filter::Sink* out = &last;
  for (std::size_t i = filters.size(); i-- > 0;) {
    chain.emplace_back(*filters[i], *out);
    out = &chain.back();
  }
  if (!bytes.empty()) out->write(bytes);
  if (push == Push::bytes) return;
  for (std::size_t i = 0; i < filters.size(); i++) {
    Filter::Sink& next = i + 1 < filters.size() ? static_cast<Filter::Sink&>(chain[filters.size() - 2 - i]) : last;
    if (push == Push::end) filters[i]->end(next);
    else filters[i]->flush(next);
  }
}

}  // namespace crema::detail
