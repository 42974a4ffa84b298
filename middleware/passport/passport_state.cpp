// The chains of npm's authenticator: each function in turn, until one has an answer; done("pass") says that it has none.
#include "passport_state.hpp"

#include <crema/object.hpp>

#include <cstddef>
#include <exception>

#include "session_strategy.hpp"

namespace crema::detail {
namespace {

enum class ChainKind { serialize, deserialize, transform };

struct Chain : std::enable_shared_from_this<Chain> {
  Chain(ChainKind what, std::shared_ptr<const PassportRegistry> of, Request& of_request, const Value& about,
        const Done& end)
      : kind(what), registry(std::move(of)), req(of_request), subject(about), done(end) {}

  const UserSteps& steps() const {
    return kind == ChainKind::serialize     ? registry->serializers
           : kind == ChainKind::deserialize ? registry->deserializers
                                            : registry->transformers;
  }

  // Whether this answer is one; then `done` has it.
  bool answered(const Error& err, const Value& value) const {
    if (err || value || (kind == ChainKind::serialize && typeof_(value) == "number" && value == 0))
      return done(err, value), true;
    const bool gone =
        kind == ChainKind::deserialize && (value == false || (value == null && typeof_(value) != "undefined"));
    if (gone) done(nullptr, false);
    return gone;
  }

  void nobody_answered() const {
    if (kind == ChainKind::transform) return done(nullptr, subject);
    done(Error(kind == ChainKind::serialize ? "Failed to serialize user into session"
                                            : "Failed to deserialize user out of session"));
  }

  void go_on(std::size_t at, const Error& err, const Value& value) {
    if (answered(err.message == "pass" ? Error() : err, value)) return;
    if (at == steps().size()) return nobody_answered();
    try {
      steps()[at](req, subject,
                  [self = shared_from_this(), at](auto& failed, auto& found) { self->go_on(at + 1, failed, found); });
    } catch (...) {
      done(error_of(std::current_exception()));
    }
  }

  ChainKind kind;
  std::shared_ptr<const PassportRegistry> registry;
  Request& req;
  Value subject;
  Done done;
};

void run_chain(ChainKind kind, const PassportState& state, Request& req, const Value& subject, const Done& done) {
  std::make_shared<Chain>(kind, state.registry(), req, subject, done)->go_on(0, {}, {});
}

}  // namespace

PassportState::PassportState() : registry_(std::make_shared<PassportRegistry>()) {
  change([](auto& registry) { registry.strategies["session"] = std::make_shared<SessionStrategy>(); });
}

void PassportState::serialize(Request& req, const Value& user, const Done& done) const {
  run_chain(ChainKind::serialize, *this, req, user, done);
}
void PassportState::deserialize(Request& req, const Value& kept, const Done& done) const {
  run_chain(ChainKind::deserialize, *this, req, kept, done);
}
void PassportState::transform(Request& req, const Value& info, const Done& done) const {
  run_chain(ChainKind::transform, *this, req, info, done);
}

}  // namespace crema::detail
