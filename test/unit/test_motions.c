/*
 * Motions: the mirror property on 1,000 sessions drawn at random, seen from
 * both sides; and what single pairs come to.
 */
#include "support/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "mapping/mapping_internal.h"
#include "psi/mapping.h"
#include "support/memory.h"
#include "terms/field.h"

#define SESSIONS 1000
#define PAIRS 6
#define FOUND_MAX 400
#define FIELD_CHARS 64

/* xorshift64*: the same draws on every machine. */
static uint64_t seed;

static unsigned int
draw(unsigned int below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned int)((seed * UINT64_C(2685821657736338717)) >> 33) %
	    below;
}

static const char *
pick(const char *const *words, size_t num)
{
	return words[draw((unsigned int)num)];
}

#define PICK(...)                                                              \
	pick((const char *const[]){ __VA_ARGS__ },                             \
	    sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

struct account {
	unsigned int population;
	char field[PSI_NUM_SHARED_FIELDS][FIELD_CHARS];
};

/* Half of the fields are empty. */
static void
draw_field(struct account *account, enum psi_field field, const char *text)
{
	account->field[field][0] = '\0';
	if (draw(4) != 0)
		(void)snprintf(account->field[field], FIELD_CHARS, "%s", text);
}

static void
draw_account(struct account *account)
{
	char text[32];

	memset(account, 0, sizeof *account);
	account->population = draw(5);
	draw_field(account, PSI_FIELD_OWNER, PICK("Ann", "Bob", "Cem"));
	draw_field(account, PSI_FIELD_INDUSTRY, PICK("Retail", "Energy"));
	draw_field(account, PSI_FIELD_SEGMENT, PICK("SMB", "Enterprise"));
	draw_field(account, PSI_FIELD_REGION, PICK("EMEA", "APAC"));
	draw_field(account, PSI_FIELD_PRODUCTS, PICK("CRM", "ERP", "CRM;ERP"));
	draw_field(account, PSI_FIELD_PRACTICE, PICK("CRM", "ERP", "Data"));
	draw_field(account, PSI_FIELD_HEALTH, PICK("at risk", "good"));
	draw_field(account, PSI_FIELD_TIER, PICK("1", "2", "3"));
	draw_field(account, PSI_FIELD_PROPENSITY, PICK("low", "high"));
	draw_field(account, PSI_FIELD_REGISTERED, PICK("yes", "no"));
	draw_field(account, PSI_FIELD_OPT_OUT, PICK("yes", "no"));
	(void)snprintf(text, sizeof text, "%u", draw(11));
	draw_field(account, PSI_FIELD_NPS, text);
	(void)snprintf(text, sizeof text, "EUR %u", draw(2000000));
	draw_field(account, PSI_FIELD_AMOUNT, text);
	draw_field(account, PSI_FIELD_COMMITTED_SPEND, text);
	(void)snprintf(text, sizeof text, "%u-%02u-%02u", 2026 + draw(2),
	    1 + draw(12), 1 + draw(28));
	draw_field(account, PSI_FIELD_CLOSE_DATE, text);
	(void)snprintf(text, sizeof text, "2026-%02u-15", 1 + draw(12));
	draw_field(account, PSI_FIELD_RENEWAL_DATE, text);
}

/* What is told of each field, and how; an alias is a name as good as any. */
static void
draw_sharing(struct psi_sharing_side *side)
{
	for (int i = 0; i < PSI_POPULATIONS; i++)
		for (int j = 0; j < PSI_POPULATIONS; j++) {
			uint32_t told =
			    draw(3) == 0 ? UINT32_MAX : draw(1U << 24);

			side->told[i][j] = told;
			side->coarse[i][j] = told & draw(1U << 24);
		}
}

static void
add_text(struct psi_buf *out, const char *text)
{
	assert_int_equal(psi_buf_append_text(out, text, NULL), 0);
}

/* What one side hears of the other's account. */
static void
add_told(struct psi_buf *out, const struct account *from,
    const struct account *to, const struct psi_sharing_side *side)
{
	uint32_t told = side->told[from->population][to->population];
	uint32_t coarse = side->coarse[from->population][to->population];

	for (unsigned int i = 0; i < PSI_NUM_SHARED_FIELDS; i++) {
		enum psi_field field = (enum psi_field)i;
		enum psi_field_form form = PSI_FORM_EXACT;
		char value[PSI_FIELD_VALUE_MAX + 1];

		add_text(out, ",");
		if ((told >> i & 1) == 0)
			continue;
		if ((coarse >> i & 1) != 0 &&
		    psi_field_coarse(field) != PSI_FORM_ALIAS)
			form = psi_field_coarse(field);
		if (psi_field_value(value, field, form, from->field[i],
			strlen(from->field[i]), "", PSI_DATE_UNKNOWN))
			add_text(out, value);
	}
}

static void
add_row(struct psi_buf *out, char party, unsigned int number,
    const struct account *ours, const struct account *theirs,
    const struct psi_sharing_side *their_side, const char *level)
{
	static const struct psi_sharing_side nothing;
	char text[160];

	(void)snprintf(text, sizeof text, "%c,2026-11-28,m%u,%u,x%u,%s,%s,%s",
	    party, number, number, number, level,
	    psi_population_name((enum psi_population)ours->population),
	    psi_population_name((enum psi_population)theirs->population));
	add_text(out, text);
	for (unsigned int i = 0; i < PSI_NUM_SHARED_FIELDS; i++) {
		add_text(out, ",");
		add_text(out, ours->field[i]);
	}
	/* For a pair that is not sure no fields go. */
	add_told(out, theirs, ours,
	    strcmp(level, "account") == 0 ? their_side : &nothing);
	add_text(out, "\n");
}

static void
add_header(struct psi_buf *out)
{
	add_text(out,
	    "our_party,date,match,our_account,their_account,level,"
	    "our_population,their_population");
	for (int side = 0; side < 2; side++)
		for (unsigned int i = 0; i < PSI_NUM_SHARED_FIELDS; i++) {
			add_text(out, side == 0 ? ",our_" : ",their_");
			add_text(out, psi_field_name((enum psi_field)i));
		}
	add_text(out, "\n");
}

/* What psi-motions would write, as texts that can be compared. */
struct found {
	char ready[FOUND_MAX][128];
	size_t num_ready;
	size_t num_needs;
	bool has_header;
};

static const char *
mirror_of(const struct psi_rules *rules, const char *motion)
{
	for (size_t i = 0; i < rules->num; i++)
		for (int s = 0; s < 2; s++)
			if (strcmp(rules->rule[i].side[s].motion, motion) == 0)
				return rules->rule[i].side[1 - s].motion;
	return "";
}

struct listener {
	struct found *found;
	const struct psi_rules *rules;
	/* Write down the mirror of each. */
	bool mirrored;
};

static void
text_of(char *out, size_t size, const struct psi_mapping_cell *cell)
{
	assert_true(cell->len < size);
	memcpy(out, cell->text, cell->len);
	out[cell->len] = '\0';
}

static int
listen(void *cookie, const struct psi_mapping_cell *cells, size_t num,
    struct psi_error *err)
{
	struct listener *listener = cookie;
	struct found *found = listener->found;
	char motion[64];
	char introducer[16];
	char status[16];

	(void)err;
	assert_int_equal(num, 24);
	if (!found->has_header) {
		found->has_header = true;
		return 0;
	}
	text_of(status, sizeof status, &cells[8]);
	found->num_needs += strcmp(status, "needs") == 0;
	if (strcmp(status, "ready") != 0)
		return 0;
	text_of(motion, sizeof motion, &cells[5]);
	text_of(
	    introducer, sizeof introducer, &cells[listener->mirrored ? 10 : 9]);
	assert_true(found->num_ready < FOUND_MAX);
	(void)snprintf(found->ready[found->num_ready++], 128, "%.*s %s %.*s %s",
	    (int)cells[1].len, cells[1].text,
	    listener->mirrored ? mirror_of(listener->rules, motion) : motion,
	    (int)cells[7].len, cells[7].text, introducer);
	return 0;
}

static void
find(struct found *found, const struct psi_buf *csv,
    const struct psi_sharing *as_a, bool mirrored, const char *role,
    const char *rules_csv)
{
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;
	struct memory memory;
	struct memory rules_memory;
	struct psi_source source = memory_source(&memory, csv->data, csv->len);
	struct psi_source rules;
	struct listener listener = { found, NULL, mirrored };
	struct psi_mapping_rows rows = { listen, &listener };
	struct psi_error err;

	memset(found, 0, sizeof *found);
	memset(&err, 0, sizeof err);
	options.today = 20000;
	options.role = role;
	assert_int_equal(psi_mapping_new(&mapping, &options, &err), 0);
	/* As psi_mapping_agreement does, without signing one each time. */
	mapping->terms = psi_array_new(1, sizeof *mapping->terms);
	assert_non_null(mapping->terms);
	mapping->num_terms = 1;
	mapping->terms[0].is_resell = true;
	mapping->terms[0].sharing[0] = *as_a;
	mapping->terms[0].sharing[1].ours = as_a->theirs;
	mapping->terms[0].sharing[1].theirs = as_a->ours;
	if (rules_csv != NULL) {
		rules =
		    memory_source(&rules_memory, rules_csv, strlen(rules_csv));
		if (psi_mapping_rules(mapping, &rules, &err) != 0)
			fail_msg("line %d: %s", (int)err.line, err.text);
	}
	listener.rules = &mapping->rules;
	assert_int_equal(psi_mapping_actions(mapping, &rows, 0, &err), 0);
	if (psi_mapping_read(mapping, &source, &err) != 0)
		fail_msg("line %d: %s", (int)err.line, err.text);
	psi_mapping_free(mapping);
}

/* ---- the primary motion alone ---- */

struct primaries {
	struct psi_buf text;
	/* Match, motion, rank and introducer, and whether it is primary, in the
	 * columns of whoever tells. */
	size_t at[4];
	size_t primary;
	bool has_header;
};

static int
keep_primary(void *cookie, const struct psi_mapping_cell *cells, size_t num,
    struct psi_error *err)
{
	struct primaries *kept = cookie;

	if (!kept->has_header ||
	    (kept->primary < num && (cells[kept->primary].len != 3))) {
		kept->has_header = true;
		return 0;
	}
	for (size_t i = 0; i < 4; i++) {
		const struct psi_mapping_cell *cell = &cells[kept->at[i]];

		assert_int_equal(
		    psi_buf_append(&kept->text, cell->text, cell->len, err), 0);
		assert_int_equal(psi_buf_append(&kept->text, "|", 1, err), 0);
	}
	return psi_buf_append(&kept->text, "\n", 1, err);
}

static void
tell_primaries(struct primaries *kept, const struct psi_buf *csv,
    const struct psi_sharing *sharing, const char *rules, bool asked)
{
	static const struct psi_mapping_question question = {
		.where = "motion != empty",
		.show = "match,motion,rank,introducer"
	};
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;
	struct psi_mapping_rows rows = { keep_primary, kept };
	struct memory memory;
	struct psi_source source;

	options.today = 20000;
	assert_int_equal(psi_mapping_new(&mapping, &options, NULL), 0);
	if (sharing != NULL) {
		mapping->terms = psi_array_new(1, sizeof *mapping->terms);
		assert_non_null(mapping->terms);
		mapping->num_terms = 1;
		mapping->terms[0].sharing[0] = *sharing;
	}
	if (rules != NULL) {
		source = memory_source(&memory, rules, strlen(rules));
		assert_int_equal(psi_mapping_rules(mapping, &source, NULL), 0);
	}
	if (asked)
		assert_int_equal(
		    psi_mapping_ask(mapping, &question, &rows, NULL), 0);
	else
		assert_int_equal(
		    psi_mapping_actions(mapping, &rows, 0, NULL), 0);
	source = memory_source(&memory, csv->data, csv->len);
	assert_int_equal(psi_mapping_read(mapping, &source, NULL), 0);
	assert_int_equal(psi_mapping_finish(mapping, NULL), 0);
	psi_mapping_free(mapping);
}

static void
draw_csv(struct psi_buf *csv, const struct psi_sharing *sharing)
{
	add_header(csv);
	for (unsigned int i = 0; i < PAIRS; i++) {
		struct account mine;
		struct account other;

		draw_account(&mine);
		draw_account(&other);
		add_row(
		    csv, 'a', i, &mine, &other, &sharing->theirs, "account");
	}
}

static size_t
compare_primaries(const char *rules)
{
	struct primaries all = { PSI_BUF_INIT, { 1, 5, 16, 9 }, 6, false };
	struct primaries alone = { PSI_BUF_INIT, { 0, 1, 2, 3 }, SIZE_MAX,
		false };
	struct psi_sharing sharing;
	struct psi_buf csv = PSI_BUF_INIT;
	size_t len;

	draw_sharing(&sharing.ours);
	draw_sharing(&sharing.theirs);
	draw_csv(&csv, &sharing);
	tell_primaries(&all, &csv, &sharing, rules, false);
	tell_primaries(&alone, &csv, &sharing, rules, true);
	assert_int_equal(all.text.len, alone.text.len);
	if (all.text.len > 0)
		assert_memory_equal(
		    all.text.data, alone.text.data, all.text.len);
	len = all.text.len;
	psi_buf_clear(&all.text);
	psi_buf_clear(&alone.text);
	psi_buf_clear(&csv);
	return len;
}

/*
 * Questions leave out what cannot be the primary motion: it is the same one.
 * Among the rules are such as keep each other out, one that keeps a better one
 * out, and such as count those before them, last of all or in the midst.
 */
static void
primary_alone_is_the_same(void **state)
{
	static const char chain[] =
	    "motion,mirror,when,rank,blocks\n"
	    "a,,our_population in customer|prospect,50,b\n"
	    "b,,our_population in customer|open_opportunity,60,a\n"
	    "c,,our_nps >= 7; their_nps >= 0,40,\n"
	    "d,,our_owner != empty,30,\n";
	static const char blocked[] =
	    "motion,mirror,when,rank,bonus,blocks\n"
	    "high,,our_population in customer|prospect,90,,\n"
	    "low,,our_tier = 1,20,,high\n"
	    "middle,,our_nps >= 5,60,15: their_tier = 1,\n"
	    "open,,their_population = open_opportunity,70,,\n"
	    "counting,,motions > 1,10,,\n";
	static const char counted[] =
	    "motion,mirror,when,rank,bonus\n"
	    "first,,our_population in customer|prospect,30,\n"
	    "counting,,motions > 0; our_nps >= 3,40,50: motions > 1\n"
	    "last,,our_owner != empty,70,\n"
	    "late,,motions > 1,65,\n";
	const char *const rules[] = { NULL, chain, blocked, counted };
	size_t total = 0;

	(void)state;
	seed = UINT64_C(0x243f6a8885a308d3);
	for (int i = 0; i < SESSIONS / 5; i++)
		total += compare_primaries(rules[i % 4]);
	assert_true(total > SESSIONS / 5 * PAIRS);
}

/*
 * What is to be done first rests on all that we know, and who introduces whom on
 * what every file of pairs says, so both are the same whether or not an agreement
 * is given: one question has one answer.
 */
static void
primary_is_the_same_without_agreement(void **state)
{
	static const char equals[] =
	    "motion,when,rank,introducer\n"
	    "meet,our_population = their_population,10,stronger\n";
	size_t total = 0;

	(void)state;
	seed = UINT64_C(0x13198a2e03707344);
	for (int i = 0; i < SESSIONS / 5; i++) {
		struct primaries with = { PSI_BUF_INIT, { 0, 1, 2, 3 },
			SIZE_MAX, false };
		struct primaries without = { PSI_BUF_INIT, { 0, 1, 2, 3 },
			SIZE_MAX, false };
		struct psi_sharing sharing;
		struct psi_buf csv = PSI_BUF_INIT;

		draw_sharing(&sharing.ours);
		draw_sharing(&sharing.theirs);
		draw_csv(&csv, &sharing);
		tell_primaries(
		    &with, &csv, &sharing, i % 2 == 0 ? NULL : equals, true);
		tell_primaries(
		    &without, &csv, NULL, i % 2 == 0 ? NULL : equals, true);
		assert_int_equal(with.text.len, without.text.len);
		if (with.text.len > 0)
			assert_memory_equal(
			    with.text.data, without.text.data, with.text.len);
		total += with.text.len;
		psi_buf_clear(&with.text);
		psi_buf_clear(&without.text);
		psi_buf_clear(&csv);
	}
	assert_true(total > SESSIONS / 5 * PAIRS);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static size_t
compare_session(const char *our_role, const char *their_role, const char *rules)
{
	static struct found at_a;
	static struct found at_b;
	static struct psi_sharing sharing;
	struct psi_buf a = PSI_BUF_INIT;
	struct psi_buf b = PSI_BUF_INIT;

	draw_sharing(&sharing.ours);
	draw_sharing(&sharing.theirs);
	add_header(&a);
	add_header(&b);
	for (unsigned int i = 0; i < PAIRS; i++) {
		struct account mine;
		struct account other;
		const char *level = draw(5) == 0 ? "review" : "account";

		draw_account(&mine);
		draw_account(&other);
		add_row(&a, 'a', i, &mine, &other, &sharing.theirs, level);
		add_row(&b, 'b', i, &other, &mine, &sharing.ours, level);
	}
	find(&at_a, &a, &sharing, false, our_role, rules);
	find(&at_b, &b, &sharing, true, their_role, rules);
	qsort(at_a.ready, at_a.num_ready, 128, by_text);
	qsort(at_b.ready, at_b.num_ready, 128, by_text);
	for (size_t i = 0; i < at_a.num_ready && i < at_b.num_ready; i++)
		if (strcmp(at_a.ready[i], at_b.ready[i]) != 0)
			fail_msg("'%s' at a, '%s' at b", at_a.ready[i],
			    at_b.ready[i]);
	assert_int_equal(at_a.num_ready, at_b.num_ready);
	psi_buf_clear(&a);
	psi_buf_clear(&b);
	return at_a.num_ready;
}

static void
both_sides_mirror_each_other(void **state)
{
	size_t total = 0;

	(void)state;
	seed = UINT64_C(0x9e3779b97f4a7c15);
	for (int i = 0; i < SESSIONS; i++)
		total += compare_session(i % 3 == 0 ? "reseller" : "partner",
		    i % 3 == 0 ? "vendor" : "partner", NULL);
	/* Enough was found for that to say something. */
	assert_true(total > SESSIONS * PAIRS / 3);
	print_message("%d sessions: %zu motions of a, each mirrored at b\n",
	    SESSIONS, total);
}

/*
 * Rules that are their own mirror and say of one side what they do not say of
 * the other: they may hold either way round, or both, and one way rests on what
 * only one side knows.
 */
static void
either_way_round_is_mirrored(void **state)
{
	static const char rules[] =
	    "motion,mirror,when,rank,bonus,introducer\n"
	    "teach,teach,our_practice has their_products,50,"
	    "20: our_nps >= 5,stronger\n"
	    "visit,visit,our_tier in 1|2; their_region != empty,30,"
	    "10: their_segment = SMB,stronger\n"
	    "sell,sell,our_health = good,40,,none\n";
	size_t total = 0;

	(void)state;
	seed = UINT64_C(0xa4093822299f31d0);
	for (int i = 0; i < SESSIONS / 2; i++)
		total += compare_session("partner", "partner", rules);
	assert_true(total > SESSIONS / 2 * PAIRS / 3);
}

/* ---- single pairs ---- */

struct lines {
	struct psi_buf text;
	size_t num;
};

static int
keep_row(void *cookie, const struct psi_mapping_cell *cells, size_t num,
    struct psi_error *err)
{
	struct lines *lines = cookie;

	if (lines->num++ == 0)
		return 0;
	for (size_t i = 0; i < num; i++) {
		/* Motion, primary, rank, status, introducer, because, ask. */
		if (i != 5 && i != 6 && i != 7 && i != 8 && i != 9 && i != 14 &&
		    i != 15 && i < 16)
			continue;
		assert_int_equal(psi_buf_append(&lines->text, cells[i].text,
				     cells[i].len, err),
		    0);
		assert_int_equal(psi_buf_append(&lines->text, "|", 1, err), 0);
	}
	return psi_buf_append(&lines->text, "\n", 1, err);
}

static void
find_lines(struct lines *lines, const char *csv, const char *rules)
{
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;
	struct memory memory;
	struct psi_source source;
	struct psi_mapping_rows rows = { keep_row, lines };

	options.today = 20785;
	options.use_today = 1;
	assert_int_equal(psi_mapping_new(&mapping, &options, NULL), 0);
	if (rules != NULL) {
		source = memory_source(&memory, rules, strlen(rules));
		assert_int_equal(psi_mapping_rules(mapping, &source, NULL), 0);
	}
	assert_int_equal(psi_mapping_actions(mapping, &rows, 0, NULL), 0);
	source = memory_source(&memory, csv, strlen(csv));
	assert_int_equal(psi_mapping_read(mapping, &source, NULL), 0);
	assert_int_equal(psi_buf_append(&lines->text, "", 1, NULL), 0);
	psi_mapping_free(mapping);
}

static void
check(const char *csv, const char *rules, const char *const *want, size_t num)
{
	struct lines lines = { PSI_BUF_INIT, 0 };

	find_lines(&lines, csv, rules);
	for (size_t i = 0; i < num; i++)
		if (strstr((const char *)lines.text.data, want[i]) == NULL)
			fail_msg("no '%s' in\n%s", want[i],
			    (const char *)lines.text.data);
	psi_buf_clear(&lines.text);
}

static void
check_none(const char *csv, const char *motion)
{
	struct lines lines = { PSI_BUF_INIT, 0 };

	find_lines(&lines, csv, NULL);
	if (strstr((const char *)lines.text.data, motion) != NULL)
		fail_msg("'%s' in\n%s", motion, (const char *)lines.text.data);
	psi_buf_clear(&lines.text);
}

/* Day 20785 is 2026-11-28. */
static void
motions_of_single_pairs(void **state)
{
	static const char *const accelerate[] = {
		"accelerate|yes|120|ready|theirs|our population is "
		"open_opportunity; they say: population is customer; our close "
		"date is in this-quarter or next-quarter (2026-12-01)||120|",
		"marketplace-route|no|75|needs|theirs|",
		"|ask the partner for propensity|",
	};
	static const char *const conflict[] = {
		"conflict-check|yes|95|ready|none|",
	};
	static const char *const blocked[] = { "joint-pursuit" };
	static const char *const mirrored[] = {
		"help-close|yes|100|ready|ours|"
	};
	char csv[512];

	(void)state;
	check("our_account,their_account,our_population,their_population,our_"
	      "close_date\n1,x,open_opportunity,customer,2026-12-01\n",
	    NULL, accelerate, 3);
	check("our_account,their_account,our_population,their_population\n"
	      "1,x,customer,open_opportunity\n",
	    NULL, mirrored, 1);
	(void)snprintf(csv, sizeof csv, "%s",
	    "our_account,their_account,our_population,their_population,our_"
	    "products,their_products\n1,x,open_opportunity,open_opportunity,"
	    "CRM;ERP,erp\n");
	check(csv, NULL, conflict, 1);
	(void)blocked;
	check("our_account,their_account,our_population,their_population\n"
	      "1,x,open_opportunity,open_opportunity\n",
	    NULL, blocked, 1);
}

/* A known opt-out keeps a campaign out; one that is not known is asked for, and
 * keeps nothing out. */
static void
opt_out_is_asked_for(void **state)
{
	static const char header[] =
	    "our_account,their_account,our_population,their_population,"
	    "our_segment,their_segment,our_nps,their_nps,our_opt_out,"
	    "their_opt_out\n";
	static const struct {
		const char *row;
		/* NULL: no such motion. */
		const char *want;
		const char *motion;
	} cases[] = {
		{ "1,x,prospect,prospect,SMB,SMB,,,no,no\n",
		    "co-target|yes|30|ready|none|our population is prospect; "
		    "they say: population is prospect; our segment is they "
		    "say: segment; our opt out is not yes (no); they "
		    "say: opt out is not yes (no)||",
		    "co-target" },
		{ "1,x,prospect,prospect,SMB,SMB,,,,\n",
		    "|ask the partner for opt_out; fill in our own opt_out|",
		    "co-target|yes|30|local|none|" },
		{ "1,x,prospect,prospect,SMB,SMB,,,no,\n",
		    "|ask the partner for opt_out|",
		    "co-target|yes|30|local|none|" },
		{ "1,x,prospect,prospect,SMB,SMB,,,yes,\n", NULL, "co-target" },
		{ "1,x,prospect,prospect,SMB,SMB,,,,yes\n", NULL, "co-target" },
		{ "1,x,customer,customer,,,8,7,,\n",
		    "|ask the partner for opt_out; fill in our own opt_out|",
		    "co-market|yes|35|local|none|" },
		{ "1,x,customer,customer,,,8,7,no,yes\n", NULL, "co-market" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *const want[] = { cases[i].want, cases[i].motion };
		char csv[512];

		(void)snprintf(csv, sizeof csv, "%s%s", header, cases[i].row);
		if (cases[i].want == NULL)
			check_none(csv, cases[i].motion);
		else
			check(csv, NULL, want, 2);
	}
}

static void
rules_of_ones_own(void **state)
{
	static const char rules[] =
	    "motion,mirror,when,rank,bonus,introducer,action\n"
	    "call,answer,our_nps >= 9,7,3: their_nps >= 9,ours,Call\n";
	static const char *const want[] = { "call|yes|10|ready|ours|",
		"answer|no|10|ready|theirs|" };

	(void)state;
	check("our_account,their_account,our_nps,their_nps\n1,x,9,10\n", rules,
	    want, 2);
}

static void
refuse(const char *rules, uint64_t line, const char *words)
{
	struct psi_rules read = { .rule = NULL };
	struct memory memory;
	struct psi_source source = memory_source(&memory, rules, strlen(rules));
	struct psi_error err;

	memset(&err, 0, sizeof err);
	assert_int_equal(psi_rules_read(&read, &source, &err), PSI_E_INPUT);
	psi_rules_clear(&read);
	assert_int_equal(err.line, line);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s", err.text);
}

static void
bad_rules_are_refused(void **state)
{
	struct psi_buf many = PSI_BUF_INIT;

	(void)state;
	refuse("motion,when\n", 1, "needs motion");
	refuse("motion,when,rank,colour\n", 1, "column");
	refuse("motion,when,rank\n", 0, "no rules");
	refuse("motion,when,rank\nCall Me,our_nps > 1,5\n", 2, "named by");
	refuse("motion,when,rank\ncall,our_nps > 1,1001\n", 2, "rank");
	refuse("motion,when,rank\ncall,our_nps > 1,-1\n", 2, "rank");
	refuse(
	    "motion,when,rank\ncall,our_salary > 1,1\n", 2, "no such column");
	refuse("motion,when,rank,bonus\ncall,our_nps > 1,1,5\n", 2, "bonus");
	refuse("motion,when,rank,introducer\ncall,our_nps > 1,1,me\n", 2,
	    "introducer");
	refuse("motion,mirror,when,rank,introducer\n"
	       "call,call,our_nps > 1,1,ours\n",
	    2, "introducer");
	add_text(&many, "motion,when,rank\n");
	for (int i = 0; i < 201; i++) {
		char rule[64];

		(void)snprintf(
		    rule, sizeof rule, "call,our_employees > %d,1\n", i);
		add_text(&many, rule);
	}
	assert_int_equal(psi_buf_append(&many, "", 1, NULL), 0);
	refuse((const char *)many.data, 202, "more than 200");
	psi_buf_clear(&many);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_sides_mirror_each_other),
		cmocka_unit_test(either_way_round_is_mirrored),
		cmocka_unit_test(primary_alone_is_the_same),
		cmocka_unit_test(primary_is_the_same_without_agreement),
		cmocka_unit_test(motions_of_single_pairs),
		cmocka_unit_test(opt_out_is_asked_for),
		cmocka_unit_test(rules_of_ones_own),
		cmocka_unit_test(bad_rules_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
