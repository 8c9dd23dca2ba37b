"""Templates: the meaning that stored queries rely on, and the bounds that hostile ones run into."""

import copy
import gc
import json
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from toucan_connectors.core.errors import (
    TemplateError,
    TemplateLimitError,
    TemplateSyntaxError,
    UndefinedVariableError,
)
from toucan_connectors.core.templating import (
    Budget,
    Literal,
    OnUndefined,
    Printed,
    has_template,
    pieces,
    render,
)
from toucan_connectors.testing.hostile import HOSTILE_TEMPLATES, hostile_parameters

FACTS = json.loads((Path(__file__).parent / "examples" / "nosql_apply_parameters_to_query.json").read_text())

DIFFERENCES: dict[str, tuple[Any, str]] = {
    "048": (7, "a name with blanks is a name, no syntax error"),
    "072": ("xz", "+ joins the text, not the text in quotes"),
    "077": (1, "length counts the text, not the quotes around it"),
    "079": ("1,2", "join gives a text, which is not evaluated again"),
    "080": ("p,q", "join gives a text, which is not evaluated again"),
    "095": ("12", "what a loop prints is text, which is not evaluated again"),
    "096": ("1,2,", "what a loop prints is text, which is not evaluated again"),
    "152": ([{"z": [1, 2]}, 1, 2], "a list is spliced, whatever was left out before it"),
}
"""Where we deliberately answer something else than version 10 did, and why."""


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "__tuple__" in value:
        return tuple(_decoded(value["__tuple__"]))
    if "__date__" in value:
        return date.fromisoformat(value["__date__"])
    return {key: _decoded(item) for key, item in value.items()}


def _typed(value: Any) -> Any:
    """Tell 1 from 1.0 and True, which compare equal."""
    if isinstance(value, list | tuple):
        return type(value), [_typed(item) for item in value]
    if isinstance(value, dict):
        return dict, [(key, _typed(item)) for key, item in value.items()]
    return type(value), value


@pytest.mark.parametrize("case", FACTS["cases"], ids=lambda case: case["id"].rpartition("-")[2])
def test_a_stored_query_is_filled_in_as_before(case: dict[str, Any]) -> None:
    query, parameters = _decoded(case["input"]), _decoded(case["parameters"])
    mode: OnUndefined = "raise_alone" if case.get("options", {}).get("handle_errors") else "drop"
    difference = DIFFERENCES.get(case["id"].rpartition("-")[2])
    if difference is not None:
        assert _typed(render(query, parameters, mode)) == _typed(difference[0])
    elif "raises" in case:
        expected = {
            "TemplateSyntaxError": TemplateSyntaxError,
            "UndefinedVariableError": UndefinedVariableError,
        }
        with pytest.raises(expected[case["raises"]]) as caught:
            render(query, parameters, mode)
        assert getattr(caught.value, "var_name", None) == case.get("raises_var_name")
    else:
        assert _typed(render(query, parameters, mode)) == _typed(_decoded(case["expected"]))


def test_every_deliberate_difference_is_one() -> None:
    cases = {case["id"].rpartition("-")[2]: case for case in FACTS["cases"]}
    for case_id, (ours, reason) in DIFFERENCES.items():
        assert reason
        assert "raises" in cases[case_id] or _typed(_decoded(cases[case_id]["expected"])) != _typed(ours)


