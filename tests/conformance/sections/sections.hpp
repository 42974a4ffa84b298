// The sections of the reference application, as oracle/app.mjs imports them.
#pragma once
#include <crema/express.hpp>

crema::Router sessions();
void top(const crema::App& app);
crema::App views();
crema::Router viewsEdge();
