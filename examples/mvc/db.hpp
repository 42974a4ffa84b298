// In place of a database.
#pragma once
#include <crema/express.hpp>
using namespace crema;

namespace db {

inline Value pets = {
    {{"name", "Tobi"}, {"id", 0}},
    {{"name", "Loki"}, {"id", 1}},
    {{"name", "Jane"}, {"id", 2}},
    {{"name", "Raul"}, {"id", 3}},
};

inline Value users = {
    {{"name", "TJ"}, {"pets", {pets[0], pets[1], pets[2]}}, {"id", 0}},
    {{"name", "Guillermo"}, {"pets", Array(pets[3])}, {"id", 1}},
    {{"name", "Nathan"}, {"pets", Array()}, {"id", 2}},
};

}  // namespace db
