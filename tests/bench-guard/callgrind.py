"""Callgrind's dump of a time, read line by line: instructions by function and by file and object, and how often each function was called."""
import collections
import re
import subprocess

ALLOCATORS = ("malloc", "calloc", "realloc", "memalign", "posix_memalign", "aligned_alloc")
# A name stands beside its number once; what is called has keys of its own, but the same numbers.
KINDS = {"fl": "fl", "fi": "fl", "fe": "fl", "cfl": "fl", "cfi": "fl", "fn": "fn", "cfn": "fn", "ob": "ob", "cob": "ob"}


class Dump:
    def __init__(self, path):
        self.functions, self.files, self.calls = collections.Counter(), collections.Counter(), collections.Counter()
        names = {}
        function = file = called = None
        object_ = ""
        inclusive = False
        for line in open(path, errors="replace"):
            key, _, text = line.rstrip("\n").partition("=")
            if key in KINDS:
                number, _, name = text.partition(" ")
                kind = KINDS[key]
                if name:
                    names[kind, number] = name
                name = names[kind, number]
                if key in ("fl", "fi", "fe"):
                    file = name
                elif key == "ob":
                    object_ = name
                elif key == "fn":
                    function = name
                elif key == "cfn":
                    called = name
            elif key == "calls":
                # The next line is the cost of what was called, which is told there, too.
                self.calls[re.sub("'\\d+$", "", called)] += int(text.split()[0])
                inclusive = True
            elif function and re.match(r"[-+*\d]", line):
                if not inclusive:
                    cost = int((line.split() + ["0"])[1])
                    self.functions[function] += cost
                    self.files[file, object_] += cost
                inclusive = False

    def instructions(self):
        return sum(self.functions.values())

    def allocations(self):
        return sum(count for name, count in self.calls.items() if name.split("@")[0] in ALLOCATORS)


def start(program, out, environment):
    return subprocess.Popen(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program], env=environment,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(process, out, number, work):
    """What `work` costs: dump number `number` (from 1) of the process."""
    control(process, "-z")
    work()
    control(process, "-d")
    return Dump(f"{out}.{number}")


def control(process, what):
    subprocess.run(["callgrind_control", what, str(process.pid)], stdout=subprocess.DEVNULL, check=True)
