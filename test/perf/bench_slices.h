/*
 * Ratios of two ways to do one thing, on a machine that others use too: both
 * run in short slices, one after the other, many times; each pair gives one
 * ratio, and the median counts. A neighbour that slows everything down for a
 * second slows both, and one that hits a single slice is an outlier; time in
 * which another process had the processor does not count at all.
 */
#ifndef PERF_BENCH_SLICES_H
#define PERF_BENCH_SLICES_H

#include <stdbool.h>
#include <stddef.h>

/* One way: does `rows` rows in a call. */
struct bench_side {
	void (*run)(void *cookie);
	size_t rows;
};

struct bench_result {
	/* Medians of nanoseconds for a row, and of the ratio in time. */
	double base_ns;
	double ns;
	double ratio;
	/* A quarter of the slices lies below, and above. */
	double ratio_low;
	double ratio_high;
};

#define BENCH_SLICES_MAX 1001

/*
 * Times `slices` (at most BENCH_SLICES_MAX) pairs: in processor time of this
 * thread, or, for sides that run on several threads, by the clock on the wall.
 */
void bench_pair(struct bench_result *out, const struct bench_side *base,
    const struct bench_side *side, void *cookie, size_t slices, bool wall);

/* What this was measured on, as lines of text that begin with `prefix`. */
void bench_print_machine(const char *prefix);

#endif
