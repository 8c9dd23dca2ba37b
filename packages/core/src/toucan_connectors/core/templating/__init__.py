"""Templates in queries: Jinja's language, evaluated by counting.

`render(query, parameters)` fills in a JSON-like query; `pieces(text, parameters)` gives the literal text and
the printed values of one template apart, for callers who bind values instead of printing them.

Jinja parses and brings its filters; the evaluation is ours (`_evaluate.py`): a walk over the parsed
nodes with an allow-list at every turn and a budget that is charged before work is done. Nothing is
compiled to Python, so there is no attribute to escape through and no constant that is folded before
anyone looked at it.
"""

from toucan_connectors.core.templating._budget import Budget
from toucan_connectors.core.templating._evaluate import pieces
from toucan_connectors.core.templating._outcome import Literal, Printed
from toucan_connectors.core.templating._parse import has_template
from toucan_connectors.core.templating._render import OnUndefined, render

__all__ = ["Budget", "Literal", "OnUndefined", "Printed", "has_template", "pieces", "render"]