@pytest.mark.parametrize(
    "value",
    [1, 1.5, True, None, "x", "12", "None", "[1]", "it's", b"a", [1, "2"], (1, 2), {"a": [1]},
     Decimal("1.10"), date(2021, 1, 31), datetime(2021, 1, 31, 12, tzinfo=UTC), timedelta(1), {1, 2},
     "{{ y }}",
     "%(y)s", "\0", "'"],
    ids=repr,
)  # fmt: skip
@pytest.mark.parametrize("template", ["{{ x }}", "{{x}}", "%(x)s", "{% if x == x %}{{ x }}{% endif %}"])
def test_a_lone_expression_keeps_the_type_of_its_value(template: str, value: Any) -> None:
    assert _typed(render({"k": template}, {"x": value})) == _typed({"k": value})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ x | length }}", 3),
        ("{{ x ~ 1 }}", "abc1"),
        ("{{ x == 'abc' }}", True),
        ("{{ num | int }}", 12),
        ("{{ num | int + 1 }}", 13),
        ("{{ d.items() | list }}", [("k", "v")]),
        ("{{ d | items }}", [("k", "v")]),
        ("{{ xs | join(', ') }}", "1, 2"),
        ("{{ xs | map('string') | list }}", ["1", "2"]),
        ("{{ rows | map(attribute='a.b') | list }}", [1, 2]),
        ("{{ rows | selectattr('a.b', 'gt', 1) | map(attribute='a') | first }}", {"b": 2}),
        ("{{ rows | rejectattr('a.b', 'gt', 1) | list | length }}", 1),
        ("{{ rows | sum(attribute='a.b') }}", 3),
        ("{{ rows | sort(attribute='a.b', reverse=true) | first }}", {"a": {"b": 2}}),
        ("{{ xs | reverse | list }}", [2, 1]),
        ("{{ x[1:] }}", "bc"),
        ("{{ xs[-1] }}", 2),
        ("{{ day.year }}", 2021),
        ("{{ day.strftime('%d/%m') }}", "31/01"),
        ("{{ day.isoformat() }}", "2021-01-31"),
        ("{{ x.upper() }}{{ x.split('b') }}", "ABC['a', 'c']"),
        ("{{ d.get('nope', 3) + xs[0] }}", 4),
        ("{{ x | default('y') }}", "abc"),
        ("{{ nope | default('y') }}", "y"),
        ("{{ nope.deep | default('y') }}", UndefinedVariableError),
        ("{{ xs[0] < xs[1] < 3 }}", True),
        ("{{ 3 in xs or 'b' in x }}", True),
        ("{{ xs[0] / 2 }}", 0.5),
        ("{{ 7 // xs[1] % 2 }}", 1),
        ("{{ -xs[0] }}", -1),
        ("{% set y = xs[0] + 1 %}{{ y }}", "2"),
        ("{% for x in xs %}{{ loop.index }}:{{ x }}{{ ',' if not loop.last }}{% endfor %}", "1:1,2:2"),
        ("{% for k, v in d.items() %}{{ k }}={{ v }}{% endfor %}", "k=v"),
        ("{% for x in [] %}{% else %}{{ num }}{% endfor %}", "12"),
        ("{% for x in xs if x > 1 %}{{ x }}{% endfor %}", 2),
        ("{% if x == 'b' %}1{% elif x == 'abc' %}2{% endif %}", 2),
        ("{% if x %}[1, 2]{% endif %}", [1, 2]),
        ("{% if x %}text{% endif %}", "text"),
        ("{# a comment #}{{ x }}", "abc"),
        ("{{ x }}\n", "abc\n"),
        ("{{ x | tojson }}{{ xs | tojson }}", '"abc"[1, 2]'),
        ("{{ 'a b' | urlencode ~ x }}", "a%20babc"),
    ],
)  # fmt: skip
def test_an_expression_means_what_it_says(template: str, expected: Any) -> None:
    parameters = {
        "x": "abc",
        "num": "12",
        "xs": [1, 2],
        "d": {"k": "v"},
        "rows": [{"a": {"b": 1}}, {"a": {"b": 2}}],
        "day": date(2021, 1, 31),
    }
    if expected is UndefinedVariableError:
        with pytest.raises(UndefinedVariableError):
            render(template, parameters, "raise")
    else:
        assert _typed(render(template, parameters)) == _typed(expected)


def test_a_list_is_spliced_into_its_parent_list_and_nowhere_else() -> None:
    parameters = {"xs": [1, 2], "ys": [[3], 4], "empty": []}
    assert render(["a", "{{ xs }}", "b"], parameters) == ["a", 1, 2, "b"]
    assert render(["{{ ys }}", ["{{ xs }}"]], parameters) == [[3], 4, [1, 2]]
    assert render(["{{ empty }}"], parameters) == []
    assert render(("{{ xs }}",), parameters) == ([1, 2],)
    assert render({"k": "{{ xs }}"}, parameters) == {"k": [1, 2]}
    assert render([[1, 2]], parameters) == [[1, 2]]


