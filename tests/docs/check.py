"""Checks the pages: check.py links|counter|module|points ROOT; and sources and pages: check.py lambdas ROOT."""
import pathlib
import re
import sys

command, root = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
SKIPPED = {".git", ".build", "build", "node_modules", "oracle", "subprojects"}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def pages():
    return [path for path in sorted(root.rglob("*.md"))
            if not any(part in SKIPPED or part.startswith("build") for part in path.relative_to(root).parts)]


def anchors(page):
    """The anchors that a page's headings give, as code hosts make them."""
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    for heading in re.findall(r"^#+ +(.+)$", text, re.M):
        yield re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def links():
    bad = []
    for page in pages():
        text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.S)
        for target in LINK.findall(text):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            file = (page.parent / name).resolve() if name else page
            if not file.exists():
                bad.append(f"{page.relative_to(root)}: {target} is not there")
            elif anchor and file.suffix == ".md" and anchor not in anchors(file):
                bad.append(f"{page.relative_to(root)}: {target} names no heading")
    return bad


def counter():
    example = (root / "examples/session-counter/app.cpp").read_text().strip()
    blocks = [block.strip() for block in re.findall(r"```cpp\n(.*?)```", (root / "README.md").read_text(), re.S)]
    return [] if example in blocks else ["README.md does not show examples/session-counter/app.cpp as it is"]


def module():
    """docs/guide/writing-middleware.md shows the module request_id as it is."""
    blocks = re.findall(r"```cpp\n(.*?)```", (root / "docs/guide/writing-middleware.md").read_text(), re.S)
    files = [root / "middleware/request_id" / name for name in ("request_id.hpp", "request_id.cpp", "request_id_test.cpp")]
    return [f"docs/guide/writing-middleware.md does not show {file.relative_to(root)} as it is"
            for file in files if file.read_text() not in blocks]


def points():
    """What docs/express-5.md names as a test is one that runs."""
    page = (root / "docs/express-5.md").read_text()
    sections = (root / "tests/conformance/sections.list").read_text()
    ported = {line.split()[0] for line in sections.splitlines() if line.strip() and not line.startswith("#")}
    known = {file.stem for file in (root / "tests/conformance/oracle/sections").glob("*.mjs")}
    units = "".join(build.read_text() for build in [root / "tests/unit/meson.build", *root.glob("middleware/*/meson.build")])
    bad = [f"docs/express-5.md: {unit} is no unit" for unit in sorted(set(re.findall(r"\b[a-z0-9_]+_test\b", page)))
           if f"'{unit}.cpp'" not in units]
    return bad + [f"docs/express-5.md: the section {name} is not ported"
                  for name in sorted((set(re.findall(r"`([a-z-]+)`", page)) & known) - ported)]


# An expression with a co_await and, behind it, a lambda with a capture. Bodies of one level of braces are stepped over.
BESIDE = re.compile(r"\bco_await\b(?:[^;{}|`]|\{[^;{}]*\})*?\[(?!\])[^\]\n]*\]\s*[({]")
# [=] there captures nothing.
HARMLESS = re.compile(r"co_await Promise\(\[=\]\(auto resolve[^)]*\) \{ setTimeout\((?:resolve|\[=\] \{ resolve\([^)]*\); \}), \d+\)")


def lambdas():
    """g++ 12 destroys twice what a lambda captures that is written inside an expression with a co_await."""
    bad = []
    for folder in ("docs", "examples", "include", "middleware", "src", "tests"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".cpp", ".hpp", ".md") or SKIPPED & set(path.relative_to(root).parts):
                continue
            text = path.read_text()
            bad += [f"{path.relative_to(root)}:{text.count(chr(10), 0, found.start()) + 1}: name the lambda first"
                    for found in BESIDE.finditer(text) if not HARMLESS.match(text, found.start())
                    and "g++ 12" not in text[found.start():].split(chr(10), 1)[0]]
    return bad


bad = {"links": links, "counter": counter, "module": module, "points": points, "lambdas": lambdas}[command]()
print("\n".join(bad))
sys.exit(bool(bad))
