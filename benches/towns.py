#!/usr/bin/env python3
"""A project of many towns over one handbook, as 350 municipalities would share it.

    towns.py FOLDER TOWNS [--chapters 60] [--stories 0] [--languages 2] [--theme globale]

The handbook is in Norwegian and English; every town names itself through a variable; every tenth changes a section of a
chapter, every twentieth a whole chapter. STORIES are a town's own, in Norwegian, marked as examples; in all other LANGUAGES
they and the handbook are shown as fallbacks. So a town has about LANGUAGES x (CHAPTERS + STORIES) pages.
Build it with `globale build --root FOLDER`. THEME is one of ../themes, or `bench`: benches/theme, which draws no cards.
"""
import argparse
import os
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
PARAGRAPH = (
    "Det første møtet setter tonen. Inviter dem som kjenner bedriftene {{ in_town }}, og dem som kjenner menneskene "
    "som vil i arbeid. Skriv ned hva hver av dere kan gjøre, og når dere ses igjen. "
)
LANGUAGES = ["nb", "en", "ar", "uk", "pl", "so", "ti", "fa", "fr", "es", "lt", "sv"]


def write(folder, path, text):
    whole = os.path.join(folder, path)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    with open(whole, "w", encoding="utf-8") as file:
        file.write(text)


def chapter(number, lang, chapters):
    title = {"nb": f"Kapittel {number}", "en": f"Chapter {number}"}[lang]
    parts = [f"---\ntitle: \"{title} {{{{ in_town }}}}\"\nlead: \"Om {{{{ town }}}}.\"\n---\n{PARAGRAPH}[^1]\n"]
    for section in range(1, 9):
        parts.append(f"\n## Del {section}\n\n" + (PARAGRAPH + "\n\n") * 4)
        other = number % chapters + 1
        parts.append(f"- Se [neste](@/handbook/chapter-{other}).\n- {PARAGRAPH}\n")
    parts.append("\n[^1]: En note.\n")
    return "".join(parts)


def story(number, town):
    day = f"{2019 + number % 8}-{number % 9 + 1:02}-{number % 27 + 1:02}"
    head = f"---\ntitle: Fortelling {number} fra By {town}\nlead: Et eksempel.\ndate: {day}\nexample: true\ntags: [jobb]\n---\n"
    return head + "\n\n".join(f"## Del {section}\n\n{PARAGRAPH * 3}" for section in range(1, 4)) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("towns", type=int)
    parser.add_argument("--chapters", type=int, default=60)
    parser.add_argument("--stories", type=int, default=0)
    parser.add_argument("--languages", type=int, default=2, choices=range(2, len(LANGUAGES) + 1))
    parser.add_argument("--theme", default="globale")
    asked = parser.parse_args()
    folder, languages = asked.folder, LANGUAGES[:asked.languages]
    shutil.rmtree(folder, ignore_errors=True)
    site = ["default_language = \"nb\"", f"theme = \"{asked.theme}\"", "", "[languages]", 'nb = "Norsk"']
    site += [f'{lang} = {{ name = "{lang}", fallback = ["nb"] }}' for lang in languages[1:]]
    site.append('\n[layers.shared]\ncanonical = "town-1"\n')
    for town in range(1, asked.towns + 1):
        site.append(
            f'[initiatives.town-{town}]\nname = "Globale By {town}"\nbase_url = "https://town-{town}.example"\n'
            f'languages = {languages}\nmenu = ["@/handbook"]\n'
            f'vars = {{ town = "By {town}", in_town = {{ nb = "i By {town}", en = "in By {town}" }} }}\n'
        )
        write(folder, f"content/town-{town}/index.nb.md", f"---\ntitle: By {town}\n---\nVelkommen.\n")
        if town % 10 == 0:
            sections = "---\n---\n## Del 3 her {#del-3 .replace}\n\nI {{ town }} er det slik.\n"
            write(folder, f"content/town-{town}/handbook/01-chapter-1/sections.nb.md", sections)
        if town % 20 == 0:
            own = "---\ntitle: Vårt kapittel\n---\n## Del 1\n\nI {{ town }}.\n"
            write(folder, f"content/town-{town}/handbook/02-chapter-2/index.nb.md", own)
        for number in range(1, asked.stories + 1):
            write(folder, f"content/town-{town}/stories/story-{number}/index.nb.md", story(number, town))
    for number in range(1, asked.chapters + 1):
        for lang in ["nb", "en"]:
            text = chapter(number, lang, asked.chapters)
            write(folder, f"content/shared/handbook/{number:02}-chapter-{number}/index.{lang}.md", text)
    write(folder, "site.toml", "\n".join(site))
    theme = os.path.join(HERE, "theme") if asked.theme == "bench" else os.path.join(HERE, "..", "themes", asked.theme)
    shutil.copytree(theme, os.path.join(folder, "themes", asked.theme))


main()
