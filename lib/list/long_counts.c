#include "list/long_counts.h"

#include <stdbool.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/sorter.h"
#include "list/long_claims.h"
#include "list/long_companies.h"
#include "list/long_row.h"
#include "list/tally.h"
#include "list/unique.h"

/*
 * Records, where `mentions` is what is counted:
 *
 *	mentions	kind hash row place country company account 0
 *	mentions	kind hash len text company account distance
 *	answers		account kind hash num_countries shared
 *	answers		account kind num company other our_distance their_distance
 *			len text facts
 *
 * A hash is mentioned in the order of the rows, since psi_unique counts by
 * it; a text by companies, so that one is counted once. Of a strict name an
 * account counts for a company.
 */
#define NUMBER_BYTES 4
#define HASH_BYTES 8
#define LEN_BYTES 2
#define COUNTRY_BYTES 2
#define TEXT_BYTES_MAX 65535
#define MENTION_HEAD (1 + HASH_BYTES)
#define DISTANCE_AT (2 * NUMBER_BYTES)
#define MEMBER_BYTES (DISTANCE_AT + 1)
#define HASH_TAIL (2 * NUMBER_BYTES + COUNTRY_BYTES + MEMBER_BYTES)
#define MENTION_MAX (MENTION_HEAD + LEN_BYTES + TEXT_BYTES_MAX + MEMBER_BYTES)
#define ANSWER_HEAD (NUMBER_BYTES + 1)
#define TEXT_AT (ANSWER_HEAD + 1 + 2 * NUMBER_BYTES + 2 + LEN_BYTES)
/* The text, and a fact. */
#define ANSWER_MAX                                                             \
	(TEXT_AT + 2 * ((size_t)PSI_FACT_HEAD_BYTES + TEXT_BYTES_MAX))

#define BLOCK_BYTES ((size_t)64 << 10)
#define BLOCK_SHARE 16

/* One text, while those who mention it are counted. */
struct group {
	/* What all its mentions begin with. */
	struct psi_buf head;
	/* Company, account and distance of each. */
	struct psi_record_file members;
	uint8_t last[MEMBER_BYTES];
	struct psi_unique_one one;
	/* The first companies, up to PSI_TALLY_MANY, and how far the nearest
	 * address of each is. */
	unsigned int num;
	uint32_t company[2];
	uint8_t distance[2];
};

struct psi_long_counts {
	struct psi_long_counts_config config;
	struct psi_sorter *mentions;
	struct psi_sorter *claims;
	struct psi_sorter *answers;
	struct psi_buf record;
	struct group group;
	uint64_t num_group_domains;
};

/* ---- what is mentioned ---- */

static int
put_number(struct psi_buf *record, uint32_t number, struct psi_error *err)
{
	uint8_t bytes[NUMBER_BYTES];

	psi_u32be(bytes, number);
	return psi_buf_append(record, bytes, sizeof bytes, err);
}

static int
put_text(struct psi_buf *record, struct psi_cell text, struct psi_error *err)
{
	const uint8_t len[LEN_BYTES] = { (uint8_t)(text.len >> 8),
		(uint8_t)text.len };
	int rc = psi_buf_append(record, len, sizeof len, err);

	return rc != 0 ? rc : psi_buf_append(record, text.text, text.len, err);
}

/* Where in the order of the rows a hash is mentioned, and for which country. */
static int
put_place(struct psi_buf *record, const struct psi_row_count *count,
    uint32_t row, struct psi_error *err)
{
	const char none[COUNTRY_BYTES] = { 0 };
	int rc;

	if ((rc = put_number(record, row, err)) != 0 ||
	    (rc = put_number(record, (uint32_t)count->pos, err)) != 0)
		return rc;
	return psi_buf_append(record,
	    count->country[0] == '\0' ? none : count->country, sizeof none,
	    err);
}

static int
mention(struct psi_long_counts *counts, const struct psi_row_count *count,
    const struct psi_long_row *row, uint32_t company, struct psi_error *err)
{
	struct psi_buf *record = &counts->record;
	bool is_hash = count->kind == PSI_COUNTED_HASH;
	const uint8_t distance = is_hash ? 0 : count->distance;
	uint64_t hash = is_hash
	    ? count->hash
	    : psi_unique_hash(count->kind, count->text.text, count->text.len);
	uint8_t head[MENTION_HEAD];
	int rc;

	head[0] = (uint8_t)count->kind;
	psi_u64be(head + 1, hash);
	record->len = 0;
	if ((rc = psi_buf_append(record, head, sizeof head, err)) != 0)
		return rc;
	rc = is_hash ? put_place(record, count, row->number, err)
		     : put_text(record, count->text, err);
	if (rc == 0)
		rc = put_number(record,
		    count->kind == PSI_COUNTED_NAME ? row->account : company,
		    err);
	if (rc == 0)
		rc = put_number(record, row->account, err);
	if (rc == 0)
		rc = psi_buf_append(record, &distance, 1, err);
	return rc != 0
	    ? rc
	    : psi_sorter_add(counts->mentions, record->data, record->len, err);
}

