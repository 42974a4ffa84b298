#include "upload_visit.hpp"

#include <crema/buffer.hpp>
#include <crema/error.hpp>
#include <crema/hooks.hpp>
#include <crema/object.hpp>
#include <crema/process.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace crema::detail {
namespace {

bool is_hex_letter(char c, char letter) { return (c | 0x20) == (letter | 0x20); }

// Browsers write %0A, %0D and %22 for what a quoted text cannot hold, and nothing else.
std::string without_escapes(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (std::size_t i = 0; i < name.size(); i++) {
    const auto rest = name.substr(i);
    const bool escape = rest.size() >= 3 && rest[0] == '%';
    if (escape && rest[1] == '0' && is_hex_letter(rest[2], 'A')) out += '\n';
    else if (escape && rest[1] == '0' && is_hex_letter(rest[2], 'D')) out += '\r';
    else if (escape && rest[1] == '2' && rest[2] == '2') out += '"';
    else {
      out += rest[0];
      continue;
    }
    i += 2;
  }
  return out;
}

}  // namespace

// -- beginning -----------------------------------------------------------------------------------------------------------------

void UploadVisit::begin(const std::shared_ptr<const MulterConfig>& config, const std::shared_ptr<const FilePlan>& plan,
                        Request& req, const Next& next) {
  if (!hasBody(req) || !is_multipart(headerText(req, "content-type"))) return next();
  std::make_shared<UploadVisit>(config, plan, req, next)->start();
}

UploadVisit::UploadVisit(const std::shared_ptr<const MulterConfig>& config, const std::shared_ptr<const FilePlan>& plan,
                         Request& req, const Next& next)
    : config_(config), plan_(plan), req_(req), next_(next), limits_(config->limits), files_left_(plan->counts) {}

void UploadVisit::start() {
  if (config_->limits_of) limits_ = FormLimits(config_->limits_of(req_));
  req_.body = Object();
  if (const auto wrong = open_form()) {
    done_ = true;
    return next_(Error(*wrong));
  }
  body_.emplace(req_.body);
  if (plan_->place == FilePlan::Place::array) req_.files = Array();
  if (plan_->place == FilePlan::Place::by_name) req_.files = Object();
  watch_request();
  const MulterForm form(shared_from_this());
  if (config_->stream_handler) return config_->stream_handler(req_, form);
  if (req_.readableEnded()) return end({});
  req_.pipe(form);
}

// What is wrong with the Content-Type, in busboy's words.
std::optional<std::string> UploadVisit::open_form() {
  const std::string type(headerText(req_, "content-type"));
  const auto media = parse_media_type(type);
  if (!media) return "Malformed content type";
  if (media->type != "multipart" || media->subtype != "form-data") return "Unsupported content type: " + type;
  const auto* boundary = media->parameter("boundary");
  if (!boundary) return "Multipart: Boundary not found";
  needle_ = Buffer.from("\r\n--" + *boundary);
  parser_.emplace(*boundary, config_->rules, limits_.parser, *this);
  return std::nullopt;
}

// Somebody may also have answered before the form has come.
void UploadVisit::watch_request() {
  const auto self = shared_from_this();
  req_.on("aborted", [self] { self->request_failed("Request aborted"); });
  req_.on("close", [self] {
    if (!self->ended_) self->request_failed("Request closed");
  });
}

// -- the form comes ------------------------------------------------------------------------------------------------------------

bool UploadVisit::write(const Value& chunk) {
  const auto keep = shared_from_this();
  if (done_ || ended_) return true;
  chunk_ = chunk;
  try {
    parser_->push(chunk_.view());
  } catch (...) {
    abort(error_of(std::current_exception()));  // by a storage's listener
  }
  chunk_ = Value();
  return !must_wait();
}

void UploadVisit::end(const Value& chunk) {
  const auto keep = shared_from_this();
  if (chunk != null) write(chunk);
  if (done_ || ended_) return;
  ended_ = true;
  if (const char* wrong = parser_->end()) {
    const Error error(wrong);
    if (const auto stream = stream_) stream->destroy(error);
    return abort(error);
  }
  finish_if_done();
}

void UploadVisit::once_drained(Callback<> go_on) {
  if (!must_wait()) return process.nextTick(std::move(go_on));
  when_drained_.push_back(std::move(go_on));
}

