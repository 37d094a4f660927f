"""Mutates files of every kind and reads them: no traceback, no more than 10 seconds or 500 MB, a named reason.

    python tests/fuzz.py --minutes 20 [--data ../shared/data/pages] [--seed 7] [--kinds .html,.md] [--out FOLDER]

Each case is told by its number alone. A child process reads; the parent ends one that hangs and starts the next, so
that the run goes on whatever is found. What is found is written to --out, with the payload beside it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fuzz_seeds import seeds

SECONDS = 10.0  # of processor time for one file
MEGABYTES = 500  # of memory beyond what the program itself takes
_SILENT = 120.0  # seconds on the clock after which a child counts as hung; the machine may be busy
_BATCH = 400  # cases a child reads before it is replaced, so that its peak of memory is told anew
_LARGEST = 9 * 1024 * 1024  # bytes of a case
_TOKENS = [
    token.encode("utf-8", "surrogatepass")
    for token in (
        *("\0", "\ud800", "\ufeff", "\u2028", "\u202e", "e\u0301\u0323", "\x1b", "\r", "\n", "\t", " ", "🂡", "ﬁ", "?!"),
        *(
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<!DOCTYPE x [<!ENTITY a 'b'>]>",
            "&a;",
            "&#x0;",
            "&#xD800;",
            "&#1114112;",
        ),
        *(
            "&nbsp;",
            "<div>",
            "</div>",
            "<p>",
            "<table>",
            "<svg>",
            "<template>",
            "<br>",
            "<a href='//['>",
            "<",
            ">",
            "&",
        ),
        *(
            "<script type='application/ld+json'>{",
            "<base href='http://['>",
            "<meta charset=utf-7>",
            "<meta charset=hex>",
        ),
        *('"', "'", "{", "[", "}", "]", '{"@graph":[', '"\\ud800"', "1e999", "9" * 5000, "-", "NaN", "null", ":", ","),
        *("\\", "---\n", "+++\n", "#", "*", "_", "`", "[a](", "![", "|", " | ", "> ", "- ", "(((((", "xmlns:a='b'"),
        *("0000-00-00", "99.99.9999", "2024-05-03", "3. Mai 2024", "Von ", "By ", "https://[", "http://ä:99999/"),
        *("WARC/1.0\r\n", "Content-Length: 99999999999\r\n", "Transfer-Encoding: chunked\r\n", "xml:base='http://['"),
        *("Content-Encoding: gzip\r\n", "http-equiv=refresh", "itemprop=author", "class=kicker", "<time datetime=''>"),
    )
] + [b"\xff", b"\xc3"]
_CODECS = ("utf-16", "utf-32", "cp1252", "mac_roman", "utf-7", "cp850", "utf-16-be")


def load_seeds(pages: Path | None, kinds: list[str]) -> dict[str, list[bytes]]:
    """Return the seeds by kind, real pages (gzipped, in any folder below ``pages``) among them."""
    found = {kind: payloads for kind, payloads in seeds().items() if not kinds or kind in kinds}
    if pages and ".html" in found:
        found[".html"] += [gzip.decompress(path.read_bytes()) for path in sorted(pages.rglob("*.html.gz"))]
    return found


def make_case(number: int, found: dict[str, list[bytes]]) -> tuple[str, bytes]:
    """Return the ending and the payload of a case."""
    dice = random.Random(number)
    kind = dice.choice(sorted(found))
    payload = dice.choice(found[kind])
    for _ in range(dice.choice((1, 1, 2, 3, 5, 9))):
        payload = _mutate(dice, payload, found)[:_LARGEST]
    return kind, gzip.compress(payload) if dice.random() < 0.02 else payload


def _mutate(dice: random.Random, payload: bytes, found: dict[str, list[bytes]]) -> bytes:
    place = dice.randrange(len(payload) + 1)
    other = dice.randrange(len(payload) + 1)
    low, high = min(place, other), max(place, other)
    token = dice.choice(_TOKENS)
    choice = dice.randrange(10)
    if choice == 0:
        return payload[:low] + payload[high:]
    if choice == 1:
        return payload[:high] + payload[low:high] * dice.choice((1, 2, 5)) + payload[high:]
    if choice == 2:
        return payload[:place]
    if choice == 3:
        stranger = dice.choice(found[dice.choice(sorted(found))])
        cut = dice.randrange(len(stranger) + 1)
        return payload[:place] + stranger[cut : cut + dice.choice((100, 10_000))] + payload[place:]
    if choice == 4:
        return payload[:place] + token * dice.choice((10, 300, 20_000, 100_000 // len(token))) + payload[place:]
    if choice == 5:
        return payload.decode("utf-8", "replace").encode(dice.choice(_CODECS), "replace")
    if choice == 6:
        flipped = bytearray(payload)
        for _ in range(min(len(payload), dice.choice((1, 10, 200)))):
            flipped[dice.randrange(len(flipped))] = dice.randrange(256)
        return bytes(flipped)
    if choice == 7:
        return payload.replace(payload[low : low + dice.choice((1, 2, 3))], token, dice.choice((1, 20, 500)))
    if choice == 8:
        return payload[:low] + payload[high : high + 4000] + payload[low:high] + payload[high + 4000 :]
    return payload[:place] + token + payload[place:]


def check(kind: str, payload: bytes, folder: Path) -> str | None:
    """Return what is wrong with the way a payload is read, or None."""
    from hergang.corpus.errors import SourceError
    from hergang.corpus.sources import read_sources

    path = folder / f"case{kind}"
    path.write_bytes(payload)
    started = time.process_time()
    try:
        for result in read_sources([str(path)], fetcher=None):
            if isinstance(result, SourceError):
                if not str(result).startswith(str(path)) or len(str(result)) > 2000:
                    return f"no named reason ({len(str(result))} characters): {str(result)[:200]!r}"
            elif not result.article.text.strip() or not result.article.digest:
                return "an article without text"
            else:
                json.dumps(result.article.to_json(), ensure_ascii=False).encode()
    except Exception:
        return traceback.format_exc()
    seconds = time.process_time() - started
    return f"{seconds:.1f} seconds" if seconds > SECONDS else None


def _peak() -> float:
    """Return the most memory that this process has taken so far, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


