"""How articles, stories and results look in a notebook (Jupyter and its like call ``_repr_html_``).

A page is shown in a frame of its own, so that its styles touch nothing of the notebook and nothing is loaded.
"""

from __future__ import annotations

from html import escape

HEIGHT = 480  # pixels of a frame; what is longer scrolls


def framed(page: str, height: int = HEIGHT) -> str:
    """Return a whole HTML page as one element of a notebook; scripts, of which ours have none, would not run."""
    style = f"width:100%;height:{height}px;border:1px solid rgb(128 128 128 / .4)"
    return f'<iframe sandbox srcdoc="{escape(page, quote=True)}" style="{style}"></iframe>'
