/* What the tests of lib/group share: both suites, and rows to work on. */
#ifndef PSI_UNIT_GROUP_ROWS_H
#define PSI_UNIT_GROUP_ROWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "group/suite.h"

/* cmocka cannot take a const pointer as state. */
struct group_state {
	const struct psi_suite *suite;
};

/* ristretto255 twice: with the kernel of this machine and without. */
static struct group_state group_states[] = { { &psi_suite_ristretto255 },
	{ &psi_suite_ristretto255_portable }, { &psi_suite_p256 } };

#define GROUP_TEST(test)                                                       \
	cmocka_unit_test_prestate(test, &group_states[0]),                     \
	    cmocka_unit_test_prestate(test, &group_states[1]),                 \
	    cmocka_unit_test_prestate(test, &group_states[2])

/* For code that is the same for all suites, and many rows. */
#define GROUP_TEST_FAST(test) cmocka_unit_test_prestate(test, &group_states[0])

static inline const struct psi_suite *
group_suite(void **state)
{
	const struct group_state *group = *state;

	return group->suite;
}

/* A scalar made of a number: always the same, uniform, valid. */
static inline void
group_scalar(const struct psi_suite *suite, uint8_t out[PSI_SCALAR_BYTES],
    uint32_t number)
{
	uint8_t msg[4];

	psi_u32be(msg, number);
	assert_int_equal(suite->hash_to_scalar(out, msg, sizeof msg,
			     (const uint8_t *)"test", 4, NULL),
	    0);
}

/* A small number as a scalar, in the suite's byte order. */
static inline void
group_small(const struct psi_suite *suite, uint8_t out[PSI_SCALAR_BYTES],
    uint32_t number)
{
	memset(out, 0, PSI_SCALAR_BYTES);
	for (size_t i = 0; i < 4; i++)
		out[suite == &psi_suite_p256 ? PSI_SCALAR_BYTES - 1 - i : i] =
		    (uint8_t)(number >> 8 * i);
}

/* Row after row of elements, always the same ones for the same `first`. */
static inline uint8_t *
group_rows(const struct psi_suite *suite, uint32_t first, size_t num)
{
	uint8_t *rows = malloc(num * suite->element_bytes + 1);
	uint8_t one[PSI_SCALAR_BYTES];
	uint8_t start[PSI_ELEMENT_MAX_BYTES];

	assert_non_null(rows);
	if (num == 0)
		return rows;
	/* Hash the first; then add a step, which is cheaper. */
	group_scalar(suite, one, first);
	assert_int_equal(suite->mul_base(start, one, NULL), 0);
	memcpy(rows, start, suite->element_bytes);
	for (size_t i = 1; i < num; i++)
		assert_int_equal(
		    suite->add(rows + i * suite->element_bytes,
			rows + (i - 1) * suite->element_bytes, start, NULL),
		    0);
	return rows;
}

#endif
