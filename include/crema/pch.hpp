// crema/pch.hpp — what every program begins with, to be compiled once. Meson: cpp_pch: dependency('crema').get_variable('pch').
// No `#pragma once`: the compiler reads it as a main file.
#include <crema/express.hpp>
