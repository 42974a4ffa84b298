// What npm's mustache-express is to Node: Mustache templates with partials, by the library kainjow/mustache.
#pragma once
#include <crema/express.hpp>
#include <kainjow/mustache.hpp>
#include <memory>
#include <string>
#include <unordered_map>

class MustacheExpress {
 public:
  // The engine for app.engine. Partials are views, too: {{> head}} is head.mustache.
  auto operator()() const {
    return [](crema::Value file, crema::Value options) -> crema::Value {
      const Data data = data_of(options, 0);
      Context context(&data, options["settings"]["views"], "." + options["settings"]["view engine"]);
      Template view(text_of(file));
      view.set_custom_escape(escaped);
      auto html = view.render(context);
      if (!view.is_valid()) throw crema::Error(view.error_message());
      return html;
    };
  }

 private:
  using Template = kainjow::mustache::mustache;
  using Data = kainjow::mustache::data;

  class Context : public kainjow::mustache::context<std::string> {
   public:
    Context(const Data* data, crema::Value folder, crema::Value extension)
        : context(data), folder_(folder), extension_(extension) {}
    const Data* get_partial(const std::string& name) const override {
      auto& partial = partials_[name];
      if (!partial) partial = std::make_unique<Data>(text_of(crema::path.join(folder_, name + extension_)));
      return partial.get();
    }

   private:
    crema::Value folder_, extension_;
    mutable std::unordered_map<std::string, std::unique_ptr<Data>> partials_;
  };

  // A line that holds a tag alone is none of the page; of some the library would keep the end.
  static std::string text_of(crema::Value file) {
    try {
      return crema::fs.readFileSync(file, "utf8")
          .replace(crema::Regex(R"(^[ \t]*(\{\{[#^/!>=][^}]*\}\})[ \t]*\r?\n)", "gm"), "$1");
    } catch (crema::Error& e) {
      throw crema::Value("An error occurred while reading " + file + ":\n" + e.str());
    }
  }

  static std::string escaped(const std::string& text) {
    std::string html;
    for (const char c : text) {
      switch (c) {
        case '&':
          html += "&amp;";
          break;
        case '<':
          html += "&lt;";
          break;
        case '>':
          html += "&gt;";
          break;
        case '"':
          html += "&quot;";
          break;
        case '\'':
          html += "&#39;";
          break;
        case '/':
          html += "&#x2F;";
          break;
        case '`':
          html += "&#x60;";
          break;
        case '=':
          html += "&#x3D;";
          break;
        default:
          html += c;
      }
    }
    return html;
  }

  // The library has texts, lists and objects, and counts none of these as false but an empty list. Functions are left out.
  static Data data_of(crema::Value value, int depth) {
    if (!value || depth > deepest) return value == 0 ? Data("0") : Data(false);
    if (crema::Array.isArray(value)) {
      Data list(Data::type::list);
      for (auto element : value) list.push_back(data_of(element, depth + 1));
      return list;
    }
    const auto type = crema::typeof_(value);
    if (type == "boolean") return Data(true);
    if (type != "object") return type == "function" ? Data(false) : Data(value.str());
    Data object;
    for (auto [key, member] : crema::Object.entries(value)) object.set(key, data_of(member, depth + 1));
    return object;
  }
  static constexpr int deepest = 20;  // of what contains itself
};

inline constexpr MustacheExpress mustacheExpress{};
