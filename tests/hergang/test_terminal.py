"""Results go to standard output as data, and cards fit the line."""

from hergang.terminal import cards, table


def test_pipe_gets_lines_of_tabs(capsys):
    table(("who", "what"), [("Anna", "eine\nZeile"), ("", "x")])
    assert capsys.readouterr().out == "who\twhat\nAnna\teine Zeile\n\tx\n"


def test_cards_fold_and_leave_out_what_is_empty():
    text = cards(("who", "sentence"), [("Anna", "Ein langer Satz, der umbrochen wird."), ("", "Kurz.")], 34)
    assert text == ("who       Anna\nsentence  Ein langer Satz, der\n          umbrochen wird.\n\nsentence  Kurz.\n\n")
