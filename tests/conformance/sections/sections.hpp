// The sections of the reference application, as oracle/app.mjs imports them.
#pragma once
#include <crema/express.hpp>

crema::Router request();
crema::Router response();
crema::Router sessions();
crema::Router files();
crema::Router sendEdge();
crema::Router staticEdge();
crema::App views();
crema::Router requestEdge();
crema::Router responseEdge();
crema::Router negotiate();
crema::Router viewsEdge();
void top(const crema::App& app);