void UploadVisit::stream_drained() {
  full_streams_--;
  go_on();
}

void UploadVisit::go_on() {
  if (must_wait()) return;
  const auto waiting = std::exchange(when_drained_, {});
  for (const auto& callback : waiting) callback();
}

void UploadVisit::stream_over(UploadStreamState& stream) {
  streams_.erase(&stream);
  finish_if_done();
}

// -- fields --------------------------------------------------------------------------------------------------------------------

void UploadVisit::field(const PartHead& head, std::string bytes, bool truncated) {
  if (!head.name) return fail("MISSING_FIELD_NAME");
  const auto name = without_escapes(*head.name);
  if (truncated) return fail("LIMIT_FIELD_VALUE", name);
  if (limits_.field_name_size && Value(*head.name).length() > *limits_.field_name_size) return fail("LIMIT_FIELD_KEY");
  if (limits_.nesting && static_cast<double>(std::count(name.begin(), name.end(), '[')) > *limits_.nesting)
    return fail("LIMIT_FIELD_NESTING", name);
  if (limits_.array_index && FieldAppender::largest_index(name) > *limits_.array_index)
    return fail("LIMIT_FIELD_ARRAY_INDEX", name);
  const auto text = decode_bytes(bytes, head.charset);
  if (!body_->append(name, text ? Value(*text) : Value())) fail("LIMIT_FIELD_ARRAY_INDEX", name);
}

// -- files ---------------------------------------------------------------------------------------------------------------------

// The piece at hand is read to its end even when something in it has failed, and everything is over: fields still go into
// req.body, as in npm's, while files do not begin any more.
void UploadVisit::file(const PartHead& head) {
  if (done_) return;
  const auto self = shared_from_this();
  const auto stream = std::make_shared<UploadStreamState>(self, config_->high_water);
  stream_ = stream;
  streams_.emplace(stream.get(), stream);
  const auto incoming = std::make_shared<Incoming>();
  reading_ = incoming;
  stream->listen(
      "error",
      [visit = weak_from_this(), held = std::weak_ptr(incoming)](auto& err) {
        const auto form = visit.lock();
        if (!form) return;
        if (const auto failed = held.lock()) form->write_is_over(*failed);
        form->abort(Error(err));
      },
      false);
  const auto refuse = [&](const char* code) {
    fail(code);
    stream->resume();  // to nobody
  };
  if (!head.name) return refuse("MISSING_FIELD_NAME");
  if (!head.filename || head.filename->empty()) return stream->resume();  // a file input that was left empty
  if (limits_.field_name_size && Value(*head.name).length() > *limits_.field_name_size)
    return refuse("LIMIT_FIELD_KEY");
  const Value name = without_escapes(*head.name);
  const Value object = {{"fieldname", name},
                        {"originalname", without_escapes(*head.filename)},
                        {"encoding", head.encoding},
                        {"mimetype", head.type}};
  incoming->file = MulterFile(object, UploadStream(stream));
  incoming->placeholder = place_holder(name);
  ask_filter(incoming);
}

// Views into the chunk become slices, which share its bytes; else it is the beginning of a boundary that was none.
void UploadVisit::file_data(std::string_view bytes) {
  if (!stream_) return;
  const auto all = chunk_ == null ? std::string_view() : chunk_.view();
  const bool inside = bytes.data() >= all.data() && bytes.data() + bytes.size() <= all.data() + all.size();
  if (!inside) return stream_->push(needle_.slice(0, bytes.size()));
  const auto from = static_cast<std::size_t>(bytes.data() - all.data());
  stream_->push(bytes.size() == all.size() ? chunk_ : chunk_.slice(from, from + bytes.size()));
}

void UploadVisit::file_limit() {
  if (!stream_) return;
  const auto incoming = reading_;
  stream_->push_limit();
  incoming->too_large = true;
  if (incoming->accepted) fail("LIMIT_FILE_SIZE", incoming->file["fieldname"], incoming->file["originalname"]);
}

void UploadVisit::file_end() {
  if (!stream_) return;
  const auto stream = std::exchange(stream_, nullptr);
  reading_.reset();
  stream->push_end();
}

bool UploadVisit::reserve(const Value& name) {
  if (plan_->any) return true;
  const auto found = files_left_.find(name.str());
  if (found == files_left_.end() || found->second <= 0) return false;
  found->second -= 1;
  return true;
}

