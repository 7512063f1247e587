"""What other rooms may ask about a draft: whether it is complete, and what it says in words."""

from collections.abc import Mapping

from siyu.journeys.graphs.contracts import Graph
from siyu.journeys.graphs.domain import Raw, explain, read_graph
from siyu.kit.errors import ManyInvalid


def checked(draft: Raw) -> Graph:
    """This function will read and check a draft. Raises ManyInvalid with one GraphProblem per thing to correct."""
    return read_graph(draft)


def sentence(draft: Raw, segment_names: Mapping[int, str]) -> str | None:
    """This function will tell the draft in one Chinese sentence, None while it is not complete."""
    try:
        return explain(read_graph(draft), segment_names)
    except ManyInvalid:
        return None
