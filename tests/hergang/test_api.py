"""The public names are those promised, and cost nothing until they are used."""

import subprocess
import sys

import hergang


def test_every_public_name_is_there():
    assert [name for name in hergang.__all__ if getattr(hergang, name, None) is None] == []


def test_import_is_light():
    heavy = "{'spacy', 'pyoxigraph', 'rich', 'rdflib', 'trafilatura', 'requests'}"
    code = f"import sys, hergang, hergang.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
