"""Results go to standard output as data, and cards fit the line."""

from hergang.terminal import cards, present, table


def test_pipe_gets_lines_of_tabs(capsys):
    present(("who", "what"), [("Anna", "eine\nZeile"), ("", "x")])
    assert capsys.readouterr().out == "who\twhat\nAnna\teine Zeile\n\tx\n"


def test_table_is_aligned_where_it_fits_and_cards_where_not(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    table(("who", "what"), [("Anna", "kommt"), ("", "x")])
    assert capsys.readouterr().out == "who   what\n----  -----\nAnna  kommt\n      x\n"
    table(("who", "what"), [("Anna", "x" * 40)])
    assert capsys.readouterr().out == f"who   Anna\nwhat  {'x' * 40}\n\n"


def test_cards_fold_and_leave_out_what_is_empty():
    text = cards(("who", "sentence"), [("Anna", "Ein langer Satz, der umbrochen wird."), ("", "Kurz.")], 34)
    assert text == ("who       Anna\nsentence  Ein langer Satz, der\n          umbrochen wird.\n\nsentence  Kurz.\n\n")