def test_an_undefined_variable_does_what_it_is_told() -> None:
    query = {"a": "{{ nope }}", "b": ["{{ nope }}", 1], "c": "x {{ nope }}", "d": "{{ nope.deep }}"}
    assert render(query, {}) == {"b": [1], "c": "x "}
    assert render("x {{ nope }}", {}, "raise_alone") == "x "
    for value in query.values():
        with pytest.raises(UndefinedVariableError, match="not defined"):
            render(value, {}, "raise")


@pytest.mark.parametrize(
    "template", ["{{ nope }}", "x {{ nope }}", "{{ nope }}{{ x }}", "{% if x %}{{ nope }}{% endif %}"]
)
def test_raise_names_the_undefined_variable_wherever_it_stands(template: str) -> None:
    with pytest.raises(UndefinedVariableError) as caught:
        render(template, {"x": 1}, "raise")
    assert caught.value.var_name == "nope"


def test_an_error_of_a_template_is_ours_and_has_no_error_of_jinja_in_front() -> None:
    for template in (
        "{{ x + 1 }}",
        "{{ x / 0 }}",
        "{{ x | round }}",
        "{{ x.nope() }}",
        "{{ x | nope }}",
        "{{ 1 // x }}",
    ):
        with pytest.raises(TemplateError):
            render(template, {"x": "a"})


def test_the_arguments_are_not_changed_and_not_shared_into_the_query() -> None:
    query = {"a": ["{{ xs }}", {"b": "{{ d }}"}], "c": ("%(x)s",)}
    parameters = {"xs": [[1], 2], "d": {"k": [1]}, "x": "y"}
    before = copy.deepcopy((query, parameters))
    first = render(query, parameters)
    assert (query, parameters) == before
    first["a"].append(3)
    assert (query, parameters) == before
    assert render(query, parameters) == {"a": [[1], 2, {"b": {"k": [1]}}], "c": ("y",)}


def test_keys_and_what_is_not_text_pass_through() -> None:
    marker = object()
    assert render({"{{ x }}": marker, "n": 1.0}, {"x": 1}) == {"{{ x }}": marker, "n": 1.0}


def test_no_parameters_render_nothing() -> None:
    query = ["{{ x }}", "{{", "%(x)s"]
    assert render(query, None) is query


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", False), ("{{ x }}", True), ("{% if %}", True), ("{# a #}", True), ("%(a)s", True),
     ("%(a)d", False), ("50%", False)],
)  # fmt: skip
def test_has_template_sees_every_kind_of_mark(text: str, expected: bool) -> None:
    assert has_template(text) is expected


# pieces


def test_pieces_tells_the_authors_text_from_the_printed_values() -> None:
    found = pieces("a {{ x }} b{% for i in xs %}, {{ i }}{% endfor %} %(x)s", {"x": "'", "xs": [1, 2]})
    assert found == [
        Literal("a "), Printed("'"), Literal(" b"), Literal(", "), Printed(1), Literal(", "), Printed(2),
        Literal(" "),
        Printed("'"),
    ]  # fmt: skip


def test_pieces_says_which_values_are_of_one_expression() -> None:
    found = pieces("{{ x }}{{x}}%(x)s{{ y }}{{ x | upper }}", {"x": "a", "y": "a"})
    expressions = [piece.expression for piece in found if isinstance(piece, Printed)]
    assert len(found) == len(expressions) == 5
    assert [expressions.index(expression) for expression in expressions] == [0, 0, 0, 3, 4]


def test_carriage_returns_of_the_author_are_kept() -> None:
    text = "a\r\nb\r{{ x ~ 'c\r\nd' }}\r\n"
    assert pieces(text, {"x": "1\r\n"}) == [Literal("a\r\nb\r"), Printed("1\r\nc\r\nd"), Literal("\r\n")]
    assert render(text, {"x": ""}) == "a\r\nb\rc\r\nd\r\n"


def test_pieces_never_takes_a_value_for_the_authors_text() -> None:
    for text in (
        "{{ x }}",
        "{{ x ~ '' }}",
        "{{ x | upper }}",
        "{{ 'a' }}",
        "{{ 1 }}",
        "{% if x %}{{ x }}{% endif %}",
    ):
        assert not any(isinstance(piece, Literal) for piece in pieces(text, {"x": "' or 1=1"}))


