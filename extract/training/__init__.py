"""The recipe of the shipped base pipelines: annotated data in, a spaCy pipeline of each language out.

``python -m hergang.extract.training --data DIR --out DIR`` trains both; `docs/training.md` tells how. Nothing here is
needed to read articles, and no training text is shipped.
"""
