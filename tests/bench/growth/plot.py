#!/usr/bin/env python3
"""Draws what measure.py wrote and puts its tables into the page: plot.py OUT.json FOLDER. FOLDER/growth-CURVE.svg is written anew, and in
FOLDER/growth.md what stands between <!-- CURVE --> and <!-- /CURVE -->.
"""
import html
import json
import math
import pathlib
import re
import sys

import curves

COLOURS = ("#1f5fa8", "#a8562f", "#5b8c3a", "#8a5fa8", "#666666")
WIDE, HIGH, LEFT, TOP = 520, 240, 70, 58


def short(value):
    for size, sign in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:.3g}{sign}"
    return f"{value:.3g}"


def decades(low, high):
    return [10.0 ** power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def picture(curve, shape):
    """Costs over numbers: the numbers by tens, 0 where 1 would be; the costs by tens too where they are linear, else from 0 on."""
    points = [point for line in curve["lines"].values() for point in line]
    xs = decades(max(1, min(x for x, _ in points)), max(2, max(x for x, _ in points)))
    costs = [cost for _, cost in points]

    def across(x):
        return LEFT + WIDE * (math.log10(max(1, x)) - math.log10(xs[0])) / (math.log10(xs[-1]) - math.log10(xs[0]))

    if shape == "linear":
        ticks = decades(min(costs), max(costs))
        span = math.log10(ticks[-1]) - math.log10(ticks[0])

        def up(cost):
            return TOP + HIGH - HIGH * (math.log10(cost) - math.log10(ticks[0])) / span
    else:
        step = 10 ** math.floor(math.log10(max(costs)))
        top = step * math.ceil(max(costs) / step)
        ticks = [top * part / 4 for part in range(5)]

        def up(cost):
            return TOP + HIGH - HIGH * cost / top
    out = []
    for x in xs:
        out += [f'<line x1="{across(x):.1f}" y1="{TOP}" x2="{across(x):.1f}" y2="{TOP + HIGH}" stroke="#dddddd"/>',
                f'<text x="{across(x):.1f}" y="{TOP + HIGH + 14}" text-anchor="middle">{short(x)}</text>']
    for tick in ticks:
        out += [f'<line x1="{LEFT}" y1="{up(tick):.1f}" x2="{LEFT + WIDE}" y2="{up(tick):.1f}" stroke="#dddddd"/>',
                f'<text x="{LEFT - 6}" y="{up(tick) + 4:.1f}" text-anchor="end">{short(tick)}</text>']
    at = LEFT
    for colour, (name, line) in zip(COLOURS, curve["lines"].items()):
        path = " ".join(f"{across(x):.1f},{up(cost):.1f}" for x, cost in line)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{across(x):.1f}" cy="{up(cost):.1f}" r="3" fill="{colour}"/>' for x, cost in line]
        out += [f'<rect x="{at}" y="32" width="10" height="10" fill="{colour}"/>', f'<text x="{at + 14}" y="41">{html.escape(name)}</text>']
        at += 30 + len(name) * 6
    title = html.escape(f"{curve['unit']} a request, against {curve['x']}")
    why = f"{shape}: {curve['why']}"
    out.append(f'<text x="{LEFT}" y="{TOP + HIGH + 36}" font-style="italic">{html.escape(why)}</text>')
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{max(at, LEFT + WIDE + 40)}" height="{TOP + HIGH + 48}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="white"/>
<text x="{LEFT}" y="18" font-size="14" font-weight="bold">{title}</text>
{chr(10).join(out)}
</svg>
"""


def table(curve):
    xs = sorted({x for line in curve["lines"].values() for x, _ in line})
    head = f"| {curve['unit']}, by {curve['x']} | " + " | ".join(f"{x:,}" for x in xs) + " |\n|---|" + "---:|" * len(xs)
    return "\n".join([head] + [f"| {name} | " + " | ".join(curves.number(found[x]) if x in found else "" for x in xs) + " |"
                               for name, found in ((name, dict(line)) for name, line in curve["lines"].items())])


def main():
    source, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    page = folder / "growth.md"
    text = page.read_text()
    for name, curve in json.loads(source.read_text())["curves"].items():
        (folder / f"growth-{name}.svg").write_text(picture(curve, curve["shape"]))
        found = "\n".join(f"- {line}: {curves.verdict(curves.ALL[name], curve['unit'], points).text}." for line, points in curve["lines"].items())
        part = f"<!-- {name} -->\n![{curve['title']}](growth-{name}.svg)\n\n{table(curve)}\n\n{found}\n<!-- /{name} -->"
        text, times = re.subn(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _: part, text, flags=re.S)
        if times != 1:
            sys.exit(f"{page}: there is no one place <!-- {name} --> … <!-- /{name} -->")
    page.write_text(text)


main()
