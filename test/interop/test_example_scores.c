/* Section 9 of lib/FORMAT.md: every score there, by the code that ships. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "document.h"

#include "mapping/score.h"
#include "terms/tier.h"

#define CELLS 5
#define CELL_CHARS 100
#define KEYS_MAX 4
#define TYPE_CHARS 24

static uint16_t
thousandths(const char *text)
{
	unsigned int whole;
	unsigned int rest;

	assert_int_equal(sscanf(text, "%1u.%3u", &whole, &rest), 2);
	return (uint16_t)(whole * 1000 + rest);
}

static uint8_t
tier(const char *name)
{
	uint8_t out = 0;

	assert_true(psi_tier_find(&out, name, strlen(name)));
	return out;
}

/* "domain 1 0.970 + name 1 0.980". */
static size_t
read_keys(struct psi_score_key key[KEYS_MAX], char type[KEYS_MAX][TYPE_CHARS],
    const char *text)
{
	size_t num = 0;

	for (;;) {
		char tier_name[8];
		char weight[8];
		int len = 0;

		assert_in_range(num, 0, KEYS_MAX - 1);
		assert_int_equal(sscanf(text, "%23s %7s %7s%n", type[num],
				     tier_name, weight, &len),
		    3);
		key[num].type = type[num];
		key[num].tier = tier(tier_name);
		key[num].weight = thousandths(weight);
		num++;
		text += len;
		if (*text == '\0')
			return num;
		assert_int_equal(strncmp(text, " + ", 3), 0);
		text += 3;
	}
}

static void
check(char cell[CELLS][CELL_CHARS])
{
	struct psi_score_key key[KEYS_MAX];
	char type[KEYS_MAX][TYPE_CHARS];
	struct psi_score score;

	psi_score(
	    &score, key, read_keys(key, type, cell[0]), thousandths(cell[1]));
	if (score.score != thousandths(cell[2]))
		fail_msg("%s: score %u", cell[0], (unsigned int)score.score);
	if (score.tier != tier(cell[3]))
		fail_msg("%s: tier %s", cell[0], psi_tier_name(score.tier));
	if (strcmp(psi_level_name(score.level), cell[4]) != 0)
		fail_msg("%s: level %s", cell[0], psi_level_name(score.level));
}

static void
scores(void **state)
{
	struct text text;
	size_t num = 0;

	(void)state;
	document_open(PSI_FORMAT_MD);
	text = block("scores.csv");
	while (text.len > 0) {
		const char *end = memchr(text.data, '\n', text.len);
		size_t len = end == NULL ? text.len : (size_t)(end - text.data);
		char cell[CELLS][CELL_CHARS];
		char line[CELLS * CELL_CHARS];

		assert_in_range(len, 1, sizeof line - 1);
		memcpy(line, text.data, len);
		line[len] = '\0';
		assert_int_equal(
		    sscanf(line, "%99[^,],%99[^,],%99[^,],%99[^,],%99[^,]",
			cell[0], cell[1], cell[2], cell[3], cell[4]),
		    CELLS);
		if (num++ > 0)
			check(cell);
		len += end != NULL;
		text.data += len;
		text.len -= len;
	}
	assert_in_range(num, 10, 1000);
	document_close();
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(scores) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
