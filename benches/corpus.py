#!/usr/bin/env python3
"""The same multilingual corpus for each site generator, always the same bytes (standard library only).

    corpus.py PAGES globale|hugo FOLDER

PAGES counts all languages together: nb, en, ar, uk. 60 % are stories, 25 % company profiles, 15 % steps of a handbook
in six parts of five chapters; 300-900 words each, with headings, lists, links, tables and code. The bodies are the
same in both formats; front matter, file names and the spelling of links within the site are each generator's own.
"""
import os
import random
import sys

VOCAB = {
 "nb": "og i det på som er en til å han av for med at var de ikke den har jeg om et men så seg hun hadde fra vi du kan da nå skal bli kommunen arbeidsgiver innvandrere kompetanse mangfold inkludering næringslivet frivilligheten jobb praksis norskkurs språk veileder mentor bedrift ansatt styringsgruppe samarbeid nettverk kandidat intervju erfaring utdanning fagbrev helsefag butikk lager kjøkken barnehage sykehjem prosjektleder møte frokost kontrakt lønn fremtid muligheter tiltak deltaker virkemidler innsats flyktning bosatt ordinær stilling rekruttering næringsrådet ungdom foreldre hverdag kollega tillit".split(),
 "en": "the and of to in a is that it was for on with as his they be at one have this from or had by but what some we can out other were all there when up use your how said an each she which do their time will way about many then them municipality employer immigrants competence diversity inclusion business volunteers job placement course language adviser mentor company hired steering group cooperation network candidate interview experience education certificate health shop warehouse kitchen nursery project leader meeting breakfast contract wage future opportunity measure participant effort refugee settled ordinary position recruitment council youth parents everyday colleague trust".split(),
 "ar": "في من على أن إلى هذا كان عن مع التي هو هي لا ما بعد كل ذلك بين قد حتى عند لم أو ثم أيضا البلدية صاحب العمل المهاجرين الكفاءة التنوع الدمج الأعمال المتطوعين وظيفة تدريب دورة اللغة مستشار مرشد شركة توظيف مجموعة تعاون شبكة مرشح مقابلة خبرة تعليم شهادة الصحة متجر مستودع مطبخ روضة مشروع قائد اجتماع إفطار عقد أجر مستقبل فرصة إجراء مشارك جهد لاجئ مقيم عادية منصب مجلس شباب آباء يوميا زميل ثقة".split(),
 "uk": "і в на що з не до це як він вона ми але та за від про для був були є його її так коли або вже ще тільки громада роботодавець мігранти компетентність різноманіття інклюзія бізнес волонтери робота практика курси мова порадник наставник компанія працівник група співпраця мережа кандидат співбесіда досвід освіта сертифікат здоров'я магазин склад кухня садок проєкт керівник зустріч сніданок договір зарплата майбутнє можливість захід учасник зусилля біженець звичайна посада рада молодь батьки щодня колега довіра".split(),
}
TAGS = ["helse","butikk","lager","barnehage","bygg","it","renhold","kokk","transport","industri","mentor","norskkurs","praksis","fagbrev","kvinner","ungdom","nettverk","frivillig","grunder","hotell","landbruk","energi","skole","kommune","nav","naringsrad","intervju","cv","sprakkafe","familie","bolig","okonomi","rettigheter","mangfold","ledelse","rekruttering","sommerjobb","lonnstilskudd","kulturmote","tillit"]
AUTHORS = ["Ingrid Berg","Ahmed Hassan","Olena Kovalenko","Kari Nordmann","Fatima Ali","Per Olsen","Sara Tekle","Jonas Lie"]
CODE = ['```toml\n[town]\nname = "Globale Sandefjord"\nmunicipality = 3907\nlanguages = ["nb", "en", "ar", "uk"]\n\n[contact]\nemail = "post@example.org"\nphone = "+47 00 00 00 00"\n```',
 '```python\nfrom datetime import date\n\ndef months_in_work(start: date, today: date) -> int:\n    """How long a candidate has been in an ordinary job."""\n    return (today.year - start.year) * 12 + today.month - start.month\n\nfor name, start in [("A", date(2023, 4, 1)), ("B", date(2024, 1, 15))]:\n    print(name, months_in_work(start, date.today()))\n```',
 '```bash\ngit clone https://example.org/globale/handbook.git\ncd handbook\ncp site.example.toml site.toml\nfor lang in nb en ar uk; do\n  echo "checking $lang"\n  grep -rn "TODO" content/ --include="*.$lang.md" || true\ndone\n```']
