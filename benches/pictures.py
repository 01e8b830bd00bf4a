#!/usr/bin/env python3
"""Pictures of globale and of libvips side by side: benches/pictures.py [PHOTOS [ROUNDS]]   (50 and 3)

Writes PHOTOS different photos of 12 megapixels and a site that shows them, and lets both tools make the same: WebP of
quality 78 in four widths, and one JPEG of quality 80, of every photo. They take turns; medians of the rounds.
`vipsthumbnail` (Debian: libvips-tools) is called once a width and format with all photos at once, by as many processes as
there are cores. GLOBALE names the program, target/release/globale by default.
"""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
WORK = Path(os.environ.get("BENCH_WORK", ROOT / "benches/work")) / "pictures"
GLOBALE = os.environ.get("GLOBALE", str(ROOT / "target/release/globale"))
WIDTHS, WEBP, JPEG, FALLBACK = (480, 800, 1200, 1600), 78, 80, 1200
SIZE = (4000, 3000)

SITE = """theme = "bench"
[languages]
en = "English"
[initiatives.photos]
name = "Photos"
base_url = "https://photos.example"
languages = ["en"]
"""


def photo(path, number):
    """A photo: soft shapes, edges, texture and the grain of a sensor, other for every number, the same at every run. By libvips' own
    operations, since writing 12 million pixels in Python takes a minute."""
    vips = lambda *arguments: subprocess.run(["vips", *map(str, arguments)], check=True)
    part = lambda name: path.with_name(f"{path.stem}-{name}.v")
    planes = []
    for channel in range(3):
        seed = 3 * number + channel
        vips("perlin", part("far"), *SIZE, "--cell-size", 900, "--seed", seed)
        vips("perlin", part("near"), *SIZE, "--cell-size", 120, "--seed", seed + 100_000)
        vips("perlin", part("fine"), *SIZE, "--cell-size", 20, "--seed", seed + 200_000)
        vips("relational_const", part("near"), part("edge"), "more", 0)
        vips("gaussnoise", part("grain"), *SIZE, "--mean", 103, "--sigma", 6, "--seed", seed)
        vips("linear", part("far"), part("a"), 90, 0)
        vips("linear", part("fine"), part("b"), 60, 0)
        vips("linear", part("edge"), part("c"), 0.2, 0)
        vips("sum", " ".join(str(part(name)) for name in ("a", "b", "c", "grain")), part(f"plane-{channel}"))
        planes.append(part(f"plane-{channel}"))
    vips("bandjoin", " ".join(map(str, planes)), part("joined"))
    vips("cast", part("joined"), part("bytes"), "uchar")
    vips("copy", part("bytes"), part("colours"), "--interpretation", "srgb")
    vips("jpegsave", part("colours"), path, "--Q", 88)
    for rest in path.parent.glob(f"{path.stem}-*.v"):
        rest.unlink()


def corpus(photos):
    """The site that shows the photos; photos that are there are not made again."""
    site = WORK / "site"
    shutil.rmtree(site, ignore_errors=True)
    (WORK / "photos").mkdir(parents=True, exist_ok=True)
    missing = [n for n in range(photos) if not (WORK / f"photos/photo-{n:02}.jpg").exists()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda n: photo(WORK / f"photos/photo-{n:02}.jpg", n), missing))
    page = site / "content/photos/stories/all"
    page.mkdir(parents=True)
    (site / "site.toml").write_text(SITE)
    shown = []
    for number in range(photos):
        name = f"photo-{number:02}.jpg"
        os.link(WORK / "photos" / name, page / name)
        shown.append(f"![A photo]({name} \"Photo: nobody\")\n")
    (page / "index.en.md").write_text("---\ntitle: Photos\nlead: All of them.\ndate: 2026-01-01\nauthor: Nobody\nsource: true\npersons: []\n---\n" + "\n".join(shown))
    shutil.copytree(ROOT / "benches/theme", site / "themes/bench")
    return site


def measured(work):
    """Wall seconds, processor seconds of all children, and the most memory of any one child in MB."""
    reading, writing = os.pipe()
    begun, child = time.monotonic(), os.fork()
    if child == 0:
        os.close(reading)
        try:
            work()
            os._exit(0)
        except BaseException as error:  # whatever it was, the parent must hear of it
            os.write(writing, repr(error).encode()[:500])
            os._exit(1)
    os.close(writing)
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - begun
    with os.fdopen(reading) as said:
        assert status == 0, said.read()
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def globale(site):
    for folder in ("public", ".globale"):
        shutil.rmtree(site / folder, ignore_errors=True)
    subprocess.run([GLOBALE, "--quiet", "--root", site, "build"], check=True)


def vips(site):
    out = WORK / "vips"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    photos = sorted((WORK / "site/content/photos/stories/all").glob("*.jpg"))
    hands = os.cpu_count()
    jobs = [(width, f"%s-{width}.webp[Q={WEBP},strip]") for width in WIDTHS] + [
        (FALLBACK, f"%s-{FALLBACK}.jpg[Q={JPEG},strip,optimize-coding]")
    ]
    calls = [(width, name, photos[hand::hands]) for width, name in jobs for hand in range(hands)]
    environment = dict(os.environ, VIPS_CONCURRENCY="1")

    def call(one):
        width, name, files = one
        command = ["vipsthumbnail", "--size", f"{width}x", "--output", out / name, *files]
        subprocess.run(command, check=True, env=environment)

    with ThreadPoolExecutor(hands) as pool:
        list(pool.map(call, calls))


def produced(folder):
    """How many files of each kind, and their megabytes."""
    files = [path for path in folder.rglob("*") if path.suffix in (".webp", ".jpg")]
    kinds = {kind: [path for path in files if path.suffix == kind] for kind in (".webp", ".jpg")}
    return {kind: (len(all), sum(path.stat().st_size for path in all) / 1e6) for kind, all in kinds.items()}


def main():
    photos = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    site = corpus(photos)
    tools = {"globale": (globale, site / "public"), "libvips": (vips, WORK / "vips")}
    runs = {name: [] for name in tools}
    for _ in range(rounds):
        for name, (work, _) in tools.items():
            runs[name].append(measured(lambda work=work: work(site)))
    counts = {name: produced(folder) for name, (_, folder) in tools.items()}
    same = {kind: number for kind, (number, _) in counts["libvips"].items()}
    assert {kind: number for kind, (number, _) in counts["globale"].items()} == same, counts
    print(f"{photos} photos of 12 megapixels, {rounds} rounds, {os.cpu_count()} cores; {same}")
    print("| tool | wall s (least–most) | CPU s | peak MB of a process | WebP MB | JPEG MB |\n|---|---:|---:|---:|---:|---:|")
    for name, all in runs.items():
        walls, cpus, memory = zip(*all)
        sizes = [f"{counts[name][kind][1]:.1f}" for kind in (".webp", ".jpg")]
        print(
            f"| {name} | {median(walls):.2f} ({min(walls):.2f}–{max(walls):.2f}) | {median(cpus):.2f} "
            f"| {max(memory):.0f} | {' | '.join(sizes)} |"
        )
    middle = lambda name, at: median(run[at] for run in runs[name])
    print(f"libvips / globale: {middle('libvips', 0) / middle('globale', 0):.2f} wall, "
          f"{middle('libvips', 1) / middle('globale', 1):.2f} CPU")
    begun = time.monotonic()
    subprocess.run([GLOBALE, "--quiet", "--root", site, "build", "--at", "2035-01-01"], check=True)
    print(f"globale with its store, another day: {time.monotonic() - begun:.2f} s")


if __name__ == "__main__":
    main()
