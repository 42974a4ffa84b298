// Signals: the handler only notes the number and writes to an eventfd, which the loop that watches reads. ! The handler may run on
// any thread at any time: it touches nothing but lock-free atomics and write().
#include "net/signals.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "net/loop.hpp"
#include "net/server_state.hpp"

namespace crema::net {
namespace {

constexpr int most_signals = 65;

enum class Action : std::uint8_t { system, listener, terminate };

std::array<std::atomic<Action>, most_signals> actions{};
std::array<std::atomic<bool>, most_signals> arrived{};
std::atomic<bool> terminating{false};
std::atomic<int> wake_descriptor{-1};

void handle(int number) {
  const int error = errno;
  if (actions[static_cast<std::size_t>(number)] == Action::terminate && terminating.exchange(true)) _exit(128 + number);
  arrived[static_cast<std::size_t>(number)] = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_descriptor, &one, sizeof one);
  errno = error;
}

void install(int number, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, nullptr);
}

// Lives on the loop that was first to ask for a signal, usually main's; after that loop's end another may ask.
class Watcher final : public Pollable, public Guest {
 public:
  explicit Watcher(Loop& loop) : loop_(loop), descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    loop.poller().add(descriptor_, *this, EPOLLIN);
    loop.add_guest(*this);
    wake_descriptor = descriptor_;
  }
  ~Watcher() { ::close(descriptor_); }

  void ready(std::uint32_t) override {
    std::uint64_t count;
    [[maybe_unused]] const auto got = ::read(descriptor_, &count, sizeof count);
    for (int number = 1; number < most_signals; number++)
      if (arrived[static_cast<std::size_t>(number)].exchange(false)) act(number);
  }
  void tick(std::uint32_t) override {}
  void loop_ends() noexcept override;

  std::array<Callback<>, most_signals> listeners;  // under `watching`

 private:
  void act(int number);

  Loop& loop_;
  const int descriptor_;
};

// What follows is set rarely, and on any thread.
std::mutex watching;
std::unique_ptr<Watcher> the_watcher;
bool termination_watched = false;

Watcher& watcher() {
  if (!the_watcher) the_watcher = std::make_unique<Watcher>(Loop::current());
  return *the_watcher;
}

void set(int number, Action action) {
  watcher();
  const bool handled = actions[static_cast<std::size_t>(number)].exchange(action) != Action::system;
  if (action == Action::system) install(number, SIG_DFL);
  else if (!handled) install(number, handle);
}

bool terminates(int number) { return number == SIGINT || number == SIGTERM; }

void Watcher::act(int number) {
  Callback<> listener;
  {
    const std::lock_guard lock(watching);
    listener = listeners[static_cast<std::size_t>(number)];
  }
  if (listener) return listener();
  if (actions[static_cast<std::size_t>(number)] != Action::terminate) return;
  if (close_all_servers(loop_)) return;
  // There is nothing to close: what the signal does to any program.
  install(number, SIG_DFL);
  ::raise(number);
}

// Nobody is there to hear of signals any more.
void Watcher::loop_ends() noexcept {
  std::unique_ptr<Watcher> self;  // goes when the lock has been given back: its listeners may hold anything
  const std::lock_guard lock(watching);
  for (int number = 1; number < most_signals; number++)
    if (actions[static_cast<std::size_t>(number)].exchange(Action::system) != Action::system) install(number, SIG_DFL);
  wake_descriptor = -1;
  termination_watched = false;
  loop_.poller().remove(descriptor_, *this);
  self = std::move(the_watcher);
}

}  // namespace

void watch_termination() {
  const std::lock_guard lock(watching);
  if (std::exchange(termination_watched, true)) return;
  watcher();
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction before {};
    sigaction(number, nullptr, &before);
    // Whoever set a handler of his own means it. Ignored is what a shell makes of SIGINT for a program in the background: Node
    // takes no notice of that either.
    if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) set(number, Action::terminate);
  }
}

}  // namespace crema::net

namespace crema::detail {

void listen_signal(int number, Callback<> listener) {
  if (number < 1 || number >= net::most_signals) return;
  const std::lock_guard lock(net::watching);
  std::swap(net::watcher().listeners[static_cast<std::size_t>(number)], listener);
  net::set(number, net::Action::listener);
}

void unlisten_signal(int number) noexcept {
  if (number < 1 || number >= net::most_signals) return;
  Callback<> dropped;
  const std::lock_guard lock(net::watching);
  if (!net::the_watcher) return;
  std::swap(net::the_watcher->listeners[static_cast<std::size_t>(number)], dropped);
  const bool close = net::termination_watched && net::terminates(number);
  net::set(number, close ? net::Action::terminate : net::Action::system);
}

}  // namespace crema::detail