void UploadVisit::release(const Value& name) {
  if (!plan_->any) files_left_.find(name.str())->second += 1;
}

void UploadVisit::ask_filter(const IncomingPtr& incoming) {
  const Value& file = incoming->file;
  if (!reserve(file["fieldname"])) {
    const Error error = MulterError("LIMIT_UNEXPECTED_FILE", file["fieldname"], file["originalname"]);
    return filtered(incoming, error, false);
  }
  if (!config_->file_filter.function()) return filtered(incoming, {}, true);
  const auto answer = [self = shared_from_this(), incoming](const Error& err, bool wanted) {
    if (std::exchange(incoming->answered, true)) return;
    if (err || !wanted) self->release(incoming->file["fieldname"]);
    self->filtered(incoming, err, wanted);
  };
  Error thrown;
  try {
    config_->file_filter.function().get(
        [answer](auto& err) {
          if (err) answer(err, false);
        },
        req_, file,
        Callback<Error, Value>([answer](auto& err, auto& wanted) { answer(err, static_cast<bool>(wanted)); }));
  } catch (...) {
    thrown = error_of(std::current_exception());
  }
  if (thrown) answer(thrown, false);
}

void UploadVisit::filtered(const IncomingPtr& incoming, const Error& err, bool wanted) {
  const bool take = !failed_ && !err && wanted && !incoming->too_large;
  if (take) return store(incoming);
  remove_placeholder(incoming->placeholder);
  const bool refused = !failed_ && !err && !wanted;
  if (!failed_ && !refused) {
    const Value& file = incoming->file;
    err ? abort(err) : fail("LIMIT_FILE_SIZE", file["fieldname"], file["originalname"]);
  }
  incoming->file.stream.resume();  // to nobody
}

void UploadVisit::store(const IncomingPtr& incoming) {
  incoming->accepted = incoming->counted = true;
  writes_++;
  incoming->place = storing_.insert(storing_.end(), incoming);
  incoming->is_storing = true;
  const auto answer = [self = shared_from_this(), incoming](const Error& err, const Value& info) {
    if (!std::exchange(incoming->stored, true)) self->stored(incoming, err, info);
  };
  Error thrown;
  try {
    config_->storage.engine()._handleFile(req_, incoming->file, [answer](auto& err, auto& info) { answer(err, info); });
  } catch (...) {
    thrown = error_of(std::current_exception());
  }
  if (thrown) answer(thrown, {});
}

void UploadVisit::stored(const IncomingPtr& incoming, const Error& err, const Value& info) {
  if (std::exchange(incoming->is_storing, false)) storing_.erase(incoming->place);
  const UploadStream stream = incoming->file.stream;
  const Value file = Object.assign(Object(), incoming->file, info);
  if (err || incoming->too_large) {
    remove_placeholder(incoming->placeholder);
    if (!err) uploaded_.emplace_back(file, stream);
    write_is_over(*incoming);
    if (err) abort(err);
    return;
  }
  if (cleaned_) {
    remove_placeholder(incoming->placeholder);
    write_is_over(*incoming);
    if (!incoming->removed) remove(file, stream, {});
    return;
  }
  replace_placeholder(incoming->placeholder, file);
  uploaded_.emplace_back(file, stream);
  write_is_over(*incoming);
  finish_if_done();
}

void UploadVisit::remove(const Value& file, const UploadStream& stream, Callback<Error> cb) {
  Error thrown;
  try {
    return config_->storage.engine()._removeFile(req_, MulterFile(file, stream), cb);
  } catch (...) {
    thrown = error_of(std::current_exception());
  }
  cb(thrown);
}

void UploadVisit::write_is_over(Incoming& incoming) {
  if (!std::exchange(incoming.counted, false)) return;
  if (--writes_ == 0 && failed_ && !cleaned_) clean_up();
}

// -- where files are found -----------------------------------------------------------------------------------------------------

// Files stand in the order in which they came, whichever is stored first.
Value UploadVisit::place_holder(const Value& name) {
  const Value placeholder = {{"fieldname", name}};
  if (plan_->place == FilePlan::Place::array) req_.files.push(placeholder);
  if (plan_->place != FilePlan::Place::by_name) return placeholder;
  if (req_.files[name]) req_.files[name].push(placeholder);
  else req_.files[name] = Array(placeholder);
  return placeholder;
}

