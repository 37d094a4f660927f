"""The one configuration is whole: what is read as dev is not trained on, and every set's licence is known."""

from hergang.extract.training.card import card
from hergang.extract.training.settings import commercial, read_settings


def test_training_and_dev_are_apart():
    settings = read_settings()
    trained = {source.path: source.fold for task in settings.tasks for source in task.sets}
    for task in settings.dev:
        for source in task.sets:
            assert source.path not in trained or source.fold == trained[source.path] > 1


def test_tasks_are_told_in_full():
    settings = read_settings()
    assert len({task.name for task in settings.tasks}) == len(settings.tasks)
    assert all(task.updates and task.batch and task.limit <= settings.pieces for task in settings.tasks)
    assert all(source.heads for task in settings.tasks if task.kind == "quotations" for source in task.sets)


def test_licence_of_every_set_is_in_the_card():
    settings = read_settings()
    text = card(settings, {"fp32": {"x": {"F": 81.0, "F#": 3}}, "int8": {"x": {"F": 80.5, "F#": 3}}}, 33_000_000)
    for task in settings.tasks:
        for source in task.sets:
            assert f"| {settings.about_set(source.path).title} | " in text
    assert "| `x` | F 81.0 / 80.5 |" in text
    assert "33 MB" in text


def test_non_commercial_sets_are_named():
    settings = read_settings()
    paths = ("de-quotes/wikinews", "de-quotes/redewiedergabe", "de-time/krauts")
    assert {name for name, about in settings.about.items() if about.noncommercial} == set(paths)


def test_commercial_settings_hold_no_such_set_and_leave_kinds_to_rules():
    settings = read_settings()
    free = commercial(settings)
    assert free.name == "news-free"
    assert not free.kinds
    assert "content" not in free.bias
    assert {source.path for source in free.sources} == {
        source.path for source in settings.sources if not settings.about_set(source.path).noncommercial
    }
    assert all(task.sets for task in free.tasks)