static int
mention_row(struct psi_long_counts *counts, const struct psi_long_row *row,
    uint32_t company, struct psi_error *err)
{
	struct psi_row_counts walk = { .facts = row->facts.bytes.data,
		.facts_len = row->facts.bytes.len,
		.country = row->facts.country,
		.names = counts->config.names };
	struct psi_row_count count = { .country = "" };
	int rc = 0;

	while (rc == 0 && psi_row_counts_next(&walk, &count))
		rc = mention(counts, &count, row, company, err);
	return rc;
}

static int
mention_rows(struct psi_long_counts *counts,
    struct psi_long_companies *companies, struct psi_error *err)
{
	struct psi_record_reader reader = { .file = NULL };
	int rc = 0;

	psi_record_reader_begin(&reader, counts->config.rows);
	while (rc == 0) {
		struct psi_long_row row;
		const uint8_t *record;
		uint32_t company;
		size_t len;
		bool end;

		rc = psi_record_reader_next(&reader, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		psi_long_row_read(&row, record, len);
		rc = psi_long_companies_of(
		    companies, &company, row.account, err);
		if (rc == 0)
			rc = mention_row(counts, &row, company, err);
	}
	psi_record_reader_clear(&reader);
	return rc;
}

static int
collect(struct psi_long_counts *counts, struct psi_error *err)
{
	const struct psi_long_counts_config *config = &counts->config;
	struct psi_long_companies companies = { .sorted = NULL };
	int rc = psi_long_companies_find(
	    &companies, config->rows, config->scratch, config->memory, err);

	if (rc == 0)
		rc = psi_sorter_new(&counts->mentions, config->scratch,
		    config->memory / 2, MENTION_MAX, err);
	if (rc == 0)
		rc = mention_rows(counts, &companies, err);
	psi_long_companies_clear(&companies);
	return rc;
}

/* ---- answers ---- */

static enum psi_row_count_kind
group_kind(const struct group *group)
{
	return (enum psi_row_count_kind)group->head.data[0];
}

static struct psi_cell
group_text(const struct group *group)
{
	const size_t at = MENTION_HEAD + LEN_BYTES;
	struct psi_cell text = { (const char *)group->head.data + at,
		group->head.len - at };

	return text;
}

static int
begin_answer(struct psi_long_counts *counts, uint32_t account,
    enum psi_row_count_kind kind, struct psi_error *err)
{
	const uint8_t byte = (uint8_t)kind;
	int rc;

	counts->record.len = 0;
	rc = put_number(&counts->record, account, err);
	return rc != 0 ? rc : psi_buf_append(&counts->record, &byte, 1, err);
}

static int
add_answer(struct psi_long_counts *counts, struct psi_error *err)
{
	return psi_sorter_add(
	    counts->answers, counts->record.data, counts->record.len, err);
}

static int
answer_hash(
    struct psi_long_counts *counts, uint32_t account, struct psi_error *err)
{
	const struct group *group = &counts->group;
	const struct psi_unique_one *one = &group->one;
	struct psi_buf *record = &counts->record;
	int rc = begin_answer(counts, account, PSI_COUNTED_HASH, err);

	if (rc == 0)
		rc = psi_buf_append(
		    record, group->head.data + 1, HASH_BYTES, err);
	if (rc == 0)
		rc = psi_buf_append(record, &one->num_countries, 1, err);
	for (size_t i = 0; i < one->countries.num && rc == 0; i++)
		if (one->countries.at[i].shared)
			rc = psi_buf_append(record,
			    one->countries.at[i].country, COUNTRY_BYTES, err);
	return rc != 0 ? rc : add_answer(counts, err);
}

/* `claim` has the numbers of the companies, where two have the text. */
static int
answer_text(struct psi_long_counts *counts, const struct psi_long_claim *claim,
    unsigned int num, const uint8_t *facts, size_t facts_len,
    struct psi_error *err)
{
	struct psi_buf *record = &counts->record;
	const uint8_t byte = (uint8_t)num;
	const uint8_t distances[] = { claim->our_distance,
		claim->their_distance };
	int rc;

