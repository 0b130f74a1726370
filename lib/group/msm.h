/*
 * Sums of many points, each times its own 128-bit weight, by buckets
 * (Pippenger 1980; Bernstein, Doumen, Lange and Oosterwijk, "Faster batch
 * forgery identification", 2012, section 4). On public data only: the time
 * depends on the weights.
 */
#ifndef PSI_GROUP_MSM_H
#define PSI_GROUP_MSM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

/*
 * A group: two kinds of fixed-size values, a `sum` that is added up, and a
 * decoded `point` that goes in. All functions are complete: they hold for
 * equal, opposite and identity operands, and `other` may be `sum` itself.
 */
struct psi_msm_group {
	size_t sum_bytes;
	size_t point_bytes;
	/* The identity. */
	void (*zero)(void *sum);
	/* sum += point, or sum -= point. */
	void (*add_point)(void *sum, const void *point, bool negative);
	/* sum += other. */
	void (*add)(void *sum, const void *other);
};

/*
 * *out = sum of weight[i] * points[i]; weights are 16 bytes each, little-
 * endian. About 11 additions a row at 65,536 rows, 20 at 2,048. Takes memory
 * for at most 8,192 sums. Fails with PSI_E_NOMEM only.
 */
int psi_msm(const struct psi_msm_group *group, void *out, const void *points,
    const uint8_t *weights, size_t num, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