LANGUAGES = ["nb", "en", "ar", "uk"]
PARTS, CHAPTERS = 6, 5
SEED = 1


def sentences(lang):
    """Two thousand sentences with emphasis, code, links and quotes, each with its number of words."""
    dice = random.Random(f"{SEED}-sent-{lang}")
    words = VOCAB[lang]
    weights = [1.0 / (rank + 3) for rank in range(len(words))]
    made = []
    for _ in range(2000):
        count = dice.randint(7, 22)
        said = dice.choices(words, weights=weights, k=count)
        kind = dice.random()
        if kind < .10:
            at = dice.randrange(count - 2)
            said[at] = "**" + said[at] + " " + said[at + 1] + "**"
            del said[at + 1]
        elif kind < .18:
            at = dice.randrange(count)
            said[at] = "*" + said[at] + "*"
        elif kind < .22:
            at = dice.randrange(count)
            said[at] = "`" + said[at] + "`"
        elif kind < .30:
            at = dice.randrange(count)
            said[at] = f"[{said[at]}](https://example.org/{dice.randrange(999)})"
        elif kind < .38:
            said[count // 2] += " (" + dice.choice(words) + ")"
        elif kind < .42:
            said[0] = "«" + said[0]
            said[-1] += "»"
        text = " ".join(said)
        made.append((text[0].upper() + text[1:] + dice.choice([".", ".", ".", "!", "?"]), count))
    return made


class Corpus:
    """What stands on each page; `pages` holds (section, slug, kind, number of its kind)."""

    def __init__(self, total):
        self.count = max(20, total // len(LANGUAGES))
        stories, companies = int(self.count * .60), int(self.count * .25)
        self.pages = [("stories", f"story-{i:05d}", "story", i) for i in range(stories)]
        self.pages += [("companies", f"company-{i:05d}", "company", i) for i in range(companies)]
        self.pages += [
            (f"handbook/part-{i % PARTS + 1}/chapter-{(i // PARTS) % CHAPTERS + 1}", f"step-{i:05d}", "handbook", i)
            for i in range(self.count - stories - companies)
        ]
        self.sections = ["", "stories", "companies", "handbook"]
        for part in range(1, PARTS + 1):
            self.sections.append(f"handbook/part-{part}")
            self.sections += [f"handbook/part-{part}/chapter-{chapter}" for chapter in range(1, CHAPTERS + 1)]
        self.sentences = {lang: sentences(lang) for lang in LANGUAGES}

    def meta(self, page, lang):
        dice = random.Random(f"{SEED}-meta-{page}")
        year = dice.randint(2018, 2026)
        date = f"{year}-{dice.randint(1, 12 if year < 2026 else 10):02d}-{dice.randint(1, 28):02d}"
        tags = dice.sample(TAGS, dice.randint(2, 3))
        author = dice.choice(AUTHORS)
        dice = random.Random(f"{SEED}-title-{page}-{lang}")
        title = " ".join(dice.choices(VOCAB[lang][20:], k=dice.randint(3, 7))).capitalize()
        lead = dice.choice(self.sentences[lang])[0]
        lead = lead.translate({ord(sign): None for sign in '*`"[]'}).split("(")[0].strip()
        return dict(title=title, lead=lead, date=date, weight=page + 1, author=author, tags=tags)

    def body(self, page, lang, link):
        """Markdown; `link` spells a link to a page by its section and slug."""
        dice = random.Random(f"{SEED}-body-{page}-{lang}")
        said, words = self.sentences[lang], VOCAB[lang]
        _, _, kind, number = self.pages[page]
        wanted, have, out = dice.randint(300, 900), 0, []
        other = random.Random(f"{SEED}-links-{page}")
        links = [self.pages[other.randrange(self.count)] for _ in range(other.randint(2, 4))]

        def paragraph(low, high):
            nonlocal have
            chosen = [dice.choice(said) for _ in range(dice.randint(low, high))]
            have += sum(count for _, count in chosen)
            return " ".join(text for text, _ in chosen)

        out.append(paragraph(2, 4))
        heading = 0
        while have < wanted:
            heading += 1
            title = " ".join(dice.choices(words[15:], k=dice.randint(2, 5))).capitalize()
            out.append(("### " if heading % 3 == 0 else "## ") + title)
            out.append(paragraph(2, 5))
            shape = dice.random()
            if shape < .35:
                mark = "1. " if shape < .1 else "- "
                out.append("\n".join(mark + paragraph(1, 1) for _ in range(dice.randint(3, 6))))
            elif shape < .5:
                out.append("> " + paragraph(1, 2))
            elif shape < .8:
                out.append(paragraph(2, 4))
            if links:
                section, slug, _, _ = links.pop()
                first = dice.choice(words[25:]).capitalize()
                text = f"{dice.choice(words)} {dice.choice(words)}"
                out.append(f"{first}: [{text}]({link(section, slug)}). " + paragraph(1, 1))
        if page % 5 == 0:
            rows = [
                f"| {dice.choice(words)} {dice.choice(words)} | {dice.randint(1, 400)} | {dice.randint(2018, 2026)} |"
                for _ in range(dice.randint(4, 9))
            ]
            top = f"| {dice.choice(words)} | {dice.choice(words)} | {dice.choice(words)} |"
            out.append(top + "\n|---|---:|---:|\n" + "\n".join(rows))
        if kind == "handbook" and number % 5 == 0:
            out.append(CODE[(number // 5) % len(CODE)])
        return "\n\n".join(out) + "\n"


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def front_globale(meta, lang):
    """A translation holds only what differs by language; the rest is inherited from the Norwegian file."""
    lines = [f"title: {quoted(meta['title'])}", f"lead: {quoted(meta['lead'])}"]
    if lang == LANGUAGES[0]:
        lines += [
            f"date: {meta['date']}", f"weight: {meta['weight']}", f"author: {quoted(meta['author'])}",
            f"tags: [{', '.join(meta['tags'])}]",
        ]
    return lines


def front_hugo(meta, _):
    return [
        f"title: {quoted(meta['title'])}", f"description: {quoted(meta['lead'])}", f"date: {meta['date']}",
        f"weight: {meta['weight']}", f"author: {quoted(meta['author'])}", f"tags: [{', '.join(meta['tags'])}]",
    ]


# By format: the folder of texts, the name of the front page, how a link is spelled, the front matter.
FORMATS = {
    "globale": ("content/bench", "index", lambda section, slug: f"@/{section}/{slug}", front_globale),
    "hugo": ("content", "_index", lambda section, slug: f"/{section}/{slug}.md", front_hugo),
}


def write(path, text, made=set()):
    folder = os.path.dirname(path)
    if folder not in made:
        os.makedirs(folder, exist_ok=True)
        made.add(folder)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def generate(total, name, folder):
    content, home, link, front = FORMATS[name]
    corpus, content = Corpus(total), os.path.join(folder, content)
    for lang in LANGUAGES:
        for section in corpus.sections:
            title = section.split("/")[-1].replace("-", " ").capitalize() or "Globale"
            index = "_index" if section else home
            write(os.path.join(content, section, f"{index}.{lang}.md"), f"---\ntitle: {quoted(title)}\n---\n\nIntro.\n")
        for page, (section, slug, _, _) in enumerate(corpus.pages):
            lines = "\n".join(front(corpus.meta(page, lang), lang))
            text = f"---\n{lines}\n---\n\n" + corpus.body(page, lang, link)
            write(os.path.join(content, section, f"{slug}.{lang}.md"), text)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[2] not in FORMATS or not sys.argv[1].isdigit():
        sys.exit(__doc__)
    generate(int(sys.argv[1]), sys.argv[2], sys.argv[3])
