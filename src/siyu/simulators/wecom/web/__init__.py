"""The doors: vendor HTTP, human actions as JSON, a small page, and a server in a thread."""
