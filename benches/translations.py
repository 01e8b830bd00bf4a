#!/usr/bin/env python3
"""What it costs that translations are held against their originals.

    benches/run 10000 1 --prepare           once: writes the corpus
    benches/translations.py                 10,000 pages in four languages, 5 rounds
    benches/translations.py BINARY ROUNDS

Every translation of the corpus gets its original's text with other vowels, so that both have one shape, as translations
do. The same site is then built in turn without a word of what translations were made from, with those of one language
current (2,540 pages), with all of them current (7,620), and with every tenth original changed since. Prints the median processor time with its range, and ratios. Sites lie on tmpfs.
"""
import glob
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(os.environ.get("BENCH_WORK", os.path.join(HERE, "work")), "globale-10000")
WORK = os.path.join(os.environ.get("BENCH_TMPFS", "/dev/shm"), f"globale-translations-{os.getpid()}")
LANGUAGES = ["en", "ar", "uk"]
VOWELS = str.maketrans("aoei", "oeia")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def parts(text):
    """The fields with their lines of dashes, and the text behind them."""
    end = text.index("\n---\n", 3) + 5
    return text[:end], text[end:]


def translated(line):
    plain = not line.startswith(("```", "    ", "|", "::")) and not re.search(r"\]\(|\{|\[\^", line)
    return line.translate(VOWELS) if plain else line


def originals(site):
    return sorted(glob.glob(os.path.join(site, "content", "**", "*.nb.md"), recursive=True))


def prepare(binary):
    """Four sites: nothing said, one language current, all current, some behind."""
    sites = {name: os.path.join(WORK, name) for name in ("unsaid", "one language", "current", "behind")}
    shutil.copytree(CORPUS, sites["unsaid"], ignore=shutil.ignore_patterns(".globale", "public"))
    for original in originals(sites["unsaid"]):
        _, body = parts(read(original))
        body = "".join(translated(line) for line in body.splitlines(True))
        for language in LANGUAGES:
            path = original.replace(".nb.md", f".{language}.md")
            write(path, parts(read(path))[0] + body)
    for name, languages in [("one language", LANGUAGES[1:2]), ("current", LANGUAGES)]:
        shutil.copytree(sites["unsaid"], sites[name])
        for original in originals(sites[name]):
            for language in languages:
                path = original.replace(".nb.md", f".{language}.md")
                fields, body = parts(read(path))
                write(path, fields[:-4] + "base: now\n---\n" + body)
        subprocess.run([binary, "--root", sites[name], "check", "--fix", "--quiet"], capture_output=True)
        shutil.rmtree(os.path.join(sites[name], ".globale", "cache"), ignore_errors=True)
    shutil.copytree(sites["current"], sites["behind"])
    for original in originals(sites["behind"])[::10]:
        write(original, read(original) + "\nEt avsnitt til, 2026.\n")
    return sites


def spent(binary, site):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [binary, "--root", site, "build", "--fresh", "--quiet", "--output", os.path.join(WORK, "public")]
    ran = subprocess.run(command, capture_output=True)
    if ran.returncode != 0:
        sys.exit(ran.stderr.decode()[-2000:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(os.path.join(WORK, "public"))
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "target", "release", "globale")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    if not os.path.isdir(CORPUS):
        sys.exit(f"{CORPUS} is not there: run benches/run 10000 1 --prepare first")
    try:
        sites = prepare(os.path.abspath(binary))
        times = {name: [] for name in sites}
        for _ in range(rounds):
            for name, site in sites.items():
                times[name].append(spent(binary, site))
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    base = statistics.median(times["unsaid"])
    print("| translations | CPU s (least–most) | ratio |\n|---|---:|---:|")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"| {name} | {median:.2f} ({min(taken):.2f}–{max(taken):.2f}) | {median / base:.2f} |")


if __name__ == "__main__":
    main()
