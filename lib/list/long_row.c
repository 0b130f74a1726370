#include "list/long_row.h"

#include <string.h>

#include "base/bytes.h"

/* account row line population country id_len; then id and facts */
#define LINE_AT PSI_LONG_ROW_KEY_BYTES
#define POPULATION_AT (LINE_AT + 8)
/* Beside the population: psi_facts.by_end. */
#define BY_END 0x80
#define COUNTRY_AT (POPULATION_AT + 1)
#define COUNTRY_LEN (PSI_COUNTRY_CHARS - 1)
#define ID_LEN_AT (COUNTRY_AT + COUNTRY_LEN)

_Static_assert(ID_LEN_AT + 2 == PSI_LONG_ROW_HEAD_BYTES, "the head of a row");

int
psi_long_row_append(
    struct psi_buf *out, const struct psi_long_row *row, struct psi_error *err)
{
	const struct psi_facts *facts = &row->facts;
	uint8_t head[PSI_LONG_ROW_HEAD_BYTES] = { 0 };
	int rc;

	psi_u32be(head, row->account);
	psi_u32be(head + 4, row->number);
	psi_u64be(head + LINE_AT, row->line);
	head[POPULATION_AT] = (uint8_t)((unsigned int)facts->population |
	    (facts->by_end ? BY_END : 0U));
	memcpy(head + COUNTRY_AT, facts->country, COUNTRY_LEN);
	head[ID_LEN_AT] = (uint8_t)(facts->id.len >> 8);
	head[ID_LEN_AT + 1] = (uint8_t)facts->id.len;
	if ((rc = psi_buf_append(out, head, sizeof head, err)) != 0 ||
	    (rc = psi_buf_append(out, facts->id.text, facts->id.len, err)) != 0)
		return rc;
	return psi_buf_append(out, facts->bytes.data, facts->bytes.len, err);
}

void
psi_long_row_read(struct psi_long_row *out, const uint8_t *bytes, size_t len)
{
	const uint8_t *rest = bytes + PSI_LONG_ROW_HEAD_BYTES;
	struct psi_facts *facts = &out->facts;

	memset(out, 0, sizeof *out);
	out->account = psi_load32be(bytes);
	out->number = psi_load32be(bytes + 4);
	out->line = psi_load64be(bytes + LINE_AT);
	facts->by_end = (bytes[POPULATION_AT] & BY_END) != 0;
	facts->population =
	    (enum psi_population)(bytes[POPULATION_AT] & (BY_END - 1));
	memcpy(facts->country, bytes + COUNTRY_AT, COUNTRY_LEN);
	facts->id.len = (size_t)bytes[ID_LEN_AT] << 8 | bytes[ID_LEN_AT + 1];
	facts->id.text = (const char *)rest;
	rest += facts->id.len;
	/* Nobody writes through it. */
	memcpy(&facts->bytes.data, &rest, sizeof rest);
	facts->bytes.len = len - PSI_LONG_ROW_HEAD_BYTES - facts->id.len;
}
