"""Managing live codes over HTTP: list, try rules, make one or many, change, switch people, close."""
