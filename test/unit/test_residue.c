/*
 * What is left of a secret scalar in the memory of the process when everything
 * that held it was cleared: in stacks of workers, in the heap, in buffers of
 * the libraries. Every writable page is looked through for each 64-bit word of
 * the scalar, in both orders of bytes, and of the half that the ladder of
 * group/simd/ladder.h runs with.
 *
 *	unit_residue
 *
 * Linux only: it reads /proc/self/maps and /proc/self/mem.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/workers.h"
#include "group/batch.h"
#include "group/suite.h"
#ifdef TEST_KERNELS
#include "kernel_ladder.h"
#endif
#include "support/cm.h"
#include "support/session_world.h"

#define ROWS ((size_t)6000)
#define JOBS 3
#define WORDS 4
/* At most so many forms of secrets at once. */
#define FORMS 5
#define PAGE ((size_t)1 << 16)

/*
 * The words that are looked for, each xored with its mask, so that the search
 * does not find itself; left out where the pages are looked through.
 */
struct hideout {
	uint64_t mask[FORMS * WORDS];
	uint64_t word[FORMS * WORDS];
	size_t num;
	uint64_t page[PAGE / sizeof(uint64_t)];
};

static struct hideout hideout[1];

static int
setup(void **state)
{
	(void)state;
	return psi_sodium_ready(NULL);
}

static void
hide_form(const uint8_t bytes[32])
{
	for (size_t i = 0; i < WORDS; i++, hideout->num++) {
		uint64_t word;

		randombytes_buf(&hideout->mask[hideout->num], sizeof word);
		memcpy(&word, bytes + 8 * i, sizeof word);
		hideout->word[hideout->num] =
		    word ^ hideout->mask[hideout->num];
		psi_wipe(&word, sizeof word);
	}
}

/* Note the words of a scalar, little-endian or big-endian as its suite has
 * it; of ristretto255 also m with 2 m = k and 2 m = -k. */
static void
hide(const struct psi_suite *suite, const uint8_t scalar[32])
{
	uint8_t form[32];

	hideout->num = 0;
	hide_form(scalar);
	for (size_t i = 0; i < 32; i++)
		form[i] = scalar[31 - i];
	hide_form(form);
	if (suite == &psi_suite_ristretto255) {
		uint8_t two[32] = { 2 };
		uint8_t half[32];

		assert_int_equal(
		    crypto_core_ristretto255_scalar_invert(half, two), 0);
		crypto_core_ristretto255_scalar_mul(form, half, scalar);
		hide_form(form);
		crypto_core_ristretto255_scalar_negate(form, form);
		hide_form(form);
	}
	psi_wipe(form, sizeof form);
	/* What this function and libsodium's left on the stack below. */
	sodium_stackzero(8192);
}

/* Which word stands at `at` of the page, or num. What was read is in registers
 * only, or the search would find its own stack. */
static __attribute__((noinline)) size_t
match(size_t at)
{
	uint64_t word;

	memcpy(&word, (const uint8_t *)hideout->page + at, sizeof word);
	for (size_t i = 0; i < hideout->num; i++)
		if ((word ^ hideout->mask[i]) == hideout->word[i])
			return i;
	return hideout->num;
}

/* Look through bytes that were copied from `from`. */
static size_t
search_page(size_t len, unsigned long from, const char *name)
{
	size_t found = 0;

	for (size_t at = 0; at + sizeof(uint64_t) <= len; at += 4) {
		size_t i = match(at);

		if (i == hideout->num)
			continue;
		print_error("word %zu of form %zu at %lx %s\n", i % WORDS,
		    i / WORDS, from + at, name);
		found++;
	}
	return found;
}

static size_t
search_range(int mem, unsigned long from, unsigned long to, const char *name)
{
	size_t found = 0;

	while (from < to) {
		size_t want = to - from < PAGE ? to - from : PAGE;
		ssize_t n = pread(mem, hideout->page, want, (off_t)from);

		if (n <= 0)
			break;
		found += search_page((size_t)n, from, name);
		from += (size_t)n;
	}
	return found;
}

