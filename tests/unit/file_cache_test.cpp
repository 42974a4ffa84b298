// The cache of small files: what it keeps, and that nobody is ever given what the file no longer holds.
#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <string>

#include "core/file_cache.hpp"
#include "file_helpers.hpp"

using namespace crema::detail;
using namespace crema::testing;

namespace {

double now() {
  return std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// When what is written now has settled.
double later() { return now() + FileCache::settled_ms + 1000; }

std::string content(const OpenFile& opened) {
  if (opened.kept) return *opened.kept;
  std::string bytes(static_cast<std::size_t>(opened.stat.st_size), '\0');
  bytes.resize(static_cast<std::size_t>(read_file(opened.file, bytes.data(), bytes.size(), 0)));
  return bytes;
}

void keep(FileCache& cache, const std::string& path, double at) {
  cache.open(path, at);
  cache.open(path, at);
}

}  // namespace

TEST_CASE("file cache: a file is kept when it is asked for a second time") {
  const TempFolder folder;
  const auto path = folder.file("a.txt", "hello");
  FileCache cache;
  const auto first = cache.open(path, later());
  CHECK_FALSE(first.kept);
  CHECK(first.file);
  CHECK(cache.size() == 0);
  const auto second = cache.open(path, later());
  CHECK(content(second) == "hello");
  CHECK(cache.size() == 5);
  const auto third = cache.open(path, later());
  REQUIRE(third.kept);
  CHECK_FALSE(third.file);
  CHECK(third.is_readable());
  CHECK(third.is_file());
  CHECK(third.stat.st_size == 5);
  CHECK(*third.kept == "hello");
  CHECK(open_files(folder) == 1);  // the first one's
}

TEST_CASE("file cache: what was written a moment ago is not kept") {
  const TempFolder folder;
  const auto path = folder.file("a.txt", "hello");
  FileCache cache;
  for (int i = 0; i < 3; i++) CHECK_FALSE(cache.open(path, now()).kept);
  for (int i = 0; i < 3; i++) CHECK_FALSE(cache.open(path, now() - 1e9).kept);  // nor by a clock that is behind
}

TEST_CASE("file cache: a file that was changed is read again") {
  const TempFolder folder;
  const auto path = folder.file("a.txt", "one");
  FileCache cache;
  keep(cache, path, later());
  REQUIRE(cache.open(path, later()).kept);

  SUBCASE("in place, with the same size and its times put back") {
    struct stat before;
    REQUIRE(::stat(path.c_str(), &before) == 0);
    folder.file("a.txt", "two");
    const timespec times[2] = {before.st_atim, before.st_mtim};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    CHECK(content(cache.open(path, later())) == "two");
  }
  SUBCASE("by another one with its name") {
    const auto other = folder.file("b.txt", "two");
    std::filesystem::rename(other, path);
    CHECK(content(cache.open(path, later())) == "two");
  }
  SUBCASE("longer") {
    folder.file("a.txt", "three");
    CHECK(content(cache.open(path, later())) == "three");
  }
  SUBCASE("to nothing") {
    folder.file("a.txt", "");
    const auto opened = cache.open(path, later());
    CHECK_FALSE(opened.kept);
    CHECK(opened.stat.st_size == 0);
  }
}

TEST_CASE("file cache: a file that has gone, or may no longer be looked at, is not given") {
  const TempFolder folder;
  const auto path = folder.file("a.txt", "one");
  FileCache cache;
  keep(cache, path, later());
  REQUIRE(cache.open(path, later()).kept);
  SUBCASE("gone") {
    std::filesystem::remove(path);
    CHECK(cache.open(path, later()).stat_error == ENOENT);
    CHECK(cache.size() == 0);
  }
  SUBCASE("a folder now") {
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    const auto opened = cache.open(path, later());
    CHECK(opened.is_folder());
    CHECK_FALSE(opened.is_readable());
  }
}

TEST_CASE("file cache: after some seconds a file is read again, whatever its times say") {
  const TempFolder folder;
  const auto path = folder.file("a.txt", "one");
  FileCache cache;
  const double at = later();
  keep(cache, path, at);
  CHECK(cache.open(path, at + FileCache::longest_ms - 1).kept);
  const auto first = cache.open(path, at).kept;
  const auto again = cache.open(path, at + FileCache::longest_ms);
  CHECK(content(again) == "one");
  CHECK(again.kept != first);
}

TEST_CASE("file cache: large files and empty ones are not kept, and all together are bounded") {
  const TempFolder folder;
  FileCache cache;
  const auto large = folder.file("large", pattern(FileCache::most_of_a_file + 1));
  const auto empty = folder.file("empty", "");
  for (int i = 0; i < 3; i++) {
    CHECK_FALSE(cache.open(large, later()).kept);
    CHECK_FALSE(cache.open(empty, later()).kept);
  }
  const auto bytes = pattern(FileCache::most_of_a_file);
  for (int i = 0; i < 100; i++) {
    const auto path = folder.file(std::to_string(i), bytes);
    keep(cache, path, later());
    CHECK(content(cache.open(path, later())) == bytes);
    CHECK(cache.size() <= FileCache::most_of_all);
  }
  CHECK(cache.size() > FileCache::most_of_all / 2);
}
