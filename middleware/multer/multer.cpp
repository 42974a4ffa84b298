#include "multer.hpp"

#include <crema/object.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "multer_config.hpp"
#include "storages.hpp"
#include "upload_visit.hpp"

namespace crema {
namespace detail {
namespace {

constexpr std::size_t usual_high_water = 64 * 1024;

Value as_object(const MulterLimits& limits) {
  return {{"fieldNameSize", limits.fieldNameSize},
          {"fieldSize", limits.fieldSize},
          {"fields", limits.fields},
          {"fileSize", limits.fileSize},
          {"files", limits.files},
          {"parts", limits.parts},
          {"headerPairs", limits.headerPairs},
          {"fieldNestingDepth", limits.fieldNestingDepth},
          {"fieldArrayIndexLimit", limits.fieldArrayIndexLimit}};
}

void check_limit(const Value& name, const Value& limit) {
  if (limit == null) return;
  if (typeof_(limit) == "number") {
    const double n = limit.number();
    if (n >= 0 && (std::isinf(n) || n == std::floor(n))) return;
  }
  throw TypeError(format("Expected limits.{} to be a non-negative integer or Infinity", name));
}

std::optional<double> limit_of(const Value& limits, std::string_view name) {
  const Value limit = limits.get(name);
  return limit == null ? std::nullopt : std::optional(limit.number());
}

std::uint64_t count_of(const Value& limits, std::string_view name, std::uint64_t otherwise = MultipartLimits::none) {
  const auto limit = limit_of(limits, name);
  if (!limit) return otherwise;
  return *limit < 9e18 ? static_cast<std::uint64_t>(*limit) : MultipartLimits::none;
}

constexpr auto multer_texts = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"LIMIT_PART_COUNT", "Too many parts"},
    {"LIMIT_FILE_SIZE", "File too large"},
    {"LIMIT_FILE_COUNT", "Too many files"},
    {"LIMIT_FIELD_KEY", "Field name too long"},
    {"LIMIT_FIELD_VALUE", "Field value too long"},
    {"LIMIT_FIELD_COUNT", "Too many fields"},
    {"LIMIT_UNEXPECTED_FILE", "Unexpected file field"},
    {"MISSING_FIELD_NAME", "Field name missing"},
    {"LIMIT_FIELD_NESTING", "Field name nesting too deep"},
    {"LIMIT_FIELD_ARRAY_INDEX", "Field name array index too large"},
    {"STREAM_DESTROYED", "File stream was destroyed"},
    {"INVALID_FIELD_NAME", "Invalid field name"},
});

Value text_of_code(const Value& code) {
  for (const auto& [known, text] : multer_texts) {
    if (code == known) return text;
  }
  return "Unknown error: " + code;
}

Handler middleware(std::shared_ptr<const MulterConfig> config, FilePlan plan) {
  const auto shared = std::make_shared<const FilePlan>(std::move(plan));
  return [config, shared](Request& req, Response&, Next next) { UploadVisit::begin(config, shared, req, next); };
}

FilePlan plan_of(FilePlan::Place place, const std::vector<MulterField>& fields) {
  FilePlan plan;
  plan.place = place;
  for (const auto& field : fields) {
    plan.counts[field.name] =
        typeof_(field.maxCount) == "number" ? field.maxCount.number() : std::numeric_limits<double>::infinity();
  }
  return plan;
}

}  // namespace

FormLimits::FormLimits(const Value& limits) {
  if (limits == null) return;
  for (auto [name, limit] : Object.entries(limits)) check_limit(name, limit);
  parser.field_size = count_of(limits, "fieldSize", parser.field_size);
  parser.file_size = count_of(limits, "fileSize");
  parser.fields = count_of(limits, "fields");
  parser.files = count_of(limits, "files");
  parser.parts = count_of(limits, "parts");
  field_name_size = limit_of(limits, "fieldNameSize");
  nesting = limit_of(limits, "fieldNestingDepth");
  array_index = limit_of(limits, "fieldArrayIndexLimit");
}

MulterConfig::MulterConfig(const MulterOptions& options)
    : storage(options.storage),
      limits(as_object(options.limits)),
      limits_of(options.limits.of),
      file_filter(options.fileFilter),
      rules{options.defParamCharset.empty() ? "latin1" : options.defParamCharset,
            options.defCharset.empty() ? "utf8" : options.defCharset, options.preservePath},
      high_water(options.fileHwm ? static_cast<std::size_t>(options.fileHwm) : usual_high_water),
      stream_handler(options.streamHandler) {
  if (storage) return;
  storage = options.dest.empty() ? multer.memoryStorage() : multer.diskStorage({.destination = options.dest});
}

Upload MulterLibrary::operator()(const MulterOptions& options) const {
  return Upload(std::make_shared<const MulterConfig>(options));
}

Storage MulterLibrary::diskStorage(const DiskStorageOptions& options) const { return make_disk_storage(options); }

Storage MulterLibrary::memoryStorage() const { return make_memory_storage(); }

}  // namespace detail

using detail::FilePlan;

Handler Upload::single(const Text& field) const {
  return detail::middleware(config_, detail::plan_of(FilePlan::Place::file, {{.name = field.str(), .maxCount = 1}}));
}

Handler Upload::array(const Text& field, const Value& maxCount) const {
  return detail::middleware(config_,
                            detail::plan_of(FilePlan::Place::array, {{.name = field.str(), .maxCount = maxCount}}));
}

Handler Upload::fields(const std::vector<MulterField>& fields) const {
  return detail::middleware(config_, detail::plan_of(FilePlan::Place::by_name, fields));
}

Handler Upload::none() const { return detail::middleware(config_, {}); }

Handler Upload::any() const {
  FilePlan plan;
  plan.place = FilePlan::Place::array;
  plan.any = true;
  return detail::middleware(config_, std::move(plan));
}

MulterError::MulterError(const Value& given_code, const Value& field, const Value& filename)
    : Error(Class::error, "MulterError", detail::text_of_code(given_code)) {
  code = given_code;
  if (field) (*this)["field"] = field;
  if (filename) (*this)["filename"] = filename;
}

StorageEngine& Storage::engine() const {
  if (!engine_) throw TypeError("storage._handleFile is not a function");
  return *engine_;
}

}  // namespace crema