@pytest.mark.parametrize(
    "template",
    [
        "{{ nope }}",
        "a {{ nope }}",
        "{{ nope.x }}",
        "{{ x.nope }}",
        "{{ nope ~ 'a' }}",
        "{% if nope %}{% endif %}",
    ],
)
def test_pieces_refuses_every_undefined_variable(template: str) -> None:
    with pytest.raises(UndefinedVariableError):
        pieces(template, {"x": {}})


# Bounds

_DATA = (str, bytes, int, float, Decimal, type(None), date, timedelta)


def _weight(value: Any) -> int:
    """Count characters and items, and fail for anything that is not data."""
    weight, pending = 0, [value]
    while pending:
        item = pending.pop()
        weight += 1 + (len(item) if isinstance(item, str | bytes) else 0)
        if isinstance(item, dict):
            pending += [*item.keys(), *item.values()]
        elif isinstance(item, list | tuple):
            pending += item
        else:
            assert isinstance(item, _DATA), f"{type(item)} is no data"
    return weight


def _printed(text: str, parameters: dict[str, Any], budget: Budget) -> list[Any]:
    return [p.value if isinstance(p, Printed) else p.text for p in pieces(text, parameters, budget)]


_WAYS: dict[str, Callable[[str, dict[str, Any], Budget], Any]] = {
    "drop": lambda text, parameters, budget: render(text, parameters, "drop", budget),
    "raise": lambda text, parameters, budget: render([text], parameters, "raise", budget),
    "pieces": _printed,
}
_SLACK = 64
"""Around the values: the list that holds them, and the literals of the author."""


@pytest.mark.parametrize("way", _WAYS)
@pytest.mark.parametrize("chunk", range(4))
def test_a_hostile_template_is_refused_or_stays_within_bounds(chunk: int, way: str) -> None:
    size, problems = 2**19, []
    for text in HOSTILE_TEMPLATES[chunk::4]:
        parameters, budget = hostile_parameters(), Budget(max_steps=10_000, max_size=size)
        try:
            answer = _WAYS[way](text, parameters, budget)
            weight = _weight(answer)
        except TemplateError:
            weight = 0
        except Exception as error:  # whatever else leaves is the finding
            problems.append(f"{type(error).__name__}: {error} <- {text[:150]!r}")
            continue
        if weight > size + _SLACK + len(text):
            problems.append(f"answers with {weight} characters and items <- {text[:150]!r}")
        if parameters != hostile_parameters():
            problems.append(f"changes the parameters <- {text[:150]!r}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(60) %}{{ x * 1000000 }}{% endfor %}",
        "{% for i in range(60) %}{{ x * 1000000 ~ i }}{% endfor %}",
        "{{ range(60) | map('string') | map('replace', '', x * 1000000) | list }}",
        "{{ [x * 1000000] * 60 }}",
        "{{ ([x * 1000000] * 60) | map('upper') | list }}",
        "{{ (x * 4000000) | list }}",
        "{{ ('a,' * 2000000 ~ x).split(',') }}",
    ],
)
@pytest.mark.parametrize("way", ["drop", "pieces"])
def test_no_template_holds_more_memory_than_its_bounds_allow(template: str, way: str) -> None:
    gc.collect()
    tracemalloc.start()
    try:
        with pytest.raises(TemplateLimitError):
            _WAYS[way](template, {"x": "a"}, Budget())
        assert tracemalloc.get_traced_memory()[1] < 40 * 2**20
    finally:
        tracemalloc.stop()


def test_a_budget_is_for_the_whole_query() -> None:
    budget = Budget(max_steps=1_000)
    with pytest.raises(TemplateLimitError, match="1,000 steps"):
        render(["{{ x + x }}"] * 1_000, {"x": 1}, budget=budget)
    assert budget.steps == pytest.approx(1_001, abs=100)


def test_the_same_template_always_takes_the_same_steps() -> None:
    def steps() -> int:
        budget = Budget()
        render("{% for i in xs %}{{ i * 2 }}{% endfor %}", {"xs": list(range(100))}, budget=budget)
        return budget.steps

    assert steps() == steps() > 100


