"""What a call tells whoever runs it: a span of OpenTelemetry and a log record, and never a value.

- `_observation.py`: a call while it is being answered, and the steps that it is made of
- `_calls.py`: which calls are observed, and what there is to tell of what they return
- `_spans.py`: how spans are made; the one file that knows OpenTelemetry

Span and record are made of the same fields: numbers, names of ours, codes and classes. No text of a query,
no parameter, no permission, no message of an exception becomes one. docs/observability.md lists them.
"""

from toucan_connectors.core.telemetry._calls import watch
from toucan_connectors.core.telemetry._observation import carried, note, numbered, step, trying_again

__all__ = ["carried", "note", "numbered", "step", "trying_again", "watch"]