/* A mapping, without what is the hideout's. */
static size_t
search_mapping(int mem, unsigned long from, unsigned long to, const char *name)
{
	unsigned long own = (unsigned long)(uintptr_t)hideout;
	unsigned long own_end = own + sizeof hideout;

	return search_range(mem, from, to < own ? to : own, name) +
	    search_range(mem, from > own_end ? from : own_end, to, name);
}

/* How often a word stands anywhere in writable memory. */
static size_t
search(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	int mem = open("/proc/self/mem", O_RDONLY);
	char line[512];
	size_t found = 0;

	assert_non_null(maps);
	assert_true(mem >= 0);
	while (fgets(line, sizeof line, maps) != NULL) {
		unsigned long from;
		unsigned long to;
		char rights[5];
		char name[256] = "";

		if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %255s", &from, &to,
			rights, name) < 3 ||
		    rights[0] != 'r' || rights[1] != 'w')
			continue;
		found += search_mapping(mem, from, to, name);
	}
	(void)close(mem);
	(void)fclose(maps);
	return found;
}

static int
hash_all(const struct psi_suite *suite, struct psi_workers *workers,
    const uint8_t *scalar, uint8_t *out)
{
	struct psi_message *message = calloc(ROWS, sizeof *message);
	uint64_t *number = calloc(ROWS, sizeof *number);
	int rc = PSI_E_NOMEM;

	if (message != NULL && number != NULL) {
		for (size_t i = 0; i < ROWS; i++) {
			number[i] = i;
			message[i].data = (const uint8_t *)&number[i];
			message[i].len = sizeof number[i];
		}
		rc = psi_batch_hash_mul(
		    suite, out, message, ROWS, scalar, workers, NULL);
	}
	free(message);
	free(number);
	return rc;
}

/* Blind, answer and prove with a scalar in guarded memory, and clear it. */
static void
work(const struct psi_suite *suite, struct psi_workers *workers)
{
	struct psi_secret k = PSI_SECRET_INIT;
	uint8_t *in = calloc(ROWS, suite->element_bytes);
	uint8_t *out = calloc(ROWS, suite->element_bytes);
	uint8_t digest[32] = { 1 };
	uint8_t public_key[PSI_ELEMENT_MAX_BYTES];
	uint8_t proof[PSI_PROOF_BYTES];
	uint8_t fresh[32];
	const struct psi_transcript transcript = { digest, 'a', 1, digest,
		digest, public_key };
	const struct psi_block block = { suite, &transcript, 0, ROWS };
	size_t bad;

	assert_non_null(in);
	assert_non_null(out);
	assert_int_equal(psi_secret_new(&k, PSI_SCALAR_BYTES, NULL), 0);
	assert_int_equal(suite->scalar_random(k.data, NULL), 0);
	hide(suite, k.data);
	assert_int_equal(hash_all(suite, workers, k.data, in), 0);
	assert_int_equal(suite->mul_base(public_key, k.data, NULL), 0);
	assert_int_equal(psi_random(fresh, sizeof fresh, NULL), 0);
	assert_int_equal(
	    psi_block_evaluate(&block, out, proof, in,
		&(struct psi_prover){ k.data, fresh }, &bad, workers, NULL),
	    0);
	psi_secret_clear(&k);
	free(in);
	free(out);
}

static void
check_suite(const struct psi_suite *suite, unsigned int jobs)
{
	struct psi_workers *workers = NULL;

	if (jobs > 0)
		assert_int_equal(psi_workers_new(&workers, jobs, NULL), 0);
	work(suite, workers);
	/* With the workers waiting, and when they have ended. */
	assert_int_equal(search(), 0);
	psi_workers_free(workers);
	assert_int_equal(search(), 0);
}

/* The search finds what is there. */
static void
test_the_search(void **state)
{
	uint8_t scalar[PSI_SCALAR_BYTES];
	uint8_t *heap = malloc(64);
	size_t found;

	(void)state;
	assert_non_null(heap);
	assert_int_equal(psi_suite_ristretto255.scalar_random(scalar, NULL), 0);
	hide(&psi_suite_ristretto255, scalar);
	memcpy(heap + 4, scalar, sizeof scalar);
	psi_wipe(scalar, sizeof scalar);
	found = search();
	psi_wipe(heap, 64);
	free(heap);
	assert_true(found >= WORDS);
	assert_int_equal(search(), 0);
}

