#include "bench_slices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

static double
now_ns(bool wall)
{
	struct timespec t;

	if (clock_gettime(
		wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &t) != 0)
		abort();
	return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a;
	const double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Nanoseconds for a row. */
static double
time_side(const struct bench_side *side, void *cookie, bool wall)
{
	const double start = now_ns(wall);

	side->run(cookie);
	return (now_ns(wall) - start) / (double)side->rows;
}

void
bench_pair(struct bench_result *out, const struct bench_side *base,
    const struct bench_side *side, void *cookie, size_t slices, bool wall)
{
	static double base_ns[BENCH_SLICES_MAX];
	static double ns[BENCH_SLICES_MAX];
	static double ratio[BENCH_SLICES_MAX];

	/* Once for the caches, the page tables and the clock. */
	base->run(cookie);
	side->run(cookie);
	for (size_t i = 0; i < slices; i++) {
		base_ns[i] = time_side(base, cookie, wall);
		ns[i] = time_side(side, cookie, wall);
		ratio[i] = base_ns[i] / ns[i];
	}
	qsort(base_ns, slices, sizeof base_ns[0], compare);
	qsort(ns, slices, sizeof ns[0], compare);
	qsort(ratio, slices, sizeof ratio[0], compare);
	out->base_ns = base_ns[slices / 2];
	out->ns = ns[slices / 2];
	out->ratio = ratio[slices / 2];
	out->ratio_low = ratio[slices / 4];
	out->ratio_high = ratio[slices - 1 - slices / 4];
}

/* The value of the first line of /proc/cpuinfo that begins with `key`. */
static void
print_cpuinfo(const char *prefix, const char *key)
{
	char line[4096];
	const char *value;
	FILE *f = fopen("/proc/cpuinfo", "r");

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		value = strchr(line, ':');
		if (strncmp(line, key, strlen(key)) != 0 || value == NULL)
			continue;
		printf("%s%s%s", prefix, key, value);
		break;
	}
	if (f != NULL)
		(void)fclose(f);
}

void
bench_print_machine(const char *prefix)
{
	print_cpuinfo(prefix, "model name");
	print_cpuinfo(prefix, "cache size");
	printf("%sprocessors: %ld\n", prefix, sysconf(_SC_NPROCESSORS_ONLN));
	printf("%scompiler: %s\n", prefix, __VERSION__);
	printf("%slibsodium: %s\n", prefix, sodium_version_string());
}
