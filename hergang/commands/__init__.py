"""The commands of the command line, one module each: parse the words, call one method of `hergang.Hergang`, show.

A module here registers its own command by `hergang.command.command(example, place=...)`, and all modules are found:
to add a command is to add a module (and its name to ``tests/hergang/test_docs.py``, its page by ``make docs``). What
several commands share (options, formats, opening the store, the report at the end) is in `hergang.command`. ``place``
orders the help: articles in 10-19, questions 20-39, out 40-49, corrections 50-59, the store 60-79, the rest 80-99.
What is heavy is imported inside the body, so that ``hergang --help`` is instant.
"""
