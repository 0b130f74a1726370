/*
 * Random agreements and lists through whole sessions: writes what each had and
 * what left, for share_reference.py, which works it out by itself.
 *
 * usage: share_random CASES
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "session/share_file.h"
#include "session/share_view.h"
#include "support/share_world.h"

#define ACCOUNTS_MAX 8
#define TEXT_BYTES 8192

static const char *const populations[] = { "customer", "open_opportunity",
	"prospect", "former_customer", "other", "any" };
static const char *const what[] = { "none", "match", "name", "owner:alias",
	"name+owner", "country+amount:band", "amount+close_date:quarter",
	"owner+close_date", "name+country+owner:alias+amount:band" };
static const char *const types[] = { "domain", "family", "host",
	"label+country", "name" };
static const char key_terms[] = "key,domain 1 0.970\n"
				"key,family family 0.600\n"
				"key,host 2 0.900\n"
				"key,label+country 3 0.700\n"
				"key,name 2 0.800\n"
				"padding-multiple,1\nminimum-overlap,0\n"
				"maximum-ratio,1000\n";

static uint32_t seed;

static uint32_t
draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)seed * n) >> 32);
}

static void
add(char *out, const char *format, ...)
{
	size_t len = strlen(out);
	va_list args;

	va_start(args, format);
	(void)vsnprintf(out + len, TEXT_BYTES - len, format, args);
	va_end(args);
}

/* The terms of the agreement, told as they are drawn. */
static void
draw_terms(char *terms)
{
	static const char *const groups[] = { "none", "claims", "fields" };
	uint32_t minimum = draw(4) * 300;
	const char *group = groups[draw(3)];

	terms[0] = '\0';
	add(terms, "%sminimum-score,0.%03u\ngroup-pairs,%s\n", key_terms,
	    (unsigned int)minimum, group);
	printf("minimum %u\ngroup %s\n", (unsigned int)minimum, group);
	for (int side = 0; side < 2; side++)
		for (int own = 0; own < 6; own++)
			for (int theirs = 0; theirs < 6; theirs++) {
				const char *w;

				if (draw(2) != 0)
					continue;
				w = what[draw(9)];
				add(terms, "share-%c,%s %s %s\n", 'a' + side,
				    populations[own], populations[theirs], w);
				printf("share %c %s %s %s\n", 'a' + side,
				    populations[own], populations[theirs], w);
			}
}

static void
draw_values(char *list, int side, const char *id)
{
	char amount[32] = "";
	char date[32] = "";
	char owner[32];
	const char *country = draw(2) != 0 ? "US" : "DE";

	if (draw(3) != 0)
		(void)snprintf(amount, sizeof amount, "EUR %lu",
		    (unsigned long)draw(2000000));
	if (draw(3) != 0)
		(void)snprintf(date, sizeof date, "2030-%02u-%02u",
		    (unsigned int)draw(12) + 1, (unsigned int)draw(28) + 1);
	(void)snprintf(owner, sizeof owner, "Owner %u", (unsigned int)draw(3));
	add(list, "%s,Name of %s,%s,%s,%s,%s\n", id, id, country, owner, amount,
	    date);
	printf("value %d %s name Name of %s\n", side, id, id);
	printf("value %d %s country %s\n", side, id, country);
	printf("value %d %s owner %s\n", side, id, owner);
	printf("value %d %s amount %s\n", side, id, amount);
	printf("value %d %s close_date %s\n", side, id, date);
}

static void
draw_list(char *list, char *rows, int side)
{
	size_t num = 2 + draw(ACCOUNTS_MAX - 2);

	list[0] = '\0';
	rows[0] = '\0';
	add(list,
	    "Account ID,Account Name,Billing Country,Account Owner,"
	    "Amount,Close Date\n");
	for (size_t i = 0; i < num; i++) {
		const char *population = populations[draw(5)];
		char id[24];

		(void)snprintf(
		    id, sizeof id, "%c%lu", 'A' + side, (unsigned long)i);
		draw_values(list, side, id);
		for (size_t k = 1 + draw(4); k > 0; k--) {
			const char *type = types[draw(5)];
			uint32_t value = draw(4);

			add(rows, "%s,%s,%s,k%u\n", id, population, type,
			    (unsigned int)value);
			printf("key %d %s %s %s:k%u\n", side, id, population,
			    type, (unsigned int)value);
		}
	}
}

/* Labels of a side, and what of it has come to the other one. */
static void
tell_side(struct share_world *share, size_t who)
{
	struct psi_session *session = NULL;
	struct psi_share_view view;
	char hex[2 * PSI_SHARED_LABEL_BYTES + 1];

	world_ok(&share->world, world_open(&share->world, who, &session));
	world_ok(&share->world,
	    psi_share_view_read(&view, session, &share->world.err));
	for (size_t r = 0; r < view.side.num_row; r++) {
		struct psi_cell id = psi_share_account_id(&view.side,
		    &view.side.accounts.at[view.side.row[r].account]);

		psi_hex_encode(
		    hex, view.side.row[r].label, PSI_SHARED_LABEL_BYTES);
		printf(
		    "label %d %s %.*s\n", (int)who, hex, (int)id.len, id.text);
	}
	for (size_t r = 0; r < view.partner.rows.num; r++)
		for (size_t c = 0; c < view.partner.num_columns; c++) {
			enum psi_field field = view.partner.column[c];
			struct psi_cell cell =
			    psi_share_partner_cell(&view.partner, r, field);

			if (cell.len == 0)
				continue;
			psi_hex_encode(hex, view.partner.rows.at[r].label,
			    PSI_SHARED_LABEL_BYTES);
			printf("left %d %s %s %.*s\n", (int)(1 - who), hex,
			    psi_field_name(field), (int)cell.len, cell.text);
		}
	psi_share_view_clear(&view);
	psi_session_free(session);
}

static void
one_case(void)
{
	char *text[5];
	const char *lists[2];
	const char *rows[2];
	struct share_world share;

	for (size_t i = 0; i < 5; i++) {
		text[i] = malloc(TEXT_BYTES);
		assert_non_null(text[i]);
	}
	printf("case %lu\n", (unsigned long)seed);
	draw_terms(text[0]);
	for (int side = 0; side < 2; side++) {
		draw_list(text[1 + 2 * side], text[2 + 2 * side], side);
		lists[side] = text[1 + 2 * side];
		rows[side] = text[2 + 2 * side];
	}
	share_init(&share, text[0], lists, rows);
	share_claims(&share);
	share_fields(&share);
	tell_side(&share, 0);
	tell_side(&share, 1);
	printf("end\n");
	share_clear(&share);
	for (size_t i = 0; i < 5; i++)
		free(text[i]);
}

static unsigned long num_cases;

static void
all_cases(void **state)
{
	(void)state;
	for (unsigned long i = 0; i < num_cases; i++) {
		seed = (uint32_t)(i * 2654435761U + 1);
		one_case();
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(all_cases) };

	num_cases = argc > 1 ? strtoul(argv[1], NULL, 10) : 10;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
