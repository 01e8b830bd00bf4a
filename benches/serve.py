#!/usr/bin/env python3
"""How long an edit takes until the page in the browser shows it, in `globale serve`.

    benches/serve.py CORPUS [EDITS] [--storm FILES] [--pause SECONDS] [--kinds body,title,…] [--memory EDITS]

CORPUS is a project as `benches/corpus.py` writes it (`benches/run 10000 1 --prepare` leaves one below benches/work); it is
copied to tmpfs and stays as it is. $GLOBALE names the binary, else target/release/globale.

First a cold build and the start of the preview, in turn, three times each. Then EDITS random edits (default 210), the kinds in
turn: a sentence in a text, a title and the list that shows it, a tag, a string of the theme, a template, site.toml, a chapter
of the handbook. A page is open as in a browser: it listens for news and is fetched again when it is told to. Time runs from
just before the file is written until the fetched page has the new words. Then a storm, and how many states it led to.
Between two edits is a random pause, so that they also fall into the check of the whole site that follows each.
With --memory as many edits more, sentences and titles in turn and without a pause, and what is resident before the first, at
a tenth, half and all of them: edited, right after the check of the whole site that a pause there brings, and once more after
the edit behind it, when what the check took is given back. The last is held against the last before the first edit.
"""
import argparse
import http.client
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
GLOBALE = os.environ.get("GLOBALE", os.path.join(HERE, "..", "target", "release", "globale"))
MEMORY = os.path.join(os.environ.get("BENCH_TMPFS", "/dev/shm"), f"globale-serve-{os.getpid()}")
KINDS = ["body", "title", "tag", "string", "template", "site", "chapter"]
LONG = 60


