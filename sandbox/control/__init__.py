"""The control API under /_/, for tests, rehearsals and pages. The product never calls it."""
