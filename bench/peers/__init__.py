"""The same survey in other chat frameworks, each run by the peers' own environment.

Nothing here is imported by the product or by the benchmarks. Each module reads an `Order` from
standard input, lets every person answer, and prints `{"value", "cpu_ms"}`: steps a second, and
milliseconds of processor time for one.
"""