class Preview:
    """A running preview, and one page of it that is open."""

    def __init__(self, project):
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [GLOBALE, "serve", "--port", "0", "--root", project],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        self.ready = time.perf_counter() - begun
        self.address = re.search(r"http://([^/]+)/", line)[1]
        self.get("/")
        self.first = time.perf_counter() - begun
        self.page = None
        # It says of every state that was looked through how many pages there are.
        self.checks = 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            if re.match(r"\d+ pages", line):
                self.checks += 1

    def until_checked(self):
        """Waits until the whole site was looked through once more."""
        before, begun = self.checks, time.perf_counter()
        while self.checks == before:
            if time.perf_counter() - begun > LONG:
                sys.exit("the whole site is never looked through")
            time.sleep(0.05)

    def get(self, path):
        connection = http.client.HTTPConnection(self.address, timeout=LONG)
        connection.request("GET", path)
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def open(self, page):
        """Shows another page, as a browser does: the page first, then news of it."""
        if self.page:
            self.stream.close()
        self.page = page
        self.text = self.get(page)
        self.version = re.search(r'data-version="([^"]*)"', self.text)[1]
        connection = http.client.HTTPConnection(self.address, timeout=LONG)
        connection.request("GET", "/_globale/events?page=" + page)
        self.stream = connection.getresponse()
        self.hear()

    def hear(self):
        """The next news of the page."""
        while True:
            line = self.stream.readline().decode()
            if not line:
                sys.exit("the stream of news ended")
            if line.startswith("data:"):
                return json.loads(line[5:])

    def until(self, words):
        """Follows the news until the page holds the words; gives how often it was fetched."""
        fetched = 0
        while words not in self.text:
            news = self.hear()
            if news["version"] and news["version"] != self.version:
                self.text = self.get(self.page)
                self.version = re.search(r'data-version="([^"]*)"', self.text)[1]
                fetched += 1
        return fetched

    def states(self):
        """How many edits could be shown so far."""
        connection = http.client.HTTPConnection(self.address, timeout=LONG)
        connection.request("GET", "/_globale/events")
        stream = connection.getresponse()
        line = stream.readline().decode()
        while not line.startswith("data:"):
            line = stream.readline().decode()
        stream.close()
        return int(json.loads(line[5:])["version"].rsplit("-", 1)[1])

    def memory(self):
        """Resident, in MB."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024

    def end(self):
        self.process.terminate()
        self.process.wait()


def prepared(corpus):
    """A copy whose theme speaks a string at the foot of every page."""
    project = os.path.join(MEMORY, "project")
    # What translations were made from belongs to the project.
    ours = shutil.ignore_patterns("public", "cache", "published", "build-report.json")
    shutil.copytree(corpus, project, ignore=ours)
    os.makedirs(os.path.join(project, "themes/bench/strings"), exist_ok=True)
    with open(os.path.join(project, "themes/bench/strings/nb.toml"), "w", encoding="utf-8") as strings:
        strings.write('foot = "Foot"\n')
    base = os.path.join(project, "themes/bench/templates/base.html")
    change(base, "<footer><p>", '<footer><p class="bench">{{ t(key="foot") }} ')
    return project


def change(path, old, new):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if old not in text:
        sys.exit(f"{path} has no {old!r}")
    write(path, text.replace(old, new, 1))


def write(path, text):
    """As most editors do: a neighbour first, then renamed over the file."""
    beside = os.path.join(os.path.dirname(path), ".bench.tmp")
    with open(beside, "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(beside, path)


class Edits:
    """Random edits of every kind; each gives the page that shows it, and does it when called."""

    def __init__(self, project, preview, seed):
        self.project, self.random, self.number = project, random.Random(seed), 0
        content = os.path.join(project, "content", "bench")
        self.stories = self.pages(content, "stories")
        self.chapters = self.pages(content, "handbook")
        listed = set(re.findall(r'href="(/stories/[^"]+/)"', preview.get("/stories/")))
        self.listed = [story for story in self.stories if story[1] in listed]
        if not self.listed:
            sys.exit("the list of stories shows none")

    def pages(self, content, folder):
        found = []
        for place, _, files in os.walk(os.path.join(content, folder)):
            for file in sorted(files):
                if file.endswith(".nb.md") and not file.startswith("_index"):
                    whole = os.path.join(place, file)
                    found.append((whole, "/" + os.path.relpath(whole, content).removesuffix(".nb.md") + "/"))
        return found

    def next(self, kind):
        self.number += 1
        words = f"Nyord{self.number}"
        story, chapter = self.random.choice(self.stories), self.random.choice(self.chapters)
        base = os.path.join(self.project, "themes/bench")
        site = os.path.join(self.project, "site.toml")
        if kind in ("body", "chapter"):
            path, page = story if kind == "body" else chapter
            return page, words, lambda: self.sub(path, r"(?:\n\nNyord\d+\.)?\s*\Z", f"\n\n{words}.\n")
        if kind == "title":
            path, _ = self.random.choice(self.listed)
            return "/stories/", words, lambda: self.sub(path, r'title: "(?:Nyord\d+ )?', f'title: "{words} ')
        if kind == "tag":
            path, page = story
            return page, words, lambda: self.sub(path, r"tags: \[(?:Nyord\d+, )?", f"tags: [{words}, ")
        if kind == "string":
            return "/", words, lambda: write(os.path.join(base, "strings/nb.toml"), f'foot = "{words}"\n')
        if kind == "template":
            path = os.path.join(base, "templates/base.html")
            return "/", words, lambda: self.sub(path, r'<p class="\w+">', f'<p class="{words}">')
        return "/", words, lambda: self.sub(site, r'name = "Globale[^"]*"', f'name = "Globale {words}"')

    @staticmethod
    def sub(path, old, new):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        changed, count = re.subn(old, lambda _: new, text, count=1)
        if not count:
            sys.exit(f"{path} has nothing like {old!r}")
        write(path, changed)


def started(project):
    """Seconds of cold builds, and of previews until they are ready and until their first page, in turn."""
    cold, ready, first = [], [], []
    for _ in range(3):
        begun = time.perf_counter()
        out = os.path.join(MEMORY, "out", "public")
        subprocess.run([GLOBALE, "build", "--fresh", "--root", project, "--output", out],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        cold.append(time.perf_counter() - begun)
        shutil.rmtree(os.path.join(MEMORY, "out"), ignore_errors=True)
        preview = Preview(project)
        ready.append(preview.ready)
        first.append(preview.first)
        preview.end()
    cold, ready, first = (statistics.median(times) for times in (cold, ready, first))
    print(f"cold build {cold:.2f} s; ready {ready:.3f} s = {ready / cold:.2f} x cold; first page {first:.3f} s")


def show(name, times):
    times = sorted(times)
    late = times[min(len(times) - 1, int(len(times) * 0.95))]
    print(f"{name:10} {len(times):6}  {statistics.median(times) * 1000:8.1f}  {late * 1000:8.1f}  {times[-1] * 1000:8.1f}")


def storm(project, preview, edits, count):
    """Changes many texts at once; the last is the one whose page is open."""
    files = [path for path, _ in edits.stories + edits.chapters]
    files = (files * (count // len(files) + 1))[:count]
    last, page = edits.stories[0]
    preview.open(page)
    before = preview.states()
    begun = time.perf_counter()
    for number, path in enumerate(files):
        edits.sub(path, r"(?:\n\nSturm\d+\.)?\s*\Z", f"\n\nSturm{number}.\n")
    edits.sub(last, r"(?:\n\nSturm\d+\.)?\s*\Z", "\n\nStille nå.\n")
    written = time.perf_counter() - begun
    told = preview.until("Stille nå.")
    print(f"storm: {count} files written in {written:.2f} s; shown {time.perf_counter() - begun - written:.3f} s "
          f"after the last; {preview.states() - before} states, {told} of them news of the page")


def long_run(preview, edits, count):
    """Edit after edit without a pause, and what is resident on the way."""
    def one(number):
        page, words, edit = edits.next("body" if number % 2 else "title")
        preview.open(page)
        edit()
        preview.until(words)
        return preview.memory()

    one(0)
    for number in range(1, count + 1):
        edited = one(number)
        if number in (1, count // 10, count // 2, count):
            preview.until_checked()
            checked = preview.memory()
            # Memory is given back some ten seconds after it was let go, at the next occasion.
            time.sleep(11)
            settled = one(0)
            first = settled if number == 1 else first
            print(f"{number:6} edits: {edited:.0f} MB, {checked:.0f} after a check, {settled:.0f} after the next edit "
                  f"({(settled / first - 1) * 100:+.1f} %)", flush=True)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("edits", nargs="?", type=int, default=210)
    parser.add_argument("--storm", type=int, default=5000)
    parser.add_argument("--memory", type=int, default=0)
    parser.add_argument("--pause", type=float, default=0.5)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    try:
        project = prepared(asked.corpus)
        started(project)
        preview = Preview(project)
        edits = Edits(project, preview, asked.seed)
        times = {kind: [] for kind in asked.kinds.split(",")}
        kinds = list(times)
        for number in range(asked.edits):
            # The first of each kind warms up.
            if number == len(kinds):
                memory = preview.memory()
                times = {kind: [] for kind in kinds}
            kind = kinds[number % len(kinds)]
            page, words, edit = edits.next(kind)
            preview.open(page)
            time.sleep(edits.random.uniform(0, asked.pause))
            begun = time.perf_counter()
            edit()
            preview.until(words)
            times[kind].append(time.perf_counter() - begun)
        print(f"{'ms':10} {'edits':>6}  {'median':>8}  {'95 %':>8}  {'most':>8}")
        for kind in kinds:
            show(kind, times[kind])
        show("all", [one for of_kind in times.values() for one in of_kind])
        print(f"resident {memory:.0f} MB after the first edits, {preview.memory():.0f} MB after the last")
        if asked.memory:
            long_run(preview, edits, asked.memory)
        if asked.storm:
            storm(project, preview, edits, asked.storm)
        preview.end()
    finally:
        shutil.rmtree(MEMORY, ignore_errors=True)


if __name__ == "__main__":
    main()
