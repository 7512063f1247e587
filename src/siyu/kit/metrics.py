"""Figures about the process itself, for Prometheus at /metrics."""

from prometheus_client import Counter, Histogram

lane_work = Counter("siyu_lane_steps_total", "Steps of standing work that did something", ["lane"])
lane_errors = Counter("siyu_lane_errors_total", "Steps of standing work that failed", ["lane"])
request_seconds = Histogram("siyu_request_seconds", "Time to answer an API request", ["method", "route", "status"])
events_accepted = Counter("siyu_events_accepted_total", "Tracking messages accepted durably", ["brand"])
events_folded = Counter("siyu_events_folded_total", "Tracking messages folded into customers and log", ["brand"])
messages_sent = Counter("siyu_messages_total", "Outreach messages by channel and outcome", ["channel", "outcome"])