	if ((rc = begin_answer(counts, claim->account, claim->kind, err)) !=
		0 ||
	    (rc = psi_buf_append(record, &byte, 1, err)) != 0 ||
	    (rc = put_number(record, claim->company, err)) != 0 ||
	    (rc = put_number(record, claim->other, err)) != 0 ||
	    (rc = psi_buf_append(record, distances, sizeof distances, err)) !=
		0 ||
	    (rc = put_text(record, claim->text, err)) != 0 ||
	    (rc = psi_buf_append(record, facts, facts_len, err)) != 0)
		return rc;
	return add_answer(counts, err);
}

static int
tell_claim(void *cookie, const struct psi_long_claim *claim,
    const uint8_t *facts, size_t facts_len, struct psi_error *err)
{
	return answer_text(cookie, claim, 2, facts, facts_len, err);
}

/* What one of those who mention a text has to know. */
static int
answer_member(struct psi_long_counts *counts,
    const uint8_t member[MEMBER_BYTES], struct psi_error *err)
{
	const struct group *group = &counts->group;
	struct psi_long_claim claim = { .kind = group_kind(group) };
	int ours;

	claim.company = psi_load32be(member);
	claim.account = psi_load32be(member + NUMBER_BYTES);
	if (claim.kind == PSI_COUNTED_HASH)
		return answer_hash(counts, claim.account, err);
	claim.text = group_text(group);
	if (claim.kind == PSI_COUNTED_NAME || group->num > 2)
		return answer_text(counts, &claim, group->num, NULL, 0, err);
	ours = group->company[0] == claim.company ? 0 : 1;
	claim.our_distance = group->distance[ours];
	claim.other = group->company[1 - ours];
	claim.their_distance = group->distance[1 - ours];
	return psi_long_claims_add(counts->claims, &claim, err);
}

/* ---- groups ---- */

static int
end_group(struct psi_long_counts *counts, struct psi_error *err)
{
	struct psi_record_reader reader = { .file = NULL };
	struct group *group = &counts->group;
	bool is_shared = group->one.shared || group->num > 1;
	int rc = 0;

	if (group->num == PSI_TALLY_MANY &&
	    group_kind(group) == PSI_COUNTED_DOMAIN)
		counts->num_group_domains++;
	psi_record_reader_begin(&reader, &group->members);
	while (rc == 0 && is_shared) {
		const uint8_t *member;
		size_t len;
		bool end;

		rc = psi_record_reader_next(&reader, &member, &len, &end, err);
		if (rc != 0 || end)
			break;
		rc = answer_member(counts, member, err);
	}
	psi_record_reader_clear(&reader);
	psi_record_file_empty(&group->members);
	psi_unique_one_empty(&group->one);
	group->num = 0;
	return rc;
}

static void
count_company(struct group *group, const uint8_t member[MEMBER_BYTES])
{
	uint32_t company = psi_load32be(member);
	uint8_t distance = member[DISTANCE_AT];

	if (group->num == PSI_TALLY_MANY)
		return;
	/* They come in order. */
	if (group->num > 0 && group->company[group->num - 1] == company) {
		if (group->distance[group->num - 1] > distance)
			group->distance[group->num - 1] = distance;
		return;
	}
	if (group->num < 2) {
		group->company[group->num] = company;
		group->distance[group->num] = distance;
	}
	group->num++;
}

/* One more mention of the group's text, in its order. */
static int
count_mention(struct psi_long_counts *counts, const uint8_t *record, size_t len,
    struct psi_error *err)
{
	const uint8_t *member = record + len - MEMBER_BYTES;
	struct group *group = &counts->group;
	int rc = 0;