def read_cases(first: int, count: int, pages: Path | None, kinds: list[str]) -> None:
    """Read cases in this process, telling of each on standard output before and after."""
    found = load_seeds(pages, kinds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        check(".html", seeds()[".html"][0], folder)  # everything is imported then
        peak = _peak()
        for number in range(first, first + count):
            print(json.dumps({"case": number}), flush=True)
            kind, payload = make_case(number, found)
            wrong = check(kind, payload, folder)
            if not wrong and _peak() - peak > MEGABYTES:
                wrong = f"{_peak() - peak:.0f} MB"
                peak = _peak()
            print(json.dumps({"done": number, "kind": kind, "size": len(payload), "wrong": wrong}), flush=True)
    print(json.dumps({"seconds": time.process_time(), "peak": _peak() - peak}), flush=True)


def run(arguments: argparse.Namespace) -> int:
    """Run children until the processor time is used up; return how many cases went wrong."""
    pages, kinds = arguments.data, arguments.kinds
    arguments.out.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    seconds, number, wrong = 0.0, arguments.seed * 1_000_000, 0
    while seconds < arguments.minutes * 60:
        command = [sys.executable, __file__, "--first", str(number), "--count", str(_BATCH)]
        command += ["--kinds", ",".join(kinds), *(["--data", str(pages)] if pages else [])]
        last, ended, spent = _follow(command, counts, arguments.out, load_seeds(pages, kinds))
        wrong += ended
        number = last + 1
        seconds += spent
        print(f"{seconds / 60:.1f} minutes, {sum(counts.values())} files, {wrong} wrong: {dict(counts)}", flush=True)
    return wrong


def _follow(
    command: list[str], counts: Counter[str], out: Path, found: dict[str, list[bytes]]
) -> tuple[int, int, float]:
    """Follow one child; return the last case, how many went wrong, and the processor time spent."""
    wrong, case, seconds, started = 0, int(command[3]), 0.0, time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONHASHSEED": "0"}
    ) as child:
        watch = threading.Timer(_SILENT, child.kill)
        watch.start()
        assert child.stdout is not None
        for line in child.stdout:
            watch.cancel()
            watch = threading.Timer(_SILENT, child.kill)
            watch.start()
            record = json.loads(line)
            case = record.get("case", case)
            seconds = record.get("seconds", seconds)
            if "done" in record:
                counts[record["kind"]] += 1
                if record["wrong"]:
                    wrong += 1
                    _keep(out, case, record["wrong"], found)
        watch.cancel()
    if child.returncode:
        wrong += 1
        _keep(out, case, f"the process ended with {child.returncode} (it hung, or crashed)", found)
    return case, wrong, seconds or time.monotonic() - started


def _keep(out: Path, case: int, wrong: str, found: dict[str, list[bytes]]) -> None:
    kind, payload = make_case(case, found)
    (out / f"{case}{kind}").write_bytes(payload)
    (out / f"{case}.log").write_text(wrong, encoding="utf-8")
    print(f"case {case}{kind}: {wrong.strip().splitlines()[-1][:160]}", flush=True)


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1.0, help="processor time, all children together")
    parser.add_argument("--data", type=Path, help="folder of real pages, *.html.gz")
    parser.add_argument("--seed", type=int, default=1, help="another number gives other cases")
    parser.add_argument("--kinds", type=lambda text: [kind for kind in text.split(",") if kind], default=[])
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "hergang-fuzz")
    parser.add_argument("--first", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=_BATCH, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.first is not None:
        read_cases(arguments.first, arguments.count, arguments.data, arguments.kinds)
        return 0
    return 1 if run(arguments) else 0


if __name__ == "__main__":
    sys.exit(main())
