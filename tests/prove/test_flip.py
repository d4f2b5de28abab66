"""A share of all figures is flipped: each of them is missed by some case, or by the words where it only is told."""

from __future__ import annotations

from random import Random

import pytest

from tests.prove.flip import flip
from tests.prove.shelf import (
    PRODUCTS,
    Figure,
    Product,
    as_text,
    figures,
    met_cases,
    moved,
    product_at,
    products_below,
    toml,
    with_figure,
)  # fmt: skip
from uberrima.core.wording.edition import load_edition


def some_figures(count: int) -> list[tuple[Product, Figure]]:
    """A share of the figures of all products that have cases, the same every time for the same products."""
    products = [product_at(folder) for folder in products_below(PRODUCTS) if met_cases(folder)]
    every = [(product, figure) for product in products for figure in figures(product)]
    return Random(60).sample(every, min(count, len(every)))


@pytest.mark.parametrize(
    ("product", "figure"), [pytest.param(p, f, id=f"{p.name} {f.place}") for p, f in some_figures(60)]
)
def test_a_figure_that_is_changed_by_one_is_noticed(product: Product, figure: Figure) -> None:
    found = flip(product, figure)
    assert not found.dead, f"{found}: no case and no words would miss it"


def test_a_wording_that_is_written_anew_is_the_same_edition() -> None:
    for folder in products_below(PRODUCTS):
        product = product_at(folder)
        if met_cases(folder):
            again = load_edition(product.files())
            assert [c.values for c in again.wording.clauses] == [
                c.values for c in met_cases(folder)[0].editions()[_name(folder)].wording.clauses
            ]


def _name(folder: object) -> str:
    return next(name for name, where in met_cases(folder)[0].folders.items() if where == folder)


@pytest.mark.parametrize(
    ("form", "value", "up", "down"),
    [
        ("money", "600.00", "600.01", "599.99"), ("money", "0", "0.01", None), ("rate", "80%", "81%", "79%"), ("rate", "0.1%", "0.2%", "0%"),
        ("rate", "66.5%", "66.6%", "66.4%"), ("rate", "2/37", "3/37", "1/37"), ("rate", "33 1/3%", "34 1/3%", "32 1/3%"), ("count", 3, 4, 2), ("count", 0, 1, None),
        ("low", "18..64", "19..64", "17..64"), ("high", "18..64", "18..65", "18..63"), ("low", "0..", "1..", None), ("high", "5..5", "5..6", None),
        ("months", "months:2", "months:3", None), ("contact", "call 12345", "call 12346", "call 12344"),
    ],
)  # fmt: skip
def test_a_figure_is_moved_by_its_last_unit(form: str, value: object, up: object, down: object) -> None:
    figure = Figure(table="clause", index=0, path=("x",), form=form, value=value, owner="1", line=1)
    assert moved(figure, 1, "CNY") == up
    assert moved(figure, -1, "CNY") == down


def test_a_changed_figure_leaves_all_others_as_they_are() -> None:
    for product, figure in some_figures(20):
        value = moved(figure, 1, "CNY")
        if value is None or figure.table == "fees":
            continue
        other = with_figure(product, figure, value)
        changed = [(a, b) for a, b in zip(as_text(product), as_text(other), strict=True) if a != b]
        assert len(changed) == 1
        assert toml(product.wording) != toml(other.wording)
