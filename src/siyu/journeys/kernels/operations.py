"""The register of kernels: a new kind of node is one folder and one line here."""

from siyu.journeys.graphs.contracts import NodeKind
from siyu.journeys.kernels.branch.operations import split_by_segment
from siyu.journeys.kernels.contracts import Kernel
from siyu.journeys.kernels.exit.operations import leave
from siyu.journeys.kernels.send.operations import plan_message
from siyu.journeys.kernels.wait.operations import pass_wait

KERNELS: dict[NodeKind, Kernel] = {
    NodeKind.WAIT: pass_wait,
    NodeKind.BRANCH: split_by_segment,
    NodeKind.SEND: plan_message,
    NodeKind.EXIT: leave,
}
