// testing/http_client.hpp — one request over TCP and its answer, on the loop of the thread.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace crema::supertest {

// An answer of HTTP/1 as it came: fields in order, the body without its chunks.
struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
};

struct Question {
  std::string host, port;
  std::string bytes;       // the whole request, with Connection: close
  bool is_head = false;    // the answer has no body
  double response_ms = 0;  // until its first byte; 0: no limit
  double deadline_ms = 0;  // until its end; 0: no limit
};

// Asks, and calls back once: with the answer, or with Node's error ("ECONNREFUSED", "socket hang up"), or superagent's of a time
// that was exceeded.
void ask(Question question, Callback<Error&, Answer&> done);

}  // namespace crema::supertest
