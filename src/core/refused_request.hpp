// core/refused_request.hpp — what a listener of "clientError" answers to a request that could not be read.
#pragma once
#include <string>

namespace crema::detail {

// Shared with the listener, who may keep it longer than the connection is there.
struct RefusedState {
  std::string answer;
  std::string remote_address;
  int remote_port = 0;
  bool open = true;  // the listener may still write
};

}  // namespace crema::detail