	if (record[0] == PSI_COUNTED_HASH) {
		char country[COUNTRY_BYTES];

		memcpy(country, member - COUNTRY_BYTES, sizeof country);
		rc = psi_unique_one_add(
		    &group->one, country, psi_load32be(member), err);
	} else {
		count_company(group, member);
	}
	if (rc != 0 ||
	    (group->members.num > 0 &&
		psi_public_equal(group->last, member, MEMBER_BYTES)))
		return rc;
	memcpy(group->last, member, MEMBER_BYTES);
	return psi_record_file_put(&group->members, member, MEMBER_BYTES, err);
}

static int
count_all(struct psi_long_counts *counts, struct psi_error *err)
{
	struct psi_buf *head = &counts->group.head;
	int rc = psi_sorter_sort(counts->mentions, err);

	while (rc == 0) {
		const uint8_t *record;
		size_t len;
		size_t head_len;
		bool end;

		rc =
		    psi_sorter_next(counts->mentions, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		head_len = len -
		    (record[0] == PSI_COUNTED_HASH ? HASH_TAIL : MEMBER_BYTES);
		if (head->len != head_len ||
		    !psi_public_equal(head->data, record, head_len)) {
			if (head->len > 0)
				rc = end_group(counts, err);
			head->len = 0;
			if (rc == 0)
				rc =
				    psi_buf_append(head, record, head_len, err);
		}
		if (rc == 0)
			rc = count_mention(counts, record, len, err);
	}
	if (rc == 0 && head->len > 0)
		rc = end_group(counts, err);
	return rc;
}

/* ---- together ---- */

static int
begin_count(struct psi_long_counts *counts, struct psi_error *err)
{
	const struct psi_long_counts_config *config = &counts->config;
	struct psi_record_file *members = &counts->group.members;
	int rc;

	members->scratch = config->scratch;
	members->block_bytes = config->memory / BLOCK_SHARE < BLOCK_BYTES
	    ? config->memory / BLOCK_SHARE
	    : BLOCK_BYTES;
	rc = psi_long_claims_new(
	    &counts->claims, config->scratch, config->memory / 8, err);
	return rc != 0 ? rc
		       : psi_sorter_new(&counts->answers, config->scratch,
			     config->memory / 8, ANSWER_MAX, err);
}

int
psi_long_counts_new(struct psi_long_counts **out,
    const struct psi_long_counts_config *config, struct psi_error *err)
{
	struct psi_long_counts *counts = psi_array_new(1, sizeof *counts);
	int rc;

	if (counts == NULL)
		return psi_error_nomem(err);
	counts->config = *config;
	rc = collect(counts, err);
	if (rc == 0)
		rc = begin_count(counts, err);
	if (rc == 0)
		rc = count_all(counts, err);
	psi_sorter_free(counts->mentions);
	counts->mentions = NULL;
	if (rc == 0)
		rc = psi_long_claims_settle(
		    counts->claims, config->rows, tell_claim, counts, err);
	psi_sorter_free(counts->claims);
	counts->claims = NULL;
	if (rc == 0)
		rc = psi_sorter_sort(counts->answers, err);
	if (rc == 0)
		*out = counts;
	else
		psi_long_counts_free(counts);
	return rc;
}

void
psi_long_counts_free(struct psi_long_counts *counts)
{
	if (counts == NULL)
		return;
	psi_sorter_free(counts->mentions);
	psi_sorter_free(counts->claims);
	psi_sorter_free(counts->answers);
	psi_buf_clear(&counts->record);
	psi_buf_clear(&counts->group.head);
	psi_record_file_clear(&counts->group.members);
	psi_unique_countries_clear(&counts->group.one.countries);
	psi_array_free(counts, 1, sizeof *counts);
}

uint64_t
psi_long_counts_group_domains(const struct psi_long_counts *counts)
{
	return counts->num_group_domains;
}

static void
read_text_answer(struct psi_long_answer *out, const uint8_t *record, size_t len)
{
	const uint8_t *p = record + ANSWER_HEAD;

	out->num = *p++;
	out->company = psi_load32be(p);
	out->other = psi_load32be(p + NUMBER_BYTES);
	p += 2 * NUMBER_BYTES;
	out->our_distance = *p++;
	out->their_distance = *p++;
	out->text.len = (size_t)p[0] << 8 | p[1];
	out->text.text = (const char *)p + LEN_BYTES;
	out->facts = p + LEN_BYTES + out->text.len;
	out->facts_len = (size_t)(record + len - out->facts);
}

int
psi_long_counts_next(struct psi_long_counts *counts,
    struct psi_long_answer *out, bool *end, struct psi_error *err)
{
	const uint8_t *record;
	size_t len;
	int rc = psi_sorter_next(counts->answers, &record, &len, end, err);

	if (rc != 0 || *end)
		return rc;
	memset(out, 0, sizeof *out);
	out->account = psi_load32be(record);
	out->kind = (enum psi_row_count_kind)record[NUMBER_BYTES];
	if (out->kind != PSI_COUNTED_HASH) {
		read_text_answer(out, record, len);
		return 0;
	}
	record += ANSWER_HEAD;
	out->hash = psi_load64be(record);
	out->num_countries = record[HASH_BYTES];
	out->shared = (const char *)record + HASH_BYTES + 1;
	out->num_shared = (len - ANSWER_HEAD - HASH_BYTES - 1) / COUNTRY_BYTES;
	return 0;
}
