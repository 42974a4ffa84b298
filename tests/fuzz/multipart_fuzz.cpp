// Forms with files: any body, in any pieces, keeps to its limits and to the order of events; and up to the first boundary of the
// end it comes to the same however it is split.
#include <crema/object.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include "../../middleware/multer/append_field.hpp"
#include "../../middleware/multer/multipart_parser.hpp"
#include "fuzz.hpp"

namespace {

using namespace crema;
using namespace crema::detail;

// Writes down what it is told, and checks that it may be told that now.
class Story final : public MultipartEvents {
 public:
  explicit Story(const MultipartLimits& limits) : limits_(limits) {}

  void field(const PartHead& head, std::string bytes, bool truncated) override {
    fuzz::check(!in_file_, "a field does not come within a file");
    fuzz::check(bytes.size() <= limits_.field_size, "a value is no longer than it may be");
    fuzz::check(!truncated || bytes.size() == limits_.field_size, "only what is too long is cut off");
    fuzz::check(++fields_ <= limits_.fields, "no more fields than there may be");
    text += "field " + head.name.value_or("-") + " " + head.type + " " + bytes + "\n";
    const auto value = decode_bytes(bytes, head.charset);
    if (head.name && !form_.append(*head.name, value ? Value(*value) : Value())) text += "holes\n";
    FieldAppender::largest_index(head.name.value_or(""));
  }
  void file(const PartHead& head) override {
    fuzz::check(!in_file_, "files come one after the other");
    fuzz::check(++files_ <= limits_.files, "no more files than there may be");
    fuzz::check(head.is_file(), "a file is one");
    in_file_ = true;
    size_ = 0;
    text += "file " + head.filename.value_or("-") + " " + head.encoding + " ";
  }
  void file_data(std::string_view bytes) override {
    fuzz::check(in_file_ && !bytes.empty(), "bytes belong to a file");
    size_ += bytes.size();
    fuzz::check(size_ <= limits_.file_size, "a file is no larger than it may be");
    text += bytes;
  }
  void file_limit() override {
    fuzz::check(in_file_ && size_ == limits_.file_size, "only a file that is full is cut off");
    text += "...";
  }
  void file_end() override {
    fuzz::check(std::exchange(in_file_, false), "what ends has begun");
    text += "\n";
  }
  void too_many_fields() override { once(0); }
  void too_many_files() override { once(1); }
  void too_many_parts() override { once(2); }
  void malformed_head() override { text += "malformed\n"; }

  std::string text;

 private:
  void once(int which) {
    fuzz::check(!std::exchange(told_[which], true), "a limit is told of once");
    text += "limit\n";
  }

  const MultipartLimits& limits_;
  const Value object_ = Object();
  FieldAppender form_{object_};
  std::uint64_t fields_ = 0, files_ = 0, size_ = 0;
  bool in_file_ = false, told_[3] = {};
};

std::string read(std::string_view body, std::size_t piece, const PartRules& rules, const MultipartLimits& limits) {
  Story story(limits);
  MultipartParser parser("X", rules, limits, story);
  for (std::size_t at = 0; at < body.size(); at += piece) parser.push(body.substr(at, piece));
  const char* wrong = parser.end();
  return story.text + (wrong ? wrong : "");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const unsigned choice = input.byte(), piece = 1 + input.byte();
  PartRules rules;
  if (choice & 1) rules.parameter_charset = "utf8";
  if (choice & 2) rules.charset = "latin1";
  rules.keep_path = (choice & 4) != 0;
  MultipartLimits limits;
  if (choice & 8) limits = {.field_size = 5, .file_size = 7, .fields = 2, .files = 1, .parts = 3};
  const auto body = input.rest();

  is_multipart(body);
  parse_media_type(body);
  read_part_head({std::string(body), std::string(body), std::string(body)}, rules);
  read(body, std::max<std::size_t>(body.size(), 1), rules, limits);
  read(body, piece, rules, limits);

  // What follows is read on within its piece; and so are "-" and CR in front of a boundary that was none, and a broken head.
  const auto plain = body.substr(0, body.find("\r\n--X-"));
  if (plain.find("--X-") == std::string_view::npos && plain.find("--X\r\r") == std::string_view::npos) {
    const auto by_byte = read(plain, 1, rules, limits);
    if (by_byte.find("malformed\n") != std::string::npos) return 0;
    fuzz::check(read(plain, piece, rules, limits) == by_byte, "pieces come to the same as single bytes");
  }
  return 0;
}
