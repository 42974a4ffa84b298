// Errors, and which instances of a field count.
#include "context.hpp"

#include <crema/host_object.hpp>
#include <crema/object.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "rules.hpp"

namespace crema::validation {
namespace {

bool counts(const FieldInstance& instance, const std::string& optional) {
  if (is_undefined(instance.value)) return false;
  if (optional == "null") return !is_nullish(instance.value);
  return optional != "falsy" || static_cast<bool>(instance.value);
}

// A field that is looked for in several places has to be right wherever it is; where it is nowhere, one place stands for all.
std::vector<FieldInstance*> of_group(const std::vector<FieldInstance*>& group) {
  std::set<std::string> locations;
  for (const auto* one : group) locations.insert(one->location);
  if (locations.size() < 2 || group[0]->original_path.find('*') != std::string::npos) return group;
  std::vector<FieldInstance*> with_value;
  for (auto* one : group)
    if (!is_undefined(one->value)) with_value.push_back(one);
  return with_value.empty() ? std::vector{group[0]} : with_value;
}

// The request, as a function in a Value sees it.
class RequestObject final : public HostObject {
 public:
  explicit RequestObject(const Request& req) : req_(req) {}
  Value get(std::string_view key) const override { return req_[key]; }
  bool set(std::string_view key, const Value& value) override {
    req_[key] = value;
    return true;
  }
  std::string_view class_name() const override { return "IncomingMessage"; }

 private:
  Request req_;
};

}  // namespace

void ValidationContext::add_instances(const std::vector<FieldInstance>& more) {
  for (const auto& one : more) {
    auto& known = index_[one.location + ":" + one.path];
    if (known) {
      *known = one;
    } else {
      instances.push_back(std::make_unique<FieldInstance>(one));
      known = instances.back().get();
    }
  }
}

std::vector<FieldInstance*> ValidationContext::data(bool required) const {
  std::vector<FieldInstance*> all;
  if (instances.size() > 1) {
    // By the path as it was written, in the order of a JavaScript object's members.
    std::map<std::string, std::vector<FieldInstance*>> groups;
    Value order = Object();
    for (const auto& one : instances) {
      groups[one->original_path].push_back(one.get());
      order[one->original_path] = true;
    }
    for (const auto& path : Object.keys(order))
      for (auto* one : of_group(groups[path.str()])) all.push_back(one);
  } else {
    for (const auto& one : instances) all.push_back(one.get());
  }
  if (required && !settings.optional.empty())
    std::erase_if(all, [&](const auto* one) { return !counts(*one, settings.optional); });
  return all;
}

bool ValidationContexts::bailed() const {
  return std::any_of(all.begin(), all.end(),
                     [](const auto& context) { return context->settings.bails && context->failed(); });
}

Value message_text(const ValidationMessage& own, const Value& thrown, const ValidationMessage& of_chain,
                   const Value& about, const ValidationMeta& meta) {
  const auto said = [&](const Value& v) { return typeof_(v) == "function" ? v(about, meta_object(meta)) : v; };
  const auto text = [&](const ValidationMessage& message) {
    return message.function() ? message.function()(about, meta) : said(message.value());
  };
  if (own) return text(own);
  if (thrown) return said(thrown);
  return of_chain ? text(of_chain) : Value("Invalid value");
}

void add_field_error(ValidationContext& context, const FieldInstance& instance, const Value& value,
                     const ValidationMessage& own, const Value& thrown, const Request& req) {
  const auto& settings = context.settings;
  const Value msg = message_text(own, thrown, settings.message, value, meta_of(req, instance));
  Value error = Object();
  error["type"] = "field";
  if (!settings.visibility.hidden) error["value"] = value;
  else if (!is_undefined(settings.visibility.instead)) error["value"] = settings.visibility.instead;
  error["msg"] = msg;
  error["path"] = instance.path;
  error["location"] = instance.location;
  context.errors.push(error);
}

ValidationMeta meta_of(const Request& req, const FieldInstance& instance) {
  return {req, instance.location, instance.path, instance.path_values};
}

Value meta_object(const ValidationMeta& meta) {
  return {{"req", make_host<RequestObject>(meta.req)},
          {"location", meta.location},
          {"path", meta.path},
          {"pathValues", meta.pathValues}};
}

}  // namespace crema::validation
