// The one main of all unit tests: doctest's, with its options (--list-test-cases, --test-case='*cookie*', --success …).
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
