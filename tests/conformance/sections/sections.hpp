// The sections of the reference application, as oracle/app.mjs imports them.
#pragma once
#include <crema/express.hpp>

crema::Router body();
crema::Router bodyEdge();
crema::Router cookies();
crema::Router errors();
crema::Router errorsEdge();
crema::Router sessions();
crema::Router settings();
crema::Router settingsEdge();
void top(const crema::App& app);
crema::App views();
crema::Router viewsEdge();