def test_a_query_that_is_nested_too_deeply_is_refused() -> None:
    query: Any = "{{ x }}"
    for _ in range(10_000):
        query = [query]
    with pytest.raises(TemplateLimitError, match="levels deep"):
        render(query, {"x": 1})


def test_a_value_of_any_depth_or_size_passes_as_it_is() -> None:
    deep: Any = 1
    for _ in range(10_000):
        deep = [deep]
    assert render({"k": "{{ x }}"}, {"x": deep})["k"] is deep
    assert len(render("{{ x }}", {"x": "a" * 2**24})) == 2**24


def test_threads_render_without_each_others_values() -> None:
    failures: list[object] = []

    def work(name: str) -> None:
        expected = f"{name}: {name * 3}"
        answers = [render("{% set y = x * 3 %}{{ x }}: {{ y }}", {"x": name}) for _ in range(300)]
        failures.extend(answer for answer in answers if answer != expected)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_a_mapping_of_the_hosts_own_is_data_too() -> None:
    class Attributes(dict[str, Any]):
        secret = "s3cret"

    assert render({"a": "{{ user.name }}", "b": "{{ user.secret }}"}, {"user": Attributes(name="Ada")}) == {
        "a": "Ada"
    }


def test_an_object_of_the_hosts_own_shows_nothing() -> None:
    class Account:
        password = "s3cret"

        def __getitem__(self, key: str) -> str:
            return "s3cret"

        def __iter__(self) -> Iterator[str]:
            return iter(["s3cret"])

    for template in (
        "{{ a.password }}",
        "{{ a['password'] }}",
        "{{ a[0] }}",
        "{{ [a] | map(attribute='password') | list }}",
    ):
        with pytest.raises(TemplateError):
            render(template, {"a": Account()}, "raise")


def test_a_refused_template_raises_a_new_error_each_time() -> None:
    errors = []
    for _ in range(2):
        with pytest.raises(TemplateError) as raised:
            render("{{ x.__class__ }}", {"x": 1})
        errors.append(raised.value)
    assert errors[0] is not errors[1]


def test_a_loop_leaves_nothing_behind_for_the_next_entry() -> None:
    query = {
        "a": "{% for user in ['admin'] %}{{ nope.x }}{% endfor %}",
        "b": "{{ user }}",
        "c": "{% set user = 1 %}{{ x }}!",
    }
    assert render({**query, "d": "{{ user }}"}, {"user": "bob", "x": 2}) == {
        "b": "bob",
        "c": "2!",
        "d": "bob",
    }


@pytest.mark.parametrize(
    "template",
    [
        "{% set s = x * 4000000 %}{% for i in range(1000) %}{% if s.count('aab') %}{% endif %}{% endfor %}",
        "{% set s = '1' * 4000000 %}{% for i in range(1000) %}{{ s.isdigit() and x }}{% endfor %}",
        "{% set s = x * 4000000 %}{% for i in range(1000) %}{% if 'aab' is in(s) %}{% endif %}{% endfor %}",
        "{% set r = range(200000) %}{% for i in range(5000) %}{% if r.count(x) %}{% endif %}{% endfor %}",
        "{{ (('f' * 2000000) | int(0, 16)) % (('f' * 1000000) | int(0, 16)) + x }}",
        "{% for i in range(1000) %}{% if [[range(60000)]] is lower and x %}{% endif %}{% endfor %}",
        "{{ ','.join(x * 4000000) }}",
        "{{ ('ab-' * 1300000) | title ~ x }}",
        "{{ ('é' * 2000000) | urlencode ~ x }}",
        "{{ ('é' * 2000000) | tojson ~ x }}",
        "{% set s = x * 1000000 %}" + "".join(f"{{% set a{i} = s[1:] %}}" for i in range(300)),
    ],
)
def test_looking_copying_and_growing_are_charged(template: str) -> None:
    with pytest.raises(TemplateLimitError):
        render(template, {"x": "a"}, "raise")


def test_a_number_too_long_to_print_is_an_error_of_ours() -> None:
    with pytest.raises(TemplateError):
        render("a{{ n }}", {"n": 10**5000})
