// The options of one multer(), checked; constant from then on, and read by all threads.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "multer.hpp"
#include "multipart_parser.hpp"
#include "part_head.hpp"

namespace crema::detail {

// Limits as numbers; nullopt where there is none.
struct FormLimits {
  MultipartLimits parser;
  std::optional<double> field_name_size, nesting, array_index;

  // Of an object with npm's names. Throws npm's TypeError.
  explicit FormLimits(const Value& limits);
};

struct MulterConfig {
  explicit MulterConfig(const MulterOptions& options);

  Storage storage;
  FormLimits limits;
  Callback<Value(Request&)> limits_of;
  FileFilter file_filter;
  PartRules rules;
  std::size_t high_water;  // bytes of a file that may wait
  Callback<Request&, MulterForm> stream_handler;
};

// Which files a route takes, and where they are found.
struct FilePlan {
  enum class Place : unsigned char { nowhere, file, array, by_name };
  Place place = Place::nowhere;
  bool any = false;
  std::map<std::string, double, std::less<>> counts;  // of each field
};

}  // namespace crema::detail
