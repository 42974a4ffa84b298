"""Reads the #include lines of the sources and fails when one points the wrong way.

check.py ROOT          checks a tree
check.py --self-test   checks that trees with one wrong line each are refused
"""
import pathlib
import re
import sys
import tempfile

LAYERS = ["http", "core", "h1", "net", "node", "testing"]  # from the bottom; each may look into those before it
HIDDEN = re.compile(r"^(asio|openssl|llhttp|zlib|brotli|pcre2|hiredis|sqlite3|crypt|argon2|JavaScriptCore|quickjs)\b|^nlohmann/(?!json_fwd\.hpp$)|^fmt/(?!core\.h$)|"
                    r"^(functional|regex|iostream)$")
DOORS = {"include/crema/asio.hpp": re.compile(r"^asio\b")}  # the one header through which Asio may come in
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def sources(root, folder):
    return sorted(path for path in (root / folder).rglob("*") if path.suffix in (".hpp", ".cpp", ".h"))


def public_headers(module):
    """NAME.hpp of a module, and what it includes from its own folder."""
    todo, found = [module / f"{module.name}.hpp"], set()
    while todo:
        path = todo.pop()
        if path not in found and path.exists():
            found.add(path)
            todo += [path.parent / target for kind, target in INCLUDE.findall(path.read_text()) if kind == '"']
    return found


def complaints(root):
    module_headers = {path.name for path in root.glob("middleware/*/*.hpp")}
    for path in sources(root, "include"):
        name = path.relative_to(root).as_posix()
        for _, target in INCLUDE.findall(path.read_text()):
            if HIDDEN.search(target) and not (name in DOORS and DOORS[name].search(target)):
                yield f"{name}: a public header includes <{target}>"
            if target.split("/")[0] in LAYERS:
                yield f"{name}: a public header includes {target} of src/"
            if target.removeprefix("crema/") in module_headers:
                yield f"{name}: the core includes the module {target}"
    for path in sources(root, "src"):
        name = path.relative_to(root).as_posix()
        layer = name.split("/")[1]
        for kind, target in INCLUDE.findall(path.read_text()):
            above = target.split("/")[0]
            if kind == '"' and above in LAYERS and (layer not in LAYERS or LAYERS.index(above) > LAYERS.index(layer)):
                yield f"{name}: {layer} includes {target}"
            if target.startswith("..") or (kind == '"' and target.startswith("crema/")):
                yield f'{name}: write "LAYER/FILE" or <crema/FILE>, not {target}'
            if target.removeprefix("crema/") in module_headers and target.startswith("crema/"):
                yield f"{name}: the core includes the module {target}"
    for path in sources(root, "middleware"):
        name = path.relative_to(root).as_posix()
        if path.stem.endswith(("_test", "_fixture")):
            continue  # may look into anything, as the tests in tests/unit do
        public = path in public_headers(root / "middleware" / name.split("/")[1])
        for kind, target in INCLUDE.findall(path.read_text()):
            if target.split("/")[0] in LAYERS or target.startswith(".."):
                yield f"{name}: a module includes {target}, which is not public"
            if public and HIDDEN.search(target):
                yield f"{name}: a public header includes <{target}>"


def self_test():
    good = {
        "include/crema/a.hpp": '#include <crema/b.hpp>\n#include <fmt/core.h>\n#include <nlohmann/json_fwd.hpp>\n',
        "include/crema/asio.hpp": "#include <asio/io_context.hpp>\n",
        "src/http/a.cpp": '#include "http/a.hpp"\n#include <openssl/sha.h>\n',
        "src/node/a.cpp": '#include "net/a.hpp"\n',
        "middleware/session/session.hpp": '#include <crema/express.hpp>\n#include "store.hpp"\n',
        "middleware/session/store.hpp": "#include <memory>\n",
        "middleware/session/session_test.cpp": '#include "core/exchange.hpp"\n',
        "middleware/session/a.cpp": '#include "memory_store.hpp"\n#include <nlohmann/json.hpp>\n',
    }
    wrong = [
        ("src/http/b.cpp", '#include "core/exchange.hpp"'), ("src/core/b.hpp", '  #  include "net/loop.hpp"'),
        ("src/net/b.cpp", '#include "node/timers.hpp"'), ("src/core/b.cpp", '#include "../net/loop.hpp"'),
        ("src/core/b.cpp", "#include <crema/session.hpp>"), ("include/crema/b.hpp", "#include <asio.hpp>"),
        ("include/crema/b.hpp", "#include <nlohmann/json.hpp>"), ("include/crema/b.hpp", "#include <openssl/evp.h>"),
        ("include/crema/b.hpp", "#include <zlib.h>"), ("include/crema/b.hpp", '#include "core/exchange.hpp"'),
        ("include/crema/b.hpp", "#include <functional>"), ("include/crema/b.hpp", "#include <llhttp.h>"),
        ("middleware/session/b.cpp", '#include "core/exchange.hpp"'), ("middleware/session/session.hpp", "#include <regex>"),
        ("middleware/session/store.hpp", "#include <openssl/evp.h>"),
        ("middleware/session/session.hpp", "#include <hiredis.h>"),
    ]
    for extra in [None, *wrong]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in [*good.items(), *([extra] if extra else [])]:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text + "\n")
            found = list(complaints(root))
            if bool(found) != bool(extra):
                print(f"self-test: {extra}: {found}")
                return 1
    print(f"{len(wrong)} wrong includes were found")
    return 0


if sys.argv[1] == "--self-test":
    sys.exit(self_test())
found = list(complaints(pathlib.Path(sys.argv[1])))
print("\n".join(found))
sys.exit(bool(found))
