"""Make docs/questions.md from the heads of the files in graphs/questions; with --check, say whether it is stale."""

from __future__ import annotations

import sys
from pathlib import Path

from hergang.graphs.questions import Parameter, Question, questions

PAGE = Path(__file__).resolve().parent / "questions.md"
HEAD = """# Questions by name

Made from `graphs/questions/*.rq` by `make docs`; do not edit.

`hergang ask NAME key=value ...` asks one, `hergang ask` lists them, `--sparql` prints the query, filled in, to change
and run (`hergang query FILE`, or any other SPARQL 1.1 store that holds an export). Each is a SPARQL file of its own:
put another beside them and it is a question.

Every parameter can be left out: the question is then asked of the whole store. A text fits in upper or lower case,
and by any part of the words it is compared with. Each row says the date and outlet of the report, its article
(headline, lacking one its address) and the sentence it rests on.
"""


def questions_page() -> str:
    """Return the page."""
    listed = "".join(f"- [{one.name}](#{one.name}): {one.title_en}\n" for one in questions())
    return f"{HEAD}\n{listed}" + "".join(map(_section, questions()))


def _section(question: Question) -> str:
    rows = "".join(map(_row, question.parameters))
    example = f"hergang ask {question.name} {question.example}".rstrip()
    table = f"| parameter | meaning | without it |\n|---|---|---|\n{rows}"
    titles = f"{question.title_en}  \n*{question.title_de}*"
    return f"\n## {question.name}\n\n{titles}\n\n{table}\n```\n{example}\n```\n"


def _row(parameter: Parameter) -> str:
    kind = "one of " + ", ".join(parameter.choices) if parameter.choices else parameter.kind
    return f"| `{parameter.name}` ({kind}) | {parameter.meaning} | {parameter.default or 'all'} |\n"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check return 1 where it is stale."""
    text = questions_page()
    if "--check" in arguments:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text
        if stale:
            print("docs/questions.md is stale. Run 'python docs/generate_questions.py' and commit it.", file=sys.stderr)
        return int(stale)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
