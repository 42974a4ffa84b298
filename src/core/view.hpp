// core/view.hpp — rendering, as app.render and res.render share it.
#pragma once
#include <crema/callback.hpp>
#include <crema/value.hpp>
#include <crema/view.hpp>

#include <string>
#include <string_view>

namespace crema::detail {

struct AppState;

// Merges the locals (the app's, those of the response, the caller's: the later win), finds the view, calls its engine. What is wrong
// with the name or the extension is thrown, a view that is not there goes to the callback.
void render_view(AppState& app, const Value& name, const Value& options, const Value* response_locals,
                 const Callback<Error, Value>& callback);

// The class View in the setting "view".
const Value& default_view_class();
// What provideEngine() was given for an extension (with its dot), or undefined.
Value provided_engine(std::string_view extension);
// "html" and ".html" are the same extension.
std::string with_dot(std::string_view extension);

}  // namespace crema::detail
