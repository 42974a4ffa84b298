"""Fails when a file of src/ has more than 400 lines or a function more than 60.

sizes.py ROOT          checks a tree
sizes.py --self-test   checks that a long file and a long function would be found

A longer one begins with a comment that says why: `// Long: …` above the function, or among a file's first lines.
"""
import pathlib
import re
import sys
import tempfile

MOST_LINES, MOST_OF_A_FUNCTION = 400, 60
# The line that opens a function's body: a list of parameters on it, at the indentation of its closing brace.
OPENS = re.compile(r"^( *)(?!if\b|for\b|while\b|switch\b|else\b|do\b|return\b|namespace\b|\}|//|:)\S[^=]*\(.*\{$")


def functions(lines):
    for first, line in enumerate(lines):
        found = OPENS.match(line)
        if not found or (first > 0 and lines[first - 1].endswith(",")):  # the last member that a constructor initialises
            continue
        for last in range(first + 1, len(lines)):
            if lines[last].startswith(found[1] + "}"):
                yield first, last
                break


def complaints(root):
    for path in sorted((root / "src").rglob("*.[ch]pp")):
        name, lines = path.relative_to(root).as_posix(), path.read_text().splitlines()
        if len(lines) > MOST_LINES and not any("// Long:" in line for line in lines[:10]):
            yield f"{name}: {len(lines)} lines, more than {MOST_LINES}"
        for first, last in functions(lines):
            if last - first + 1 > MOST_OF_A_FUNCTION and "// Long:" not in lines[first - 1]:
                yield f"{name}:{first + 1}: a function of {last - first + 1} lines, more than {MOST_OF_A_FUNCTION}"


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "src" / "core"
        source.mkdir(parents=True)
        (source / "long.cpp").write_text("int x;\n" * 401)
        body = "  x();\n" * 59
        (source / "one.cpp").write_text(f"void f(int a) {{\n{body}}}\nint g() {{\n  return 1;\n}}\n")
        (source / "excused.cpp").write_text(f"// Long: a table.\nvoid f(int a) {{\n{body}}}\n")
        found = list(complaints(pathlib.Path(folder)))
        assert len(found) == 2 and "401 lines" in found[0] and "one.cpp:1: a function of 61" in found[1], found


if sys.argv[1] == "--self-test":
    self_test()
else:
    found = list(complaints(pathlib.Path(sys.argv[1])))
    print("\n".join(found))
    sys.exit(bool(found))
