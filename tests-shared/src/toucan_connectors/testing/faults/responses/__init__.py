"""Ready-made responses for a `FaultHttpServer`, good and bad.

- in good order: `ok`, `status` (with `STRANGE_RETRY_AFTERS`), `compressed`
- broken off: `reset_mid_body`, `reset_without_length`, `reset_at_once`, `unfinished_chunks`, `hang_up`,
  `closed_keep_alive`
- lies: `length_too_long`, `length_too_short`, `bad_chunk_size`, `garbage`, `huge_headers`
- slow: `slow_headers`, `slow_body`, `never`
- compressed: `truncated_gzip`, `corrupt_gzip`, `decompression_bomb`
- elsewhere: `redirect`, `redirect_loop`, `next_link`, `next_field` (with `REFUSED_ADDRESSES`)

Any other one is a `Response` of the bytes to send, or a function from a `Request` to a `Response`.
"""

from toucan_connectors.testing.faults.responses._broken import (
    bad_chunk_size,
    closed_keep_alive,
    garbage,
    hang_up,
    huge_headers,
    length_too_long,
    length_too_short,
    reset_at_once,
    reset_mid_body,
    reset_without_length,
    unfinished_chunks,
)
from toucan_connectors.testing.faults.responses._compressed import (
    compressed,
    corrupt_gzip,
    decompression_bomb,
    truncated_gzip,
)
from toucan_connectors.testing.faults.responses._elsewhere import (
    REFUSED_ADDRESSES,
    next_field,
    next_link,
    redirect,
    redirect_loop,
)
from toucan_connectors.testing.faults.responses._plain import STRANGE_RETRY_AFTERS, ok, status
from toucan_connectors.testing.faults.responses._response import EXAMPLE, Answer, Headers, Response, message
from toucan_connectors.testing.faults.responses._slow import never, slow_body, slow_headers

__all__ = [
    "EXAMPLE",
    "REFUSED_ADDRESSES",
    "STRANGE_RETRY_AFTERS",
    "Answer",
    "Headers",
    "Response",
    "bad_chunk_size",
    "closed_keep_alive",
    "compressed",
    "corrupt_gzip",
    "decompression_bomb",
    "garbage",
    "hang_up",
    "huge_headers",
    "length_too_long",
    "length_too_short",
    "message",
    "never",
    "next_field",
    "next_link",
    "ok",
    "redirect",
    "redirect_loop",
    "reset_at_once",
    "reset_mid_body",
    "reset_without_length",
    "slow_body",
    "slow_headers",
    "status",
    "truncated_gzip",
    "unfinished_chunks",
]
