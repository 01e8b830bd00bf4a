#!/usr/bin/env python3
"""A project of many towns over one handbook in two languages, as 300 municipalities would share it.

    towns.py FOLDER TOWNS [CHAPTERS]

Every town names itself through a variable; every tenth changes a section of a chapter, every twentieth a whole chapter.
Build it with the default theme: `globale build --root FOLDER`.
"""
import os
import shutil
import sys

PARAGRAPH = (
    "Det første møtet setter tonen. Inviter dem som kjenner bedriftene {{ in_town }}, og dem som kjenner menneskene "
    "som vil i arbeid. Skriv ned hva hver av dere kan gjøre, og når dere ses igjen. "
)


def write(folder, path, text):
    whole = os.path.join(folder, path)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    with open(whole, "w", encoding="utf-8") as file:
        file.write(text)


def chapter(number, lang):
    title = {"nb": f"Kapittel {number}", "en": f"Chapter {number}"}[lang]
    parts = [f"---\ntitle: \"{title} {{{{ in_town }}}}\"\nlead: \"Om {{{{ town }}}}.\"\n---\n{PARAGRAPH}[^1]\n"]
    for section in range(1, 9):
        parts.append(f"\n## Del {section}\n\n" + (PARAGRAPH + "\n\n") * 4)
        other = number % 60 + 1
        parts.append(f"- Se [neste](@/handbook/chapter-{other}).\n- {PARAGRAPH}\n")
    parts.append("\n[^1]: En note.\n")
    return "".join(parts)


def main():
    folder, towns = sys.argv[1], int(sys.argv[2])
    chapters = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    shutil.rmtree(folder, ignore_errors=True)
    site = ['[languages]\nnb = "Norsk"\nen = { name = "English", fallback = ["nb"] }\n']
    site.append('[layers.shared]\ncanonical = "town-1"\n')
    for town in range(1, towns + 1):
        site.append(
            f'[initiatives.town-{town}]\nname = "Globale By {town}"\nbase_url = "https://town-{town}.example"\n'
            f'languages = ["nb", "en"]\nmenu = ["@/handbook"]\n'
            f'vars = {{ town = "By {town}", in_town = {{ nb = "i By {town}", en = "in By {town}" }} }}\n'
        )
        write(folder, f"content/town-{town}/index.nb.md", f"---\ntitle: By {town}\n---\nVelkommen.\n")
        if town % 10 == 0:
            sections = "---\n---\n## Del 3 her {#del-3 .replace}\n\nI {{ town }} er det slik.\n"
            write(folder, f"content/town-{town}/handbook/01-chapter-1/sections.nb.md", sections)
        if town % 20 == 0:
            own = "---\ntitle: Vårt kapittel\n---\n## Del 1\n\nI {{ town }}.\n"
            write(folder, f"content/town-{town}/handbook/02-chapter-2/index.nb.md", own)
    for number in range(1, chapters + 1):
        for lang in ["nb", "en"]:
            write(folder, f"content/shared/handbook/{number:02}-chapter-{number}/index.{lang}.md", chapter(number, lang))
    write(folder, "site.toml", "\n".join(site))
    theme = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "themes", "globale")
    shutil.copytree(theme, os.path.join(folder, "themes", "globale"))


main()
