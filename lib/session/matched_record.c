#include "session/matched_record.h"

#include <assert.h>
#include <string.h>

#include "base/bytes.h"
#include "trust/agreement.h"

/* order type position population is_shared token account */
enum {
	ORDER = 0,
	TYPE = 4,
	POSITION = 5,
	POPULATION = 9,
	SHARED = 10,
	TOKEN = 11,
	HEAD = TOKEN + PSI_MATCH_TOKEN_BYTES
};

static_assert(PSI_KEY_TYPES_MAX <= UINT8_MAX, "a type is one octet");
static_assert(PSI_POPULATIONS <= UINT8_MAX, "a population is one octet");

int
psi_matched_record_make(struct psi_buf *record,
    const struct psi_matched_entry *entry, struct psi_error *err)
{
	uint8_t head[HEAD];
	int rc;

	psi_u32be(head + ORDER, entry->order);
	head[TYPE] = (uint8_t)entry->type;
	psi_u32be(head + POSITION, entry->position);
	head[POPULATION] = (uint8_t)entry->population;
	head[SHARED] = entry->is_shared;
	memcpy(head + TOKEN, entry->token, sizeof entry->token);
	record->len = 0;
	if ((rc = psi_buf_append(record, head, sizeof head, err)) != 0)
		return rc;
	return psi_buf_append(
	    record, entry->account.text, entry->account.len, err);
}

void
psi_matched_record_share(struct psi_buf *record)
{
	record->data[SHARED] = 1;
}

void
psi_matched_record_read(
    struct psi_matched_entry *out, const uint8_t *record, size_t len)
{
	out->order = psi_load32be(record + ORDER);
	out->type = record[TYPE];
	out->position = psi_load32be(record + POSITION);
	out->population = (enum psi_population)record[POPULATION];
	out->is_shared = record[SHARED] != 0;
	memcpy(out->token, record + TOKEN, sizeof out->token);
	out->account.text = (const char *)record + HEAD;
	out->account.len = len - HEAD;
}

uint32_t
psi_matched_record_order(const uint8_t *record)
{
	return psi_load32be(record + ORDER);
}