void UploadVisit::remove_placeholder(const Value& placeholder) {
  const bool by_name = plan_->place == FilePlan::Place::by_name;
  if (!by_name && plan_->place != FilePlan::Place::array) return;
  const Value name = placeholder["fieldname"];
  const Value list = by_name ? Value(req_.files.get(name)) : req_.files;
  if (!Array.isArray(list)) return;
  const int at = list.indexOf(placeholder);
  if (at >= 0) list.splice(at, 1);
  if (by_name && list.length() == 0) delete_(req_.files[name]);
}

void UploadVisit::replace_placeholder(const Value& placeholder, const Value& file) {
  if (plan_->place == FilePlan::Place::file) {
    req_.file = file;
    return;
  }
  delete_(placeholder["fieldname"]);
  Object.assign(placeholder, file);
}

// -- failing -------------------------------------------------------------------------------------------------------------------

void UploadVisit::fail(const Value& code, const Value& field, const Value& filename) {
  const Error error = MulterError(code, field, filename);  // keeps its class
  abort(error);
}

// The first error counts. `at_once`: without waiting for what is being stored.
void UploadVisit::abort(const Error& err, bool at_once) {
  if (std::exchange(failed_, true)) return;
  error_ = err;
  if (at_once || writes_ == 0) clean_up();
}

void UploadVisit::request_failed(const char* text) {
  if (done_) return;
  const auto keep = shared_from_this();
  ended_ = true;
  const Error error(text);
  const auto stream = stream_;
  abort(error, true);
  if (stream) stream->destroy(error);
}

// Removes what was stored, and what is being stored as far as it has a path.
void UploadVisit::clean_up() {
  cleaned_ = true;
  const auto files = std::make_shared<std::vector<MulterFile>>(std::exchange(uploaded_, {}));
  for (const auto& incoming : std::exchange(storing_, {})) {
    incoming->is_storing = false;
    if (!incoming->file["path"]) continue;
    incoming->removed = true;
    files->push_back(incoming->file);
  }
  remove_next(files, 0);
}

void UploadVisit::remove_next(const std::shared_ptr<std::vector<MulterFile>>& files, std::size_t at) {
  if (at == files->size()) {
    if (!error_.is_thrown_value()) error_["storageErrors"] = storage_errors_;
    return done(error_);
  }
  const MulterFile file = (*files)[at];
  remove(file, file.stream, [self = shared_from_this(), files, at, file](auto& err) {
    if (err) {
      err["file"] = static_cast<const Value&>(file);
      err["field"] = file["fieldname"];
      self->storage_errors_.push(Value(err));
    }
    self->remove_next(files, at + 1);
  });
}

// -- the end -------------------------------------------------------------------------------------------------------------------

void UploadVisit::finish_if_done() {
  if (ended_ && streams_.empty() && writes_ == 0 && !failed_) done({});
}

// With an error the rest of the request is read first, so that a client who sends on gets to see the answer.
void UploadVisit::done(const Error& err) {
  if (std::exchange(done_, true)) return;
  const auto keep = shared_from_this();
  stream_.reset();
  reading_.reset();
  for (const auto& [at, held] : std::exchange(streams_, {})) {
    if (const auto stream = held.lock()) stream->destroy(err);
  }
  go_on();
  const Next next = std::exchange(next_, Next());
  if (!err) return next();
  if (req_.readableEnded() || req_.destroyed()) return next(err);
  const auto called = std::make_shared<bool>(false);
  const Callback<Value> over([next, err, called] {
    if (!std::exchange(*called, true)) next(err);
  });
  req_.once("end", over);
  req_.once("close", over);
  req_.resume();
}

}  // namespace crema::detail

namespace crema {

bool MulterForm::write(const Value& chunk) const {
  const auto visit = visit_;  // what holds this one may go meanwhile
  return visit->write(chunk);
}
void MulterForm::end(const Value& chunk) const {
  const auto visit = visit_;
  visit->end(chunk);
}
void MulterForm::once(const Text& event, Callback<> cb) const {
  if (event.view() == "drain") visit_->once_drained(std::move(cb));
}

}  // namespace crema
