// One request on its way through multer: its form, its files, and what becomes of both when something fails.
//
// What is done when: fields go into req.body as they come; a file is asked for (fileFilter), stored, and stands in req.file or
// req.files. The first error counts; then what is being stored is waited for, what was stored is removed, the rest of the
// request is read to nobody, and next(err) follows. A client who leaves is not waited for.
#pragma once
#include <crema/next.hpp>
#include <crema/request.hpp>

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "append_field.hpp"
#include "multer_config.hpp"
#include "multipart_parser.hpp"
#include "upload_stream_state.hpp"

namespace crema::detail {

class UploadVisit final : public UploadStreamOwner,
                          public MultipartEvents,
                          public std::enable_shared_from_this<UploadVisit> {
 public:
  static void begin(const std::shared_ptr<const MulterConfig>& config, const std::shared_ptr<const FilePlan>& plan,
                    Request& req, const Next& next);
  UploadVisit(const std::shared_ptr<const MulterConfig>& config, const std::shared_ptr<const FilePlan>& plan,
              Request& req, const Next& next);

  // What the request is piped into.
  bool write(const Value& chunk);
  void end(const Value& chunk);
  void once_drained(Callback<> go_on);

  void field(const PartHead& head, std::string bytes, bool truncated) override;
  void file(const PartHead& head) override;
  void file_data(std::string_view bytes) override;
  void file_limit() override;
  void file_end() override;
  void too_many_fields() override { fail("LIMIT_FIELD_COUNT"); }
  void too_many_files() override { fail("LIMIT_FILE_COUNT"); }
  void too_many_parts() override { fail("LIMIT_PART_COUNT"); }
  void malformed_head() override { abort(Error("Malformed part header")); }
  void stream_full() override { full_streams_++; }
  void stream_drained() override;
  void stream_over(UploadStreamState& stream) override;

 private:
  // A file from its part's head on, until it is stored, removed or left out.
  struct Incoming {
    MulterFile file;
    Value placeholder;
    std::list<std::shared_ptr<Incoming>>::iterator place;  // in storing_, while it is there
    bool is_storing = false;
    bool accepted = false, too_large = false, counted = false;
    bool answered = false, stored = false, removed = false;  // by the filter; by the storage; by clean_up()
  };
  using IncomingPtr = std::shared_ptr<Incoming>;

  void start();
  std::optional<std::string> open_form();
  void watch_request();
  bool must_wait() const { return full_streams_ > 0 && !done_; }
  void go_on();

  void ask_filter(const IncomingPtr& incoming);
  bool reserve(const Value& name);
  void release(const Value& name);
  void filtered(const IncomingPtr& incoming, const Error& err, bool wanted);
  void store(const IncomingPtr& incoming);
  void stored(const IncomingPtr& incoming, const Error& err, const Value& info);
  void remove(const Value& file, const UploadStream& stream, Callback<Error> cb);
  void write_is_over(Incoming& incoming);

  Value place_holder(const Value& name);
  void remove_placeholder(const Value& placeholder);
  void replace_placeholder(const Value& placeholder, const Value& file);

  void fail(const Value& code, const Value& field = {}, const Value& filename = {});
  void abort(const Error& err, bool at_once = false);
  void clean_up();
  void remove_next(const std::shared_ptr<std::vector<MulterFile>>& files, std::size_t at);
  void request_failed(const char* text);
  void finish_if_done();
  void done(const Error& err);

  const std::shared_ptr<const MulterConfig> config_;
  const std::shared_ptr<const FilePlan> plan_;
  Request req_;
  Next next_;
  FormLimits limits_;
  std::optional<MultipartParser> parser_;
  std::optional<FieldAppender> body_;
  std::map<std::string, double, std::less<>> files_left_;
  Value chunk_, needle_;                       // what file_data() gives views into
  std::shared_ptr<UploadStreamState> stream_;  // of the file that is being read
  IncomingPtr reading_;
  std::unordered_map<UploadStreamState*, std::weak_ptr<UploadStreamState>> streams_;  // that are not over
  std::vector<Callback<>> when_drained_;
  std::list<IncomingPtr> storing_;
  std::vector<MulterFile> uploaded_;
  std::size_t writes_ = 0, full_streams_ = 0;  // files that are being stored; streams that are to be waited for
  Error error_;
  Value storage_errors_ = Array();
  bool ended_ = false, failed_ = false, cleaned_ = false, done_ = false;
};

}  // namespace crema::detail
