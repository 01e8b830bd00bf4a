#!/usr/bin/env python3
"""Are two sites of the corpus the same? Which pages each has, whether links lead anywhere, what the pages say.

    check.py GLOBALE_OUTPUT/bench HUGO_OUTPUT
"""
import collections
import html
import os
import re
import sys
from urllib.parse import unquote

# globale names tags and pages of lists in the language's own words; Hugo was not told to.
WORDS = [(r"(^|/)(stikkord|temy)/", r"\1tags/"), (r"/(?:side|storinka)/(\d+)/", r"/page/\1/")]
REDIRECT = re.compile(rb'http-equiv="?refresh', re.I)


def pages(folder, rename):
    """Addresses of pages, Hugo's redirects left out, with their files."""
    found, redirects = {}, 0
    for where, _, files in os.walk(folder):
        for name in files:
            if name != "index.html":
                continue
            path = os.path.join(where, name)
            address = os.path.relpath(where, folder).replace(os.sep, "/") + "/"
            address = "" if address == "./" else address
            with open(path, "rb") as file:
                if REDIRECT.search(file.read(1000)):
                    redirects += 1
                    continue
            for old, new in WORDS if rename else []:
                address = re.sub(old, new, address)
            found[address] = path
    return found, redirects


def kind(address):
    inner = re.sub(r"^(en|ar|uk)/", "", address)
    paged = "further page of " if re.search(r"/page/\d+/$", inner) else ""
    inner = re.sub(r"page/\d+/$", "", inner)
    if inner == "":
        return "front page"
    if re.match(r"tags/[^/]+/$", inner):
        return paged + "a tag"
    if inner == "tags/":
        return "all tags"
    if re.match(r"(stories|companies)/$", inner) or re.match(r"handbook/(part-\d+/(chapter-\d+/)?)?$", inner):
        return paged + "a section"
    return "text"


def links(folder, base="https://example.org"):
    """Links that lead nowhere, by address; those of the texts to example.org/NUMBER are not the site's."""
    broken, count = collections.Counter(), 0
    known = {}
    for where, _, files in os.walk(folder):
        for name in files:
            if not name.endswith(".html"):
                continue
            with open(os.path.join(where, name), encoding="utf-8") as file:
                text = file.read()
            for target in set(re.findall(r'(?:href|src)=(?:"([^"]*)"|([^\s>"]+))', text)):
                target = html.unescape(target[0] or target[1])
                if re.match(re.escape(base) + r"/\d+/?$", target):
                    continue
                if target.startswith(base):
                    target = target[len(base):] or "/"
                if re.match(r"[a-z]+:", target):
                    continue
                target, _, fragment = target.partition("#")
                count += 1
                if target not in known:
                    whole = os.path.join(folder, unquote(target).lstrip("/")) if target.startswith("/") else os.path.join(where, unquote(target))
                    whole = os.path.join(whole, "index.html") if not target or target.endswith("/") else whole
                    there = os.path.isfile(whole)
                    if not target:
                        ids = set(re.findall(r'id="?([^\s">]+)', text))
                        if fragment and html.escape(unquote(fragment), False) not in ids and unquote(fragment) not in ids:
                            broken["#" + fragment] += 1
                        continue
                    known[target] = there
                if not known[target]:
                    broken[target] += 1
    return count, broken


def words(path):
    """What an article says, markup and code's colours left out."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    main = re.search(r"<main>(.*)</main>", text, re.S).group(1)
    main = re.sub(r'<p class="?by"?>.*?</p>|<nav class="?pn"?>.*?</nav>', "", main, flags=re.S)
    plain = html.unescape(re.sub(r"<[^>]+>", " ", main))
    # Which signs become typographic ones, and how, is each program's and each language's own.
    return re.findall(r"\w+", plain.replace("’", "").replace("'", "").lower())


def report(ours, theirs):
    (mine, _), (other, redirects) = pages(ours, True), pages(theirs, False)
    kinds = collections.Counter(map(kind, mine)), collections.Counter(map(kind, other))
    same = True
    for name in sorted(set(kinds[0]) | set(kinds[1])):
        sign = "=" if kinds[0][name] == kinds[1][name] else "≠"
        same &= sign == "="
        print(f"  {name}: globale {kinds[0][name]} {sign} Hugo {kinds[1][name]}")
    only = sorted(set(mine) ^ set(other))
    same &= not only
    if only:
        print(f"  {len(only)} addresses differ, among them {', '.join(only[:6])}")
    print(f"  Hugo also writes {redirects} redirects (page/1/ of each list); globale a 404.html a language")
    differ = [
        address for address in sorted(set(mine) & set(other))
        if kind(address) == "text" and words(mine[address]) != words(other[address])
    ]
    print(f"  {kinds[0]['text'] - len(differ)} texts say the same words, {len(differ)} differ: {', '.join(differ[:4])}")
    for name, folder in (("globale", ours), ("Hugo", theirs)):
        count, broken = links(folder)
        print(f"  {name}: {count} links within the site, {sum(broken.values())} lead nowhere {list(broken.items())[:3] if broken else ''}")
        same &= not broken or name == "Hugo"
    return same


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(0 if report(sys.argv[1], sys.argv[2]) else 1)
