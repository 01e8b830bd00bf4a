#!/usr/bin/env python3
"""How the time grows with languages and with entries: the same stories in more and more languages.

    benches/languages.py                    2,000 entries in 3, 6 and 12 languages; then 1,000 and 4,000 in 12
    benches/languages.py BINARY ROUNDS

Every third entry is told in every language, the others in Norwegian alone, so most pages are fallbacks. Prints for each
size the files read, the pages made, the median processor time with its range, and what a page costs of it: on a machine
that does other things too, processor time is steadier than the clock. Sites lie on tmpfs.
"""
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import corpus  # noqa: E402

LANGUAGES = ["nb", "nn", "en", "ar", "ti", "pl", "uk", "so", "fa", "de", "fr", "se"]
WORK = os.path.join(os.environ.get("BENCH_TMPFS", "/dev/shm"), f"globale-languages-{os.getpid()}")


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def site(folder, languages, entries):
    tags = "\n".join(f'{lang} = "{lang}"' for lang in languages)
    listed = ", ".join(f'"{lang}"' for lang in languages)
    write(os.path.join(folder, "site.toml"), f'theme = "bench"\n[languages]\n{tags}\n[initiatives.baerum]\n'
          f'name = "Globale Bærum"\nbase_url = "https://baerum.example"\nlanguages = [{listed}]\n')
    shutil.copytree(os.path.join(HERE, "theme"), os.path.join(folder, "themes", "bench"))
    said = [" ".join(text for text, _ in corpus.sentences("nb")[at:at + 30]) for at in range(0, 600, 30)]
    for entry in range(entries):
        for lang in languages if entry % 3 == 0 else languages[:1]:
            top = "date: 2026-01-01\n" if lang == languages[0] else ""
            write(os.path.join(folder, f"content/baerum/stories/s{entry}/index.{lang}.md"),
                  f"---\ntitle: Story {entry} in {lang}\n{top}---\n{said[entry % len(said)]}\n")


def spent():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(binary, languages, entries, rounds):
    folder = os.path.join(WORK, f"{languages}-{entries}")
    site(folder, LANGUAGES[:languages], entries)
    seconds = []
    for _ in range(rounds):
        shutil.rmtree(os.path.join(folder, "public"), ignore_errors=True)
        begun = spent()
        ran = subprocess.run([binary, "--root", folder, "--format", "json", "build", "--fresh"], capture_output=True)
        seconds.append(spent() - begun)
        report = json.loads(ran.stdout)
    median = statistics.median(seconds)
    print(f"{languages:3} languages {entries:6} entries {report['parsed']:7} files parsed {report['pages']:7} pages "
          f"{median:7.2f} s ({min(seconds):.2f}-{max(seconds):.2f}) {median / report['pages'] * 1e6:6.0f} µs a page")
    shutil.rmtree(folder)


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "target", "release", "globale")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    try:
        for languages, entries in [(3, 2000), (6, 2000), (12, 2000), (12, 1000), (12, 4000)]:
            measure(binary, languages, entries, rounds)
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


if __name__ == "__main__":
    main()
