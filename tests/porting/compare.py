"""Shows where an example's app.cpp does not read line by line as its app.js.

compare.py app.js app.cpp
Of each line count the words that are not the languages' own: names, numbers, texts. Left out are blank lines, comments,
what brings in modules, and the frame of main.
"""
import difflib
import re
import sys

LANGUAGE = {"const", "let", "var", "new", "async", "await", "function", "auto", "Value", "Let", "Task", "co_await", "co_return",
            "return", "void", "format", "mutable", "class", "struct", "override", "this"}
FRAME = re.compile(r"^(#include|using namespace|import |int main\(\) \{$|\};?$|//|/\*|\*|'use strict'|(const|let|var) .*= require\()")


def words(line):
    line = re.sub(r"\s//.*$", "", line)
    line = re.sub(r"^\w+Options (?=\w+ = \{)", "", line)  # options in a variable name their type
    # A class of one's own and its members: what is said of the types is C++'s alone.
    line = line.replace(" extends session.Store", " SessionStore")
    line = re.sub(r"\bCallback<[^>]*>", "", line)
    line = re.sub(r"^Map<[^>]*> (\w+);$", r"\1 = Map()", line)
    line = re.sub(r"\b(\w+) instanceof (?:\w+\.)?(\w+)", r"instanceof \2 \1", line)  # instanceof<MulterError>(err)
    line = line.replace("${", " ").replace("{}", " ")
    line = re.sub(r"\bcatch \((const )?Error& ", "catch (", line)  # what is caught has a type
    found = re.findall(r"[A-Za-z_$][\w$]*|\d(?:[\d.]|'(?=\d))*", line)
    return " ".join(word.rstrip("_") for word in found if word.rstrip("_") not in LANGUAGE)


def lines(path):
    with open(path) as file:
        kept = [line.strip() for line in file]
    kept = [line for line in kept if line and not FRAME.match(line)]
    return [(words(line), line) for line in kept if words(line)]


js, cpp = lines(sys.argv[1]), lines(sys.argv[2])
differences = [line for line in difflib.unified_diff([w for w, _ in js], [w for w, _ in cpp], *sys.argv[1:3], lineterm="", n=0)]
print("\n".join(differences) if differences else f"{len(js)} lines, the same in both")
sys.exit(bool(differences))
