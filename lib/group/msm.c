#include "group/msm.h"

#include "base/buf.h"
#include "base/error.h"

#define WINDOW_MIN 3
#define WINDOW_MAX 14

/*
 * A weight w < 2^128 is cut into signed digits of `width` bits,
 *   w = sum of d_j * 2^(width * j),  -2^(width-1) <= d_j < 2^(width-1),
 * by adding h = sum of 2^(width-1) * 2^(width * j) first: the plain digits of
 * w + h, less 2^(width-1) each, are the d_j. That takes `num_windows` digits
 * with width * num_windows >= 130: h < 2^(width * num_windows - 1) * 8/7 for
 * width >= 3 and w <= 2^(width * num_windows - 2), together below
 * 2^(width * num_windows), so no digit is lost. And width * num_windows is at
 * most 143, which fits three words.
 */
struct windows {
	unsigned int width;
	unsigned int num_windows;
	uint64_t offset[3];
	/* 2^(width-1): digits d and -d share a bucket. */
	size_t num_buckets;
};

static unsigned int
windows_of(unsigned int width)
{
	return (130 + width - 1) / width;
}

/* The width with the fewest additions: each window adds every row to a
 * bucket, and then every bucket twice. */
static unsigned int
best_width(size_t num)
{
	unsigned int best = WINDOW_MIN;
	double best_cost = 0;

	for (unsigned int width = WINDOW_MIN; width <= WINDOW_MAX; width++) {
		const double rows = (double)num;
		const double buckets = (double)(1U << (width - 1));
		const double cost = windows_of(width) * (rows + 2 * buckets);

		if (width == WINDOW_MIN || cost < best_cost) {
			best = width;
			best_cost = cost;
		}
	}
	return best;
}

static void
windows_init(struct windows *windows, size_t num)
{
	const unsigned int width = best_width(num);

	windows->width = width;
	windows->num_windows = windows_of(width);
	windows->num_buckets = (size_t)1 << (width - 1);
	for (int i = 0; i < 3; i++)
		windows->offset[i] = 0;
	for (unsigned int j = 0; j < windows->num_windows; j++) {
		const unsigned int bit = width * j + width - 1;

		windows->offset[bit / 64] |= (uint64_t)1 << bit % 64;
	}
}

static uint64_t
load64le(const uint8_t in[8])
{
	uint64_t x = 0;

	for (int i = 7; i >= 0; i--)
		x = x << 8 | in[i];
	return x;
}

/* The digit number j of a weight. */
static int
digit(const struct windows *windows, const uint8_t *weight, unsigned int j)
{
	const unsigned int bit = windows->width * j;
	uint64_t w[4];
	uint64_t bits;

	w[0] = load64le(weight) + windows->offset[0];
	w[1] = load64le(weight + 8);
	w[2] = windows->offset[2];
	w[3] = 0;
	if (w[0] < windows->offset[0]) {
		w[1]++;
		w[2] += w[1] == 0;
	}
	w[1] += windows->offset[1];
	w[2] += w[1] < windows->offset[1];
	bits = w[bit / 64] >> bit % 64;
	if (bit % 64 != 0)
		bits |= w[bit / 64 + 1] << (64 - bit % 64);
	bits &= ((uint64_t)1 << windows->width) - 1;
	return (int)bits - (int)windows->num_buckets;
}

/* buckets[b] = sum of the points whose digit is b+1, less those with -b-1;
 * then *out = sum of (b+1) * buckets[b], by adding up running sums from the
 * last bucket to the first. */
static void
window_sum(const struct psi_msm_group *group, const struct windows *windows,
    void *out, uint8_t *buckets, const uint8_t *points, const uint8_t *weights,
    size_t num, unsigned int j)
{
	const size_t size = group->sum_bytes;
	/* One more sum stands behind the buckets. */
	uint8_t *run = buckets + windows->num_buckets * size;

	for (size_t b = 0; b <= windows->num_buckets; b++)
		group->zero(buckets + b * size);
	for (size_t i = 0; i < num; i++) {
		const int d = digit(windows, weights + 16 * i, j);

		if (d == 0)
			continue;
		group->add_point(
		    buckets + (size_t)(d < 0 ? -d - 1 : d - 1) * size,
		    points + i * group->point_bytes, d < 0);
	}
	group->zero(out);
	for (size_t b = windows->num_buckets; b-- > 0;) {
		group->add(run, buckets + b * size);
		group->add(out, run);
	}
}

int
psi_msm(const struct psi_msm_group *group, void *out, const void *points,
    const uint8_t *weights, size_t num, struct psi_error *err)
{
	struct windows windows;
	uint8_t *buckets;
	uint8_t *part;

	windows_init(&windows, num);
	/* The buckets, the running sum, and the sum of the window. */
	buckets = psi_array_new(windows.num_buckets + 2, group->sum_bytes);
	if (buckets == NULL)
		return psi_error_nomem(err);
	part = buckets + (windows.num_buckets + 1) * group->sum_bytes;
	group->zero(out);
	for (unsigned int j = windows.num_windows; j-- > 0;) {
		for (unsigned int i = 0; i < windows.width; i++)
			group->add(out, out);
		window_sum(
		    group, &windows, part, buckets, points, weights, num, j);
		group->add(out, part);
	}
	psi_array_free(buckets, windows.num_buckets + 2, group->sum_bytes);
	return 0;
}
