// The sections of the reference application, as oracle/app.mjs imports them.
#pragma once
#include <crema/express.hpp>

crema::Router request();
crema::Router response();
crema::Router settings();
crema::Router body();
crema::Router cookies();
crema::Router sessions();
crema::Router errors();
crema::App views();
crema::Router requestEdge();
crema::Router responseEdge();
crema::Router negotiate();
crema::Router bodyEdge();
crema::Router settingsEdge();
crema::Router viewsEdge();
crema::Router errorsEdge();
void top(const crema::App& app);
