// core/secure_peer.hpp — what a secure connection knows of itself and of the client.
#pragma once
#include <crema/value.hpp>

namespace crema::detail {

class SecurePeer {
 public:
  // The client's certificate as Node's object; an empty object without one. With `detailed`, those that signed it, too.
  virtual Value certificate(bool detailed) const = 0;
  virtual Value protocol() const = 0;
  // {name, standardName, version}
  virtual Value cipher() const = 0;
  // The host name that the client asked for; false if none.
  virtual Value server_name() const = 0;
  // What was agreed on by ALPN; false if nothing was.
  virtual Value alpn_protocol() const = 0;
  // Why the client's certificate does not do; null if it does, or nobody asked for one.
  virtual Value authorization_error() const = 0;
  virtual bool authorized() const = 0;
  virtual bool session_reused() const = 0;

 protected:
  ~SecurePeer() = default;
};

}  // namespace crema::detail
