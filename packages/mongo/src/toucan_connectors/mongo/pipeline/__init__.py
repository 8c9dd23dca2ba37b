"""Pipelines: from the query of a data source to the stages that a server is sent.

    query --pipeline_of--> pipeline --search_stage--> and a search --refuse_writes--> nothing that writes

- `_query.py` `_bson_values.py`: templates filled in, values as BSON has them
- `_stages.py`: what is known of each stage, in one table
- `_guard.py`: the read-only guard
- `_regex_search.py`: a search by regular expressions
"""

from toucan_connectors.mongo.pipeline._guard import refuse_writes
from toucan_connectors.mongo.pipeline._query import pipeline_of
from toucan_connectors.mongo.pipeline._regex_search import Search, search_stage
from toucan_connectors.mongo.pipeline._stages import (
    STAGES,
    Document,
    Pipeline,
    Stage,
    as_pipeline,
    inner_pipelines,
    needs_no_collection,
    stage_name,
)

__all__ = [
    "STAGES",
    "Document",
    "Pipeline",
    "Search",
    "Stage",
    "as_pipeline",
    "inner_pipelines",
    "needs_no_collection",
    "pipeline_of",
    "refuse_writes",
    "search_stage",
    "stage_name",
]