static void
test_ristretto255(void **state)
{
	(void)state;
	check_suite(&psi_suite_ristretto255, 0);
	check_suite(&psi_suite_ristretto255, JOBS);
}

#ifdef TEST_KERNELS
/* Deeper in the stack than whatever is called after it reaches, the search
 * included: it is all still there that a function leaves behind. */
static __attribute__((noinline)) void
halve_deep_down(const uint8_t scalar[32])
{
	volatile uint8_t gap[PAGE];

	gap[0] = 0;
	kernel_ladder_set(scalar);
	gap[sizeof gap - 1] = gap[0];
}

/* The ladder's own copies of the scalar, which the steps that follow it in a
 * kernel would write over, or not. */
static void
test_ladder_scalar(void **state)
{
	struct psi_secret k = PSI_SECRET_INIT;

	(void)state;
	/* Both a k that is halved as it is, and one whose opposite is. */
	for (int i = 0; i < 4; i++) {
		assert_int_equal(psi_secret_new(&k, PSI_SCALAR_BYTES, NULL), 0);
		assert_int_equal(
		    psi_suite_ristretto255.scalar_random(k.data, NULL), 0);
		hide(&psi_suite_ristretto255, k.data);
		halve_deep_down(k.data);
		psi_secret_clear(&k);
		assert_int_equal(search(), 0);
	}
}
#endif

static void
test_portable(void **state)
{
	(void)state;
	check_suite(&psi_suite_ristretto255_portable, 0);
	check_suite(&psi_suite_ristretto255_portable, JOBS);
}

static void
test_p256(void **state)
{
	(void)state;
	check_suite(&psi_suite_p256, 0);
	check_suite(&psi_suite_p256, JOBS);
}

/* A whole run of two companies, to both results: nothing of either scalar, nor
 * of the key that the partner's answer was sealed to. */
static void
check_session(const char *terms, size_t who)
{
	static const char *const rows[] = {
		"a1,customer,domain,one.example\n",
		"b1,customer,domain,one.example\nb2,customer,domain,x.example\n"
	};
	struct world world;

	world_init(&world, terms);
	world.jobs = JOBS;
	world_blind_both(&world, rows[0], rows[1]);
	hide(strstr(terms, "P256") != NULL ? &psi_suite_p256
					   : &psi_suite_ristretto255,
	    world.party[who].scalar);
	hide_form(store_memory_get(&world.party[who].folder, "seal.bin")->data);
	sodium_stackzero(8192);
	for (size_t i = 0; i < 2; i++)
		psi_wipe(world.party[i].scalar, sizeof world.party[i].scalar);
	{
		struct psi_buf file = PSI_BUF_INIT;
		size_t first = world_first(&world);

		for (size_t i = 0; i < 2; i++) {
			size_t to = i == 0 ? first : 1 - first;

			world_ok(&world,
			    world_copy(&world, 1 - to, "blinded", &file));
			world_ok(&world,
			    world_exchange(&world, to, file.data, file.len));
		}
		psi_buf_clear(&file);
	}
	world_reveal_rest(&world);
	assert_int_equal(search(), 0);
	world_clear(&world);
}

static void
test_sessions(void **state)
{
	(void)state;
	for (size_t who = 0; who < 2; who++) {
		check_session("padding-multiple,4\n", who);
		check_session("padding-multiple,4\nsuite,P256-SHA256\n", who);
		check_session("padding-multiple,4\nmode,counts\n"
			      "suppress-below,0\n",
		    who);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_search),
		cmocka_unit_test(test_ristretto255),
#ifdef TEST_KERNELS
		cmocka_unit_test(test_ladder_scalar),
#endif
		cmocka_unit_test(test_portable),
		cmocka_unit_test(test_p256),
		cmocka_unit_test(test_sessions),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
