"""The one room that knows everyone: `opening` the platform, `doors` of the API, `work` of the worker.

Three files, because a command that only reads should not wait for every router to be built.
"""
