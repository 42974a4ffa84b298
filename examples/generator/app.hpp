// What bin/www.cpp needs of app.cpp: require('../app').
#pragma once
#include <crema/express.hpp>
using namespace crema;

App createApp();
