// The sections of the reference application, as oracle/app.mjs imports them.
#pragma once
#include <crema/express.hpp>

crema::Router asyncEdge();
crema::Router body();
crema::Router bodyEdge();
crema::Router cookieEdge();
crema::Router cookies();
crema::Router errors();
crema::Router errorsEdge();
crema::Router examples();
crema::Router files();
crema::Router limits();
crema::Router logging();
crema::Router middleware();
crema::Router negotiate();
crema::Router paramEdge();
crema::Router params();
crema::Router request();
crema::Router requestEdge();
crema::Router response();
crema::Router responseEdge();
crema::Router routerEdge();
crema::App routerOptions();
crema::Router routing();
crema::Router security();
crema::Router sendEdge();
crema::Router sessionEdge();
crema::Router sessionStores();
crema::Router sessions();
crema::Router settings();
crema::Router settingsEdge();
crema::Router staticEdge();
void top(const crema::App& app);
crema::Router uploads();
crema::App views();
crema::Router viewsEdge();
